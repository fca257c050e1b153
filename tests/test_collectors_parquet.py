"""Parquet files: every type of column reads like a cell, a portion at a time, and no file breaks the reader."""

import tracemalloc
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collectors.contract import Setup
from collectors.files import Form, build, plan
from collectors.files.layout import Layout
from collectors.files.parquet import rows as rows_of
from collectors.testing import Subject, a_kill_after_any_batch_loses_nothing, run
from storage.errors import BadPayload, CollectError, SettingsError
from storage.models import Mention, Reject, SourceName

NOW = datetime(2025, 6, 1, 12, tzinfo=UTC)
MAY = datetime(2025, 5, 1, 9, 30, tzinfo=UTC)


def setup(path: Path, **options: str) -> Setup:
    return Setup(source=SourceName("files:table"), brands=(), options={"path": str(path), **options})


def write(folder: Path, columns: dict[str, object] | pa.Table, name: str = "a.parquet", rows: int = 400) -> Path:
    table = columns if isinstance(columns, pa.Table) else pa.table(columns)
    pq.write_table(table, folder / name, row_group_size=rows)
    return folder / name


def read(path: Path, **options: str) -> tuple[list[Mention], list[Reject]]:
    found = run(Subject(factory=build, setup=setup(path, **options), now=NOW))
    assert found.error is None
    rejects = [reject for batch in found.batches for reject in batch.rejects]
    return [item.mention for item in found.items], rejects


def error_of(path: Path, **options: str) -> str:
    with pytest.raises((SettingsError, CollectError)) as caught:
        list(build(setup(path, **options)).collect(None, NOW))
    return str(caught.value)


def written(folder: Path, values: pa.Array | pa.ChunkedArray) -> list[str]:
    """Write a column and read its cells."""
    path = write(folder, pa.table({"cell": values}))
    layout = Layout(path=path, form=Form.PARQUET, columns=("cell",))
    return [row.cells.get("cell", "") for row in rows_of(layout, 0, None)]


def said(count: int) -> dict[str, object]:
    return {
        "id": pa.array(range(2**60, 2**60 + count), pa.int64()),
        "text": [f"It broke, no. {n}" for n in range(count)],
        "published_at": pa.array([MAY + timedelta(minutes=n) for n in range(count)], pa.timestamp("us", "UTC")),
    }


@pytest.mark.parametrize("group", [1, 499, 500, 501, 5_000])
def test_a_kill_loses_nothing_however_rows_are_grouped(tmp_path: Path, group: int) -> None:
    path = write(tmp_path, said(1_201), rows=group)
    found = Subject(factory=build, setup=setup(path), now=NOW, expected=None)
    a_kill_after_any_batch_loses_nothing(found)
    assert len(run(found).items) == 1_201


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    count = 20_000
    path = write(tmp_path, said(count) | {"text": [f"{n} {'word ' * 60}" for n in range(count)]}, rows=count)
    tracemalloc.start()
    assert sum(len(batch.items) for batch in build(setup(path)).collect(None, NOW)) == count
    assert tracemalloc.get_traced_memory()[1] < 4_000_000
    tracemalloc.stop()


# --- what columns say ------------------------------------------------------------------------------------------------


def test_long_ids_are_no_floats_and_ids_that_were_floats_are_ids_only_while_exact(tmp_path: Path) -> None:
    assert written(tmp_path, pa.array([2**63 - 1, -5, None], pa.int64())) == ["9223372036854775807", "-5", ""]
    assert written(tmp_path, pa.array([2**64 - 1], pa.uint64())) == ["18446744073709551615"]
    rounded = read(write(tmp_path, said(2) | {"id": pa.array([7.0, float(2**60)])}))[0]
    assert [mention.external_id[:2] for mention in rounded] == ["7", "h:"]


