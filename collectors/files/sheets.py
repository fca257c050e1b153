"""How a sheet of an Excel workbook becomes rows: which row is the header, and what each cell says."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

from collectors.files.archive import MOST_BYTES, Archive, unpacking
from collectors.files.layout import Form, Layout, named
from collectors.files.opening import open_file
from collectors.files.rows import Row, joined
from collectors.files.typed import number
from collectors.files.workbook import Sheet, Style, Workbook, date_of, open_workbook
from storage.errors import BadPayload, SettingsError
from storage.text import one_line

HEADER_WITHIN = 20
"""Rows among which the header is looked for: reports begin with a title, which is one cell."""
_LISTED = 20
_PLACE = re.compile(r"([A-Z]{1,3})\d+", re.ASCII)
_PLAIN = re.compile(r"-?\d+", re.ASCII)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_UNSAVED = "the result of its formula was never saved; open the file in a spreadsheet program and save it"


@dataclass(slots=True)
class _Cells:
    """The cells of one row by column (from 0): what they say, or why they say nothing."""

    number: int
    said: dict[int, str] = field(default_factory=dict)
    gaps: dict[int, str] = field(default_factory=dict)


def examine(path: Path, wished: str | None) -> Layout:
    """Find the sheet that is read and the names of its columns.

    Without a wish it is the first sheet with rows, hidden ones last. Raises SettingsError for a sheet that is not
    there, BadPayload where there is no row.
    """
    with _opened(path) as book:
        names = tuple(sheet.name for sheet in book.sheets)
        if wished is not None and wished not in names:
            raise SettingsError(f"there is no sheet {wished!r} in {path}; the sheets are {_listed(names)}")
        for sheet in sorted(book.sheets, key=lambda sheet: sheet.hidden):
            if wished not in (None, sheet.name):
                continue
            if columns := _split(book, sheet)[0]:
                others = tuple(name for name in names if name != sheet.name)
                return Layout(path=path, form=Form.WORKBOOK, columns=columns, sheet=sheet.name, others=others)
    which = "has no sheet with rows" if wished is None else f"has no rows on its sheet {wished!r}"
    raise BadPayload(f"{path} {which}; the sheets are {_listed(names)}; expected a header and a mention a row")


def rows(layout: Layout) -> Iterator[Row]:
    """Yield the rows under the header that are not blank; cells beyond the header's are nobody's."""
    with _opened(layout.path) as book:
        (sheet, *_) = (sheet for sheet in book.sheets if sheet.name == layout.sheet)
        for cells in _split(book, sheet)[1]:
            yield Row(
                place=f"row {cells.number}",
                cells=_by_name(layout.columns, cells.said),
                raw=joined(cells.said.values()),
                gaps=_by_name(layout.columns, cells.gaps),
            )


@contextmanager
def _opened(path: Path) -> Iterator[Workbook]:
    with open_file(path) as file, unpacking(path):
        yield open_workbook(Archive(path, file))


def _split(book: Workbook, sheet: Sheet) -> tuple[tuple[str, ...], Iterator[_Cells]]:
    """Part the names of the columns from the rows under them; no names where the sheet is empty.

    The header is the first row with two cells: a mention needs two, and what stands above is a title.
    """
    filled = (cells for cells in _cells(book, sheet) if cells.said or cells.gaps)
    first = list(islice(filled, HEADER_WITHIN))
    if not first:
        return (), filled
    place = next((place for place, cells in enumerate(first) if len(cells.said) > 1), 0)
    header = first[place].said
    width = max(header, default=-1) + 1
    return named([header.get(column, "") for column in range(width)]), chain(first[place + 1 :], filled)


def _cells(book: Workbook, sheet: Sheet) -> Iterator[_Cells]:
    row = _Cells(0)
    column, kind, style, formula, aside, text = 0, "", "", False, False, ""
    for name, attributes, ended in book.archive.tags(sheet.part, MOST_BYTES):
        if attributes is not None:
            if name == "row":
                stated = attributes.get("r", "")
                row = _Cells(int(stated) if _PLAIN.fullmatch(stated) and len(stated) < 9 else row.number + 1)
                column = -1
            elif name == "c":
                column = _column(attributes.get("r", ""), column)
                kind, style, formula, text = attributes.get("t", "n"), attributes.get("s", "0"), False, ""
            elif name == "f":
                formula = True
            elif name == "rPh":
                aside = True
        elif name == "rPh":
            aside = False
        elif name == "v":
            text = ended
        elif name == "t" and not aside:
            text += ended
        elif name == "c":
            said, gap = _said(book, kind, style, text) if text else ("", _UNSAVED if formula else "")
            if said.strip():
                row.said[column] = said
            elif gap:
                row.gaps[column] = gap
        elif name == "row":
            yield row
        elif name == "sheetData":
            return


def _said(book: Workbook, kind: str, style: str, text: str) -> tuple[str, str]:
    """Return what a cell says, or else why it says nothing."""
    match kind:
        case "s":
            known = _PLAIN.fullmatch(text) and len(text) < 10 and 0 <= int(text) < len(book.strings)
            return (_unescaped(book.strings[int(text)]), "") if known else ("", f"the workbook has no text {text[:20]}")
        case "str" | "inlineStr":
            return _unescaped(text), ""
        case "b":
            return ("false" if text.strip() in ("0", "false") else "true"), ""
        case "e":
            return "", f"the cell holds the error {text[:20]}"
        case "n":
            return _number(book, style, text.strip())
        case _:
            return text, ""


def _number(book: Workbook, style: str, text: str) -> tuple[str, str]:
    place = int(style) if _PLAIN.fullmatch(style) and len(style) < 9 else 0
    shown = book.styles[place] if 0 <= place < len(book.styles) else Style.NUMBER
    try:
        if shown is not Style.NUMBER:
            return date_of(float(text), shown, book.epoch), ""
        # Digits stay as written: an id of 19 must not pass through a float.
        return (text if _PLAIN.fullmatch(text) else number(float(text))), ""
    except (ValueError, OverflowError):
        return "", f"{text[:20]!r} is no {'number' if shown is Style.NUMBER else 'date'}"


def _column(place: str, before: int) -> int:
    if not (found := _PLACE.fullmatch(place)):
        return before + 1
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return column - 1


def _unescaped(text: str) -> str:
    # ECMA-376, part 1, section 22.9.2.19: what XML cannot hold, such as the line ends of Windows.
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _by_name(columns: tuple[str, ...], cells: Mapping[int, str]) -> dict[str, str]:
    return {columns[place]: text for place, text in cells.items() if place < len(columns)}


def _listed(names: tuple[str, ...]) -> str:
    shown = ", ".join(repr(one_line(name, 60)) for name in names[:_LISTED])
    return (shown or "none") + (f" and {len(names) - _LISTED} more" if len(names) > _LISTED else "")
