"""What is one row: a CSV record, or one line of JSON. A row that is broken says so and refuses no other."""

import csv
import json
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from collectors.files.lines import RECORD_LIMIT, Lines, TooLong

DELIMITERS = (",", ";", "\t", "|")
RAW_LIMIT = 500
"""Characters of a rejected row that are kept for a person to recognise it by."""

# csv has one field limit for the whole process, 131,072 characters unless somebody raises it.
_FIELD_LIMIT = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: where it stands, its cells by column, its text as it stood, and why it is broken, if it is.

    `gaps` tell why cells that hold something are empty all the same.
    """

    place: str
    cells: Mapping[str, str] = field(default_factory=dict)
    raw: str = ""
    fault: str = ""
    gaps: Mapping[str, str] = field(default_factory=dict)


def records(lines: Lines, delimiter: str) -> Iterator[tuple[list[str], str]]:
    """Yield the cells of each CSV record that is not blank, with the fault it has (else empty).

    A quote that is opened and never rightly closed would swallow the rows after it: then the record is only its first
    line, and the lines after it are read again.
    """
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.start()
        fault = ""
        try:
            cells = _next(reader)
        except StopIteration:
            return
        except TooLong as error:
            lines.give_back()
            cells, fault = [], str(error)
        except csv.Error:
            unclosed = lines.give_back()
            cells = _next(csv.reader(lines.record[:1], delimiter=delimiter))
            fault = "a quote in the row is never closed" if unclosed else ""
        if fault or any(cells):
            yield cells, fault


def _next(reader: Iterator[list[str]]) -> list[str]:
    with _FIELD_LIMIT:
        before = csv.field_size_limit(RECORD_LIMIT)
        try:
            return next(reader)
        finally:
            csv.field_size_limit(before)


def table(lines: Lines, delimiter: str, columns: Sequence[str]) -> Iterator[Row]:
    """Yield the rows of a CSV file whose header names `columns`; the header itself is left out.

    A row with fewer cells lacks its last ones; a row with more has a delimiter in its text, so that no cell
    after it can be trusted, and is broken.
    """
    rows = records(lines, delimiter)
    next(rows, None)
    for cells, problem in rows:
        # What an unclosed quote left behind can be used when it is whole all the same.
        fault = problem if len(cells) != len(columns) else ""
        if any(cells[len(columns) :]):
            fault = f"the row has {len(cells)} cells, the header {len(columns)}"
        yield Row(
            place=f"line {lines.number}", cells=dict(zip(columns, cells, strict=False)), raw=_raw(lines), fault=fault
        )


def json_lines(lines: Lines) -> Iterator[Row]:
    """Yield the rows of a JSONL file: one object a line, objects inside it flattened to `outer.inner`."""
    while True:
        lines.start()
        try:
            line = next(lines)
            if not line.strip("\0 \t\r\n\ufeff"):
                continue
            # Numbers stay as written: an id of 19 digits must not pass through a float.
            value = json.loads(line.lstrip("\ufeff"), parse_int=str, parse_float=str, parse_constant=lambda _: None)
            # Here, because writing a deep value can fail where reading it just went well.
            cells = dict(_flat(value)) if isinstance(value, dict) else {}
        except StopIteration:
            return
        except TooLong as error:
            yield Row(place=f"line {lines.number}", raw=_raw(lines), fault=str(error))
        except (ValueError, RecursionError) as error:
            yield Row(place=f"line {lines.number}", raw=_raw(lines), fault=f"the line is no JSON: {error}")
        else:
            fault = "" if isinstance(value, dict) else "the line is no JSON object"
            yield Row(place=f"line {lines.number}", cells=cells, raw=_raw(lines), fault=fault)


def _flat(value: dict[str, object], depth: int = 0) -> Iterator[tuple[str, str]]:
    for key, inner in value.items():
        if isinstance(inner, dict) and depth < 3:
            yield from ((f"{key}.{name}", cell) for name, cell in _flat(inner, depth + 1))
        else:
            yield key, _cell(inner)


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return str(value).lower()
        case _:
            return json.dumps(value, ensure_ascii=False)


def joined(cells: Iterable[str]) -> str:
    """Return the beginning of a row whose cells have no text between them."""
    return ", ".join(cell[:RAW_LIMIT] for cell in islice(cells, RAW_LIMIT))[:RAW_LIMIT]


def _raw(lines: Lines) -> str:
    return "".join(line[:RAW_LIMIT] for line in lines.record[:RAW_LIMIT])[:RAW_LIMIT]


def sniff(sample: str) -> str:
    r"""Return the delimiter under which most rows of the sample have as many cells as its first, which has several.

    >>> sniff("id;text\n1;so, so, so\n2;well, no\n")
    ';'
    """

    def fitness(delimiter: str) -> tuple[int, int]:
        lines = sample.splitlines(keepends=True)[:100]
        widths = [len(cells) for cells in csv.reader(lines, delimiter=delimiter) if cells]
        if not widths or widths[0] < 2:
            return (0, 0)
        return (sum(width == widths[0] for width in widths), widths[0])

    return max(DELIMITERS, key=fitness)