def test_timestamps_with_a_zone_are_moments_and_those_without_lie_in_the_zone_of_the_file(tmp_path: Path) -> None:
    at = [datetime(2025, 5, 1, 6)]  # noqa: DTZ001 - a column of times without a zone
    for unit in ("s", "ms", "us", "ns"):
        naive = write(tmp_path, said(1) | {"published_at": pa.array(at, pa.timestamp(unit))})
        assert read(naive, timezone="Asia/Jakarta")[0][0].published_at == datetime(2025, 4, 30, 23, tzinfo=UTC)
        zoned = write(tmp_path, said(1) | {"published_at": pa.array([MAY], pa.timestamp(unit, "America/New_York"))})
        assert read(zoned, timezone="Asia/Jakarta")[0][0].published_at == MAY


def test_a_frame_with_fractions_of_microseconds_is_read(tmp_path: Path) -> None:
    frame = pd.DataFrame({"text": ["a"], "date": [pd.Timestamp("2025-05-01T09:30:00.123456789Z")]})
    frame.to_parquet(tmp_path / "f.parquet")
    assert read(tmp_path / "f.parquet")[0][0].published_at == MAY + timedelta(microseconds=123456)


def test_dates_are_days_and_those_of_no_calendar_refuse_no_others(tmp_path: Path) -> None:
    days = pa.array([None, 20_209, 2**31 - 1], pa.int32()).cast(pa.date32())
    mentions, rejects = read(write(tmp_path, said(3) | {"published_at": days}))
    assert [(m.published_at, m.exact_time) for m in mentions] == [(datetime(2025, 5, 1, tzinfo=UTC), False)]
    assert [(r.place, r.reason) for r in rejects] == [("row 1", "no published_at"), ("row 3", "no published_at")]
    far = pa.array([2**62, 0], pa.int64()).cast(pa.timestamp("us"))
    assert written(tmp_path, far) == ["", "1970-01-01T00:00:00"]
    assert written(tmp_path, pa.array([date(2025, 5, 1)], pa.date64())) == ["2025-05-01"]


@pytest.mark.parametrize(
    ("values", "cells"),
    [
        (pa.array([True, False, None]), ["true", "false", ""]),
        (pa.array([0.1, float("nan"), float("inf"), 4.0]), ["0.1", "", "", "4"]),
        (pa.array([Decimal("4.50")]), ["4.50"]),
        (pa.array([b"caf\xc3\xa9", b"caf\xe9", b"\xff\xd8\xff", None]), ["café", "café", "ÿØÿ", ""]),
        (pa.array(["a", "b", "a"]).dictionary_encode(), ["a", "b", "a"]),
        (pa.array([["a", "ü"], [], None]), ['["a", "ü"]', "[]", ""]),
        (pa.array([[("k", 1)]], pa.map_(pa.string(), pa.int32())), ['[["k", 1]]']),
        (pa.array([time(9, 30)]), ['"09:30:00"']),
        (pa.array([None, None], pa.null()), ["", ""]),
        (pa.array(["x"], pa.large_string()), ["x"]),
        (pa.array([[2**62]], pa.list_(pa.int64())).cast(pa.list_(pa.timestamp("us"))), [""]),
    ],
    ids=lambda value: str(value.type) if isinstance(value, pa.Array) else "",
)
def test_every_type_of_column_reads_like_a_cell(tmp_path: Path, values: pa.Array, cells: list[str]) -> None:
    assert written(tmp_path, values) == cells


def test_text_that_is_no_utf_8_refuses_no_other_row(tmp_path: Path) -> None:
    broken = pa.Array.from_buffers(pa.string(), 2, [None, *pa.array([b"caf\xe9", b"fine"]).buffers()[1:]])
    assert written(tmp_path, broken) == ["café", "fine"]


def test_structs_are_columns_of_their_own(tmp_path: Path) -> None:
    user = [{"id": 7, "name": {"first": "Ann"}}, None, {"id": None, "name": None}]
    path = write(tmp_path, pa.table(said(3)).append_column("user", pa.array(user)))
    assert plan(setup(path)).layout.columns[3:] == ("user.id", "user.name.first")
    mentions, _ = read(path, map="author=user.id,author_name=user.name.first")
    assert [(m.author_key, m.author_name) for m in mentions] == [("7", "Ann"), (None, None), (None, None)]


