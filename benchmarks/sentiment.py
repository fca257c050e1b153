"""How well feelings are read: without any answers, from stars, from a brand's own mentions, and from corrections.

    python -m benchmarks.sentiment --data F --text COL --label COL --lang L [--kind review] [--unlabelled F]
    python -m benchmarks.sentiment --data F --label COL --lang L --corrections 200 --draws 5
    python -m benchmarks.sentiment --data F --label COL --lang L --rated F --rated-text COL --stars COL

Labels are negative, neutral and positive, or -1, 0 and 1, or numbers cut by `--bins`. `macro_f1`, `macro_recall` and
`accuracy` score an abstention as neutral, so that peers compare; `macro_f1_covered` only what was answered. Where the
file has no neutral label, what was answered neutral or not at all goes by the sign of the word lists' score, and is
wrong without one; so it is for the peers.

`--corrections` draws so many rows as corrections, learns from them through the gate as the house does, and scores on
all other rows; where the gate refuses, what read before reads on. Figures are means over draws, `confusion` is their
sum. `promoted` is the share of draws that passed the gate; `below_incumbent` counts those that ended below what read
before by more than chance (in 97.7 % of resamplings, two standard errors).
"""

import argparse
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import fmean, pstdev
from time import perf_counter
from typing import Any

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from analysis import sentiment
from analysis.contest import contest
from analysis.linear import Model
from analysis.sentiment import Router
from benchmarks.data import parser, progress, rows, tell
from groundswell import attempts, examples
from groundswell.attempts import Attempt
from storage.lessons import Lesson, Plain
from storage.models import (
    Actor,
    Aspect,
    Correction,
    Kind,
    Mention,
    MentionId,
    Rating,
    Sentiment,
    SourceName,
    StoredMention,
)

