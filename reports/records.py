"""How JSONL and Parquet are written: every value as it is, for programs."""

import json
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from reports.cells import encodable, plain
from reports.tables import Cell, Table, Type

_GROUP_ROWS = 2_048
_ARROW: Mapping[Type, pa.DataType] = {
    Type.TEXT: pa.string(),
    Type.INTEGER: pa.int64(),
    Type.NUMBER: pa.float64(),
    Type.BOOLEAN: pa.bool_(),
    Type.MOMENT: pa.timestamp("us", tz="UTC"),
}
# Legal inside JSON strings, but `str.splitlines` and some readers of JSONL end a line there.
_LINE_ENDS = str.maketrans({"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def write_jsonl(table: Table, path: Path) -> int:
    """Write one JSON object per line in UTF-8 and return the rows; moments are ISO 8601 in UTC, no value is null."""
    names = [column.name for column in table.columns]
    rows = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in table.rows:
            record = {name: plain(cell) for name, cell in zip(names, row, strict=True)}
            file.write(json.dumps(record, ensure_ascii=False, allow_nan=False).translate(_LINE_ENDS) + "\n")
            rows += 1
    return rows


def write_parquet(table: Table, path: Path) -> int:
    """Write typed columns, moments as microseconds in UTC, in groups of 2,048 rows, and return the rows."""
    schema = pa.schema([pa.field(column.name, _ARROW[column.type]) for column in table.columns])
    remaining = iter(table.rows)
    rows = 0
    with pq.ParquetWriter(path, schema) as writer:
        while group := list(islice(remaining, _GROUP_ROWS)):
            writer.write_table(_group(group, schema))
            rows += len(group)
    return rows


def _group(rows: Sequence[tuple[Cell, ...]], schema: pa.Schema) -> pa.Table:
    columns = zip(*rows, strict=True)
    arrays = [pa.array(map(_storable, cells), field.type) for cells, field in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def _storable(cell: Cell) -> Cell:
    return encodable(cell) if isinstance(cell, str) else cell
