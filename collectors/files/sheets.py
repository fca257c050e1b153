"""How a sheet of an Excel workbook becomes rows: which row is the header, and what each cell says.

openpyxl reads the parts of the archive and the cells. Rows are taken from it one by one, and not by its worksheets:
those hold a row of any length, count up to any row's number, and do not tell a formula without a result from nothing.
"""

import io
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

from openpyxl.packaging.relationship import get_dependents, get_rels_path
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_datetime
from openpyxl.utils.datetime import from_excel
from openpyxl.utils.escape import unescape
from openpyxl.worksheet._reader import FORMULA_TAG, ROW_TAG, VALUE_TAG, WorkSheetParser
from openpyxl.xml.constants import SHEET_MAIN_NS
from openpyxl.xml.functions import fromstring

from collectors.files.archive import MOST_STRINGS, Archive, unpacking
from collectors.files.layout import Form, Layout, named
from collectors.files.opening import open_file
from collectors.files.rows import Row, joined
from collectors.files.typed import written
from storage.errors import BadPayload, SettingsError
from storage.text import one_line

HEADER_WITHIN = 20
"""Rows among which the header is looked for: reports begin with a title, which is one cell."""
_LISTED = 20
_MAIN = f"{{{SHEET_MAIN_NS}}}"
_RUNS = (f"{_MAIN}t", f"{_MAIN}r/{_MAIN}t")
# ECMA-376, part 1, section 18.8.30: the dates of East Asia, which openpyxl does not know.
_DAYS = dict.fromkeys((*range(27, 37), *range(50, 59)), "yyyy-mm-dd")
_UNSAVED = "the result of its formula was never saved; open the file in a spreadsheet program and save it"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """One sheet of rows: its name, the part of the archive that holds it, and whether it is hidden."""

    name: str
    part: str
    hidden: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Book:
    """An open workbook; `strings` are referred to by their numbers, `dates` by those of the styles of dates.

    A style of dates is "date" where it shows no time of day. Days count from `epoch`.
    """

    archive: Archive
    sheets: tuple[_Sheet, ...]
    strings: list[str]
    dates: Mapping[int, str]
    epoch: datetime


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
def _opened(path: Path) -> Iterator[_Book]:
    with open_file(path) as file, unpacking(path), Archive(path, file) as archive:
        yield _book(path, archive, file)


def _book(path: Path, archive: Archive, file: Any) -> _Book:
    reader = ExcelReader(file, read_only=True, keep_links=False)
    reader.archive = archive
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what it tells of is what it leaves out, which nobody asks for
        reader.read_manifest()
        reader.read_workbook()
        found = tuple(reader.parser.find_sheets())
    if not found:
        raise BadPayload(f"{path} has no sheets, or names them as Strict Open XML does; save it as plain .xlsx")
    relations = get_dependents(archive, get_rels_path(reader.parser.workbook_part_name))
    parts = {related.Type.rpartition("/")[2]: related.target for related in relations}
    return _Book(
        archive=archive,
        sheets=tuple(
            _Sheet(name=sheet.name, part=related.target, hidden=sheet.state != "visible")
            for sheet, related in found
            if related.Type.endswith("/worksheet")
        ),
        strings=_strings(archive, parts["sharedStrings"]) if "sharedStrings" in parts else [],
        dates=_dates(archive, parts["styles"]) if "styles" in parts else {},
        epoch=reader.wb.epoch,
    )


def _strings(archive: Archive, part: str) -> list[str]:
    """Read the shared texts; of rich ones all runs, and not how they are spoken, which stands beside them."""
    found = archive.elements(part, f"{_MAIN}si", MOST_STRINGS)
    return ["".join(run.text or "" for path in _RUNS for run in each.iterfind(path)) for each in found]


def _dates(archive: Archive, part: str) -> dict[int, str]:
    """Find the styles that show a number as a date, and nothing else: a workbook is not refused for its colours."""
    styles = fromstring(archive.read(part))
    own = {each.get("numFmtId"): each.get("formatCode", "") for each in styles.iter(f"{_MAIN}numFmt")}
    codes = {str(number): code for number, code in (_DAYS | BUILTIN_FORMATS).items()} | own
    used = styles.iterfind(f"{_MAIN}cellXfs/{_MAIN}xf")
    shown = (is_datetime(codes.get(each.get("numFmtId"), "").lower()) for each in used)
    return {place: kind for place, kind in enumerate(shown) if kind}


def _split(book: _Book, sheet: _Sheet) -> tuple[tuple[str, ...], Iterator[_Cells]]:
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


def _cells(book: _Book, sheet: _Sheet) -> Iterator[_Cells]:
    parser = WorkSheetParser(io.BytesIO(), book.strings, data_only=True)
    row = _Cells(0)
    for element in book.archive.elements(sheet.part, ROW_TAG):
        stated = element.get("r", "")
        row = _Cells(int(stated) if stated.isdecimal() and len(stated) < 9 else row.number + 1)
        parser.row_counter, parser.col_counter = row.number, 0
        for each in element:
            said, gap = _said(book, parser, each)
            if said.strip():
                row.said[parser.col_counter - 1] = said
            elif gap:
                row.gaps[parser.col_counter - 1] = gap
        yield row


def _said(book: _Book, parser: Any, element: Any) -> tuple[str, str]:
    """Return what a cell says, or else why it says nothing."""
    try:
        cell = parser.parse_cell(element)
        value, kind = cell["value"], book.dates.get(cell["style_id"])
        match cell["data_type"]:
            case "e":
                return "", f"the cell holds the error {value}"
            case "n" if value is not None and kind:
                at = from_excel(value, book.epoch)
                midnight = isinstance(at, datetime) and at == datetime.combine(at, datetime.min.time())
                return (at.date() if kind == "date" and midnight else at).isoformat(), ""
        if value is None:
            return "", _UNSAVED if element.find(FORMULA_TAG) is not None else ""
        return unescape(value) if isinstance(value, str) else written(value), ""
    except (ValueError, TypeError, IndexError, OverflowError):
        return "", f"the cell is damaged; it holds {element.findtext(VALUE_TAG, '')[:20]!r}"


def _by_name(columns: tuple[str, ...], cells: Mapping[int, str]) -> dict[str, str]:
    return {columns[place]: text for place, text in cells.items() if place < len(columns)}


def _listed(names: tuple[str, ...]) -> str:
    shown = ", ".join(repr(one_line(name, 60)) for name in names[:_LISTED])
    return (shown or "none") + (f" and {len(names) - _LISTED} more" if len(names) > _LISTED else "")
