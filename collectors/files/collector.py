"""Which files a source reads: one, or those of a folder; and what a file says before it is read."""

from collections.abc import Iterator
from datetime import datetime

from collectors.contract import Collector, Setup
from collectors.files.cursor import Position, fingerprint, position
from collectors.files.examining import rows
from collectors.files.folder import FolderCollector
from collectors.files.forward import Plan, portions, settle
from collectors.files.items import brand_id, brand_name
from collectors.files.layout import Layout
from collectors.files.mapping import Field, Mapping
from collectors.files.opening import reading
from collectors.files.options import Options, read_options
from collectors.files.periods import until_now
from storage.errors import SettingsError
from storage.models import Batch

ASKS_BY = frozenset({"path", "folder", "pattern", "sheet", "map", "brand"})
"""Which options decide what is read."""
MOST_BRANDS = 10_000


def build(setup: Setup) -> Collector:
    """Return the collector of one file or of one folder.

    Raises SettingsError for an option that is unknown or cannot be used.
    """
    options = read_options(setup)
    return FolderCollector(setup, options) if options.path is None else FileCollector(setup, options)


def plan(setup: Setup) -> Plan:
    """Look into the one file of a source and settle how it is read.

    Raises SettingsError where the options do not fit the file, SourceUnavailable and BadPayload where it is none.
    """
    options = read_options(setup)
    if options.path is None:
        raise SettingsError(f"{setup.source}: a folder has no plan of its own, each of its files has one; give a path")
    return settle(options.path, options)


def brand_names(layout: Layout, mapping: Mapping) -> tuple[str, ...]:
    """Return the brands a file names, each once in the spelling that comes first; none where no column is mapped.

    Reads the file to its end. Raises SettingsError beyond 10,000 of them: such a column does not hold brands.
    """
    column = mapping.column(Field.BRAND)
    if column is None:
        return ()
    names: dict[str, str] = {}
    for row in rows(layout, wanted=(column,)):
        cell = "" if row.fault else row.cells.get(column, "")
        if (brand := brand_id(cell)) is not None:
            names.setdefault(brand, brand_name(cell))
        if len(names) > MOST_BRANDS:
            raise SettingsError(f"map: column {column!r} holds more than {MOST_BRANDS:,} names; say brand=NAME instead")
    return tuple(names.values())


class FileCollector:
    """Reads one file of mentions in the order of its rows; memory does not grow with the file."""

    def __init__(self, setup: Setup, options: Options) -> None:
        if options.path is None:
            raise SettingsError(f"{setup.source}: option path is missing; it names the file, as in path=reviews.csv")
        self._setup, self._options, self._path = setup, options, options.path

    def collect(self, cursor: str | None, now: datetime) -> Iterator[Batch]:
        """Yield the rows after `cursor`; everything again where the file or its options changed."""
        options, path = self._options, self._path
        with reading(path):
            start = position(cursor, fingerprint(path, self._setup.options))
        if start.finished:
            return
        for portion in portions(self._setup.source, options, path, start.rows, now):
            yield Batch(
                items=portion.items,
                rejects=portion.rejects,
                cursor=Position(file=start.file, rows=portion.rows, finished=portion.last).cursor(),
                # Only who has seen its end knows that the file holds what it was declared to hold.
                coverage=until_now(options.coverage, now) if portion.last else (),
                backfilled=options.backfill,
            )
