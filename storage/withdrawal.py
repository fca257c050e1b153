"""What stays of a mention that its author or its source took back: that it was there, and what it counted as.

Its words, its author, its address and its place in a conversation go from everywhere the store keeps them: the
mention, the search index, the quotes of alerts and the messages about them, the names of issues, the quarantine. What
it was read as stays, and with it every count; an author who is gone stays one person (`storage.pseudonyms`). Its id at
the source stays too, because nothing else keeps it from being collected again. A mention that nobody has read yet is
never read, and leaves nothing to count.

SQLite's search index forgets a word at once for every search, but keeps its letters on disk until its parts are merged.
That costs time in proportion to the whole index, so it is done once for many withdrawals, by `scrub`.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, delete, select, text, update
from sqlalchemy.engine import Connection

from storage import intake, pseudonyms, state, tables, traces
from storage.dialects import AnyRow, portions
from storage.models import SourceName

_UNSCRUBBED = "search index holds withdrawn words"
_BLANK = dict.fromkeys(("author_name", "url", "place", "parent_id", "thread_id", "reach", "engagement", "verify_after"))


def withdraw(tx: Connection, ids: Iterable[int]) -> int:
    """Blank mentions that were taken back; return how many there were that had not been blanked before."""
    return sum(_withdraw(tx, some) for some in portions(sorted(set(ids))))


def withdraw_at_source(tx: Connection, source: SourceName, external_ids: Iterable[str]) -> int:
    """Blank what a source has deleted; ids nobody has are no failure."""
    t = tables.mentions
    gone = [intake.storable_id(external) for external in external_ids if external.strip()]
    held = (select(t.c.id).where(t.c.source == source, t.c.external_id.in_(some)) for some in portions(gone))
    return withdraw(tx, [mention for stmt in held for mention in tx.scalars(stmt)])


def withdraw_author(tx: Connection, source: SourceName, author_key: str) -> int:
    """Take out everything one author said on one source: text and identity go, the counts stay; return how many.

    Raises ValueError for an empty key.
    """
    t = tables.mentions
    key = intake.storable_id(author_key)
    theirs = tx.scalars(select(t.c.id).where(t.c.source == source, t.c.author_key == key)).all()
    traces.unquarantine(tx, source, {key})
    return withdraw(tx, theirs)


def scrub(tx: Connection) -> bool:
    """Take the letters of withdrawn words off the disk, where a search no longer finds them; say if there were any.

    Rewrites the whole index of SQLite: about a second for a million mentions. PostgreSQL does it by itself, when it
    vacuums.
    """
    if state.get(tx, _UNSCRUBBED) != "yes":
        return False
    if tx.dialect.name == "sqlite":
        tx.execute(text("INSERT INTO mention_words(mention_words) VALUES ('optimize')"))
    state.put(tx, _UNSCRUBBED, "no")
    return True


def _withdraw(tx: Connection, ids: Sequence[int]) -> int:
    t = tables.mentions
    rows = tx.execute(select(t).where(t.c.id.in_(ids), t.c.withdrawn.is_(False))).all()
    if not rows:
        return 0
    _forget_elsewhere(tx, rows)
    blank = update(t).where(t.c.id == bindparam("mention")).values(text="", withdrawn=True, **_BLANK)
    names = pseudonyms.rename(tx, rows)
    tx.execute(blank.values(author_key=bindparam("name")), [{"mention": i, "name": names[i]} for i in names])
    tx.execute(delete(tables.unread).where(tables.unread.c.mention_id.in_(ids)))
    state.put(tx, _UNSCRUBBED, "yes")
    return len(rows)


def _forget_elsewhere(tx: Connection, rows: Sequence[AnyRow]) -> None:
    traces.unquote(tx, rows, traces.unname(tx, rows))
    for source in {row.source for row in rows}:
        mine = [row for row in rows if row.source == source]
        names = {name for row in mine for name in (row.external_id, row.author_key, row.author_name) if name}
        traces.unquarantine(tx, source, names, [row.text for row in mine])
