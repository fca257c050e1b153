"""XLSX: strangers' words are shown, and never run, followed or completed."""

import math
import re
import zipfile
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from reports.tables import Cell, Column, Table, Type
from reports.workbook import CELL_UNITS, shown, write_xlsx

HOSTILE = [
    '=HYPERLINK("http://evil.example","refund")',
    "=cmd|'/C calc'!A0",
    "+1+1",
    "-1",
    "@SUM(A1)",
    "＝1+1",
    "\t=1+1",
    "{=1+1}",
    "http://evil.example/",
    "mailto:someone@evil.example",
    "internal:Sheet2!A1",
    "12345678901234567890",
    "1e9",
    "<r><t>x</t></r></is></c><c r=\"B2\"><f>1+1</f></c><c r=\"C2\" t=\"inlineStr\"><is><r><t>y</t></r>",
    "</t></is></c><c><f>1+1</f></c>",
    "&amp; <b>bold</b>",
]  # fmt: skip


def table(type: Type, *values: Cell) -> Table:
    return Table(name="words", columns=(Column(name="cell", type=type),), rows=[(value,) for value in values])


def sheets(path: Path) -> list[Worksheet]:
    return openpyxl.load_workbook(path).worksheets


def column(sheet: Worksheet) -> list[object]:
    return [cell.value for cell in sheet["A"]][1:]


