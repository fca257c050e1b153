"""CSV: what a spreadsheet could run is defused, and nothing else is changed."""

import csv
import math
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.delimited import defuse, write_csv
from reports.tables import Cell, Column, Table, Type

STARTS = "=+-@＝＋－＠\t\r\n"

encodable_text = st.text(st.characters(exclude_categories=["Cs"]))
tricky_text = st.text(st.sampled_from(list(STARTS + " '\";,\0a1\u3000\u200b\ufeff")), max_size=8)


def table(*rows: tuple[Cell, ...]) -> Table:
    columns = (
        Column(name="text", type=Type.TEXT, third_party=True),
        Column(name="change", type=Type.NUMBER),
        Column(name="when", type=Type.MOMENT),
        Column(name="sure", type=Type.BOOLEAN),
    )
    return Table(name="words", columns=columns, rows=rows)


def texts(*values: str) -> Table:
    return Table(
        name="words",
        columns=(Column(name="text", type=Type.TEXT, third_party=True),),
        rows=[(value,) for value in values],
    )


def read(path: Path, encoding: str = "utf-8-sig") -> list[list[str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.reader(file, strict=True))


def undone(cell: str) -> str:
    """Take the documented prefix away, as docs/exports.md tells readers to."""
    return cell[1:] if cell.startswith("'") and defuse(cell[1:]) == cell else cell


@pytest.mark.parametrize("start", "=+-@＝＋－＠﹦﹢﹣﹫−")
@pytest.mark.parametrize("before", ["", " ", "\u00a0", "\u3000", "\0", "\u200b", "\ufeff", '"', "'", "\n\t "])
def test_a_formula_gets_an_apostrophe_whatever_it_hides_behind(start: str, before: str, tmp_path: Path) -> None:
    hostile = f"{before}{start}HYPERLINK(1)"
    assert write_csv(texts(hostile), tmp_path / "a.csv") == (1, 1)
    assert read(tmp_path / "a.csv")[1:] == [[f"'{hostile}"]]


@pytest.mark.parametrize("hostile", ["\tlate", "\rlate", "\nlate", "'\tlate", '"\nlate', "\t", "\r\n"])
def test_text_that_begins_with_a_tab_or_line_end_gets_an_apostrophe(hostile: str, tmp_path: Path) -> None:
    assert write_csv(texts(hostile), tmp_path / "a.csv") == (1, 1)
    assert read(tmp_path / "a.csv")[1:] == [[f"'{hostile}"]]


@pytest.mark.parametrize(
    "harmless", ["", "late again", "1+1", "it's -5", "a=b", "'tis", '"Great" service', "#fail", "…", "火事", "5 - 2"]
)
def test_ordinary_words_stay_as_they_are(harmless: str, tmp_path: Path) -> None:
    assert write_csv(texts(harmless), tmp_path / "a.csv") == (1, 0)
    assert read(tmp_path / "a.csv")[1:] == [[harmless]]


def test_numbers_moments_and_truths_are_no_text(tmp_path: Path) -> None:
    moment = datetime(2025, 10, 3, 7, 30, tzinfo=UTC)
    assert write_csv(table(("-5", -5, moment, True), (None, -0.5, None, False)), tmp_path / "a.csv") == (2, 1)
    assert read(tmp_path / "a.csv") == [
        ["text", "change", "when", "sure"],
        ["'-5", "-5", "2025-10-03T07:30:00Z", "true"],
        ["", "-0.5", "", "false"],
    ]


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_a_number_that_is_none_leaves_its_cell_empty(value: float, tmp_path: Path) -> None:
    write_csv(table(("a", value, None, None)), tmp_path / "a.csv")
    assert read(tmp_path / "a.csv")[1] == ["a", "", "", ""]


def test_raw_leaves_formulas_alone_and_writes_no_byte_order_mark(tmp_path: Path) -> None:
    assert write_csv(texts("=1+1", "\ttab"), tmp_path / "a.csv", raw=True) == (2, 0)
    assert read(tmp_path / "a.csv", "utf-8") == [["text"], ["=1+1"], ["\ttab"]]


def test_excel_recognises_the_encoding_by_the_byte_order_mark(tmp_path: Path) -> None:
    write_csv(texts("naïve"), tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_lone_surrogates_become_replacement_characters(tmp_path: Path) -> None:
    write_csv(texts("half \ud83d here"), tmp_path / "a.csv")
    assert read(tmp_path / "a.csv")[1] == ["half \ufffd here"]


@settings(deadline=None)
@given(st.lists(encodable_text | tricky_text, min_size=1, max_size=20))
def test_any_text_reads_back_apart_from_the_prefix(tmp_path_factory: pytest.TempPathFactory, values: list[str]) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    rows, defused = write_csv(texts(*values), path)
    cells = [row[0] if row else "" for row in read(path)[1:]]
    assert rows == len(values)
    assert [undone(cell) for cell in cells] == values
    assert defused == sum(cell != value for cell, value in zip(cells, values, strict=True))
    assert not [cell for cell in cells if cell.startswith(tuple(STARTS)) or cell.strip().startswith(tuple(STARTS))]


@settings(deadline=None)
@given(st.lists(encodable_text | tricky_text, min_size=1, max_size=20))
def test_raw_text_reads_back_exactly(tmp_path_factory: pytest.TempPathFactory, values: list[str]) -> None:
    path = tmp_path_factory.getbasetemp() / "raw.csv"
    write_csv(texts(*values), path, raw=True)
    assert [row[0] for row in read(path, "utf-8")[1:]] == values