NEGATIVE, NEUTRAL, POSITIVE = (each.value for each in (Sentiment.NEGATIVE, Sentiment.NEUTRAL, Sentiment.POSITIVE))
NAMES = {"-1": NEGATIVE, "0": NEUTRAL, "1": POSITIVE, "neg": NEGATIVE, "neu": NEUTRAL, "pos": POSITIVE}
UNSCORED = "unscored"
RATED = datetime(2026, 1, 1, tzinfo=UTC)
ANSWERED = RATED + timedelta(days=1)
SURELY = 0.977
HIGH = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was said of a text (None: nothing), the sign of what speaks for it, and how sure it is."""

    value: str | None
    leaning: float
    confidence: float = 0.0


Reads = Callable[[Sequence[int]], list[Answer]]


def label(text: str, bins: Sequence[float]) -> str:
    """Read a label of the file."""
    given = text.strip().lower().replace("\u2212", "-")
    if bins:
        number = float(given)
        return NEGATIVE if number < bins[0] else POSITIVE if number > bins[1] else NEUTRAL
    named = NAMES.get(given.removesuffix(".0"), given)
    if named not in (NEGATIVE, NEUTRAL, POSITIVE):
        sys.exit(f"label {text!r} is none of negative, neutral, positive, -1, 0, 1; numbers need --bins LOW,HIGH")
    return named


def score(truth: Sequence[str], answers: Sequence[Answer]) -> dict[str, Any]:
    """Score answers; without neutral where no text is."""
    classes = [each for each in (NEGATIVE, NEUTRAL, POSITIVE) if each in set(truth)]
    said = forced(truth, answers)
    recalls, f1 = measured(truth, said, classes)
    covered = [place for place, answer in enumerate(answers) if answer.value is not None]
    _, covered_f1 = measured([truth[place] for place in covered], [said[place] for place in covered], classes)
    confusion = Counter((right, answer.value or UNSCORED) for right, answer in zip(truth, answers, strict=True))
    return {
        "macro_f1": f1,
        "macro_recall": recalls,
        "accuracy": fmean(right == given for right, given in zip(truth, said, strict=True)),
        "coverage": len(covered) / len(truth),
        "macro_f1_covered": covered_f1,
        "confusion": {
            right: {given: confusion[right, given] for given in (NEGATIVE, NEUTRAL, POSITIVE, UNSCORED)}
            for right in classes
        },
    }


def forced(truth: Sequence[str], answers: Sequence[Answer]) -> list[str]:
    """Name one class for each answer: an abstention is neutral, or what it leans to where there is no neutral."""
    if NEUTRAL in truth:
        return [answer.value or NEUTRAL for answer in answers]
    return [
        answer.value
        if answer.value in (NEGATIVE, POSITIVE)
        else POSITIVE if answer.leaning > 0 else NEGATIVE if answer.leaning < 0 else NEUTRAL
        for answer in answers
    ]  # fmt: skip


def measured(truth: Sequence[str], said: Sequence[str], classes: Sequence[str]) -> tuple[float, float]:
    """Give macro recall and macro-F1."""
    recalls, f1s = [], []
    for each in classes:
        hits = sum(right == given == each for right, given in zip(truth, said, strict=True))
        right, given = sum(one == each for one in truth), sum(one == each for one in said)
        recalls.append(hits / max(right, 1))
        f1s.append(2 * hits / max(right + given, 1))
    return fmean(recalls), fmean(f1s)


def sureness(truth: Sequence[str], answers: Sequence[Answer]) -> dict[str, float | None]:
    """Give the share of texts that were answered with high confidence, and how often these were right."""
    sure = [
        one.value == right for right, one in zip(truth, answers, strict=True) if one.value and one.confidence >= HIGH
    ]
    return {"sure": len(sure) / len(truth), "sure_right": fmean(sure) if sure else None}


class House:
    """Texts of one language and kind, and the readers that come to be: untrained, then learnt as the house learns."""

    def __init__(self, texts: Sequence[str], language: str, kind: Kind) -> None:
        self._language, self._kind = language, kind
        none = [None] * len(texts)
        self._heard = sentiment.listen(texts, [language] * len(texts), [kind] * len(texts), none)
        self._stored = [_stored(place, text, kind) for place, text in enumerate(texts)]
        self._rated: list[Plain] = []
        self._since: datetime | None = None
        self.incumbent: Model | None = None

    def answers(self, model: Model | None, places: Iterable[int]) -> list[Answer]:
        heard = [self._heard[place] for place in places]
        return [
            Answer(value=said.value and said.value.value, leaning=sentiment.evidence(one).scores[0],
                   confidence=said.confidence)
            for one, said in zip(heard, self._router(model).judge(heard), strict=True)
        ]  # fmt: skip

    def train_alone(self, texts: Sequence[str]) -> None:
        """Learn from texts without answers."""
        mentions = [_stored(place, text, self._kind).mention for place, text in enumerate(texts)]
        found = attempts.alone(self._language, self._kind, mentions[: attempts.AT_MOST])
        if found is None:
            progress("self-training: too few texts or sure ones")
        else:
            self.incumbent = _promoted(found)

    def rate(self, texts: Sequence[str], stars: Sequence[float]) -> None:
        """Learn from texts with stars."""
        stored = [
            _stored(-1 - place, text, self._kind, Rating(value=value))
            for place, (text, value) in enumerate(zip(texts, stars, strict=True))
        ]
        self._rated = [Plain(stored=each, collected_at=RATED) for each in stored[: attempts.AT_MOST]]
        if model := self.taught([], []):
            self.incumbent, self._since = model, RATED

    def taught(self, places: Sequence[int], labels: Sequence[str]) -> Model | None:
        """Learn from answers, and from the stars that there are, through the gate; None where it refuses."""
        answered = [
            Lesson(stored=self._stored[place], language=self._language, correction=_correction(place, named))
            for place, named in zip(places, labels, strict=True)
        ]
        reads = self._router(self.incumbent)
        material = examples.of_sentiment(self._language, self._kind, answered, self._rated, reads, self._since)
        return _promoted(attempts.learnt_from(material))

    def _router(self, model: Model | None) -> Router:
        return Router({sentiment.scope(self._language, self._kind): (1, model)} if model else {})


def _promoted(attempt: Attempt) -> Model | None:
    progress(f"{attempt.origin} {'promoted' if attempt.gate.passed else 'refused'}: {attempt.gate.reason}")
    return attempt.model if attempt.gate.passed else None


def _stored(number: int, text: str, kind: Kind, rating: Rating | None = None) -> StoredMention:
    mention = Mention(
        source=SourceName("benchmark"), external_id=str(number), text=text, published_at=RATED, kind=kind, rating=rating
    )
    return StoredMention(id=MentionId(number), mention=mention, matches=())


def _correction(number: int, named: str) -> Correction:
    return Correction(
        mention_id=MentionId(number),
        aspect=Aspect.SENTIMENT,
        value=named,
        said="",
        model="",
        confidence=0.0,
        actor=Actor(name="benchmark"),
        at=ANSWERED,
    )


def corrected(house: House, truth: Sequence[str], readers: Mapping[str, Reads], options: argparse.Namespace) -> Any:
    """Draw corrections, learn, and score on the rest; give the means, and those of the peers on the same rows."""
    found: list[dict[str, Any]] = []
    others: dict[str, list[dict[str, Any]]] = {name: [] for name in readers}
    for draw in range(options.draws):
        order = random.Random(f"{options.seed}/{draw}").sample(range(len(truth)), len(truth))
        drawn, rest = order[: options.corrections], order[options.corrections :]
        model = house.taught(drawn, [truth[place] for place in drawn])
        right = [truth[place] for place in rest]
        before = house.answers(house.incumbent, rest)
        after = house.answers(model, rest) if model else before
        compared = contest(right, forced(right, after), forced(right, before), [1.0] * len(rest), rest)
        found.append(
            {
                **score(right, after),
                **sureness(right, after),
                "incumbent_macro_f1": compared.incumbent,
                "promoted": float(model is not None),
                "below": compared.worse > SURELY,
            }
        )
        for name, reads in readers.items():
            others[name].append(score(right, reads(rest)))
    below = sum(one.pop("below") for one in found)
    spread = {"sd": pstdev(one["macro_f1"] for one in found), "below_incumbent": below, "draws": len(found)}
    return {**mean(found), **spread}, {name: mean(each) for name, each in others.items()}


def mean(found: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Average what was found in several draws; confusions are summed."""
    result: dict[str, Any] = {}
    for key, first in found[0].items():
        if isinstance(first, Mapping):
            result[key] = {
                right: {given: sum(one[key][right][given] for one in found) for given in row}
                for right, row in first.items()
            }
        else:
            known = [one[key] for one in found if one[key] is not None]
            result[key] = fmean(known) if known else None
    return result


