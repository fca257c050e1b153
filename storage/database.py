"""How the store is opened, and what a transaction is.

SQLite: write-ahead log, foreign keys on, and every write begins with BEGIN IMMEDIATE. A write that began as a read and
upgrades itself later can fail at once, or write over what another wrote since; one that takes the lock first only
waits. Reads begin with a plain BEGIN, see one snapshot, and are refused every write.

PostgreSQL: a write takes one lock that all writes share, so that the rule "one writer at a time" is the same; a read is
a read-only transaction that sees one snapshot.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, Engine
from sqlalchemy.exc import ArgumentError, DBAPIError

from storage.errors import StorageError

Transaction = Connection
"""A connection inside a transaction, as `Database.read` and `Database.write` yield it."""

_BUSY_MILLISECONDS = 30_000
_WRITES = "groundswell_writes"
# Any number will do, as long as nothing else in the database uses it for an advisory lock.
_WRITER_LOCK = 0x67726F756E64


class Database:
    """The store behind one URL: `sqlite:///var/groundswell.db`, or a `postgresql://` one.

    Opening makes the folder of an SQLite file; the file itself appears with the first transaction. Every method raises
    StorageError where the store cannot be opened, reached or trusted. May be shared by threads.
    """

    def __init__(self, url: str) -> None:
        parsed = _parsed(url)
        self._name = parsed.render_as_string(hide_password=True)
        if parsed.get_backend_name() == "sqlite":
            _make_folder(parsed, self._name)
        self._engine = _engine(parsed)
        self._writer = self._engine.execution_options(**{_WRITES: True})

    def __str__(self) -> str:
        """Name the store by its URL, without its password."""
        return self._name

    def migrate(self) -> None:
        """Bring the tables up to date; safe when several processes start at once."""
        # Alembic takes a noticeable moment to import, and only programs that open the store for good need it.
        from storage.migrations import upgrade

        with self._told():
            upgrade(self._engine, self._writer, self._name)

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """Yield a transaction that sees the store as it stands now, and cannot change it."""
        with self._told(), self._engine.begin() as tx:
            yield tx

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """Yield a transaction that may write; it commits at the end, and not at all when an exception leaves it.

        Waits up to 30 seconds for another writer.
        """
        with self._told(), self._writer.begin() as tx:
            yield tx

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Say in our words that the database failed; never which values it failed on, for they are people's words."""
        try:
            yield
        except DBAPIError as error:
            reason = next(iter(str(error.orig).splitlines()), type(error.orig).__name__)
            raise StorageError(f"{self._name}: {reason}") from error


def _parsed(url: str) -> URL:
    shown = re.sub(r"//[^/@]*@", "//***@", url)
    try:
        parsed = sa.make_url(url)
    except ArgumentError:
        raise StorageError(f"{shown!r} is no URL of a store; valid is sqlite:///PATH or postgresql://…") from None
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise StorageError(f"{shown!r}: only sqlite:///PATH and postgresql://… are supported")
    if parsed.get_backend_name() == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise StorageError(f"{shown!r} names no file; valid is sqlite:///PATH")
    return parsed


def _make_folder(url: URL, name: str) -> None:
    folder = Path(url.database or "").parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{name}: the folder {folder} cannot be made: {error.strerror}") from error


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "sqlite":
        engine = sa.create_engine(url, hide_parameters=True)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    try:
        engine = sa.create_engine(url, hide_parameters=True, pool_pre_ping=True)
    except ImportError as error:
        raise StorageError(f"{error}; PostgreSQL needs the extra groundswell[postgres]") from error
    event.listen(engine, "begin", _begin_postgresql)
    return engine


def _prepare_sqlite(connection: Any, _: object) -> None:
    # Without this the driver begins transactions by itself, late and plain.
    connection.isolation_level = None
    for pragma in (f"busy_timeout = {_BUSY_MILLISECONDS}", "foreign_keys = ON", "synchronous = NORMAL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get(_WRITES, False):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER_LOCK})")
    else:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
