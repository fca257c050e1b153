"""How a file is read forward: in batches, from where the last one ended."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from collectors.contract import Setup
from collectors.files.cursor import Position, fingerprint, position
from collectors.files.items import RowReader, brand_id, brand_name
from collectors.files.layout import Layout, examine, rows
from collectors.files.mapping import Field, Mapping, resolve
from collectors.files.opening import reading
from collectors.files.options import Options, read_options
from collectors.files.periods import until_now
from storage.errors import BadPayload, CollectError, SettingsError
from storage.models import Batch, Item, Kind, Reject

BATCH_ROWS = 500
MOST_BRANDS = 10_000

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How a file will be read: to be shown to a person before anything is imported."""

    layout: Layout
    mapping: Mapping
    kind: Kind


def plan(setup: Setup) -> Plan:
    """Look into the file and settle how it is read.

    Raises SettingsError where the options do not fit the file, SourceUnavailable and BadPayload where it is none.
    """
    return _plan(read_options(setup))


def brand_names(path: Path, mapping: Mapping, encoding: str | None = None) -> tuple[str, ...]:
    """Return the brands a file names, each once in the spelling that comes first; none where no column is mapped.

    Reads the file to its end. Raises SettingsError beyond 10,000 of them: such a column does not hold brands.
    """
    column = mapping.column(Field.BRAND)
    if column is None:
        return ()
    names: dict[str, str] = {}
    for row in rows(examine(path, encoding)):
        cell = "" if row.fault else row.cells.get(column, "")
        if (brand := brand_id(cell)) is not None:
            names.setdefault(brand, brand_name(cell))
        if len(names) > MOST_BRANDS:
            raise SettingsError(f"map: column {column!r} holds more than {MOST_BRANDS:,} names; say brand=NAME instead")
    return tuple(names.values())


def build(setup: Setup) -> "FileCollector":
    """Return the collector of one file. Raises SettingsError for an option that is unknown or cannot be used."""
    return FileCollector(setup)


class FileCollector:
    """Reads one file of mentions in the order of its rows; memory does not grow with the file."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._options = read_options(setup)

    def collect(self, cursor: str | None, now: datetime) -> Iterator[Batch]:
        """Yield the rows after `cursor`; everything again where the file or its options changed."""
        options = self._options
        with reading(options.path):
            start = position(cursor, fingerprint(options.path, self._setup.options))
        if start.finished:
            return
        settled = _plan(options)
        reader = self._reader(settled)
        coverage = until_now(options.coverage, now) if start.rows == 0 else ()
        read = start.rows
        outcomes = (reader.read(row, now) for row in rows(settled.layout, skip=read))
        for chunk, last in _chunks(outcomes):
            read += len(chunk)
            yield Batch(
                items=tuple(outcome for outcome in chunk if isinstance(outcome, Item)),
                rejects=tuple(outcome for outcome in chunk if isinstance(outcome, Reject)),
                cursor=Position(file=start.file, rows=read, finished=last).cursor(),
                coverage=coverage,
            )
            coverage = ()

    def _reader(self, settled: Plan) -> RowReader:
        options = self._options
        _log.info("%s: reading %s as %s", self._setup.source, options.path, settled.layout.encoding)
        return RowReader(
            source=self._setup.source,
            columns={entry.field: entry.column for entry in settled.mapping.entries},
            kind=settled.kind,
            brand=options.brand,
            scale=options.scale,
            dates=options.dates,
            zone=options.zone,
        )


def _plan(options: Options) -> Plan:
    layout = examine(options.path, options.encoding)
    try:
        mapping = resolve(dict(options.wished), layout.columns, {Field.BRAND} if options.brand else ())
    except SettingsError as error:
        if layout.headless:
            raise BadPayload(
                f"{options.path} begins with a row of data where a header should name the columns, such as"
                f" id,text,published_at; it begins with {', '.join(layout.columns)[:100]!r}"
            ) from error
        raise
    kind = options.kind or (Kind.REVIEW if mapping.column(Field.RATING) else Kind.MENTION)
    return Plan(layout=layout, mapping=mapping, kind=kind)


def _chunks(outcomes: Iterator[Item | Reject]) -> Iterator[tuple[list[Item | Reject], bool]]:
    """Group rows into batches, and say which is the last; what was read before a file turns out damaged stands."""
    chunk: list[Item | Reject] = []
    try:
        for outcome in outcomes:
            chunk.append(outcome)
            if len(chunk) == BATCH_ROWS:
                yield chunk, False
                chunk = []
    except CollectError:
        if chunk:
            yield chunk, False
        raise
    yield chunk, True
