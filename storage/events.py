"""What happened to sources and explains their counts."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.engine import Connection

from storage import tables
from storage.dialects import AnyRow
from storage.models import BrandId, SourceEvent, SourceEventKind, SourceName
from storage.text import one_line

_LONGEST_DETAIL = 500


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


def entries(tx: Connection, source: SourceName | None, limit: int) -> tuple[SourceEvent, ...]:
    """List the latest events of one source, or of all, newest first."""
    t = tables.source_events
    stmt = select(t).order_by(t.c.at.desc(), t.c.id.desc()).limit(limit)
    rows = tx.execute(stmt if source is None else stmt.where(t.c.source == source))
    return tuple(map(_event, rows))


def notable(tx: Connection, source: SourceName, since: datetime, limit: int) -> tuple[SourceEvent, ...]:
    """List the latest events of a source that say more than that it is still read, newest first."""
    t = tables.source_events
    told = (t.c.source == source, t.c.at >= since, t.c.kind != SourceEventKind.HEARTBEAT)
    rows = tx.execute(select(t).where(*told).order_by(t.c.at.desc(), t.c.id.desc()).limit(limit))
    return tuple(map(_event, rows))


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


def _event(row: AnyRow) -> SourceEvent:
    return SourceEvent(source=row.source, kind=row.kind, at=row.at, detail=row.detail, brand=row.brand)
