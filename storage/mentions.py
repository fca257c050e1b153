"""What was said: a batch comes in as one transaction, waits until it is read, and can be taken out again."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import and_, delete, func, insert, or_, select
from sqlalchemy.engine import Connection

from storage import brands, coverage, dialects, events, intake, known, queue, sources, tables
from storage.dialects import Values, portions
from storage.intake import Identity
from storage.models import (
    Batch,
    BrandId,
    Foreseen,
    Match,
    MentionId,
    QuarantinedRow,
    Reject,
    Saved,
    SourceName,
    StoredMention,
)
from storage.rows import about, stored
from storage.text import counted
from storage.withdrawal import withdraw_at_source

QUARANTINED = 10_000
"""How many rows of a source are kept in quarantine, the latest: a withdrawal looks through all of them."""
QUARANTINED_AT_ONCE = 1_000
"""How many rows of one batch are kept in quarantine, the first; of the others only how many they are."""
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
    sifted = intake.sift(batch.items, brands.ids(tx), now)
    rejects = (*batch.rejects, *sifted.rejects)
    brought = {"collected_at": now, "backfilled": batch.backfilled, "verify_after": verify_after}
    new = _insert_new(tx, {i: row | brought for i, row in sifted.rows.items()})
    ids = new | known.take(tx, {i: row for i, row in sifted.rows.items() if i not in new})
    gained = known.match(tx, {ids[i]: found.values() for i, found in sifted.matches.items() if i in ids})
    queue.put(tx, gained - set(new.values()))
    withdrawn = withdraw_at_source(tx, source, batch.withdrawn)
    _quarantine(tx, source, rejects, now)
    events.record(tx, batch.events)
    coverage.cover(tx, batch.coverage)
    sources.advance(tx, source, batch.cursor, now, len(new))
    return Saved(new=len(new), known=sifted.accepted - len(new), rejected=len(rejects), withdrawn=withdrawn)


def foresee(tx: Connection, batch: Batch, watched: frozenset[BrandId], now: datetime) -> Foreseen:
    """Say what `save` would do with a batch if `watched` were the brands, and change nothing."""
    sifted = intake.sift(batch.items, watched, now)
    new = frozenset(sifted.rows.keys() - known.held(tx, sifted.rows))
    return Foreseen(new=new, accepted=sifted.accepted, rejects=(*batch.rejects, *sifted.rejects))


def unread(tx: Connection, limit: int) -> tuple[StoredMention, ...]:
    """Give the mentions that wait to be read, or to be read again, in the order they first came in.

    What another model reads again comes when nothing else waits.
    """
    u = tables.unread
    stmt = select(tables.mentions).join_from(u, tables.mentions).order_by(u.c.later, u.c.mention_id).limit(limit)
    return stored(tx, tx.execute(stmt).all())


def unread_count(tx: Connection) -> int:
    """Count the mentions that wait to be read, or to be read again."""
    return tx.execute(select(func.count()).select_from(tables.unread)).scalar_one()


def waiting(tx: Connection, batch: Sequence[StoredMention]) -> bool:
    """Say whether all of these, a batch of `unread`, still wait and are what they were.

    False where another worker has read one meanwhile, or where one was edited, withdrawn, or found for another brand.
    """
    t, u = tables.mentions, tables.unread
    stmt = select(t).join_from(u, t).order_by(u.c.later, u.c.mention_id)
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
    queue.put(tx, known.match(tx, storable))


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


def newest(tx: Connection, brand: BrandId | None) -> datetime | None:
    """Give the last time anything was published about a brand (None: any); None where nothing was."""
    t, m = tables.mentions, tables.matches
    stmt = select(t.c.published_at).order_by(t.c.published_at.desc()).limit(1)
    if brand is None:
        return tx.execute(stmt).scalar()
    # Asked first, because looking for a brand nobody talks about would go through everything.
    talked = tx.execute(select(m.c.mention_id).where(m.c.brand == brand).limit(1)).first()
    return tx.execute(stmt.where(about(brand))).scalar() if talked else None


def _insert_new(tx: Connection, rows: Mapping[Identity, Values]) -> dict[Identity, MentionId]:
    t = tables.mentions
    fresh = rows.keys() - known.held(tx, rows)
    if not fresh:
        return {}
    # An insert that gives ids back goes to PostgreSQL as one statement for all rows, which its driver takes long to
    # read. Nobody else writes meanwhile, so what is numbered higher than all before is what was added here.
    last = tx.execute(select(func.max(t.c.id))).scalar() or 0
    tx.execute(insert(t), [row for identity, row in rows.items() if identity in fresh])
    added = tx.execute(select(t.c.id, t.c.source, t.c.external_id).where(t.c.id > last).order_by(t.c.id)).all()
    tx.execute(insert(tables.unread), [{"mention_id": row.id, "later": False, "reworded": False} for row in added])
    return {(row.source, row.external_id): MentionId(row.id) for row in added}


def _quarantine(tx: Connection, source: SourceName, rejects: Sequence[Reject], now: datetime) -> None:
    if not rejects:
        return
    kept = [*rejects[:QUARANTINED_AT_ONCE]]
    if more := len(rejects) - len(kept):
        kept.append(Reject(place="", reason=f"{counted(more, 'more row')} of one batch refused, and not kept", raw=""))
    rows = [intake.quarantined(reject, source) | {"at": now} for reject in kept]
    t = tables.quarantine
    tx.execute(dialects.insert(tx, t).on_conflict_do_nothing(), rows)
    latest = select(t.c.id).where(t.c.source == source).order_by(t.c.id.desc())
    tx.execute(delete(t).where(t.c.source == source, t.c.id <= latest.offset(QUARANTINED).limit(1).scalar_subquery()))