def unescaped(value: object) -> object:
    """Read `_xHHHH_` as Excel does; openpyxl leaves it as it stands."""
    if isinstance(value, str):
        return re.sub("_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), value)
    return value


def written(tmp_path: Path, content: Table) -> Worksheet:
    write_xlsx(content, tmp_path / "a.xlsx")
    return sheets(tmp_path / "a.xlsx")[0]


def test_hostile_text_is_a_string_and_never_a_formula_or_link(tmp_path: Path) -> None:
    sheet = written(tmp_path, table(Type.TEXT, *HOSTILE))
    assert {cell.data_type for cell in sheet["A"]} == {"s"}
    assert {cell.hyperlink for cell in sheet["A"]} == {None}
    assert sheet.max_column == 1
    assert [str(value).rstrip() for value in column(sheet)] == HOSTILE


def test_the_file_holds_no_formula_link_or_outward_reference(tmp_path: Path) -> None:
    write_xlsx(table(Type.TEXT, *HOSTILE), tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert not [name for name in parts if "externalLink" in name or "calcChain" in name]
    assert not [name for name, part in parts.items() if re.search(r"<f[ >]|<hyperlink|TargetMode=.External", part)]


def test_text_stays_text_when_somebody_edits_its_cell(tmp_path: Path) -> None:
    assert all(cell.quotePrefix for cell in written(tmp_path, table(Type.TEXT, "=1+1", "fine"))["A"][1:])


def test_moments_are_dates_in_utc(tmp_path: Path) -> None:
    nairobi = timezone(timedelta(hours=3))
    sheet = written(tmp_path, table(Type.MOMENT, datetime(2025, 10, 3, 2, 30, tzinfo=nairobi), None))
    assert sheet["A2"].is_date
    assert sheet["A2"].value == datetime(2025, 10, 2, 23, 30)  # noqa: DTZ001
    assert "UTC" in sheet["A2"].number_format
    assert sheet["A3"].value is None


def test_moments_before_excels_first_day_are_told_in_words(tmp_path: Path) -> None:
    assert column(written(tmp_path, table(Type.MOMENT, datetime(1850, 1, 1, tzinfo=UTC)))) == ["1850-01-01T00:00:00Z"]


def test_numbers_are_numbers_and_truths_are_truths(tmp_path: Path) -> None:
    assert column(written(tmp_path, table(Type.NUMBER, -5, 0.25, True, 10**14))) == [-5, 0.25, True, 10**14]


def test_a_number_with_more_digits_than_excel_keeps_is_told_in_full(tmp_path: Path) -> None:
    assert column(written(tmp_path, table(Type.INTEGER, 1234567890123456789))) == ["1234567890123456789"]


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_a_number_that_is_none_leaves_its_cell_empty(value: float, tmp_path: Path) -> None:
    assert column(written(tmp_path, table(Type.NUMBER, value, 1))) == [None, 1]


@pytest.mark.parametrize("letter", ["a", "é", "火", "🔥"])
def test_an_over_long_text_is_cut_with_a_mark(letter: str, tmp_path: Path) -> None:
    (text,) = column(written(tmp_path, table(Type.TEXT, letter * 40_000)))
    assert isinstance(text, str)
    assert text.endswith(" […cut]")
    assert CELL_UNITS - 1 <= len(text.encode("utf-16-le")) // 2 <= CELL_UNITS


def test_a_text_of_just_the_longest_length_is_whole(tmp_path: Path) -> None:
    assert column(written(tmp_path, table(Type.TEXT, "a" * CELL_UNITS))) == ["a" * CELL_UNITS]


def test_an_over_long_text_cannot_pass_for_rich_text(tmp_path: Path) -> None:
    smuggled = "<r>" + "x" * (CELL_UNITS - 7) + "</r>"
    assert column(written(tmp_path, table(Type.TEXT, smuggled)))[0] == shown(smuggled)


def test_rows_beyond_one_sheet_continue_on_the_next(tmp_path: Path) -> None:
    assert write_xlsx(table(Type.INTEGER, *range(7)), tmp_path / "a.xlsx", sheet_rows=3) == 7
    found = sheets(tmp_path / "a.xlsx")
    assert [sheet.title for sheet in found] == ["words", "words 2", "words 3"]
    assert [sheet["A1"].value for sheet in found] == ["cell"] * 3
    assert [column(sheet) for sheet in found] == [[0, 1, 2], [3, 4, 5], [6]]


def test_exactly_one_sheet_full_leaves_no_empty_sheet(tmp_path: Path) -> None:
    write_xlsx(table(Type.INTEGER, 1, 2, 3), tmp_path / "a.xlsx", sheet_rows=3)
    assert len(sheets(tmp_path / "a.xlsx")) == 1


def test_the_header_stays_in_sight_and_filters(tmp_path: Path) -> None:
    sheet = written(tmp_path, table(Type.TEXT, "a", "b"))
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:A3"
    assert sheet["A1"].font.b


def test_columns_are_as_wide_as_their_words_within_reason(tmp_path: Path) -> None:
    columns = tuple(Column(name=name, type=Type.TEXT) for name in ("a", "b", "c"))
    content = Table(name="words", columns=columns, rows=[("x", "y" * 30 + "\n" + "z" * 20, "w" * 500)])
    sheet = written(tmp_path, content)
    narrow, middle, wide = (sheet.column_dimensions[name].width for name in "ABC")
    assert narrow < 10
    assert 30 <= middle <= 34
    assert 60 <= wide <= 62
    assert sheet["C2"].alignment.wrap_text


def test_an_empty_table_is_a_header(tmp_path: Path) -> None:
    assert column(written(tmp_path, table(Type.TEXT))) == []


@settings(deadline=None, max_examples=50)
@given(st.lists(st.text(max_size=60), min_size=1, max_size=20))
def test_any_text_reads_back_as_it_is_shown(tmp_path_factory: pytest.TempPathFactory, values: list[str]) -> None:
    path = tmp_path_factory.getbasetemp() / "any.xlsx"
    write_xlsx(table(Type.TEXT, *values, "last"), path)
    (sheet,) = sheets(path)
    assert [unescaped(value) or "" for value in column(sheet)] == [*map(shown, values), "last"]
    assert {cell.data_type for cell in sheet["A"] if cell.value is not None} == {"s"}


@given(st.text())
def test_ordinary_text_is_shown_as_it_is(text: str) -> None:
    ordinary = re.sub("[\x00-\x1f\ud800-\udfff\ufffe\uffff]", "", text)
    assert shown(ordinary) == ordinary
