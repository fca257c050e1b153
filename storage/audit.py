"""Who did what: the record to which every write by a person adds a line."""

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from storage import tables
from storage.models import Actor, AuditEntry


def record(tx: Connection, entry: AuditEntry) -> None:
    """Add a line, in the transaction of what it tells of."""
    row = {
        "at": entry.at,
        "actor": entry.actor.name,
        "action": entry.action,
        "subject": entry.subject,
        "detail": entry.detail,
    }
    tx.execute(insert(tables.audit), row)


def entries(tx: Connection, limit: int) -> tuple[AuditEntry, ...]:
    """List the latest lines, newest first."""
    t = tables.audit
    return tuple(
        AuditEntry(at=row.at, actor=Actor(name=row.actor), action=row.action, subject=row.subject, detail=row.detail)
        for row in tx.execute(select(t).order_by(t.c.id.desc()).limit(limit))
    )
