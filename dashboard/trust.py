"""How far the numbers of a brand can be trusted: what the lines of its languages, kinds and sources say together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from dashboard import words
from groundswell.quality import Checked, Line, wilson

PICKED = "Right when picked"


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


def table(lines: Sequence[Line]) -> pd.DataFrame:
    """Write a row for every language, kind and source; what matters most stands first, for narrow windows."""
    silent = [line.abstained == line.mentions for line in lines]
    rows = pd.DataFrame(
        {
            "What": [f"{words.language(line.language)} {words.KINDS[line.kind]}" for line in lines],
            "Right when checked": [
                "never scored" if nothing else _share(line.drawn) for line, nothing in zip(lines, silent, strict=True)
            ],
            "From": [line.source for line in lines],
            "Mentions": [line.mentions for line in lines],
            "Unscored": [line.abstentions for line in lines],
            "Answers": [line.answers for line in lines],
            PICKED: [_plain(line.picked) for line in lines],
            "Read by": [
                words.reader("" if nothing else line.model) for line, nothing in zip(lines, silent, strict=True)
            ],
        }
    )
    return rows if rows[PICKED].any() else rows.drop(columns=PICKED)


def _share(checked: Checked) -> str:
    return f"{_plain(checked)} ({words.between(checked.interval)})" if checked.asked else "not checked yet"


def _plain(checked: Checked) -> str:
    return f"{checked.right} of {checked.asked}" if checked.asked else ""
