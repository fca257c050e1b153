"""What was said: a batch comes in as one transaction, waits until it is read, and can be taken out again."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import and_, func, insert, or_, select
from sqlalchemy.engine import Connection

from storage import dialects, intake, known, sources, tables
from storage.dialects import Values, portions
from storage.intake import Identity
from storage.models import (
    Batch,
    BrandId,
    Match,
    MentionId,
    QuarantinedRow,
    Reject,
    Saved,
    SourceName,
    StoredMention,
)
from storage.rows import about, stored
from storage.verification import to_verify, verified
from storage.withdrawal import withdraw_at_source, withdraw_author

__all__ = [
    "extent",
    "get",
    "match",
    "published",
    "quarantined",
    "save",
    "to_verify",
    "unread",
    "unread_count",
    "verified",
    "waiting",
    "withdraw_author",
]

_PAGE = 1_000


def save(
    tx: Connection, source: SourceName, batch: Batch, now: datetime, verify_after: datetime | None = None
) -> Saved:
    """Keep everything a batch brings, together with the cursor after it.

    New mentions wait to be read; from `verify_after` on their source is asked whether they still stand (None: never).
    A mention that is known already gains the brands it was now found for and takes over its latest wording, rating and
    numbers; it waits to be read again where that may change what it counts as. Items that cannot be stored go into
    quarantine with their reason; none refuses the batch. Saving the same batch again adds nothing but its events.
    """
    sifted = intake.sift(batch.items, known.watched(tx), now)
    rejects = (*batch.rejects, *sifted.rejects)
    brought = {"collected_at": now, "backfilled": batch.backfilled, "verify_after": verify_after}
    new = _insert_new(tx, [row | brought for row in sifted.rows.values()])
    ids = new | known.take(tx, {i: row for i, row in sifted.rows.items() if i not in new})
    gained = known.match(tx, {ids[i]: found.values() for i, found in sifted.matches.items() if i in ids})
    known.queue(tx, gained - set(new.values()))
    withdrawn = withdraw_at_source(tx, source, batch.withdrawn)
    _quarantine(tx, source, rejects, now)
    sources.record(tx, batch.events)
    sources.cover(tx, batch.coverage)
    sources.advance(tx, source, batch.cursor, now, len(new))
    return Saved(new=len(new), known=sifted.accepted - len(new), rejected=len(rejects), withdrawn=withdrawn)


def unread(tx: Connection, limit: int) -> tuple[StoredMention, ...]:
    """Give the mentions that wait to be read, or to be read again, in the order they first came in."""
    queue = tables.unread.join(tables.mentions)
    stmt = select(tables.mentions).select_from(queue).order_by(tables.unread.c.mention_id).limit(limit)
    return stored(tx, tx.execute(stmt).all())


def unread_count(tx: Connection) -> int:
    """Count the mentions that wait to be read, or to be read again."""
    return tx.execute(select(func.count()).select_from(tables.unread)).scalar_one()


def waiting(tx: Connection, batch: Sequence[StoredMention]) -> bool:
    """Say whether all of these, a batch of `unread`, still wait and are what they were.

    False where another worker has read one meanwhile, or where one was edited, withdrawn, or found for another brand.
    """
    t, u = tables.mentions, tables.unread
    stmt = select(t).join_from(u, t).order_by(t.c.id)
    rows = [
        row for some in portions(each.id for each in batch) for row in tx.execute(stmt.where(u.c.mention_id.in_(some)))
    ]
    return stored(tx, rows) == tuple(batch)


def get(tx: Connection, ids: Sequence[MentionId]) -> tuple[StoredMention, ...]:
    """Give mentions by their ids, in that order; ids nobody has are left out."""
    t = tables.mentions
    rows = {row.id: row for some in portions(set(ids)) for row in tx.execute(select(t).where(t.c.id.in_(some)))}
    return stored(tx, [rows[i] for i in ids if i in rows])


def match(tx: Connection, found: Mapping[MentionId, Sequence[Match]]) -> None:
    """Say which brands mentions are about; what was known stays, and what is new is read again to be counted."""
    storable = {mention: [intake.storable_match(m) for m in matches] for mention, matches in found.items()}
    known.queue(tx, known.match(tx, storable))


def quarantined(tx: Connection, limit: int, source: SourceName | None = None) -> tuple[QuarantinedRow, ...]:
    """List the rows of a source (None: any) that could not become mentions, the latest first."""
    t = tables.quarantine
    stmt = select(t).order_by(t.c.id.desc()).limit(limit)
    return tuple(
        QuarantinedRow(source=row.source, at=row.at, place=row.place, reason=row.reason, raw=row.raw)
        for row in tx.execute(stmt if source is None else stmt.where(t.c.source == source))
    )


def published(
    tx: Connection, brand: BrandId | None, after: datetime | None, until: datetime
) -> Iterator[StoredMention]:
    """Yield what was published after `after` and not after `until`, oldest first, a page at a time.

    What was withdrawn is left out.
    """
    t = tables.mentions
    stmt = select(t).where(t.c.withdrawn.is_(False), t.c.published_at <= until)
    stmt = stmt.order_by(t.c.published_at, t.c.id).limit(_PAGE)
    if brand is not None:
        stmt = stmt.where(about(brand))
    page = stmt if after is None else stmt.where(t.c.published_at > after)
    while rows := tx.execute(page).all():
        yield from stored(tx, rows)
        at, last = rows[-1].published_at, rows[-1].id
        # Both conditions: the first lets the index begin where the last page ended, the second parts equal times.
        page = stmt.where(
            t.c.published_at >= at, or_(t.c.published_at > at, and_(t.c.published_at == at, t.c.id > last))
        )


def extent(tx: Connection, brand: BrandId | None) -> tuple[datetime, datetime] | None:
    """Give the first and the last time anything was published about a brand (None: any); None where nothing was."""
    t = tables.mentions
    stmt = select(func.min(t.c.published_at), func.max(t.c.published_at))
    if brand is not None:
        stmt = stmt.where(about(brand))
    first, last = tx.execute(stmt).one()
    return None if first is None else (first, last)


def _insert_new(tx: Connection, rows: Sequence[Values]) -> dict[Identity, MentionId]:
    if not rows:
        return {}
    t = tables.mentions
    stmt = dialects.insert(tx, t).on_conflict_do_nothing(index_elements=["source", "external_id"])
    done = tx.execute(stmt.returning(t.c.id, t.c.source, t.c.external_id), rows)
    new = {(row.source, row.external_id): MentionId(row.id) for row in done}
    if new:
        tx.execute(insert(tables.unread), [{"mention_id": mention} for mention in sorted(new.values())])
    return new


def _quarantine(tx: Connection, source: SourceName, rejects: Sequence[Reject], now: datetime) -> None:
    rows = [intake.quarantined(reject, source) | {"at": now} for reject in rejects]
    if rows:
        tx.execute(dialects.insert(tx, tables.quarantine).on_conflict_do_nothing(), rows)
