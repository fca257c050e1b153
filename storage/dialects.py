"""What differs between SQLite and PostgreSQL when rows are written, and how much one statement may carry."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Row

T = TypeVar("T")
AnyRow = Row[*tuple[Any, ...]]
Values = dict[str, Any]

# SQLite takes 32,766 values in a statement, PostgreSQL 65,535.
_AT_ONCE = 10_000


def insert(tx: Connection, table: sa.Table) -> sqlite.Insert:
    """Begin an insert that knows `on_conflict_do_nothing` and `on_conflict_do_update`.

    The two dialects' inserts share these methods and `excluded` without sharing a type.
    """
    if tx.dialect.name == "postgresql":
        return postgresql.insert(table)  # type: ignore[return-value]  # pyright: ignore[reportReturnType]
    return sqlite.insert(table)


def replace(tx: Connection, table: sa.Table, rows: Sequence[Values]) -> None:
    """Insert rows; where the primary key is taken, overwrite the columns that the rows give."""
    if not rows:
        return
    key = [column.name for column in table.primary_key]
    stmt = insert(tx, table)
    given = {name: stmt.excluded[name] for name in rows[0] if name not in key}
    tx.execute(stmt.on_conflict_do_update(index_elements=key, set_=given), rows)


def portions(values: Iterable[T], size: int = _AT_ONCE) -> Iterator[list[T]]:
    """Cut values into lists that fit into one statement.

    >>> list(portions([1, 2, 3], 2))
    [[1, 2], [3]]
    """
    held = list(values)
    for start in range(0, len(held), size):
        yield held[start : start + size]
