"""JSONL and Parquet: what goes in comes out."""

import json
import math
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.records import write_jsonl, write_parquet
from reports.tables import Cell, Column, Table, Type

COLUMNS = tuple(Column(name=type.value, type=type) for type in Type)
MOMENT = datetime(2025, 10, 3, 7, 30, 0, 123456, tzinfo=UTC)

rows = st.lists(
    st.tuples(
        st.none() | st.text(st.characters(exclude_categories=["Cs"])),
        st.none() | st.integers(-(2**63), 2**63 - 1),
        st.none() | st.floats(allow_nan=False, allow_infinity=False),
        st.none() | st.booleans(),
        st.none() | st.datetimes(timezones=st.just(UTC)),
    ),
    max_size=20,
)


def table(*cells: tuple[Cell, ...]) -> Table:
    return Table(name="everything", columns=COLUMNS, rows=cells)


def read_jsonl(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@settings(deadline=None)
@given(rows)
def test_jsonl_gives_back_every_value(tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[Cell, ...]]) -> None:
    path = tmp_path_factory.getbasetemp() / "any.jsonl"
    assert write_jsonl(table(*cells), path) == len(cells)
    found = read_jsonl(path)
    for record in found:
        if isinstance(moment := record["moment"], str):
            record["moment"] = datetime.fromisoformat(moment)
    assert [tuple(record.values()) for record in found] == cells
    assert all(list(record) == [column.name for column in COLUMNS] for record in found)


@settings(deadline=None)
@given(rows)
def test_parquet_gives_back_every_value(
    tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[Cell, ...]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.parquet"
    assert write_parquet(table(*cells), path) == len(cells)
    assert [tuple(record.values()) for record in pq.read_table(path).to_pylist()] == cells


def test_parquet_columns_are_typed_even_where_every_value_is_missing(tmp_path: Path) -> None:
    write_parquet(table((None,) * 5), tmp_path / "a.parquet")
    assert pq.read_schema(tmp_path / "a.parquet").types == [
        pa.string(),
        pa.int64(),
        pa.float64(),
        pa.bool_(),
        pa.timestamp("us", tz="UTC"),
    ]


def test_parquet_writes_many_row_groups_as_one_table(tmp_path: Path) -> None:
    columns = (Column(name="n", type=Type.INTEGER),)
    many = Table(name="n", columns=columns, rows=((n,) for n in range(10_000)))
    assert write_parquet(many, tmp_path / "a.parquet") == 10_000
    assert pq.ParquetFile(tmp_path / "a.parquet").num_row_groups > 1
    assert pq.read_table(tmp_path / "a.parquet")["n"].to_pylist() == list(range(10_000))


@pytest.mark.parametrize("hostile", ["=1+1", "\t=1+1", "'=1", "NUL \0 and \x85 and \u2028", "<r>x</r>"])
def test_programs_get_formulas_untouched(hostile: str, tmp_path: Path) -> None:
    content = table((hostile, None, None, None, None))
    write_jsonl(content, tmp_path / "a.jsonl")
    write_parquet(content, tmp_path / "a.parquet")
    assert [record["text"] for record in read_jsonl(tmp_path / "a.jsonl")] == [hostile]
    assert pq.read_table(tmp_path / "a.parquet")["text"].to_pylist() == [hostile]


def test_moments_of_another_zone_are_written_in_utc(tmp_path: Path) -> None:
    content = table((None, None, None, None, MOMENT.astimezone(timezone(timedelta(hours=7)))))
    write_jsonl(content, tmp_path / "a.jsonl")
    write_parquet(content, tmp_path / "a.parquet")
    assert read_jsonl(tmp_path / "a.jsonl")[0]["moment"] == "2025-10-03T07:30:00.123456Z"
    assert pq.read_table(tmp_path / "a.parquet")["moment"].to_pylist() == [MOMENT]


def test_lone_surrogates_become_replacement_characters(tmp_path: Path) -> None:
    content = table(("half \ud83d here", None, None, None, None))
    write_jsonl(content, tmp_path / "a.jsonl")
    write_parquet(content, tmp_path / "a.parquet")
    assert read_jsonl(tmp_path / "a.jsonl")[0]["text"] == "half \ufffd here"
    assert pq.read_table(tmp_path / "a.parquet")["text"].to_pylist() == ["half \ufffd here"]


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_jsonl_stays_json_where_a_number_is_none(value: float, tmp_path: Path) -> None:
    write_jsonl(table((None, None, value, None, None)), tmp_path / "a.jsonl")
    assert read_jsonl(tmp_path / "a.jsonl")[0]["number"] is None


def test_parquet_keeps_infinity(tmp_path: Path) -> None:
    write_parquet(table((None, None, -math.inf, None, None)), tmp_path / "a.parquet")
    assert pq.read_table(tmp_path / "a.parquet")["number"].to_pylist() == [-math.inf]