def test_columns_that_share_a_name_are_told_apart(tmp_path: Path) -> None:
    table = pa.table(said(1)).append_column("text", pa.array(["other"]))
    table = table.append_column("a", pa.array([{"b": "in"}])).append_column("a.b", pa.array(["out"]))
    path = write(tmp_path, table)
    assert plan(setup(path)).layout.columns[3:] == ("text (2)", "a.b", "a.b (2)")
    assert read(path, map="text=text (2),author=a.b,place=a.b (2)")[0][0].text == "other"
    assert read(path, map="author=a.b,place=a.b (2)")[0][0].place == "out"


def test_of_columns_that_are_not_mapped_nothing_is_read_unless_they_tell_ratings_apart(tmp_path: Path) -> None:
    count = 3
    table = said(count) | {"photo": [b"\xff" * 100_000] * count, "rating": [1, 2, 3]}
    assert len(read(write(tmp_path, table | {"text": [""] * count}))[0]) == count
    _, rejects = read(write(tmp_path, table | {"text": [""] * count, "rating": ["none"] * count}))
    assert "ÿ" not in rejects[0].raw
    wordless = {"text": ["", ""], "date": ["2025-05-01"] * 2, "rating": [1, 1], "region": ["north", "south"]}
    first, second = read(write(tmp_path, wordless))[0]
    assert first.external_id != second.external_id


def test_a_file_of_many_columns_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, said(2) | {f"c{n}": [n, n] for n in range(5_000)})
    assert len(plan(setup(path)).layout.columns) == 5_003
    assert len(read(path)[0]) == 2


# --- what is damaged or empty ----------------------------------------------------------------------------------------


def test_a_file_without_rows_brings_an_empty_batch_that_is_the_last(tmp_path: Path) -> None:
    path = write(tmp_path, pa.table(said(0)))
    [batch] = build(setup(path)).collect(None, NOW)
    assert (batch.items, batch.rejects) == ((), ())
    assert list(build(setup(path)).collect(batch.cursor, NOW)) == []


def test_a_file_without_the_columns_needed_names_those_it_has(tmp_path: Path) -> None:
    assert "text=COLUMN; the columns are id, when" in error_of(write(tmp_path, {"id": [1], "when": ["2025-05-01"]}))
    empty = pa.table({})
    assert "without a column" in error_of(write(tmp_path, empty))


@pytest.mark.parametrize("share", [0.001, 0.5, 0.99])
def test_a_file_cut_short_says_so(tmp_path: Path, share: float) -> None:
    path = write(tmp_path, said(500))
    path.write_bytes(path.read_bytes()[: max(5, int(path.stat().st_size * share))])
    assert "cut short" in error_of(path)


def test_rows_before_a_damaged_page_stand(tmp_path: Path) -> None:
    path = write(tmp_path, said(1_000), rows=600)
    start = pq.ParquetFile(path).metadata.row_group(1).column(1).data_page_offset
    content = bytearray(path.read_bytes())
    content[start : start + 400] = b"\xff" * 400
    path.write_bytes(content)
    found = run(Subject(factory=build, setup=setup(path), now=NOW))
    assert isinstance(found.error, BadPayload)
    assert "damaged Parquet file" in str(found.error)
    assert len(found.items) == 600


def test_a_file_of_one_row_over_and_over_is_refused(tmp_path: Path) -> None:
    count = 1 << 25
    same = pa.DictionaryArray.from_arrays(pa.repeat(pa.scalar(0, pa.int8()), count), pa.array(["2025-05-01"]))
    path = write(tmp_path, pa.table({"text": same, "date": same}), rows=count)
    assert path.stat().st_size < 1_000_000
    assert "states 33,554,432 rows" in error_of(path)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=4))
def test_no_damage_to_the_data_breaks_out_of_the_contract(tmp_path: Path, damage: list[tuple[float, int]]) -> None:
    content = bytearray(write(tmp_path, said(20)).read_bytes())
    for share, byte in damage:
        content[4 + int(share * (len(content) - 9))] = byte
    (tmp_path / "damaged.parquet").write_bytes(content)
    run(Subject(factory=build, setup=setup(tmp_path / "damaged.parquet"), now=NOW))
