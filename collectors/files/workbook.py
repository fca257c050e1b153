"""What a workbook says beside its sheets: which there are, their shared texts, and which numbers are dates.

Read here and not by a library, because those at hand keep every row of a sheet in memory, lose all rows behind one
damaged cell, refuse a workbook for its colours, and do not tell a formula without a result from an empty cell.
"""

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from collectors.files.archive import MOST_STRINGS, Archive, Tag
from storage.errors import BadPayload

_MAIN = re.compile(r"xl/workbook\d*\.xml")
# ECMA-376, part 1, section 18.8.30: the formats that need no code; 27 to 36 and 50 to 58 are dates of East Asia.
_DAYS = frozenset((*range(14, 18), *range(27, 37), *range(50, 59)))
_CLOCKS = frozenset((18, 19, 20, 21, 22, 45, 46, 47))
_QUOTED = re.compile(r'"[^"]*"|\\.|[_*].|\[[^\]]*\]', re.DOTALL)


class Style(Enum):
    """What a number is shown as."""

    NUMBER = auto()
    DAY = auto()
    MOMENT = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet of rows: its name, the part of the archive that holds it, and whether it is hidden."""

    name: str
    part: str
    hidden: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbook:
    """An open workbook; `strings` and `styles` are referred to by their numbers, days count from `epoch`."""

    archive: Archive
    sheets: tuple[Sheet, ...]
    strings: tuple[str, ...]
    styles: tuple[Style, ...]
    epoch: datetime


def open_workbook(archive: Archive) -> Workbook:
    """Read all of a workbook but its sheets. Raises BadPayload where the archive holds none."""
    main = next((name for name in archive.names() if _MAIN.fullmatch(name)), None)
    if main is None:
        raise BadPayload(f"{archive.path} {_other(archive.names())}")
    parts = _related(archive, main)
    sheets: list[Sheet] = []
    epoch = datetime(1899, 12, 30)  # noqa: DTZ001  # a time of the wall clock, wherever the file was written
    for name, attributes, _ in archive.tags(main):
        if name == "sheet" and attributes:
            refers = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            kind, part = parts.get(refers, ("", ""))
            hidden = attributes.get("state", "visible") != "visible"
            if kind == "worksheet":
                sheets.append(Sheet(name=attributes.get("name", ""), part=part, hidden=hidden))
        elif name == "workbookPr" and attributes and attributes.get("date1904") in ("1", "true"):
            epoch = datetime(1904, 1, 1)  # noqa: DTZ001
    by_kind = dict(parts.values())
    strings, styles = by_kind.get("sharedStrings", ""), by_kind.get("styles", "")
    return Workbook(
        archive=archive,
        sheets=tuple(sheets),
        strings=_strings(archive.tags(strings, MOST_STRINGS)) if archive.holds(strings) else (),
        styles=_styles(archive.tags(styles)) if archive.holds(styles) else (),
        epoch=epoch,
    )


def date_of(serial: float, style: Style, epoch: datetime) -> str:
    """Write a date as a spreadsheet counts it, in days; without a time of day where it neither has nor shows one.

    Raises OverflowError and ValueError where no calendar has it.

    >>> date_of(45778.25, Style.DAY, datetime(1899, 12, 30))
    '2025-05-01T06:00:00'
    """
    at = epoch + timedelta(milliseconds=round(serial * 86_400_000))
    return at.date().isoformat() if style is Style.DAY and not serial % 1 else at.isoformat()


def _other(names: tuple[str, ...]) -> str:
    if any(name.startswith("xl/") for name in names):
        return "is a binary Excel workbook (.xlsb); save it as .xlsx"
    if "mimetype" in names and "content.xml" in names:
        return "is an OpenDocument file; save it as .xlsx or CSV"
    return "is a ZIP archive without a workbook; unpack it, or save it as .xlsx"


def _related(archive: Archive, main: str) -> dict[str, tuple[str, str]]:
    """Find the kind and the part behind each id that the workbook refers by."""
    folder, base = posixpath.split(main)
    found: dict[str, tuple[str, str]] = {}
    for name, attributes, _ in archive.tags(f"{folder}/_rels/{base}.rels"):
        if name == "Relationship" and attributes is not None:
            part = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", ""))).lstrip("/")
            found[attributes.get("Id", "")] = (attributes.get("Type", "").rpartition("/")[2], part)
    return found


def _strings(tags: Iterable[Tag]) -> tuple[str, ...]:
    strings: list[str] = []
    pieces: list[str] = []
    aside = False  # how a text is spoken stands beside it, in rPh
    for name, attributes, text in tags:
        if name == "rPh":
            aside = attributes is not None
        elif attributes is not None:
            continue
        elif name == "t" and not aside:
            pieces.append(text)
        elif name == "si":
            strings.append("".join(pieces))
            pieces = []
    return tuple(strings)


def _styles(tags: Iterable[Tag]) -> tuple[Style, ...]:
    codes: dict[str, str] = {}
    styles: list[Style] = []
    inside = False
    for name, attributes, _ in tags:
        if name == "cellXfs":
            inside = attributes is not None
        elif name == "numFmt" and attributes is not None:
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "xf" and inside and attributes is not None:
            styles.append(_style(attributes.get("numFmtId", "0"), codes))
    return tuple(styles)


def _style(number: str, codes: dict[str, str]) -> Style:
    if number not in codes:
        known = int(number) if number.isascii() and number.isdecimal() and len(number) < 4 else 0
        return Style.DAY if known in _DAYS else Style.MOMENT if known in _CLOCKS else Style.NUMBER
    shown = _QUOTED.sub("", codes[number].split(";")[0]).casefold()
    if "h" in shown or "s" in shown:
        return Style.MOMENT
    return Style.DAY if any(letter in shown for letter in "ymd") else Style.NUMBER
