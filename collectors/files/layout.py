"""How a file is laid out: JSONL or a table, in which encoding, with which delimiter and columns."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from collectors.files.lines import Lines
from collectors.files.opening import SAMPLE, guess_encoding, open_bytes, open_text, reading
from collectors.files.rows import Row, json_lines, records, sniff, table
from storage.errors import BadPayload

JSON_SUFFIXES = (".jsonl", ".ndjson")
_JSON_SAMPLE = 200
_FOREIGN = (
    (b"PK\x03\x04", "an Excel workbook or a ZIP archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"PAR1", "a Parquet file"),
    (b"%PDF", "a PDF"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd"),
)
_DATUM = re.compile(r"\d[\d\s:/.,+TZ-]*|https?://\S+")
READABLE = "CSV, TSV and JSONL (plain or gzip) can be read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What a file's beginning says of the whole. `delimiter` is None for JSONL; `guessed` tells of the encoding."""

    path: Path
    encoding: str
    guessed: bool
    delimiter: str | None
    columns: tuple[str, ...]

    @property
    def headless(self) -> bool:
        """Whether the header looks like a row of data: a number, a date or a link stands where names should."""
        return self.delimiter is not None and any(map(_DATUM.fullmatch, self.columns))


def examine(path: Path, encoding: str | None = None) -> Layout:
    """Read the beginning of a file.

    Raises SourceUnavailable where there is no file to read, BadPayload where it is empty or no table.
    """
    with reading(path):
        if not path.is_file():
            raise FileNotFoundError(2, "there is no such file")
        with open_bytes(path) as file:
            head = file.read(SAMPLE)
        chosen = encoding or guess_encoding(head)
        sample = head.decode(chosen, "replace").strip("\0 \t\r\n\ufeff")
        _refuse(path, head, sample)
        is_json = sample.startswith("{") or any(suffix in JSON_SUFFIXES for suffix in path.suffixes[-2:])
        delimiter = None if is_json else sniff(sample)
        columns = _columns(path, chosen, delimiter)
    guessed = encoding is None and chosen == "cp1252"
    return Layout(path=path, encoding=chosen, guessed=guessed, delimiter=delimiter, columns=columns)


def rows(layout: Layout, skip: int = 0) -> Iterator[Row]:
    """Yield the rows of a file after the first `skip` ones. Raises SourceUnavailable and BadPayload at any of them."""
    with reading(layout.path), open_text(layout.path, layout.encoding) as stream:
        lines = Lines(stream)
        found = json_lines(lines) if layout.delimiter is None else table(lines, layout.delimiter, layout.columns)
        yield from islice(found, skip, None)


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
            return _unique(names)
        found = (name for row in islice(json_lines(lines), _JSON_SAMPLE) for name in row.cells)
        columns = tuple(dict.fromkeys(found))
        if not columns:
            raise BadPayload(f"none of the first {_JSON_SAMPLE} lines of {path} is a JSON object; {READABLE}")
        return columns


def _unique(names: Sequence[str]) -> tuple[str, ...]:
    """Name each column so that it can be mapped: without blanks around it, never empty, never twice.

    >>> _unique(["\ufeffid", " text ", "", "text"])
    ('id', 'text', 'column 3', 'text (2)')
    """
    unique: dict[str, None] = {}
    times: dict[str, int] = {}  # each name goes on from where it was, or a header of one name over and over never ends
    for number, name in enumerate(names, 1):
        plain = " ".join(name.replace("\ufeff", "").replace("\0", "").split()) or f"column {number}"
        again = times.get(plain, 1)
        while (label := plain if again == 1 else f"{plain} ({again})") in unique:
            again += 1
        times[plain] = again
        unique[label] = None
    return tuple(unique)
