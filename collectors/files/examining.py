"""Which form a file has, by its content, and what its rows are."""

from collections.abc import Collection, Iterator
from itertools import islice
from pathlib import Path

from collectors.files import parquet, sheets, texts
from collectors.files.layout import Form, Layout
from collectors.files.opening import open_file, reading
from collectors.files.rows import Row


def examine(path: Path, encoding: str | None = None, sheet: str | None = None) -> Layout:
    """Read the beginning of a file; `encoding` is for text, `sheet` for workbooks.

    Raises SourceUnavailable where there is no file to read, BadPayload where it is empty or no table, SettingsError
    where a workbook has no such sheet.
    """
    with reading(path):
        with open_file(path) as file:
            head = file.read(4)
        if head == b"PK\x03\x04":
            return sheets.examine(path, sheet)
        if head == b"PAR1":
            return parquet.examine(path)
        return texts.examine(path, encoding)


def rows(layout: Layout, skip: int = 0, wanted: Collection[str] | None = None) -> Iterator[Row]:
    """Yield the rows of a file after the first `skip` ones. Raises SourceUnavailable and BadPayload at any of them.

    Only the cells of the `wanted` columns (None: all) need be there; a form that reads column by column leaves out the
    others.
    """
    with reading(layout.path):
        match layout.form:
            case Form.PARQUET:
                yield from parquet.rows(layout, skip, wanted)
            case Form.WORKBOOK:
                yield from islice(sheets.rows(layout), skip, None)
            case _:
                yield from islice(texts.rows(layout), skip, None)
