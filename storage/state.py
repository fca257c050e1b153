"""What the program remembers of itself, by name: for example the time of its last cycle."""

from sqlalchemy import select
from sqlalchemy.engine import Connection

from storage import dialects, tables


def get(tx: Connection, name: str) -> str | None:
    """Give what was put under a name; None where nothing was."""
    return tx.execute(select(tables.state.c.value).where(tables.state.c.name == name)).scalar()


def put(tx: Connection, name: str, value: str) -> None:
    """Keep a value under a name, in place of the earlier one."""
    dialects.replace(tx, tables.state, [{"name": name, "value": value}])
