"""What PostgreSQL alone could get wrong: servers set otherwise, connections that break, languages of their own."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy import insert, select
from sqlalchemy.exc import OperationalError

from storage import search, state, tables
from storage.database import Database
from storage.errors import StorageError
from storage.models import MentionQuery, SourceEventKind

NOW = datetime(2026, 10, 14, 12, tzinfo=UTC)
MANY = 20_000


@pytest.fixture(scope="module")
def dialect() -> str:
    return "postgresql"


@pytest.fixture
def database(store: str) -> Iterator[Database]:
    with Database(store) as opened:
        yield opened


@contextmanager
def set_otherwise(store: str, **settings: str) -> Iterator[Database]:
    """Open a store whose database was set up by somebody with other habits."""
    with Database(store) as opened, opened.write() as tx:
        name = tx.exec_driver_sql("SELECT current_database()").scalar()
        for setting, value in settings.items():
            tx.exec_driver_sql(f"ALTER DATABASE {name} SET {setting} = '{value}'")
    with Database(store) as opened:
        yield opened


def cut_off(store: str) -> None:
    """End every other connection to a database, as a server does that is started anew."""
    with Database(store) as other, other.read() as tx:
        others = "pid <> pg_backend_pid() AND datname = current_database()"
        tx.exec_driver_sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_a_url_may_name_the_server_in_any_usual_way(store: str, scheme: str) -> None:
    with Database(f"{scheme}:{store.split(':', 1)[1]}") as database, database.read() as tx:
        assert state.get(tx, "x") is None


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg2://me:hunter2@host/db",
        "postgresql+asyncpg://me:hun/ter2@host/db",
        "oracle://host/db?password=hunter2",
        "me:hunter2@host/db",
        "postgresql://me:hunter2@host:port/db",
    ],
)
def test_a_url_that_cannot_be_used_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(StorageError, match="postgresql://") as refused:
        Database(url)
    assert "ter2" not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:hunter2@127.0.0.1:1/db",
        "postgres://127.0.0.1:1/db?user=me&password=hunter2",
        "postgresql://me:hunter2@/db?host=/nowhere",
        "postgresql://me:hunter2@host.invalid/db",
        "postgresql://me:hunter2@127.0.0.1:1/db?color=hunter3",
    ],
)
def test_a_server_that_does_not_answer_is_told_in_one_line_without_the_password(url: str) -> None:
    with pytest.raises(StorageError, match=r"^postgresql") as refused:
        Database(url).migrate()
    assert "hunter2" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_connection_that_breaks_is_our_error_and_the_next_transaction_works(database: Database, store: str) -> None:
    def interrupted() -> None:
        with database.write() as tx:
            state.put(tx, "x", "1")
            cut_off(store)
            state.put(tx, "x", "2")

    with pytest.raises(StorageError, match=r"terminat|closed"):
        interrupted()
    with database.write() as tx:
        assert state.get(tx, "x") is None
        state.put(tx, "x", "3")
    cut_off(store)
    with database.read() as tx:
        assert state.get(tx, "x") == "3"


def test_writers_see_what_the_one_before_left_whatever_the_server_prefers(store: str) -> None:
    def add(_: int) -> None:
        for _ in range(25):
            with database.write() as tx:
                state.put(tx, "sum", str(int(state.get(tx, "sum") or 0) + 1))

    with set_otherwise(
        store, default_transaction_isolation="serializable", default_transaction_read_only="on"
    ) as database:
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(add, range(4)))
        with database.read() as tx:
            assert state.get(tx, "sum") == "100"


def test_a_write_waits_for_another_no_longer_than_on_sqlite(database: Database) -> None:
    with database.write(), database.read() as tx:
        assert tx.exec_driver_sql("SHOW lock_timeout").scalar() == "30s"
        locks = "SELECT classid::bigint << 32 | objid::bigint FROM pg_locks WHERE locktype = 'advisory'"
        lock = tx.exec_driver_sql(locks).scalar_one()
        tx.exec_driver_sql("SET LOCAL lock_timeout = 50")
        with pytest.raises(OperationalError, match="lock timeout"):
            tx.exec_driver_sql(f"SELECT pg_advisory_xact_lock({lock})")


def test_the_servers_time_zone_changes_no_moment(store: str) -> None:
    t = tables.source_events
    with set_otherwise(store, timezone="Asia/Kathmandu", datestyle="SQL, DMY") as database:
        with database.write() as tx:
            tx.execute(insert(t), {"source": "x", "kind": SourceEventKind.HEARTBEAT, "at": NOW, "detail": ""})
        with database.read() as tx:
            assert tx.scalars(select(t.c.at)).one() == NOW
            assert tx.scalars(select(t.c.at).where(t.c.at == NOW)).one().tzinfo is UTC


def test_a_text_with_a_nul_is_refused_in_our_words(database: Database) -> None:
    with pytest.raises(StorageError, match="NUL"), database.write() as tx:
        state.put(tx, "x", "\0")


def test_every_text_sorts_by_its_code_points(database: Database) -> None:
    stmt = """
        SELECT table_name || '.' || column_name FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name <> 'alembic_version' AND collation_name IS DISTINCT FROM 'C'
            AND data_type IN ('text', 'character varying')"""
    with database.read() as tx:
        assert list(tx.exec_driver_sql(stmt).scalars()) == []


def test_a_database_that_cannot_hold_every_text_is_refused(store: str) -> None:
    name = f"{store.split('?')[0].rsplit('/', 1)[1]}_latin"
    address = sa.make_url(store)
    admin = sa.create_engine(address.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with admin.connect() as tx:
        tx.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
        try:
            latin = address.set(database=name).render_as_string(hide_password=False)
            with Database(latin) as database, pytest.raises(StorageError, match="LATIN1"):
                database.migrate()
        finally:
            tx.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    admin.dispose()


def test_words_are_found_by_the_index_and_not_one_by_one(database: Database) -> None:
    many = f"""
        INSERT INTO mentions (source, external_id, text, published_at, exact_time, collected_at, kind, role, withdrawn)
        SELECT 'x', n,
            'The lamp number ' || n || ' broke after ' || n % 700 || ' days, don’t buy lamp' || n % 997 || 'x',
            now(), true, now(), 'mention', 'customer', false
        FROM generate_series(0, {MANY - 1}) AS n"""
    with database.write() as tx:
        tx.exec_driver_sql(many.replace("%", "%%"))
    with database.write() as tx:
        tx.exec_driver_sql("ANALYZE")
    for typed, expected in [("number 12345", 1), ("lamp991x", 20), ("don’t lamp99", 50), ("LAMP 4321 broke", 1)]:
        before = used(database)
        with database.read() as tx:
            found = search.find(tx, MentionQuery(text=typed, limit=50))
            tx.exec_driver_sql("SELECT pg_stat_force_next_flush()")
        assert len(found) == expected, typed
        assert used(database) > before, typed


def used(database: Database) -> int:
    """Count how often the index of words was used so far."""
    with database.read() as tx:
        stmt = "SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = 'ix_mentions_words'"
        return int(tx.exec_driver_sql(stmt).scalar_one())
