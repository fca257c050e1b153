"""How CSV is written, and which of its cells a spreadsheet would run as a formula unless they are defused."""

import csv
import re
from pathlib import Path

from reports.cells import plain
from reports.tables import Cell, Table

_FORMULA_STARTS = "=+\\-@＝＋－＠﹦﹢﹣﹫−"
_SKIPPED = r"\s\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2060-\u2064\ufeff\"'"
_DANGEROUS = re.compile(rf"[{_SKIPPED}]*[{_FORMULA_STARTS}]|[\"']*[\t\r\n]")


def defuse(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet could take for a formula; leave all other text as it is.

    Dangerous is text that begins with `= + - @` or a full-width, small or minus-sign form of them, also behind blanks,
    invisible characters and quotes, which some programs strip; and text that begins with a tab or a line end
    (OWASP, "CSV Injection"). Quotes are looked through so that the prefix can be undone: a cell carries it exactly
    if it begins with an apostrophe and the rest is dangerous.

    >>> defuse("=1+1"), defuse("1+1"), defuse(" ＠SUM(A1)"), defuse("'=1+1")
    ("'=1+1", '1+1', "' ＠SUM(A1)", "''=1+1")
    """
    return f"'{text}" if _DANGEROUS.match(text) else text


def write_csv(table: Table, path: Path, *, raw: bool = False) -> tuple[int, int]:
    """Write RFC 4180 CSV in UTF-8 and return (rows, cells defused).

    Text is always quoted, numbers are not; no value is an empty cell. Without `raw` the file begins with a byte order
    mark, without which Excel takes UTF-8 for the local 8-bit encoding, and dangerous text is defused.
    """
    rows = defused = 0
    with path.open("w", encoding="utf-8" if raw else "utf-8-sig", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC)
        writer.writerow([column.name for column in table.columns])
        for row in table.rows:
            written = [_written(cell) for cell in row]
            safe = written if raw else [defuse(cell) if isinstance(cell, str) else cell for cell in written]
            defused += sum(before != after for before, after in zip(written, safe, strict=True))
            writer.writerow(safe)
            rows += 1
    return rows, defused


def _written(cell: Cell) -> str | int | float | None:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return plain(cell)
