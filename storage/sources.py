"""The places people talk: how each is read, how it stands, what happened to it, and which time it covers."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.engine import Connection

from storage import dialects, state, tables
from storage.columns import hour_of
from storage.dialects import AnyRow, Values
from storage.intervals import Interval, merged
from storage.models import (
    BrandId,
    Budget,
    Coverage,
    Period,
    SeriesKind,
    Source,
    SourceEvent,
    SourceEventKind,
    SourceName,
    SourceState,
    Standing,
    TurnEnd,
)
from storage.text import one_line

ANY_BRAND = ""
_VERSION = "sources version"
_LONGEST_DETAIL = 500


def save(tx: Connection, source: Source) -> None:
    """Add a source, or change how the one of its name is read.

    A cursor has its collector's own form: it is kept as long as the collector stays, and forgotten with it.
    """
    t = tables.sources
    known = tx.execute(select(t).where(t.c.name == source.name)).one_or_none()
    if known is not None and _source(known) == source:
        return
    # What a person changed is tried at once: the change may have mended what failed.
    row = {
        "collector": source.collector,
        "options": dict(source.options),
        "interval_seconds": source.interval_seconds,
        "jitter_seconds": source.jitter_seconds,
        "deadline_seconds": source.deadline_seconds,
        "budget": _budget_document(source.budget),
        "enabled": source.enabled,
        "standing": Standing.FINE,
        "failures": 0,
        "due_at": None,
    }
    if known is None:
        tx.execute(insert(t).values(name=source.name, mentions=_brought(tx, source.name), **row))
    elif known.collector == source.collector:
        tx.execute(update(t).where(t.c.name == source.name).values(**row))
    else:
        tx.execute(update(t).where(t.c.name == source.name).values(cursor=None, **row))
    _changed(tx)


def remove(tx: Connection, name: SourceName) -> None:
    """Stop reading a source; what it brought stays."""
    tx.execute(delete(tables.sources).where(tables.sources.c.name == name))
    _changed(tx)


def version(tx: Connection) -> int:
    """Number the list of sources: the number grows whenever a person changes one, adds one or removes one."""
    return int(state.get(tx, _VERSION) or 0)


def states(tx: Connection) -> tuple[SourceState, ...]:
    """List how every source stands, by name."""
    rows = tx.execute(select(tables.sources).order_by(tables.sources.c.name))
    return tuple(
        SourceState(
            source=_source(row),
            cursor=row.cursor,
            attempted_at=row.attempted_at,
            succeeded_at=row.succeeded_at,
            failure=row.failure,
            mentions=row.mentions,
            standing=row.standing,
            failures=row.failures,
            due_at=row.due_at,
            newest_at=row.newest_at,
        )
        for row in rows
    )


def settled(tx: Connection, name: SourceName, at: datetime, turn: TurnEnd) -> None:
    """Say how a turn that began at `at` ended; `turn.failure` None means that it succeeded."""
    values: Values = {
        "attempted_at": at,
        "standing": turn.standing,
        "failures": turn.failures,
        "due_at": turn.due_at,
        "failure": None if turn.failure is None else one_line(turn.failure, _LONGEST_DETAIL),
    }
    if turn.failure is None:
        values["succeeded_at"] = at
    tx.execute(update(tables.sources).where(tables.sources.c.name == name).values(**values))


def advance(tx: Connection, name: SourceName, cursor: str, at: datetime, new: int) -> None:
    """Move a source's cursor behind a batch that brought `new` mentions.

    A source that was removed while its collector was under way has no cursor any more; that is no failure.
    """
    values: Values = {"cursor": cursor}
    if new:
        values |= {"mentions": tables.sources.c.mentions + new, "newest_at": at}
    tx.execute(update(tables.sources).where(tables.sources.c.name == name).values(**values))


def record(tx: Connection, happened: Sequence[SourceEvent]) -> None:
    """Keep what happened to sources."""
    rows = [
        {
            "source": e.source,
            "kind": e.kind,
            "at": e.at,
            "detail": one_line(e.detail, _LONGEST_DETAIL),
            "brand": e.brand,
        }
        for e in happened
    ]
    if rows:
        tx.execute(insert(tables.source_events), rows)


def events(tx: Connection, source: SourceName | None, limit: int) -> tuple[SourceEvent, ...]:
    """List the latest events of one source, or of all, newest first."""
    t = tables.source_events
    stmt = select(t).order_by(t.c.at.desc(), t.c.id.desc()).limit(limit)
    rows = tx.execute(stmt if source is None else stmt.where(t.c.source == source))
    return tuple(
        SourceEvent(source=row.source, kind=row.kind, at=row.at, detail=row.detail, brand=row.brand) for row in rows
    )


def latest(tx: Connection, brand: BrandId, kind: SourceEventKind, until: datetime) -> datetime | None:
    """Give when an event of a kind last happened to a brand before `until`; None where it never did.

    What happened to a source as a whole happened to every brand, but a source's own first start did not.
    """
    t = tables.source_events
    whom = t.c.brand == brand
    if kind is not SourceEventKind.FIRST_START:
        whom |= t.c.brand.is_(None)
    stmt = select(func.max(t.c.at)).where(whom, t.c.kind == kind, t.c.at < until)
    return tx.execute(stmt).scalar()


def coverage(tx: Connection, brand: BrandId) -> tuple[Coverage, ...]:
    """List which time was declared collected for a brand, or for any brand; by source and time."""
    t = tables.coverage
    rows = tx.execute(
        select(t).where(or_(t.c.brand == brand, t.c.brand == ANY_BRAND)).order_by(t.c.source, t.c.since, t.c.brand)
    )
    return tuple(
        Coverage(source=row.source, since=row.since, until=row.until, brand=BrandId(row.brand) if row.brand else None)
        for row in rows
    )


def ended(tx: Connection) -> frozenset[SourceName]:
    """Name the sources that are not read any more: files imported once, and what was switched off."""
    t = tables.sources
    return frozenset(tx.execute(select(t.c.name).where(t.c.enabled.is_(False))).scalars())


def cover(tx: Connection, declared: Sequence[Coverage]) -> None:
    """Declare time as collected; stretches that overlap or touch become one row."""
    by_line: dict[tuple[str, str], list[Interval]] = defaultdict(list)
    for each in declared:
        if each.since < each.until:
            by_line[each.source, each.brand or ANY_BRAND].append((each.since, each.until))
    for (source, brand), new in by_line.items():
        _cover_line(tx, source, brand, new)


def _cover_line(tx: Connection, source: str, brand: str, new: list[Interval]) -> None:
    t = tables.coverage
    line = (t.c.source == source) & (t.c.brand == brand)
    near = line & (t.c.until >= min(since for since, _ in new)) & (t.c.since <= max(until for _, until in new))
    known = [(row.since, row.until) for row in tx.execute(select(t.c.since, t.c.until).where(near))]
    whole = merged([*known, *new])
    if gone := [since for since, until in known if (since, until) not in whole]:
        tx.execute(delete(t).where(line, t.c.since.in_(gone)))
    rows = [
        {"source": source, "brand": brand, "since": since, "until": until}
        for since, until in whole
        if (since, until) not in known
    ]
    dialects.replace(tx, t, rows)


def _source(row: AnyRow) -> Source:
    return Source(
        name=row.name,
        collector=row.collector,
        options=dict(row.options),
        interval_seconds=row.interval_seconds,
        jitter_seconds=row.jitter_seconds,
        deadline_seconds=row.deadline_seconds,
        budget=_budget(row.budget),
        enabled=row.enabled,
    )


def _budget_document(budget: Budget) -> Values:
    return {
        "period": budget.period.value,
        "requests": budget.requests,
        "items": budget.items,
        "dollars": budget.dollars,
    }


def _budget(document: Values) -> Budget:
    return Budget(**{**document, "period": Period(document["period"])}) if document else Budget()


def _changed(tx: Connection) -> None:
    state.put(tx, _VERSION, str(version(tx) + 1))


def _brought(tx: Connection, name: SourceName) -> int:
    """Count what a source brought before it was removed and added again."""
    t = tables.mentions
    return tx.execute(select(func.count()).select_from(t).where(t.c.source == name)).scalar_one()


def covered(tx: Connection, since: datetime) -> tuple[Coverage, ...]:
    """List the declared stretches that reach beyond `since`, of every source; by source, brand and time."""
    t = tables.coverage
    rows = tx.execute(select(t).where(t.c.until > since).order_by(t.c.source, t.c.brand, t.c.since))
    return tuple(_stretch(row.source, row.brand, row.since, row.until) for row in rows)


def extents(tx: Connection) -> tuple[Coverage, ...]:
    """List from when to when each source ever declared anything about a brand, gaps included; by source and brand."""
    t = tables.coverage
    line = (t.c.source, t.c.brand)
    rows = tx.execute(select(*line, func.min(t.c.since), func.max(t.c.until)).group_by(*line).order_by(*line))
    return tuple(_stretch(*row) for row in rows)


def notable(tx: Connection, source: SourceName, since: datetime, limit: int) -> tuple[SourceEvent, ...]:
    """List the latest events of a source that say more than that it is still read, newest first."""
    t = tables.source_events
    told = (t.c.source == source, t.c.at >= since, t.c.kind != SourceEventKind.HEARTBEAT)
    rows = tx.execute(select(t).where(*told).order_by(t.c.at.desc(), t.c.id.desc()).limit(limit))
    return tuple(
        SourceEvent(source=row.source, kind=row.kind, at=row.at, detail=row.detail, brand=row.brand) for row in rows
    )


def counted(tx: Connection, since: datetime) -> dict[SourceName, int]:
    """Count by source what was published from the UTC hour of `since` on; what is about two brands counts twice."""
    s, c = tables.series, tables.counts
    stmt = select(s.c.key, func.sum(c.c.mentions)).join(c, c.c.series_id == s.c.id)
    stmt = stmt.where(s.c.kind == SeriesKind.SOURCE, s.c.last_hour >= hour_of(since), c.c.hour >= hour_of(since))
    return {row[0]: int(row[1]) for row in tx.execute(stmt.group_by(s.c.key))}


def _stretch(source: SourceName, brand: str, since: datetime, until: datetime) -> Coverage:
    return Coverage(source=source, since=since, until=until, brand=BrandId(brand) if brand else None)
