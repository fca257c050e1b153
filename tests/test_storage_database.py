"""How the store opens, migrates and holds transactions apart: on real files, with real threads and processes."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from traceback import format_exception

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import insert, inspect, select
from sqlalchemy.exc import StatementError

from storage import state, tables
from storage.database import Database
from storage.errors import StorageError
from storage.models import SourceEventKind


@pytest.fixture
def database(store: str) -> Iterator[Database]:
    with Database(store) as opened:
        yield opened


@pytest.fixture
def bare(store: str) -> str:
    """The URL of a database without a table."""
    with Database(store) as opened, opened.write() as tx:
        if tx.dialect.name == "postgresql":
            tx.exec_driver_sql("DROP SCHEMA public CASCADE")
            tx.exec_driver_sql("CREATE SCHEMA public")
    if store.startswith("sqlite"):
        Path(store.removeprefix("sqlite:///")).unlink()
    return store


def test_four_threads_that_each_add_a_hundred_times_end_at_four_hundred(database: Database) -> None:
    def add_hundred(_: int) -> None:
        for _ in range(100):
            with database.write() as tx:
                state.put(tx, "sum", str(int(state.get(tx, "sum") or 0) + 1))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add_hundred, range(4)))
    with database.read() as tx:
        assert state.get(tx, "sum") == "400"


def test_a_read_sees_one_moment(database: Database) -> None:
    with database.read() as tx:
        assert state.get(tx, "x") is None
        with database.write() as other:
            state.put(other, "x", "1")
        assert state.get(tx, "x") is None
    with database.read() as tx:
        assert state.get(tx, "x") == "1"


def test_a_read_cannot_write(database: Database) -> None:
    with pytest.raises(StorageError), database.read() as tx:
        state.put(tx, "x", "1")


def test_a_write_that_fails_leaves_nothing(database: Database) -> None:
    def fail() -> None:
        with database.write() as tx:
            state.put(tx, "x", "1")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with database.read() as tx:
        assert state.get(tx, "x") is None


def test_the_migrations_build_the_tables_that_the_program_uses(database: Database) -> None:
    def ours(name: str | None, kind: str, _: object) -> bool:
        words = "mention_words" if kind == "table" else "ix_mentions_words"
        return not str(name).startswith(words)

    with database.read() as tx:
        context = MigrationContext.configure(tx, opts={"include_name": ours, "compare_type": True})
        assert compare_metadata(context, tables.metadata) == []


def test_every_closed_set_fits_into_its_column() -> None:
    columns = [column for table in tables.metadata.tables.values() for column in table.columns]
    sets = [column.type.enums for column in columns if hasattr(column.type, "enums")]
    assert sets
    assert max(len(value) for values in sets for value in values) <= 60


def test_processes_that_start_at_once_all_find_the_tables(bare: str) -> None:
    script = (
        "import sys; from storage.database import Database; from storage import state\n"
        "d = Database(sys.argv[1]); d.migrate()\n"
        "with d.write() as tx: state.put(tx, sys.argv[2], 'here')\n"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", script, bare, str(n)], stderr=subprocess.PIPE, text=True)
        for n in range(4)
    ]
    failures = [process.communicate()[1] for process in running]
    assert [process.returncode for process in running] == [0, 0, 0, 0], failures
    with Database(bare) as database, database.read() as tx:
        assert [state.get(tx, str(n)) for n in range(4)] == ["here"] * 4


def test_migrating_again_keeps_what_is_there(database: Database) -> None:
    with database.write() as tx:
        state.put(tx, "x", "1")
    database.migrate()
    with database.read() as tx:
        assert state.get(tx, "x") == "1"


def test_the_folders_of_a_store_are_made(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'a' / '100 %' / 'store.db'}")
    database.migrate()
    database.close()
    assert (tmp_path / "a" / "100 %" / "store.db").exists()


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("dear diary " * 1000)
    with pytest.raises(StorageError, match=r"notes\.txt.*not a database"):
        Database(f"sqlite:///{tmp_path / 'notes.txt'}").migrate()


def test_a_database_of_another_program_is_refused_and_left_alone(bare: str) -> None:
    with Database(bare) as database:
        with database.write() as tx:
            tx.exec_driver_sql("CREATE TABLE bookmarks (id INTEGER)")
        with pytest.raises(StorageError, match=r"another program's.*bookmarks"):
            database.migrate()
        with database.read() as tx:
            assert inspect(tx).get_table_names() == ["bookmarks"]


def test_a_store_of_a_newer_program_is_refused(database: Database) -> None:
    with database.write() as tx:
        tx.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StorageError, match=r"newer groundswell.*9999"):
        database.migrate()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match=r"the folder .*file"):
        Database(f"sqlite:///{tmp_path / 'file' / 'store.db'}").migrate()


def test_a_store_that_is_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="unable to open"):
        Database(f"sqlite:///{tmp_path}").migrate()


@pytest.mark.parametrize("url", ["store.db", "sqlite://", "sqlite:///:memory:", "mysql://me:hunter2@host/db"])
def test_a_url_that_names_no_store_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(StorageError, match="sqlite:///PATH") as refused:
        Database(url)
    assert "hunter2" not in str(refused.value)


def test_an_error_does_not_quote_what_people_said(database: Database) -> None:
    said = " ".join(["my", "torch", "burned"])
    with pytest.raises(StorageError, match=r"(?i)unique constraint") as failed, database.write() as tx:
        tx.execute(insert(tables.state), [{"name": said, "value": "ouch"}] * 2)
    assert said not in "".join(format_exception(failed.value))


def test_half_a_character_is_refused_in_our_words(database: Database) -> None:
    with pytest.raises(StorageError, match="surrogate"), database.write() as tx:
        state.put(tx, "x", "half \ud83d")
    with database.read() as tx:
        assert state.get(tx, "x") is None


def test_times_come_back_in_utc_and_sort_by_time(database: Database) -> None:
    moments = [
        datetime(2025, 3, 1, 12, tzinfo=timezone(timedelta(hours=9))),
        datetime(2025, 3, 1, 3, 0, 0, 1, tzinfo=UTC),
        datetime(2025, 3, 1, 2, 59, 59, tzinfo=timezone(timedelta(hours=-1))),
    ]
    t = tables.source_events
    rows = [{"source": "x", "kind": SourceEventKind.HEARTBEAT, "at": at, "detail": ""} for at in reversed(moments)]
    with database.write() as tx:
        tx.execute(insert(t), rows)
    with database.read() as tx:
        found = list(tx.scalars(select(t.c.at).order_by(t.c.at)))
    assert found == moments
    assert {at.tzinfo for at in found} == {UTC}


def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    event = {"source": "x", "kind": SourceEventKind.HEARTBEAT, "at": datetime(2025, 3, 1), "detail": ""}  # noqa: DTZ001
    with pytest.raises(StatementError, match="no time zone"), database.write() as tx:
        tx.execute(insert(tables.source_events).values(**event))


def test_to_ask_whether_a_store_stands_makes_and_changes_nothing(bare: str, tmp_path: Path) -> None:
    with Database(bare) as database:
        assert not database.stands()
        assert not database.stands()
        database.migrate()
        assert database.stands()
    with Database(f"sqlite:///{tmp_path / 'a' / 'store.db'}") as nowhere:
        assert not nowhere.stands()
    assert list(tmp_path.iterdir()) == []


def test_a_store_of_an_older_program_does_not_stand(database: Database) -> None:
    with database.write() as tx:
        tx.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    with pytest.raises(StorageError, match=r"older version, 0001; `groundswell check`"):
        database.stands()


def test_what_was_deleted_is_forgotten_and_transactions_go_on(database: Database) -> None:
    with database.write() as tx:
        state.put(tx, "x", "1")
    assert database.forget("state", "mentions")
    with pytest.raises(StorageError), database.read() as tx:
        state.put(tx, "x", "2")
    with database.write() as tx:
        state.put(tx, "x", "3")
    with database.read() as tx:
        assert state.get(tx, "x") == "3"
