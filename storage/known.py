"""What becomes of a mention that is collected again: its latest words and numbers stay, and what matters is read again.

Words and ratings decide what a mention counts as, so a change of them sends it back to be read; so does a brand that it
was not found for before. Words that were edited away go from quotes, messages and names of issues, too, and what a
person said of them holds no longer; a row in quarantine that holds them stays, for it may be all that is left of
something else. Reach and engagement change all the time and count nothing: the last numbers simply stay. What was
withdrawn stays withdrawn, however often it comes again.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.engine import Connection

from storage import corrections, dialects, queue, tables, withdrawal
from storage.dialects import AnyRow, Values, portions
from storage.intake import Identity, newer
from storage.models import Match, MentionId

_READ = ("text", "rating", "rating_low", "rating_high")
_MEASURED = ("reach", "engagement")
_CHANGING = (*_READ, "edited_at", *_MEASURED)


def held(tx: Connection, identities: Iterable[Identity]) -> frozenset[Identity]:
    """Give those identities that a mention has, those that were withdrawn included."""
    t = tables.mentions
    asked: dict[str, list[str]] = defaultdict(list)
    for source, external in identities:
        asked[source].append(external)
    return frozenset(
        (source, external)
        for source, externals in asked.items()
        for some in portions(externals)
        for external in tx.scalars(select(t.c.external_id).where(t.c.source == source, t.c.external_id.in_(some)))
    )


def take(tx: Connection, rows: Mapping[Identity, Values], current: bool = False) -> dict[Identity, MentionId]:
    """Bring known mentions up to date, and give their ids; those nobody knows and those withdrawn are left out.

    A wording replaces another only where it was edited later. `current` rows are what the source answers now: there
    words that differ are an edit even where no time of it is told, unless ours were edited later still.
    """
    ids: dict[Identity, MentionId] = {}
    changes: list[Values] = []
    reread: list[MentionId] = []
    reworded: list[AnyRow] = []
    for found in _standing(tx, rows):
        identity = (found.source, found.external_id)
        ids[identity] = MentionId(found.id)
        held = {name: found._mapping[name] for name in _CHANGING}
        latest = held | _changed(held, rows[identity], current)
        if latest != held:
            changes.append(latest | {"mention": found.id})
        if any(latest[name] != held[name] for name in _READ):
            reread.append(MentionId(found.id))
        if latest["text"] != held["text"]:
            reworded.append(found)
    if changes:
        t = tables.mentions
        tx.execute(update(t).where(t.c.id == bindparam("mention")), changes)
    withdrawal.forget_words(tx, reworded)
    corrections.lapse(tx, [row.id for row in reworded])
    queue.put(tx, reread)
    queue.put(tx, [row.id for row in reworded], reworded=True)
    return ids


def match(tx: Connection, found: Mapping[MentionId, Iterable[Match]]) -> set[MentionId]:
    """Say which brands mentions are about, and name those that are about one more than before."""
    m = tables.matches
    rows = [
        {"mention_id": mention, "brand": each.brand, "query": each.query, "relevance": each.relevance, "counted": False}
        for mention, matches in found.items()
        for each in matches
    ]
    if not rows:
        return set()
    stmt = dialects.insert(tx, m).on_conflict_do_nothing(index_elements=["mention_id", "brand"])
    return {MentionId(row.mention_id) for row in tx.execute(stmt.returning(m.c.mention_id), rows)}


def _standing(tx: Connection, rows: Mapping[Identity, Values]) -> Iterable[AnyRow]:
    t = tables.mentions
    columns = (t.c.id, t.c.source, t.c.external_id, t.c.published_at, *(t.c[name] for name in _CHANGING))
    for source in {source for source, _ in rows}:
        for some in portions(external for s, external in rows if s == source):
            stmt = select(*columns).where(t.c.source == source, t.c.external_id.in_(some), t.c.withdrawn.is_(False))
            yield from tx.execute(stmt).all()


def _changed(held: Values, row: Values, current: bool) -> Values:
    changed = {name: row[name] for name in _MEASURED if row[name] is not None}
    theirs: datetime | None = row["edited_at"]
    ours: datetime | None = held["edited_at"]
    if newer(theirs, ours) or (current and not newer(ours, theirs)):
        changed |= {name: row[name] for name in (*_READ, "edited_at")}
    return changed
