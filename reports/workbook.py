"""How XLSX is written, so that a spreadsheet shows strangers' words and never runs, follows or completes them."""

import math
import re
from datetime import UTC, datetime
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reports.cells import encodable, instant
from reports.tables import Cell, Table

SHEET_ROWS = 1_048_575
"""Excel's 1,048,576 rows, less the header."""

CELL_UNITS = 32_767
"""The longest text Excel keeps in a cell, in UTF-16 units."""

_CUT = " […cut]"
_WIDEST = 60
_EXACT_DIGITS = 15
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LINE_END = re.compile("\r\n?")


def shown(text: str) -> str:
    """Make text fit for a cell: line ends as Excel knows them, nothing XML forbids, and not over CELL_UNITS.

    >>> shown("two\\r\\nlines and a \\x07bell")
    'two\\nlines and a \ufffdbell'
    """
    text = _UNPRINTABLE.sub("\ufffd", _LINE_END.sub("\n", encodable(text)))
    if text.startswith("<r>") and text.endswith("</r>"):
        # XlsxWriter takes such text for its own rich-text XML and writes it unescaped: a way to smuggle in formulas.
        text += " "
    units = text.encode("utf-16-le")
    if len(units) <= CELL_UNITS * 2:
        return text
    return units[: (CELL_UNITS - len(_CUT)) * 2].decode("utf-16-le", "ignore") + _CUT


def write_xlsx(table: Table, path: Path, *, sheet_rows: int = SHEET_ROWS) -> int:
    """Write a workbook and return its rows; what goes beyond `sheet_rows` continues on further sheets.

    Text is written as strings that stay text when a reader edits the cell, numbers as numbers, moments as dates in
    UTC. Rows are spooled to files beside `path`, so that memory does not grow with them. Raises OSError.
    """
    options = {
        "constant_memory": True,
        "tmpdir": str(path.parent),
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    try:
        with Workbook(str(path), options) as workbook:
            workbook.use_zip64()
            return _fill(workbook, table, sheet_rows)
    except FileCreateError as error:
        raise OSError(str(error)) from error


def _fill(workbook: Workbook, table: Table, sheet_rows: int) -> int:
    styles = _Styles(workbook)
    sheet = _Sheet(workbook, table, table.name, styles)
    rows = 0
    for row in table.rows:
        if sheet.rows == sheet_rows:
            sheet.finish()
            sheet = _Sheet(workbook, table, f"{table.name} {len(workbook.worksheets()) + 1}", styles)
        sheet.add(row)
        rows += 1
    sheet.finish()
    return rows


class _Styles:
    def __init__(self, workbook: Workbook) -> None:
        self.header: Format = workbook.add_format({"bold": True, "bottom": 1})
        # The quote prefix keeps "=1+1" text when somebody enters the cell and leaves it again.
        self.text: Format = workbook.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
        self.number: Format = workbook.add_format({"valign": "top"})
        self.moment: Format = workbook.add_format({"valign": "top", "num_format": 'yyyy-mm-dd hh:mm:ss "UTC"'})


class _Sheet:
    """One sheet, filled from top to bottom; columns become as wide as their longest line, up to `_WIDEST`."""

    def __init__(self, workbook: Workbook, table: Table, name: str, styles: _Styles) -> None:
        self._sheet: Worksheet = workbook.add_worksheet(name)
        self._styles = styles
        self._widths = [len(column.name) + 3 for column in table.columns]
        self.rows = 0
        for index, column in enumerate(table.columns):
            self._sheet.write_string(0, index, column.name, styles.header)

    def add(self, row: tuple[Cell, ...]) -> None:
        self.rows += 1
        for index, cell in enumerate(row):
            self._widths[index] = max(self._widths[index], self._write(index, cell))

    def finish(self) -> None:
        for index, width in enumerate(self._widths):
            self._sheet.set_column(index, index, min(width, _WIDEST))
        self._sheet.freeze_panes(1, 0)
        self._sheet.autofilter(0, 0, self.rows, len(self._widths) - 1)
        self._sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})

    def _write(self, index: int, cell: Cell) -> int:
        """Write one cell and return how wide it would like to be, in characters."""
        sheet, styles = self._sheet, self._styles
        match _storable(cell):
            case None | "":
                return 0
            case bool(truth):
                sheet.write_boolean(self.rows, index, truth, styles.number)
                return 6
            case str(text):
                sheet.write_string(self.rows, index, text, styles.text)
                return max(map(len, text.split("\n"))) + 1
            case datetime() as moment:
                sheet.write_datetime(self.rows, index, moment, styles.moment)
                return 24
            case number:
                sheet.write_number(self.rows, index, number, styles.number)
                return len(f"{number:g}") + 2


def _storable(cell: Cell) -> Cell:
    """Turn what Excel cannot hold into text that says the same, or into nothing."""
    if isinstance(cell, str):
        return shown(cell)
    if isinstance(cell, datetime):
        utc = cell.astimezone(UTC)
        return utc.replace(tzinfo=None) if utc.year >= 1900 else instant(utc)
    if isinstance(cell, float) and not math.isfinite(cell):
        return None
    if isinstance(cell, int) and abs(cell) >= 10**_EXACT_DIGITS:
        return str(cell)
    return cell
