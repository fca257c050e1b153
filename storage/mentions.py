"""What was said: a batch comes in as one transaction, waits until it is read, and can be taken out again."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import and_, bindparam, func, insert, or_, select, update
from sqlalchemy.engine import Connection

from storage import dialects, intake, sources, tables
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
from storage.withdrawal import withdraw

_PAGE = 1_000
_EDITABLE = ("text", "edited_at", "rating", "rating_low", "rating_high")


def save(tx: Connection, source: SourceName, batch: Batch, now: datetime) -> Saved:
    """Keep everything a batch brings, together with the cursor after it.

    New mentions wait to be read. A mention that is known already gains the brands it was now found for, and its latest
    wording where it was edited. Items that cannot be stored go into quarantine with their reason; none refuses the
    batch. Saving the same batch again adds nothing but its events.
    """
    known_brands = frozenset(tx.scalars(select(tables.brands.c.id)))
    sifted = intake.sift(batch.items, known_brands, now)
    rejects = (*batch.rejects, *sifted.rejects)
    new = _insert_new(tx, sifted.rows, now)
    known = _update_known(tx, {i: row for i, row in sifted.rows.items() if i not in new})
    ids = new | known
    _read_again(tx, [known[identity] for identity, found in sifted.matches.items() if found and identity in known])
    _add_matches(tx, {ids[identity]: found.values() for identity, found in sifted.matches.items()})
    _withdraw_at_source(tx, source, batch.withdrawn)
    _quarantine(tx, source, rejects, now)
    sources.record(tx, batch.events)
    sources.cover(tx, batch.coverage)
    sources.advance(tx, source, batch.cursor, now, len(new))
    return Saved(new=len(new), known=sifted.accepted - len(new), rejected=len(rejects))


def unread(tx: Connection, limit: int) -> tuple[StoredMention, ...]:
    """Give the mentions that were not read yet, in the order they came in."""
    queue = tables.unread.join(tables.mentions)
    stmt = select(tables.mentions).select_from(queue).order_by(tables.unread.c.mention_id).limit(limit)
    return stored(tx, tx.execute(stmt).all())


def unread_count(tx: Connection) -> int:
    """Count the mentions that were not read yet."""
    return tx.execute(select(func.count()).select_from(tables.unread)).scalar_one()


def get(tx: Connection, ids: Sequence[MentionId]) -> tuple[StoredMention, ...]:
    """Give mentions by their ids, in that order; ids nobody has are left out."""
    t = tables.mentions
    rows = {row.id: row for some in portions(set(ids)) for row in tx.execute(select(t).where(t.c.id.in_(some)))}
    return stored(tx, [rows[i] for i in ids if i in rows])


def match(tx: Connection, found: Mapping[MentionId, Sequence[Match]]) -> None:
    """Say which brands mentions are about; what was known already stays."""
    _add_matches(tx, {mention: [intake.storable_match(m) for m in matches] for mention, matches in found.items()})


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


def withdraw_author(tx: Connection, source: SourceName, author_key: str) -> int:
    """Take out everything one author said on one source: text and identity go, the counts stay; return how many."""
    t = tables.mentions
    key = intake.storable_id(author_key)
    return withdraw(tx, tx.scalars(select(t.c.id).where(t.c.source == source, t.c.author_key == key)).all())


def _insert_new(tx: Connection, rows: Mapping[Identity, Values], now: datetime) -> dict[Identity, MentionId]:
    if not rows:
        return {}
    t = tables.mentions
    stmt = dialects.insert(tx, t).on_conflict_do_nothing(index_elements=["source", "external_id"])
    done = tx.execute(
        stmt.returning(t.c.id, t.c.source, t.c.external_id),
        [row | {"collected_at": now} for row in rows.values()],
    )
    new = {(row.source, row.external_id): MentionId(row.id) for row in done}
    if new:
        tx.execute(insert(tables.unread), [{"mention_id": mention} for mention in sorted(new.values())])
    return new


def _update_known(tx: Connection, rows: Mapping[Identity, Values]) -> dict[Identity, MentionId]:
    """Find the ids of known mentions, and give those that were edited since their latest wording."""
    t = tables.mentions
    ids: dict[Identity, MentionId] = {}
    edits: list[Values] = []
    for source in {source for source, _ in rows}:
        for some in portions(external for s, external in rows if s == source):
            stmt = select(t.c.id, t.c.external_id, t.c.edited_at, t.c.withdrawn)
            for found in tx.execute(stmt.where(t.c.source == source, t.c.external_id.in_(some))):
                row = rows[source, found.external_id]
                ids[source, found.external_id] = found.id
                if not found.withdrawn and intake.newer(row["edited_at"], found.edited_at):
                    edits.append({"mention": found.id, **{name: row[name] for name in _EDITABLE}})
    if edits:
        tx.execute(update(t).where(t.c.id == bindparam("mention")), edits)
    return ids


def _read_again(tx: Connection, ids: Sequence[MentionId]) -> None:
    """Let known mentions that are about a brand only now wait to be read: nothing was counted of them so far."""
    t, m = tables.mentions, tables.matches
    matched = select(m.c.mention_id).where(m.c.mention_id == t.c.id).exists()
    for some in portions(ids):
        found = tx.scalars(select(t.c.id).where(t.c.id.in_(some), t.c.withdrawn.is_(False), ~matched)).all()
        if found:
            stmt = dialects.insert(tx, tables.unread).on_conflict_do_nothing()
            tx.execute(stmt, [{"mention_id": mention} for mention in found])


def _add_matches(tx: Connection, found: Mapping[MentionId, Iterable[Match]]) -> None:
    rows = [
        {"mention_id": mention, "brand": m.brand, "query": m.query, "relevance": m.relevance}
        for mention, matches in found.items()
        for m in matches
    ]
    if rows:
        tx.execute(dialects.insert(tx, tables.matches).on_conflict_do_nothing(), rows)


def _withdraw_at_source(tx: Connection, source: SourceName, external_ids: Sequence[str]) -> None:
    t = tables.mentions
    gone = [intake.storable_id(external) for external in external_ids if external.strip()]
    for some in portions(gone):
        withdraw(tx, tx.scalars(select(t.c.id).where(t.c.source == source, t.c.external_id.in_(some))).all())


def _quarantine(tx: Connection, source: SourceName, rejects: Sequence[Reject], now: datetime) -> None:
    rows = [intake.quarantined(reject, source) | {"at": now} for reject in rejects]
    if rows:
        tx.execute(dialects.insert(tx, tables.quarantine).on_conflict_do_nothing(), rows)
