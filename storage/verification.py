"""When a mention's source is asked whether it still stands, and what its answer changes.

A young mention is edited and deleted more often than an old one, so it is asked for again when its age has doubled: not
before a day has passed, and within thirty. What is withdrawn is never asked for.
"""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update
from sqlalchemy.engine import Connection

from storage import brands, intake, known, queue, tables
from storage.dialects import portions
from storage.models import SourceName, StoredMention, Verified
from storage.rows import stored
from storage.withdrawal import withdraw_at_source

_SOONEST = timedelta(days=1)
_LATEST = timedelta(days=30)


def to_verify(tx: Connection, source: SourceName, now: datetime, limit: int) -> tuple[StoredMention, ...]:
    """Give the mentions of a source that are to be asked for by now, those due longest first."""
    t = tables.mentions
    due = (t.c.source == source, t.c.verify_after <= now, t.c.withdrawn.is_(False))
    return stored(tx, tx.execute(select(t).where(*due).order_by(t.c.verify_after, t.c.id).limit(limit)).all())


def verified(tx: Connection, source: SourceName, answer: Verified, now: datetime) -> int:
    """Take over what a source answered; return how many mentions were withdrawn.

    What reads differently now is changed, and waits to be read again; what is gone is withdrawn. What the source says
    of mentions nobody knows is left out. Whatever got no answer is asked for again in a day.
    """
    sifted = intake.sift(answer.items, brands.ids(tx), now)
    ids = known.take(tx, sifted.rows, current=True)
    queue.put(tx, known.match(tx, {ids[i]: found.values() for i, found in sifted.matches.items() if i in ids}))
    withdrawn = withdraw_at_source(tx, source, answer.gone)
    stands = {external for of, external in sifted.rows if of == source}
    asked = {intake.storable_id(external) for external in answer.asked if external.strip()}
    _postpone(tx, source, asked, stands, now)
    return withdrawn


def _postpone(tx: Connection, source: SourceName, asked: set[str], stands: set[str], now: datetime) -> None:
    t = tables.mentions
    for some in portions(asked | stands):
        held = (t.c.source == source, t.c.external_id.in_(some), t.c.withdrawn.is_(False))
        rows = tx.execute(select(t.c.id, t.c.external_id, t.c.published_at).where(*held)).all()
        waits = {row.id: _again(now - row.published_at) if row.external_id in stands else _SOONEST for row in rows}
        if waits:
            stmt = update(t).where(t.c.id == bindparam("mention")).values(verify_after=bindparam("then"))
            tx.execute(stmt, [{"mention": mention, "then": now + wait} for mention, wait in waits.items()])


def _again(age: timedelta) -> timedelta:
    """Say how long a mention of some age is left alone.

    >>> [_again(timedelta(days=age)).days for age in (0, 3, 400)]
    [1, 3, 30]
    """
    return min(max(age, _SOONEST), _LATEST)
