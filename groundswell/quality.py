"""How often readings are right, as far as people's answers tell, for each language, kind and source.

Only the answers about mentions that were drawn by chance estimate how often a model is right. Those that a person
picked because they looked wrong stand beside them. Both are about the model that reads now; what an earlier one said
proves nothing of it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TypeAlias

from storage.models import PERSON, Answered, Kind, SourceName
from storage.tallies import Tally

Stratum: TypeAlias = tuple[str, Kind, SourceName]
_CONFIDENT = 1.959964


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """How many of a model's answers people looked at, and how many of these were right."""

    asked: int = 0
    right: int = 0

    @property
    def precision(self) -> float | None:
        """The share that was right; None where nothing was asked."""
        return self.right / self.asked if self.asked else None

    @property
    def interval(self) -> tuple[float, float]:
        """Between which shares the true one lies, at 95 % (Wilson, JASA 22, 1927).

        >>> [round(bound, 3) for bound in Checked(asked=10, right=9).interval]
        [0.596, 0.982]
        >>> Checked().interval
        (0.0, 1.0)
        """
        return wilson(self.right / self.asked, self.asked) if self.asked else (0.0, 1.0)


def wilson(share: float, n: float) -> tuple[float, float]:
    """Say between which shares the true one lies at 95 %, where `share` of `n` answers were right."""
    z = _CONFIDENT
    middle, off = share + z * z / (2 * n), z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    low, high = ((middle + way * off) / (1 + z * z / n) for way in (-1, 1))
    return max(0.0, min(low, share)), min(1.0, max(high, share))


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """How well one language, kind and source is read. `language` is "" where it is unknown.

    `model` reads it now ("" where none does). Of the `mentions` that were read, the `abstained` got no answer.
    `answers` counts what people answered, about whatever model; `drawn` and `picked` are those about `model`, where it
    did not abstain.
    """

    language: str
    kind: Kind
    source: SourceName
    model: str
    mentions: int
    abstained: int
    answers: int
    drawn: Checked
    picked: Checked

    @property
    def abstentions(self) -> float:
        """The share of which nothing was said."""
        return self.abstained / self.mentions if self.mentions else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """The share of readings that is right, as far as `asked` answers about mentions drawn by chance tell.

    `interval` is where the share lies at 95 %; `covered` is the share of what was scored that stands in lines of which
    something was checked.
    """

    asked: int
    right: float
    interval: tuple[float, float]
    covered: float


def lines(tallied: Iterable[Tally], answered: Iterable[Answered]) -> tuple[Line, ...]:
    """Give a line for every language, kind and source of one aspect that has mentions or answers, the largest first."""
    read: Mapping[Stratum, list[Tally]] = defaultdict(list)
    for tally in tallied:
        read[tally.language or "", tally.kind, tally.source].append(tally)
    said: Mapping[Stratum, list[Answered]] = defaultdict(list)
    for answer in answered:
        said[answer.language or "", answer.kind, answer.source].append(answer)
    found = [_line(stratum, read.get(stratum, ()), said.get(stratum, ())) for stratum in read.keys() | said.keys()]
    return tuple(sorted(found, key=lambda line: (-line.mentions, line.language, line.kind, line.source)))


def together(lines: Iterable[Line]) -> Trust:
    """Weigh what was checked of each line by how much of it was scored, leaving out where nothing was checked.

    Every line has the same chance of being asked about, however few mentions it has, so their plain mean would tell
    mostly of what is rare. Unequal weights make answers worth less: the interval is that of Kish's effective number of
    them (Survey Sampling, 1965).

    >>> small, large = (
    ...     Line(language="en", kind="review", source="x", model="m", mentions=mentions, abstained=0, answers=10,
    ...         drawn=Checked(asked=10, right=right), picked=Checked()) for mentions, right in ((100, 2), (900, 9))
    ... )
    >>> found = together([small, large])
    >>> found.asked, round(found.right, 2), [round(bound, 2) for bound in found.interval], found.covered
    (20, 0.83, [0.55, 0.95], 1.0)
    """
    scored = [(max(1, line.mentions - line.abstained), line.drawn) for line in lines]
    checked = [(number, drawn) for number, drawn in scored if drawn.asked]
    if not checked:
        return Trust(asked=0, right=0.0, interval=(0.0, 1.0), covered=0.0)
    whole = sum(number for number, _ in checked)
    right = sum(number * drawn.right / drawn.asked for number, drawn in checked) / whole
    effective = whole**2 / sum(number**2 / drawn.asked for number, drawn in checked)
    return Trust(
        asked=sum(drawn.asked for _, drawn in checked),
        right=right,
        interval=wilson(right, effective),
        covered=whole / sum(number for number, _ in scored),
    )


def unscored(lines: Iterable[Line]) -> tuple[int, int]:
    """Count the mentions whose feeling nobody could tell, and all that were read."""
    found = [(line.abstained, line.mentions) for line in lines]
    return sum(abstained for abstained, _ in found), sum(mentions for _, mentions in found)


def _line(stratum: Stratum, read: Sequence[Tally], answers: Sequence[Answered]) -> Line:
    language, kind, source = stratum
    model = _reads_now(read)
    return Line(
        language=language,
        kind=kind,
        source=source,
        model=model,
        mentions=sum(tally.mentions for tally in read),
        abstained=sum(tally.abstained for tally in read),
        answers=len(answers),
        drawn=_checked(answers, model, drawn=True),
        picked=_checked(answers, model, drawn=False),
    )


def _reads_now(read: Sequence[Tally]) -> str:
    """Name the model that read the newest mention; one that answers goes before one that only abstains."""
    models = [tally for tally in read if tally.model != PERSON]
    answering = [tally for tally in models if tally.abstained < tally.mentions]
    return max(answering or models, key=lambda tally: tally.latest).model if models else ""


def _checked(answers: Sequence[Answered], model: str, drawn: bool) -> Checked:
    mine = [a.correction for a in answers if a.correction.model == model and a.correction.drawn is drawn]
    told = [correction for correction in mine if correction.said]
    return Checked(asked=len(told), right=sum(correction.said == correction.value for correction in told))
