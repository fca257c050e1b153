"""How a file of text is laid out: JSONL or a table, in which encoding, with which delimiter and columns."""

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from collectors.files.layout import Form, Layout, named
from collectors.files.lines import Lines
from collectors.files.opening import beginning, guess_encoding, open_bytes, open_text
from collectors.files.rows import Row, json_lines, records, sniff, table
from storage.errors import BadPayload

JSON_SUFFIXES = (".jsonl", ".ndjson")
READABLE = "CSV, TSV and JSONL (plain or gzip), XLSX and Parquet can be read"
_JSON_SAMPLE = 200
_FOREIGN = (
    (b"PK\x03\x04", "an Excel workbook or a ZIP archive inside gzip: unpack it first"),
    (b"PAR1", "a Parquet file inside gzip: unpack it first"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls), or one with a password: save it as .xlsx without a password"),
    (b"ARROW1", "an Arrow file"),
    (b"PARE", "an encrypted Parquet file"),
    (b"%PDF", "a PDF"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd"),
)


def examine(path: Path, encoding: str | None) -> Layout:
    """Read the beginning of a file of text. Raises BadPayload where it is empty or no table."""
    with open_bytes(path) as file:
        head = beginning(file)
    chosen = encoding or guess_encoding(head)
    sample = head.decode(chosen, "replace").strip("\0 \t\r\n\ufeff")
    _refuse(path, head, sample)
    is_json = sample.startswith("{") or any(suffix in JSON_SUFFIXES for suffix in path.suffixes[-2:])
    delimiter = None if is_json else sniff(sample)
    return Layout(
        path=path,
        form=Form.JSON_LINES if is_json else Form.TABLE,
        columns=_columns(path, chosen, delimiter),
        encoding=chosen,
        guessed=encoding is None and chosen == "cp1252",
        delimiter=delimiter,
    )


def rows(layout: Layout) -> Iterator[Row]:
    """Yield the rows of a file of text."""
    with open_text(layout.path, layout.encoding) as stream:
        lines = Lines(stream)
        if layout.delimiter is None:
            yield from json_lines(lines)
        else:
            yield from table(lines, layout.delimiter, layout.columns)


def _refuse(path: Path, head: bytes, sample: str) -> None:
    if not sample:
        raise BadPayload(f"{path} is empty; expected a header such as id,text,published_at, and a mention a row")
    for mark, name in _FOREIGN:
        if head.startswith(mark):
            raise BadPayload(f"{path} is {name}; {READABLE}")
    if re.match(r"\[\s*\{", sample):
        raise BadPayload(f"{path} is one JSON array; {READABLE}: write one object per line")


def _columns(path: Path, encoding: str, delimiter: str | None) -> tuple[str, ...]:
    with open_text(path, encoding) as stream:
        lines = Lines(stream)
        if delimiter is not None:
            names, fault = next(records(lines, delimiter), ([], ""))
            if not names:
                raise BadPayload(f"{path} has no header that can be read: {fault or 'every cell of it is empty'}")
            return named(names)
        found = (name for row in islice(json_lines(lines), _JSON_SAMPLE) for name in row.cells)
        columns = tuple(dict.fromkeys(found))
        if not columns:
            raise BadPayload(f"none of the first {_JSON_SAMPLE} lines of {path} is a JSON object; {READABLE}")
        return columns
