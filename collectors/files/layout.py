"""How a file is laid out: which form it has, and which columns by which names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

_DATUM = re.compile(r"\d[\d\s:/.,+TZ-]*|https?://\S+")


class Form(StrEnum):
    """What a file is, told by its content."""

    TABLE = "table"
    JSON_LINES = "JSON lines"
    WORKBOOK = "Excel workbook"
    PARQUET = "Parquet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What a file's beginning says of the whole.

    `delimiter` is that of a table, `encoding` that of text, and `guessed` tells of the encoding; `sheet` is the one of
    a workbook that is read, `others` are those that are not.
    """

    path: Path
    form: Form
    columns: tuple[str, ...]
    encoding: str = ""
    guessed: bool = False
    delimiter: str | None = None
    sheet: str = ""
    others: tuple[str, ...] = ()

    @property
    def headless(self) -> bool:
        """Whether the header looks like a row of data: a number, a date or a link stands where names should."""
        named_by_header = self.form in (Form.TABLE, Form.WORKBOOK)
        return named_by_header and any(map(_DATUM.fullmatch, self.columns))


def named(names: Sequence[str]) -> tuple[str, ...]:
    r"""Name each column so that it can be mapped: without blanks around it, never empty, never twice.

    >>> named(["\ufeffid", " text ", "", "text"])
    ('id', 'text', 'column 3', 'text (2)')
    """
    unique: dict[str, None] = {}
    times: dict[str, int] = {}  # each name goes on from where it was, or a header of one name over and over never ends
    for number, name in enumerate(names, 1):
        plain = " ".join(name.replace("\ufeff", "").replace("\0", "").split()) or f"column {number}"
        again = times.get(plain, 1)
        while (label := plain if again == 1 else f"{plain} ({again})") in unique:
            again += 1
        times[plain] = again
        unique[label] = None
    return tuple(unique)
