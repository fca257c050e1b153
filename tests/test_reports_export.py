"""An export arrives whole or not at all, where and in the format that was asked for."""

import os
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from reports.export import Exported, Format, export
from reports.tables import Cell, Column, Table, Type
from storage.errors import SettingsError

COLUMNS = (Column(name="id", type=Type.INTEGER), Column(name="text", type=Type.TEXT, third_party=True))
ROWS: list[tuple[Cell, ...]] = [(1, "=1+1"), (2, "late again")]

every_format = pytest.mark.parametrize("format", list(Format))


def table(rows: Iterator[tuple[Cell, ...]] | list[tuple[Cell, ...]] = ROWS) -> Table:
    return Table(name="words", columns=COLUMNS, rows=rows)


def breaking() -> Iterator[tuple[Cell, ...]]:
    yield from ROWS
    raise RuntimeError("the store went away")


@every_format
def test_a_failing_export_leaves_the_old_file_and_nothing_else(format: Format, tmp_path: Path) -> None:
    out = tmp_path / f"words.{format}"
    export(table(), format, out)
    before = out.read_bytes()
    with pytest.raises(RuntimeError, match="the store went away"):
        export(table(breaking()), format, out)
    assert out.read_bytes() == before
    assert list(tmp_path.iterdir()) == [out]


@every_format
def test_an_existing_file_is_replaced_and_keeps_its_permissions(format: Format, tmp_path: Path) -> None:
    out = tmp_path / f"words.{format}"
    out.write_bytes(b"old")
    out.chmod(0o600)
    export(table(), format, out)
    assert out.read_bytes() != b"old"
    assert out.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [out]


@every_format
def test_who_is_reading_the_old_file_reads_it_to_its_end(format: Format, tmp_path: Path) -> None:
    out = tmp_path / f"words.{format}"
    out.write_bytes(b"old")
    with out.open("rb") as reader:
        export(table(), format, out)
        assert reader.read() == b"old"


@every_format
def test_a_new_file_has_the_permissions_of_any_new_file(format: Format, tmp_path: Path) -> None:
    export(table(), format, tmp_path / f"words.{format}")
    ordinary = tmp_path / "ordinary"
    ordinary.touch()
    assert (tmp_path / f"words.{format}").stat().st_mode == ordinary.stat().st_mode


@pytest.mark.parametrize(
    ("format", "raw", "defused"),
    [
        (Format.CSV, False, 1),
        (Format.CSV, True, 0),
        (Format.XLSX, False, 0),
        (Format.JSONL, False, 0),
        (Format.PARQUET, False, 0),
    ],
)
def test_the_answer_says_what_was_written(format: Format, raw: bool, defused: int, tmp_path: Path) -> None:
    out = tmp_path / f"words.{format}"
    assert export(table(), format, out, raw) == Exported(rows=2, defused=defused, path=out)
    assert out.stat().st_size > 0


@every_format
def test_a_table_without_rows_is_a_file_all_the_same(format: Format, tmp_path: Path) -> None:
    assert export(table([]), format, tmp_path / f"words.{format}").rows == 0
    assert (tmp_path / f"words.{format}").exists()


def test_a_name_of_another_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"'words\.txt'.*ends in \.csv"):
        export(table(), Format.CSV, tmp_path / "words.txt")


def test_the_ending_may_be_in_capitals(tmp_path: Path) -> None:
    export(table(), Format.CSV, tmp_path / "WORDS.CSV")
    assert (tmp_path / "WORDS.CSV").exists()


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"/nowhere does not exist"):
        export(table(), Format.CSV, tmp_path / "nowhere" / "words.csv")


def test_a_folder_in_the_place_of_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "words.csv").mkdir()
    with pytest.raises(SettingsError, match=r"cannot write .*words\.csv"):
        export(table(), Format.CSV, tmp_path / "words.csv")
    assert list(tmp_path.iterdir()) == [tmp_path / "words.csv"]


@pytest.mark.skipif(not os.path.isdir("/proc"), reason="needs a folder in which nobody can write")
def test_a_folder_that_takes_no_files_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"cannot write /proc/words\.csv"):
        export(table(), Format.CSV, Path("/proc/words.csv"))


def test_a_link_keeps_pointing_at_the_file_it_points_at(tmp_path: Path) -> None:
    link, real = tmp_path / "latest.csv", tmp_path / "october.csv"
    link.symlink_to(real)
    export(table(), Format.CSV, link)
    assert link.is_symlink()
    assert real.read_bytes().startswith(b"\xef\xbb\xbf")


@every_format
def test_memory_does_not_grow_with_the_rows(format: Format, tmp_path: Path) -> None:
    rows: Iterator[tuple[Cell, ...]] = ((n, f"{n} " + "late again " * 200) for n in range(10_000))
    tracemalloc.start()
    try:
        export(table(rows), format, tmp_path / f"words.{format}")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 16_000_000, "the rows alone are 22 MB"
