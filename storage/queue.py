"""Which mentions wait to be read, or to be read again.

What came in, was edited or was corrected is read in the order in which it first came. History that is only read again,
by another model, waits until nothing else does, so that nothing new stands behind years of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import literal, select
from sqlalchemy.engine import Connection

from storage import dialects, tables
from storage.dialects import portions
from storage.models import UNKNOWN_LANGUAGE, BrandId, MentionId
from storage.rows import about


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """Which part of history is read again; None means all of it. `language` is what it was read as so far."""

    brand: BrandId | None = None
    since: datetime | None = None
    language: str | None = None


def put(tx: Connection, ids: Iterable[int], reworded: bool = False) -> None:
    """Let mentions wait to be read, also those that were read before; never those that were withdrawn.

    `reworded` says that they say something else than before.
    """
    t, u = tables.mentions, tables.unread
    stmt = dialects.insert(tx, u)
    changed = {"later": False, "reworded": u.c.reworded | stmt.excluded.reworded}
    stmt = stmt.on_conflict_do_update(index_elements=["mention_id"], set_=changed)
    for some in portions(ids):
        found = tx.scalars(select(t.c.id).where(t.c.id.in_(some), t.c.withdrawn.is_(False))).all()
        if found:
            rows = [{"mention_id": mention, "later": False, "reworded": reworded} for mention in sorted(found)]
            tx.execute(stmt, rows)


def put_again(tx: Connection, wanted: Again, after: MentionId, limit: int) -> tuple[int, MentionId | None]:
    """Let the first `limit` mentions after an id that were read before be read again, later.

    Give how many they are and the last of them, after which to go on; None where there are none.
    """
    t, r = tables.mentions, tables.readings
    meant = [t.c.id > after, t.c.withdrawn.is_(False)]
    if wanted.brand is not None:
        meant.append(about(wanted.brand))
    if wanted.since is not None:
        meant.append(t.c.published_at >= wanted.since)
    if wanted.language is not None:
        language = None if wanted.language == UNKNOWN_LANGUAGE else wanted.language
        meant.append(r.c.language.is_not_distinct_from(language))
    ids = tx.scalars(select(t.c.id).join_from(t, r).where(*meant).order_by(t.c.id).limit(limit)).all()
    if not ids:
        return 0, None
    those = select(t.c.id, literal(True), literal(False)).join_from(t, r).where(*meant, t.c.id <= ids[-1])
    stmt = dialects.insert(tx, tables.unread).from_select(["mention_id", "later", "reworded"], those)
    tx.execute(stmt.on_conflict_do_nothing())
    return len(ids), MentionId(ids[-1])


def unchanged(tx: Connection, ids: Iterable[MentionId]) -> frozenset[MentionId]:
    """Name those of these waiting mentions that were read before and say the same as then."""
    u, r = tables.unread, tables.readings
    stmt = select(u.c.mention_id).join_from(u, r, r.c.mention_id == u.c.mention_id).where(u.c.reworded.is_(False))
    found = (mention for some in portions(ids) for mention in tx.scalars(stmt.where(u.c.mention_id.in_(some))))
    return frozenset(map(MentionId, found))


def holds_history(tx: Connection) -> bool:
    """Say whether any of history still waits to be read again."""
    u = tables.unread
    return tx.execute(select(u.c.mention_id).where(u.c.later).limit(1)).first() is not None
