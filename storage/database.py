"""How the store is opened, and what a transaction is.

SQLite: write-ahead log, foreign keys on, and every write begins with BEGIN IMMEDIATE. A write that began as a read and
upgrades itself later can fail at once, or write over what another wrote since; one that takes the lock first only
waits. Reads begin with a plain BEGIN, see one snapshot, and are refused every write.

PostgreSQL: a write takes one lock that all writes share, so that the rule "one writer at a time" is the same; a read is
a read-only transaction that sees one snapshot.
"""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from storage import engines
from storage.errors import StorageError
from storage.text import one_line

log = logging.getLogger(__name__)

Transaction = Connection
"""A connection inside a transaction, as `Database.read` and `Database.write` yield it."""

_LONGEST_REASON = 300


class Database:
    """The store behind one URL: `sqlite:///var/groundswell.db`, or a `postgresql://` one.

    Making one opens and changes nothing yet. Every method raises StorageError where the store cannot be opened, reached
    or trusted. May be shared by threads.
    """

    def __init__(self, url: str) -> None:
        parsed = engines.parsed(url)
        self._name = engines.shown(parsed)
        self._file = Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None
        self._engine = engines.engine(parsed)
        self._writer = self._engine.execution_options(**{engines.WRITES: True})

    def __str__(self) -> str:
        """Name the store by its URL, without its password."""
        return self._name

    def __enter__(self) -> Self:
        """Close the store at the end of a block."""
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def migrate(self) -> None:
        """Bring the tables up to date, and make what is missing of an SQLite file and its folders.

        Safe when several processes start at once.
        """
        # Alembic takes a noticeable moment to import, and only programs that open the store for good need it.
        from storage.migrations import upgrade

        if self._file is not None:
            _make_folder(self._file.parent, self._name)
        with self._told():
            upgrade(self._engine, self._writer, self._name)

    def stands(self) -> bool:
        """Say whether the tables are there, making and changing nothing.

        Raises StorageError for tables that are not up to date, too.
        """
        from storage.migrations import stands

        if self._file is not None and not self._file.exists():
            return False
        with self._told():
            return stands(self._engine, self._name)

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

    def forget(self, *tables: str) -> bool:
        """Take off the disk what committed transactions deleted from tables; False where a reader is in the way.

        SQLite: the write-ahead log is emptied into the file, where what was deleted is overwritten. PostgreSQL: the
        tables are vacuumed; what dead rows held may be read in the server's files until new rows take their place.
        """
        with self._told():
            return engines.forget(self._engine, tables)

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Say in our words that the database failed; never which values it failed on, for they are people's words.

        PostgreSQL's own error quotes them, so it does not even stand in the traceback.
        """
        try:
            yield
        except DBAPIError as error:
            log.debug("failed: %s", error.statement)
            raise StorageError(f"{self._name}: {_reason(error.orig)}") from None
        except PoolTimeoutError:
            raise StorageError(f"{self._name}: every connection of this process is in use") from None
        except UnicodeEncodeError:
            raise StorageError(f"{self._name}: a text holds half of a surrogate pair, which cannot be stored") from None


def _reason(error: BaseException | None) -> str:
    """Put the database's own words on one line, without the details, which quote values."""
    said = getattr(getattr(error, "diag", None), "message_primary", None) or str(error)
    lines = said.splitlines() if isinstance(error, sqlite3.Error) else [said]
    return one_line(lines[0] if lines else "", _LONGEST_REASON) or type(error).__name__


def _make_folder(folder: Path, name: str) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{name}: the folder {folder} cannot be made: {error.strerror}") from error
