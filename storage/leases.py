"""Who does what only one worker may do at a time: a lease that ends by itself when its holder dies."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.engine import Connection

from storage import dialects, tables


def take(tx: Connection, name: str, holder: str, now: datetime, seconds: float) -> bool:
    """Take a lease for `seconds`, unless another holder has it still; say whether it is ours."""
    t = tables.leases
    until = now + timedelta(seconds=seconds)
    stmt = dialects.insert(tx, t).values(name=name, holder=holder, until=until)
    free = or_(t.c.holder == holder, t.c.until <= now)
    stmt = stmt.on_conflict_do_update(
        index_elements=["name"], set_={"holder": stmt.excluded.holder, "until": stmt.excluded.until}, where=free
    )
    return tx.execute(stmt.returning(t.c.holder)).scalar() == holder


def keep(tx: Connection, name: str, holder: str, now: datetime, seconds: float) -> bool:
    """Hold a lease for `seconds` more; False where it is another's by now, and then nothing may be written under it."""
    t = tables.leases
    stmt = update(t).where(t.c.name == name, t.c.holder == holder).values(until=now + timedelta(seconds=seconds))
    return tx.execute(stmt).rowcount == 1


def release(tx: Connection, name: str, holder: str) -> None:
    """Give a lease back, if it is ours still."""
    t = tables.leases
    tx.execute(delete(t).where(t.c.name == name, t.c.holder == holder))


def holder(tx: Connection, name: str, now: datetime) -> str | None:
    """Name who holds a lease at `now`; None where nobody does."""
    t = tables.leases
    return tx.execute(select(t.c.holder).where(t.c.name == name, t.c.until > now)).scalar()
