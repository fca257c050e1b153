"""How each kind of database is connected to, and with which words a transaction on it begins.

What a server, a database or a role may have set otherwise is set here where an answer depends on it.
"""

import re
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, Engine
from sqlalchemy.exc import ArgumentError

from storage.errors import StorageError

WRITES = "groundswell_writes"
_APART = "groundswell_outside_a_transaction"

_BUSY_MILLISECONDS = 30_000
# Emptying the log keeps writers out while it waits for readers.
_FORGETTING_MILLISECONDS = 2_000
# Any number will do, as long as nothing else in the database uses it for an advisory lock.
_WRITER_LOCK = 0x67726F756E64
_SECRETS = ("password", "sslpassword")
# A server that is gone without a word is noticed within a minute or so, not within the two hours that are usual.
_REACHING = {
    "application_name": "groundswell",
    "client_encoding": "utf8",
    "connect_timeout": "10",
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
}
# The same the other way round: a worker whose machine is gone must not hold the lock of all writers for long.
_SESSION = f"""
SET TIME ZONE 'UTC';
SET datestyle = ISO;
SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE;
SET bytea_output = hex;
SET extra_float_digits = 1;
SET lock_timeout = {_BUSY_MILLISECONDS};
SET tcp_keepalives_idle = 30;
SET tcp_keepalives_interval = 10;
SET tcp_keepalives_count = 3
"""


def parsed(url: str) -> URL:
    """Read the URL of a store; raise StorageError for one that names none."""
    try:
        found = sa.make_url(url)
    except (ArgumentError, ValueError):
        raise _refused(url, "is no URL of a store; valid is sqlite:///PATH or postgresql://…") from None
    match found.drivername.split("+"):
        case ["sqlite"] | ["sqlite", "pysqlite"]:
            if found.database in (None, "", ":memory:"):
                raise _refused(url, "names no file; valid is sqlite:///PATH")
            return found
        case ["postgres" | "postgresql"] | ["postgres" | "postgresql", "psycopg"]:
            return found.set(drivername="postgresql+psycopg")
        case _:
            raise _refused(url, "only sqlite:///PATH and postgresql://… are supported")


def shown(url: URL) -> str:
    """Write a URL without its passwords."""
    return url.difference_update_query(_SECRETS).render_as_string(hide_password=True)


def _refused(url: str, why: str) -> StorageError:
    """Refuse what is no URL of ours, and show it without what may be a password."""
    bare = re.sub(r"(?i)(password=)[^&]*", r"\1***", url)
    return StorageError(f"{re.sub(r'(?<=[:/])[^:/][^@]*@', '***@', bare)!r} {why}")


def engine(url: URL) -> Engine:
    """Make the engine for a URL that `parsed` gave; an execution option WRITES makes its transactions write."""
    if url.get_backend_name() == "sqlite":
        made = sa.create_engine(url, hide_parameters=True)
        event.listen(made, "connect", _prepare_sqlite)
        event.listen(made, "begin", _begin_sqlite)
        return made
    reaching = {name: value for name, value in _REACHING.items() if name not in url.query}
    try:
        made = sa.create_engine(url, hide_parameters=True, pool_pre_ping=True, connect_args=reaching)
    except ImportError as error:
        raise StorageError(f"{error}; PostgreSQL needs the extra groundswell[postgres]") from error
    event.listen(made, "connect", _prepare_postgresql)
    event.listen(made, "begin", _begin_postgresql)
    return made


def forget(engine: Engine, tables: Sequence[str]) -> bool:
    """Do what `storage.database.Database.forget` says; outside of a transaction, as both kinds of database want it."""
    if engine.dialect.name == "sqlite":
        with engine.execution_options(**{_APART: True}).connect() as connection:
            return _empty_log(connection)
    with engine.execution_options(**{_APART: True}, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.exec_driver_sql(f"VACUUM {', '.join(tables)}")
    return True


def _empty_log(connection: Connection) -> bool:
    try:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {_FORGETTING_MILLISECONDS}")
        busy, *_ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
    return not busy


def _prepare_sqlite(connection: Any, _: object) -> None:
    # Without this the driver begins transactions by itself, late and plain.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {_BUSY_MILLISECONDS}",
        "foreign_keys = ON",
        "synchronous = NORMAL",
        "secure_delete = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    if connection.get_execution_options().get(_APART, False):
        return
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _prepare_postgresql(connection: Any, _: object) -> None:
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        name = connection.info.dbname
        raise StorageError(f"the database {name!r} is encoded as {encoding}; only UTF8 holds every text")
    connection.execute(_SESSION)
    connection.commit()


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get(_APART, False):
        return
    if connection.get_execution_options().get(WRITES, False):
        # READ COMMITTED, as the session is set: what is read next must be what the writer before us left. A snapshot
        # for the whole transaction would be taken before the lock is waited for.
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER_LOCK})")
    else:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
