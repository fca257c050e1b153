"""How a Parquet file becomes rows: a bounded portion at a time, each column by its type, structs as `outer.inner`."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from collectors.files.layout import Form, Layout, named
from collectors.files.opening import open_file
from collectors.files.rows import Row, joined
from collectors.files.typed import day, moment, written
from storage.errors import BadPayload

PORTION_ROWS = 500
PORTION_BYTES = 1 << 23
"""What a portion may unpack to, judged by the average row of its group."""
MOST_ROWS = 1 << 24
"""Rows that any file may have; beyond it one needs as many bytes as rows, or it is one row over and over."""
_DEPTH = 3
# Text that is no UTF-8, a time that no calendar has, and both inside lists.
_UNREADABLE = (ValueError, OverflowError, RecursionError)
_PER_SECOND = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}


def examine(path: Path) -> Layout:
    """Read the names of a file's columns. Raises BadPayload where it is damaged."""
    with _opened(path) as file:
        columns = named([name for name, _ in _leaves(file.schema_arrow)])
    if not columns:
        raise BadPayload(f"{path} is a Parquet file without a column")
    return Layout(path=path, form=Form.PARQUET, columns=columns)


def rows(layout: Layout, skip: int, wanted: Collection[str] | None) -> Iterator[Row]:
    """Yield the rows after the first `skip` ones; of columns that are not wanted nothing is read."""
    with _opened(layout.path) as file:
        leaves = _leaves(file.schema_arrow)
        labels = dict(zip((name for name, _ in leaves), layout.columns, strict=True))
        roots = None
        # Columns are asked for by name, so where two share one all are read.
        if wanted is not None and len(labels) == len(leaves):
            roots = list(dict.fromkeys(root for name, root in leaves if labels[name] in wanted))
        read = 0
        for group in range(file.num_row_groups):
            count = file.metadata.row_group(group).num_rows
            if read + count > skip:
                every = layout.columns if roots is None else None
                found = _group(file, group, roots, every, labels)
                for place, cells in enumerate(islice(found, max(0, skip - read), None), max(read, skip) + 1):
                    yield Row(place=f"row {place}", cells=cells, raw=joined(cells.values()))
            read += count


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    with open_file(path) as file:
        try:
            file.seek(-4, 2)
            if file.read(4) != b"PAR1":
                raise BadPayload(f"{path} is a Parquet file that was cut short; write it anew")
            opened = pq.ParquetFile(file, pre_buffer=False, buffer_size=1 << 16)
            _refuse_bombs(path, opened.metadata, path.stat().st_size)
            yield opened
        except (pa.ArrowException, OSError, ValueError) as error:
            # pyarrow tells of damage by OSErrors without a number, the system of a disk by those with one.
            if isinstance(error, OSError) and error.errno is not None:
                raise
            reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
            raise BadPayload(f"{path} is a damaged Parquet file: {reason}; rows before the damage were read") from error


def _refuse_bombs(path: Path, metadata: Any, size: int) -> None:
    if metadata.num_rows > max(MOST_ROWS, size):
        raise BadPayload(f"{path} states {metadata.num_rows:,} rows in {size:,} bytes; no mentions are that short")


def _leaves(schema: Any) -> list[tuple[str, str]]:
    """Name the columns of a schema in order, structs taken apart, each with the top column it comes from."""
    return [(name, field.name) for field in schema for name in _names(field, _DEPTH)]


def _names(field: Any, depth: int) -> Iterator[str]:
    if not pa.types.is_struct(field.type) or not depth or not field.type.num_fields:
        yield field.name
        return
    for place in range(field.type.num_fields):
        yield from (f"{field.name}.{name}" for name in _names(field.type.field(place), depth - 1))


def _group(
    file: Any, group: int, roots: Sequence[str] | None, every: Sequence[str] | None, labels: dict[str, str]
) -> Iterator[dict[str, str]]:
    described = file.metadata.row_group(group)
    average = described.total_byte_size // max(1, described.num_rows) + described.num_columns
    portion = max(1, min(PORTION_ROWS, PORTION_BYTES // max(1, average)))
    for batch in file.iter_batches(portion, row_groups=[group], columns=roots, use_threads=False):
        parts = [part for place in range(batch.num_columns) for part in _parts(batch.schema[place], batch[place])]
        names = every if every is not None else [labels[name] for name, _ in parts]
        columns = [_texts(array) for _, array in parts]
        for place in range(batch.num_rows):
            yield {name: text for name, column in zip(names, columns, strict=True) if (text := column[place])}


def _parts(field: Any, array: Any, depth: int = _DEPTH) -> Iterator[tuple[str, Any]]:
    """Take structs apart; what stands inside one that is null is null."""
    if not pa.types.is_struct(field.type) or not depth or not field.type.num_fields:
        yield field.name, array
        return
    for inner, values in zip(field.type, array.flatten(), strict=True):
        yield from ((f"{field.name}.{name}", part) for name, part in _parts(inner, values, depth - 1))


def _texts(array: Any) -> list[str]:
    """Write the values of one column."""
    kind = array.type
    if pa.types.is_dictionary(kind):
        array, kind = array.dictionary_decode(), kind.value_type
    if pa.types.is_timestamp(kind):
        per_second, zoned = _PER_SECOND[kind.unit], kind.tz is not None
        return _counted(array.cast(pa.int64()), lambda count: moment(count, per_second, zoned))
    if pa.types.is_date32(kind):
        return _counted(array.cast(pa.int32()), day)
    if pa.types.is_date64(kind):
        return _counted(array.cast(pa.int64()), lambda count: day(count // 86_400_000))
    try:
        return [written(value) for value in array.to_pylist()]
    except _UNREADABLE:  # one such value refuses the whole column
        return [_one(value) for value in array]


def _counted(array: Any, write: Callable[[int], str]) -> list[str]:
    return ["" if count is None else write(count) for count in array.to_pylist()]


def _one(scalar: Any) -> str:
    try:
        return written(scalar.as_py())
    except _UNREADABLE:
        kept = scalar.as_buffer() if hasattr(scalar, "as_buffer") else None
        return written(kept.to_pybytes()) if kept is not None else ""
