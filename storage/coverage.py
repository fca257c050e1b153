"""Which time a source declared as collected, about which brand."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, or_, select
from sqlalchemy.engine import Connection

from storage import dialects, tables
from storage.intervals import Interval, merged
from storage.models import BrandId, Coverage, SourceName

_ANY_BRAND = ""


def cover(tx: Connection, declared: Sequence[Coverage]) -> None:
    """Declare time as collected; intervals that overlap or touch become one row."""
    by_line: dict[tuple[str, str], list[Interval]] = defaultdict(list)
    for each in declared:
        if each.since < each.until:
            by_line[each.source, each.brand or _ANY_BRAND].append((each.since, each.until))
    for (source, brand), new in by_line.items():
        _cover_line(tx, source, brand, new)


def declared(tx: Connection, brand: BrandId) -> tuple[Coverage, ...]:
    """List which time was declared collected for a brand, or for any brand; by source and time."""
    t = tables.coverage
    rows = tx.execute(
        select(t).where(or_(t.c.brand == brand, t.c.brand == _ANY_BRAND)).order_by(t.c.source, t.c.since, t.c.brand)
    )
    return tuple(_coverage(row.source, row.brand, row.since, row.until) for row in rows)


def covered(tx: Connection, since: datetime) -> tuple[Coverage, ...]:
    """List the declared time that reaches beyond `since`, of every source; by source, brand and time."""
    t = tables.coverage
    rows = tx.execute(select(t).where(t.c.until > since).order_by(t.c.source, t.c.brand, t.c.since))
    return tuple(_coverage(row.source, row.brand, row.since, row.until) for row in rows)


def extents(tx: Connection) -> tuple[Coverage, ...]:
    """List from when to when each source ever declared anything about a brand, gaps included; by source and brand."""
    t = tables.coverage
    line = (t.c.source, t.c.brand)
    rows = tx.execute(select(*line, func.min(t.c.since), func.max(t.c.until)).group_by(*line).order_by(*line))
    return tuple(_coverage(*row) for row in rows)


def reaches(tx: Connection, source: SourceName, moment: datetime) -> bool:
    """Tell whether a source declared any time after a moment as collected: who declares nothing cannot be silent."""
    t = tables.coverage
    return tx.execute(select(t.c.source).where(t.c.source == source, t.c.until > moment).limit(1)).first() is not None


def ended(tx: Connection) -> frozenset[SourceName]:
    """Name the sources that are not read any more: files imported once, what was switched off, what was removed."""
    read = select(tables.sources.c.name).where(tables.sources.c.enabled)
    t = tables.coverage
    return frozenset(tx.execute(select(t.c.source).distinct().where(t.c.source.not_in(read))).scalars())


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


def _coverage(source: SourceName, brand: str, since: datetime, until: datetime) -> Coverage:
    return Coverage(source=source, since=since, until=until, brand=BrandId(brand) if brand else None)
