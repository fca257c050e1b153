"""How the tables come to be: Alembic's scripts in `versions`, run by the program itself on start."""

import logging
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection, Engine

from storage.errors import StorageError

log = logging.getLogger(__name__)

_UNFINISHED = "unfinished copy, "


def upgrade(reader: Engine, writer: Engine, name: str) -> None:
    """Bring the database to the newest version; `name` is what an error calls it.

    The whole upgrade is one write transaction, so of several processes that start at once one upgrades and the others
    wait and find it done. Raises StorageError for a database that a newer or another program wrote.
    """
    scripts = _scripts()
    newest = scripts.get_current_head()
    with reader.begin() as tx:
        if _version(tx, scripts, name) == newest:
            return
    if writer.dialect.name == "sqlite":
        _keep_a_write_ahead_log(writer)
    with writer.begin() as tx:
        found = _version(tx, scripts, name)
        if found != newest:
            log.info("bringing the store from version %s to %s", found or "none", newest)
            command.upgrade(_config(tx), "head")


def stands(reader: Engine, name: str) -> bool:
    """Say whether the tables are there and up to date, changing nothing; False in an empty database.

    Raises StorageError for tables of another version, and for a database that another program wrote.
    """
    scripts = _scripts()
    with reader.begin() as tx:
        found = _version(tx, scripts, name)
    if found not in (None, scripts.get_current_head()):
        raise StorageError(f"{name} is of an older version, {found}; `groundswell check` brings it up to date")
    return found is not None


def begun(tx: Connection, name: str) -> bool:
    """Say whether a database holds a copy that was not finished.

    Raises StorageError where another version of the program began it.
    """
    version = MigrationContext.configure(tx).get_current_revision() or ""
    if version.startswith(_UNFINISHED) and version != f"{_UNFINISHED}{_scripts().get_current_head()}":
        raise StorageError(f"{name} holds a copy that another groundswell began; give a new, empty database")
    return version.startswith(_UNFINISHED)


def mark(tx: Connection, finished: bool) -> None:
    """Give a store that is up to date a version with which no program works, or give it back its own."""
    newest = _scripts().get_current_head()
    version = newest if finished else f"{_UNFINISHED}{newest}"
    tx.execute(sa.text("UPDATE alembic_version SET version_num = :version"), {"version": version})


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(Path(__file__).parent))


def _version(tx: Connection, scripts: ScriptDirectory, name: str) -> str | None:
    version = MigrationContext.configure(tx).get_current_revision()
    if version is not None and version.startswith(_UNFINISHED):
        raise StorageError(f"{name} holds a copy that was not finished; begin it anew by `groundswell copy`")
    if version is None and (strangers := sa.inspect(tx).get_table_names()):
        raise StorageError(f"{name} is another program's database: it holds {', '.join(sorted(strangers)[:3])}")
    known = {script.revision for script in scripts.walk_revisions()}
    if version is not None and version not in known:
        raise StorageError(
            f"{name} was written by a newer groundswell: its version is {version}, known here are up to {max(known)}"
        )
    return version


def _keep_a_write_ahead_log(writer: Engine) -> None:
    """Switch the file over, which it then remembers; this cannot be done inside a transaction."""
    connection = writer.raw_connection()
    try:
        connection.cursor().execute("PRAGMA journal_mode = WAL")
    finally:
        connection.close()


def _config(tx: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = tx
    return config
