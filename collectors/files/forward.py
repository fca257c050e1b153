"""How one file is read forward, from a row on: portions of items and rejects, and where each of them ends."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from collectors.files.examining import examine, rows
from collectors.files.items import RowReader
from collectors.files.layout import Layout
from collectors.files.mapping import Field, Mapping, resolve
from collectors.files.options import Options
from storage.errors import BadPayload, CollectError, SettingsError
from storage.models import Item, Kind, Reject, SourceName

PORTION_ROWS = 500

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How a file will be read: to be shown to a person before anything is imported."""

    layout: Layout
    mapping: Mapping
    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """Some rows of a file: what they say, how many were read up to their end, and whether they are the last."""

    items: tuple[Item, ...]
    rejects: tuple[Reject, ...]
    rows: int
    last: bool


def settle(path: Path, options: Options) -> Plan:
    """Look into a file and settle how it is read.

    Raises SettingsError where the options do not fit the file, SourceUnavailable and BadPayload where it is none.
    """
    layout = examine(path, options.encoding, options.sheet)
    try:
        mapping = resolve(dict(options.wished), layout.columns, {Field.BRAND} if options.brand else ())
    except SettingsError as error:
        if layout.headless:
            raise BadPayload(
                f"{path} begins with a row of data where a header should name the columns, such as"
                f" id,text,published_at; it begins with {', '.join(layout.columns)[:100]!r}"
            ) from error
        raise
    kind = options.kind or (Kind.REVIEW if mapping.column(Field.RATING) else Kind.MENTION)
    return Plan(layout=layout, mapping=mapping, kind=kind)


def portions(source: SourceName, options: Options, path: Path, skip: int, now: datetime) -> Iterator[Portion]:
    """Yield what stands in a file after its first `skip` rows; the last portion may be empty.

    Raises what `settle` raises; portions yielded before stand.
    """
    plan = settle(path, options)
    _log.info("%s: reading %s as %s", source, path, plan.layout.encoding or plan.layout.form)
    reader = _reader(source, options, plan)
    outcomes = (reader.read(row, now) for row in rows(plan.layout, skip, _wanted(plan.mapping)))
    read = skip
    for chunk, last in _chunks(outcomes):
        read += len(chunk)
        yield Portion(
            items=tuple(outcome for outcome in chunk if isinstance(outcome, Item)),
            rejects=tuple(outcome for outcome in chunk if isinstance(outcome, Reject)),
            rows=read,
            last=last,
        )


def _reader(source: SourceName, options: Options, plan: Plan) -> RowReader:
    return RowReader(
        source=source,
        columns={entry.field: entry.column for entry in plan.mapping.entries},
        kind=plan.kind,
        brand=options.brand,
        scale=options.scale,
        dates=options.dates,
        zone=options.zone,
    )


def _wanted(mapping: Mapping) -> frozenset[str] | None:
    """Name the columns that are needed; all are where they have to tell ratings without a word apart."""
    if mapping.column(Field.RATING) and not mapping.column(Field.ID):
        return None
    return frozenset(entry.column for entry in mapping.entries)


def _chunks(outcomes: Iterable[Item | Reject]) -> Iterator[tuple[list[Item | Reject], bool]]:
    """Group rows, and say which group is the last; what was read before a file turns out damaged stands."""
    chunk: list[Item | Reject] = []
    try:
        for outcome in outcomes:
            chunk.append(outcome)
            if len(chunk) == PORTION_ROWS:
                yield chunk, False
                chunk = []
    except CollectError:
        if chunk:
            yield chunk, False
        raise
    yield chunk, True
