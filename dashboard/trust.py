"""How well each language, kind and source of a brand is read, as a table."""

from collections.abc import Sequence

import pandas as pd

from dashboard import words
from groundswell.quality import Checked, Line

PICKED = "Right when picked"


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
