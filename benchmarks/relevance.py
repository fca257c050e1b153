"""How well mentions that are no customer's are told from those that are.

    python -m benchmarks.relevance --data F --text COL --label COL --positive V [--corrections 100] [--draws 5]

Positive is what is not to be counted (spam, say); any voice but a customer's is found as positive. Without
`--corrections` the rules answer alone. With it, so many rows drawn by chance are given as answers, the gate decides
whether what was learnt from them takes over, and the other rows are scored: means over the draws, and the share of
draws in which the model was promoted.
"""

import random
from argparse import Namespace
from collections.abc import Sequence
from datetime import UTC, datetime
from statistics import fmean
from time import perf_counter

from analysis.calibration import Example, learn
from analysis.relevance import Judge
from benchmarks.data import Row, parser, progress, rows, tell
from storage.models import Mention, MentionId, Origin, SourceName, StoredMention, Voice

AT = datetime(2026, 1, 1, tzinfo=UTC)


def main() -> None:
    """Measure, and print the result."""
    options = parser(__doc__ or "")
    options.add_argument("--positive", metavar="V", required=True, help="the label of what is not to be counted")
    options.add_argument("--corrections", metavar="N", type=int, default=0, help="rows given as answers")
    options.add_argument("--draws", type=int, default=5, help="how often rows are drawn")
    given = options.parse_args()
    started, found = perf_counter(), rows(given)
    if given.corrections >= len(found):
        options.error(f"--corrections {given.corrections}: there are only {len(found)} rows, and some must be left")
    draws = [_draw(found, given, seed) for seed in range(given.draws)] if given.corrections else [_rules(found, given)]
    result = {name: fmean(draw[name] for draw in draws) for name in draws[0]}
    tell(result, len(found) - given.corrections, started)


def score(wanted: Sequence[bool], found: Sequence[bool]) -> dict[str, float]:
    """Score what was found as positive.

    >>> score([True, True, False], [True, False, False])
    {'f1': 0.6666666666666666, 'precision': 1.0, 'recall': 0.5}
    """
    hits = sum(a and b for a, b in zip(wanted, found, strict=True))
    precision, recall = hits / max(sum(found), 1), hits / max(sum(wanted), 1)
    return {"f1": 2 * hits / max(sum(wanted) + sum(found), 1), "precision": precision, "recall": recall}


def _rules(found: Sequence[Row], options: Namespace) -> dict[str, float]:
    return score(_wanted(found, options), _answers(Judge(()), found, options))


def _draw(found: Sequence[Row], options: Namespace, number: int) -> dict[str, float]:
    order = list(found)
    random.Random(options.seed + number).shuffle(order)
    taught, tested = order[: options.corrections], order[options.corrections :]
    model, gate = learn(_examples(taught, options), _spoken(_answers(Judge(()), taught, options)))
    progress(f"draw {number + 1}: {gate.reason}")
    judge = Judge((), (1, model) if model and gate.passed else None)
    return {**score(_wanted(tested, options), _answers(judge, tested, options)), "promoted": float(gate.passed)}


def _examples(taught: Sequence[Row], options: Namespace) -> list[Example]:
    judge, labels = Judge(()), _spoken(_wanted(taught, options))
    return [
        Example(
            evidence=judge.voice_evidence(_mention(row[options.text])),
            label=label,
            origin=Origin.CORRECTIONS,
            group=row[options.text],
        )
        for row, label in zip(taught, labels, strict=True)
    ]


def _wanted(found: Sequence[Row], options: Namespace) -> list[bool]:
    return [row[options.label] == options.positive for row in found]


def _answers(judge: Judge, found: Sequence[Row], options: Namespace) -> list[bool]:
    batch = [
        StoredMention(id=MentionId(at), mention=_mention(row[options.text]), matches=()) for at, row in enumerate(found)
    ]
    return [voice.value is not Voice.CUSTOMER for voice, _ in judge.judge(batch, [False] * len(batch))]


def _spoken(positive: Sequence[bool]) -> list[str]:
    return [Voice.SPAM if each else Voice.CUSTOMER for each in positive]


def _mention(text: str) -> Mention:
    return Mention(source=SourceName("benchmark"), external_id="", text=text, published_at=AT)


if __name__ == "__main__":
    main()
