"""Moving a whole store into another database, and proving that nothing was lost on the way.

Everything is read in one transaction, so the copy is the store at one moment, and travels in portions, so memory stays
bounded. Until all of it arrived and was compared, the target is marked as unfinished: no program works with it, and a
copy that broke off begins anew. Rows keep their ids, and new ones get ids that nobody ever had.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage import migrations, tables
from storage.database import Database
from storage.dialects import AnyRow, Values
from storage.errors import StorageError

_PORTION = 1_000
# A row of these may hold megabytes.
_HEAVY_PORTION = 10
_SUMS = 2**128


@dataclass(slots=True, kw_only=True)
class Sum:
    """How many rows a table holds, and a sum over them in which order plays no part."""

    rows: int = 0
    digest: int = 0

    def add(self, values: Sequence[object]) -> None:
        """Add one row."""
        self.rows += 1
        written = repr([_plain(value) for value in values]).encode("utf-8", "surrogatepass")
        self.digest = (self.digest + int.from_bytes(hashlib.blake2b(written, digest_size=16).digest(), "big")) % _SUMS


def copy(
    source: Database, target: Database, progress: Callable[[str, int], None] = lambda table, rows: None
) -> dict[str, Sum]:
    """Copy a store that nobody writes to meanwhile into an empty database, and give what every table now holds.

    Both are brought up to date first; `progress` hears of each portion. Raises StorageError where the target is the
    source or holds anything but a copy that broke off, where a table arrived otherwise than it left, and where the
    source was written to meanwhile; the target then stays unfinished.
    """
    source.migrate()
    _prepare(source, target)
    with source.read() as tx:
        left = {table.name: _send(tx, table, target, progress) for table in tables.metadata.sorted_tables}
        numbers = {table.name: _last_id(tx, table) for table in _numbered()}
    with target.write() as tx:
        for table in _numbered():
            _go_on_after(tx, table, numbers[table.name])
    _compare(left, sums(target), f"{target} did not get what was sent: see to that database")
    _compare(left, sums(source), f"{source} was written to while it was copied: stop every worker and dashboard")
    with target.write() as tx:
        migrations.mark(tx, finished=True)
    return left


def sums(database: Database) -> dict[str, Sum]:
    """Count and sum up the rows of every table as they stand at one moment."""
    with database.read() as tx:
        return {table.name: _sum(tx, table) for table in tables.metadata.sorted_tables}


def _prepare(source: Database, target: Database) -> None:
    """Make the target an empty store that is marked as unfinished."""
    with source.read() as here, target.read() as there:
        if _place(here) == _place(there):
            raise StorageError(f"{target} is the store itself; a copy needs a database of its own")
        if not _held(here):
            raise StorageError(f"{source} holds nothing that could be copied")
        begun = migrations.begun(there, str(target))
    if not begun:
        target.migrate()
    with target.write() as tx:
        if begun:
            _empty(tx)
        if held := _held(tx):
            raise StorageError(f"{target} is not empty: it holds {', '.join(held[:3])}; a copy needs an empty database")
        migrations.mark(tx, finished=False)


def _held(tx: Connection) -> list[str]:
    """Name the tables that hold any row."""
    return [t.name for t in tables.metadata.sorted_tables if tx.execute(sa.select(t).limit(1)).first()]


def _empty(tx: Connection) -> None:
    known = tables.metadata.sorted_tables
    if tx.dialect.name == "postgresql":
        tx.exec_driver_sql(f"TRUNCATE {', '.join(table.name for table in known)}")
    else:
        for table in reversed(known):
            tx.execute(sa.delete(table))


def _send(tx: Connection, table: sa.Table, target: Database, progress: Callable[[str, int], None]) -> Sum:
    """Copy one table; what rows say of other rows of it follows when all are there."""
    own = [column for column in table.columns if any(key.column.table is table for key in column.foreign_keys)]
    found = Sum()
    later: list[Values] = []
    for rows in _portions(tx, table):
        for row in rows:
            found.add(row)
        values = [{name: _storable(value) for name, value in row._mapping.items()} for row in rows]
        for each in values:
            links = {f"new_{column.name}": each[column.name] for column in own if each[column.name] is not None}
            if links:
                later.append({"of": each["id"], **links})
                each.update((column.name, None) for column in own)
        with target.write() as to:
            to.execute(sa.insert(table), values)
        progress(table.name, len(values))
    if later:
        linked: Values = {column.name: sa.bindparam(f"new_{column.name}") for column in own}
        with target.write() as to:
            to.execute(sa.update(table).where(table.c.id == sa.bindparam("of")).values(**linked), later)
    return found


def _sum(tx: Connection, table: sa.Table) -> Sum:
    found = Sum()
    for rows in _portions(tx, table):
        for row in rows:
            found.add(row)
    return found


def _portions(tx: Connection, table: sa.Table) -> Iterator[Sequence[AnyRow]]:
    heavy = any(isinstance(column.type, sa.LargeBinary) for column in table.columns)
    size = _HEAVY_PORTION if heavy else _PORTION
    stmt = sa.select(table).order_by(*table.primary_key)
    with tx.execute(stmt, execution_options={"yield_per": size}) as result:
        yield from result.partitions()


def _compare(left: dict[str, Sum], arrived: dict[str, Sum], told: str) -> None:
    if differing := [name for name, each in left.items() if each != arrived[name]]:
        raise StorageError(f"{told}, and begin the copy anew; differing: {', '.join(differing)}")


def _storable(value: Any) -> Any:
    """Leave out NUL, which shows nothing; SQLite keeps it in a text and PostgreSQL does not."""
    return value.replace("\0", "") if isinstance(value, str) and "\0" in value else value


def _plain(value: Any) -> object:
    """Write a value the same, whichever database it came from."""
    if isinstance(value, Enum):
        return value.value
    return json.dumps(value, sort_keys=True) if isinstance(value, dict | list) else _storable(value)


def _numbered() -> list[sa.Table]:
    """List the tables whose rows the store numbers itself."""
    return [table for table in tables.metadata.sorted_tables if table.autoincrement_column is not None]


def _last_id(tx: Connection, table: sa.Table) -> int:
    """Give the highest id that was ever given, as far as the store remembers it."""
    highest = tx.execute(sa.select(sa.func.max(table.c.id))).scalar() or 0
    if tx.dialect.name == "postgresql":
        stmt, name = sa.text("SELECT pg_sequence_last_value(CAST(:name AS regclass))"), _sequence(tx, table)
    elif _remembers(table):
        stmt, name = sa.text("SELECT seq FROM sqlite_sequence WHERE name = :name"), table.name
    else:
        return int(highest)
    return max(highest, tx.execute(stmt, {"name": name}).scalar() or 0)


def _go_on_after(tx: Connection, table: sa.Table, last: int) -> None:
    if not last:
        return
    if tx.dialect.name == "postgresql":
        values = {"name": _sequence(tx, table), "last": last}
        tx.execute(sa.text("SELECT setval(CAST(:name AS regclass), :last)"), values)
    elif _remembers(table):
        values = {"name": table.name, "last": last}
        tx.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = :name"), values)
        tx.execute(sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"), values)


def _sequence(tx: Connection, table: sa.Table) -> str:
    return str(tx.execute(sa.select(sa.func.pg_get_serial_sequence(table.name, "id"))).scalar_one())


def _remembers(table: sa.Table) -> bool:
    """Say whether SQLite keeps the highest id of a table's rows beyond their deletion."""
    return bool(table.dialect_options["sqlite"]["autoincrement"])


def _place(tx: Connection) -> tuple[object, ...]:
    """Say where a store is, however its URL was written."""
    if tx.dialect.name == "postgresql":
        where = "SELECT pg_postmaster_start_time(), current_database(), current_schema()"
        return tuple(tx.exec_driver_sql(where).one())
    return tuple(tx.exec_driver_sql("SELECT file FROM pragma_database_list WHERE name = 'main'").one())
