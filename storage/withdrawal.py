"""What stays of a mention that its author or its source took back: that it was there, and what it counted as.

Its words, its author and its address go from everywhere the store keeps them: the mention, the search index, the quotes
of alerts and the messages about them. A mention that nobody has read yet is never read.
"""

from collections.abc import Iterable

from sqlalchemy import delete, select, update
from sqlalchemy.engine import Connection

from storage import tables
from storage.dialects import portions

_GONE = "What was quoted here was withdrawn by its author or its source."


def withdraw(tx: Connection, ids: Iterable[int]) -> int:
    """Blank mentions that were taken back; return how many there were that had not been blanked before."""
    wanted = set(ids)
    total = 0
    for some in portions(sorted(wanted)):
        t = tables.mentions
        done = tx.execute(
            update(t)
            .where(t.c.id.in_(some), t.c.withdrawn.is_(False))
            .values(text="", author_key=None, author_name=None, url=None, place=None, withdrawn=True)
        )
        total += done.rowcount
        tx.execute(delete(tables.unread).where(tables.unread.c.mention_id.in_(some)))
    if total:
        _unquote(tx, wanted)
    return total


def _unquote(tx: Connection, gone: set[int]) -> None:
    alerts, deliveries = tables.alerts, tables.deliveries
    for alert in tx.execute(select(alerts.c.id, alerts.c.signal)).all():
        evidence = alert.signal["evidence"]
        if not evidence["quotes"] or gone.isdisjoint(evidence["mentions"]):
            continue
        signal = alert.signal | {"evidence": evidence | {"quotes": []}}
        tx.execute(update(alerts).where(alerts.c.id == alert.id).values(signal=signal))
        for row in tx.execute(
            select(deliveries.c.key, deliveries.c.message).where(deliveries.c.alert == alert.id)
        ).all():
            message = row.message | {"body": _GONE}
            tx.execute(update(deliveries).where(deliveries.c.key == row.key).values(message=message))
