"""Where an export goes, in which format, and that it arrives whole or not at all."""

import os
import shutil
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory

from reports.delimited import write_csv
from reports.records import write_jsonl, write_parquet
from reports.tables import Table
from reports.workbook import write_xlsx
from storage.errors import SettingsError


class Format(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    JSONL = "jsonl"
    PARQUET = "parquet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was written where. `defused` counts the CSV cells that got an apostrophe; the other formats need none."""

    rows: int
    defused: int
    path: Path


def export(table: Table, format: Format, out: Path, raw: bool = False) -> Exported:
    """Write a table to `out`, replacing what stood there only once all rows are written.

    Rows are streamed: memory does not grow with their number. `raw` leaves CSV cells as they are, for programs; it
    changes nothing in the other formats. Raises SettingsError where `out` does not fit the format or cannot be written.
    """
    if out.suffix.lower() != f".{format}":
        raise SettingsError(f"{out.name!r} does not fit the format {format}: choose a name that ends in .{format}")
    target = out.resolve()
    if not target.parent.is_dir():
        raise SettingsError(f"the folder {target.parent} does not exist: make it first, or choose another")
    try:
        # Beside the target, because a file can be moved in one step only within one file system.
        with TemporaryDirectory(prefix=".groundswell-", dir=target.parent) as scratch:
            part = Path(scratch) / target.name
            rows, defused = _write(table, format, part, raw)
            if target.exists():
                shutil.copymode(target, part)
            os.replace(part, target)
    except OSError as error:
        raise SettingsError(f"cannot write {out}: {error.strerror or error}") from error
    return Exported(rows=rows, defused=defused, path=out)


def _write(table: Table, format: Format, path: Path, raw: bool) -> tuple[int, int]:
    match format:
        case Format.CSV:
            return write_csv(table, path, raw=raw)
        case Format.XLSX:
            return write_xlsx(table, path), 0
        case Format.JSONL:
            return write_jsonl(table, path), 0
        case Format.PARQUET:
            return write_parquet(table, path), 0
