"""What stays of a mention that its author or its source took back: that it was there, and what it counted as.

Its words, its author, its address and its place in a conversation go from everywhere the store keeps them: the
mention, the search index, the quotes of alerts and the messages about them, the names of issues, the quarantine. What
it was read as stays, and with it every count; an author who is gone stays one person (`storage.pseudonyms`). Its id at
the source stays too, because nothing else keeps it from being collected again. A mention that nobody has read yet is
never read, and leaves nothing to count.

What is deleted is gone for every query at once, but not yet off the disk: SQLite's search index keeps the letters of a
word until its parts are merged, and the write-ahead log those of every page until it is emptied. The first costs time
in proportion to the whole index, so both are done once for many withdrawals and edits, by `scrub`.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, delete, select, text, update
from sqlalchemy.engine import Connection

from storage import intake, pseudonyms, state, tables, traces
from storage.database import Database
from storage.dialects import AnyRow, portions
from storage.models import SourceName

_UNSCRUBBED = "search index holds withdrawn words"
_ALL, _LOGGED, _NOTHING = "yes", "only the log", "no"
_WORDED = ("mentions", "matches", "alerts", "deliveries", "issues", "issue_events", "quarantine", "pseudonyms")
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


def forget_words(tx: Connection, said: Sequence[AnyRow]) -> None:
    """Take what mentions said, and say no more, out of quotes, messages and names of issues.

    The rows need `id`, `text` and `published_at` as they were; the store must hold what the mentions are from now on.
    """
    if said:
        traces.unquote(tx, said, traces.unname(tx, said))
        to_scrub(tx)


def to_scrub(tx: Connection) -> None:
    """Note that words are gone which the disk still holds."""
    state.put(tx, _UNSCRUBBED, _ALL)


def scrub(database: Database) -> bool:
    """Take words that were withdrawn or edited away off the disk; say if nothing is left of them to take.

    Rewrites the whole index of SQLite, which takes about a second for a million mentions, and empties its write-ahead
    log, which waits until nobody reads what was before. What could not be done is left to the next call. How far it
    goes on PostgreSQL says `storage.database.Database.forget`.
    """
    with database.write() as tx:
        left = state.get(tx, _UNSCRUBBED)
        if left not in (_ALL, _LOGGED):
            return True
        if left == _ALL and tx.dialect.name == "sqlite":
            tx.execute(text("INSERT INTO mention_words(mention_words) VALUES ('optimize')"))
        state.put(tx, _UNSCRUBBED, _LOGGED)
    if not database.forget(*_WORDED):
        return False
    with database.write() as tx:
        # Words may have been taken back since.
        done = state.get(tx, _UNSCRUBBED) == _LOGGED
        if done:
            state.put(tx, _UNSCRUBBED, _NOTHING)
    return done


def _withdraw(tx: Connection, ids: Sequence[int]) -> int:
    t = tables.mentions
    rows = tx.execute(select(t).where(t.c.id.in_(ids), t.c.withdrawn.is_(False))).all()
    if not rows:
        return 0
    blank = update(t).where(t.c.id == bindparam("mention")).values(text="", withdrawn=True, **_BLANK)
    names = pseudonyms.rename(tx, rows)
    tx.execute(blank.values(author_key=bindparam("name")), [{"mention": i, "name": names[i]} for i in names])
    told = tables.matches.c
    tx.execute(update(tables.matches).where(told.mention_id.in_(ids), told.about_reason != "").values(about_reason=""))
    tx.execute(delete(tables.unread).where(tables.unread.c.mention_id.in_(ids)))
    forget_words(tx, rows)
    _unquarantine(tx, rows)
    return len(rows)


def _unquarantine(tx: Connection, rows: Sequence[AnyRow]) -> None:
    for source in {row.source for row in rows}:
        mine = [row for row in rows if row.source == source]
        names = {name for row in mine for name in (row.external_id, row.author_key, row.author_name) if name}
        traces.unquarantine(tx, source, names, [row.text for row in mine])