def peers(texts: Sequence[str], language: str) -> dict[str, Reads]:
    """Give the peers that are installed. All read any language as their English, afinn some as themselves."""
    vader = SentimentIntensityAnalyzer()
    found = {"vader": cut(texts, lambda text: float(vader.polarity_scores(text)["compound"]), 0.05)}
    try:
        from textblob import TextBlob

        found["textblob"] = cut(texts, lambda text: float(TextBlob(text).sentiment.polarity), 1e-9)
    except ImportError:
        progress("textblob is not installed: left out")
    try:
        from afinn.afinn import LANGUAGE_TO_FILENAME, Afinn

        spoken = language if language in LANGUAGE_TO_FILENAME else "en"
        afinn = Afinn(language=spoken, emoticons=spoken == "en")
        found["afinn"] = cut(texts, lambda text: float(afinn.score(text)), 1e-9)
    except ImportError:
        progress("afinn is not installed: left out")
    return found


def cut(texts: Sequence[str], scored: Callable[[str], float], threshold: float) -> Reads:
    """Make a reader of a scorer: neutral nearer to 0 than `threshold`."""
    answers = []
    for text in texts:
        leaning = scored(text)
        value = POSITIVE if leaning >= threshold else NEGATIVE if leaning <= -threshold else NEUTRAL
        answers.append(Answer(value=value, leaning=leaning))
    return lambda places: [answers[place] for place in places]


def show_wrong(texts: Sequence[str], truth: Sequence[str], answers: Sequence[Answer], count: int, seed: int) -> None:
    """Show wrong readings to a person, drawn by chance."""
    wrong = [place for place, one in enumerate(answers) if (one.value or NEUTRAL) != truth[place]]
    for place in random.Random(seed).sample(wrong, min(count, len(wrong))):
        progress(f"{truth[place]:9} read as {answers[place].value} ({answers[place].confidence:.2f}): {texts[place]}")


def main() -> None:
    options = parser(__doc__ or "")
    options.formatter_class = argparse.RawDescriptionHelpFormatter
    options.add_argument("--lang", required=True, help="the language of all texts")
    options.add_argument("--kind", choices=[kind.value for kind in Kind], default=Kind.MENTION.value)
    options.add_argument("--bins", metavar="LOW,HIGH", default="", help="cut numbers: below, between, above")
    options.add_argument("--rated", metavar="F", help="a file of the same kind with stars, to learn from first")
    options.add_argument("--rated-text", metavar="COL", default="text")
    options.add_argument("--stars", metavar="COL", default="stars", help="1 to 5")
    options.add_argument(
        "--unlabelled", metavar="F", help="a file whose texts (column as --text) are learnt from alone"
    )
    options.add_argument("--corrections", metavar="N", type=int, default=0)
    options.add_argument("--draws", type=int, default=5)
    options.add_argument("--wrong", metavar="N", type=int, default=0, help="show so many wrong readings on stderr")
    chosen = options.parse_args()
    started = perf_counter()
    data = rows(chosen)
    bins = [float(cut) for cut in chosen.bins.split(",")] if chosen.bins else []
    truth = [label(row[chosen.label], bins) for row in data]
    texts = [row[chosen.text] for row in data]
    if chosen.corrections >= len(texts):
        sys.exit(f"--corrections {chosen.corrections} leaves none of {len(texts):,} rows to score on")
    house = House(texts, chosen.lang, Kind(chosen.kind))
    if chosen.unlabelled:
        house.train_alone([row[chosen.text] for row in _other(chosen, chosen.unlabelled, chosen.text)])
    if chosen.rated:
        rated = _other(chosen, chosen.rated, chosen.rated_text)
        house.rate([row[chosen.rated_text] for row in rated], [float(row[chosen.stars]) for row in rated])
    readers = peers(texts, chosen.lang) if chosen.peers else {}
    if chosen.corrections:
        result, others = corrected(house, truth, readers, chosen)
    else:
        everywhere = range(len(texts))
        answers = house.answers(house.incumbent, everywhere)
        show_wrong(texts, truth, answers, chosen.wrong, chosen.seed)
        result = {**score(truth, answers), **sureness(truth, answers)}
        others = {name: score(truth, reads(everywhere)) for name, reads in readers.items()}
    if others:
        result["peers"] = others
    tell(result, len(texts), started)


def _other(options: argparse.Namespace, file: str, text: str) -> Any:
    """Read another file, all rows of it; its labels are not looked at."""
    from pathlib import Path

    return rows(argparse.Namespace(data=Path(file), text=text, where=[], part="all"))


if __name__ == "__main__":
    main()
