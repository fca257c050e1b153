"""What many tests need: open programs over real stores, a moment to count from, and the sample played.

Stores are real: SQLite files, and databases on a real PostgreSQL that is started for the run, or that
`GROUNDSWELL_TEST_DATABASE` names: the URL of a server on which databases may be made. Where there is none, the tests
that need one fail. Whatever takes `dialect`, `blank`, `store` or `house` runs on both; a module that concerns only one
says so by a fixture `dialect` of its own.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from secrets import token_hex
from typing import TypeAlias

import pytest
import sqlalchemy as sa
from hypothesis import settings

from benchmarks.postgres import server
from groundswell import house as program
from groundswell import monitor, sample
from groundswell.house import House
from groundswell.settings import Settings
from storage.database import Database, Transaction

NewStore: TypeAlias = Callable[[str], AbstractContextManager[str]]
"""Makes an empty store of a dialect that is up to date, and gives its URL; afterwards it is gone."""
Undone: TypeAlias = Callable[[Database], AbstractContextManager[Transaction]]

# In CI a property is tried on the same examples each time, so that a red run tells of the change it is about; on a
# developer's machine every run tries others.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> str:
    """The kind of store a test runs on."""
    return str(request.param)


@pytest.fixture
def noon() -> datetime:
    """A moment in the middle of a week."""
    return datetime(2026, 10, 14, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Callable[[], AbstractContextManager[str]]]:
    """Databases on a real PostgreSQL, each a copy of one whose tables are up to date."""
    with ExitStack() as opened:
        url = sa.make_url(os.environ.get("GROUNDSWELL_TEST_DATABASE") or opened.enter_context(server()))
        admin = sa.create_engine(url.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
        opened.callback(admin.dispose)
        run = token_hex(4)
        names = (f"groundswell_test_{run}_{n}" for n in count())

        @contextmanager
        def made(template: str) -> Iterator[str]:
            name = next(names)
            with admin.connect() as tx:
                tx.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8'")
            try:
                yield name
            finally:
                with admin.connect() as tx:
                    tx.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")

        def address(name: str) -> str:
            return url.set(database=name).render_as_string(hide_password=False)

        template = opened.enter_context(made("template0"))
        with Database(address(template)) as first:
            first.migrate()

        @contextmanager
        def new() -> Iterator[str]:
            with made(template) as name:
                yield address(name)

        yield new


@pytest.fixture(scope="session")
def new_store(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> NewStore:
    """Makes empty stores of either dialect; the server is started by the first test that needs it."""

    @contextmanager
    def new(dialect: str) -> Iterator[str]:
        if dialect == "postgresql":
            with request.getfixturevalue("postgresql")() as url:
                yield url
        else:
            url = f"sqlite:///{tmp_path_factory.mktemp('store') / 'store.db'}"
            with Database(url) as opened:
                opened.migrate()
            yield url

    return new


@pytest.fixture(scope="module")
def blank(new_store: NewStore, dialect: str) -> Iterator[Database]:
    """An empty store of a module's own, whose tests undo what they do."""
    with new_store(dialect) as url, Database(url) as opened:
        yield opened


@pytest.fixture(scope="module")
def database(blank: Database) -> Database:
    """What a module's tests begin with; a module fills it by a fixture of its own."""
    return blank


@pytest.fixture(scope="session")
def undone() -> Undone:
    """Opens writes of which nothing stays."""

    @contextmanager
    def opened(database: Database) -> Iterator[Transaction]:
        with database.write() as tx:
            yield tx
            tx.rollback()

    return opened


@pytest.fixture
def tx(database: Database, undone: Undone) -> Iterator[Transaction]:
    """A write of a test's own, of which nothing stays."""
    with undone(database) as opened:
        yield opened


@pytest.fixture
def store(new_store: NewStore, dialect: str) -> Iterator[str]:
    """The URL of an empty store of a test's own."""
    with new_store(dialect) as url:
        yield url


@pytest.fixture
def house(store: str) -> Iterator[House]:
    """The program over an empty store."""
    opened = program.build(Settings(store=store))
    yield opened
    opened.database.close()


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in which the sample brand's sixty days were played up to now; copy it before you change it."""
    store = tmp_path_factory.mktemp("sample") / "groundswell.db"
    opened = program.build(Settings(store=f"sqlite:///{store}"))
    now = datetime.now(UTC)
    start = sample.plant(opened, now)
    assert start is not None
    for moment in (*sample.steps(start, now), now):
        monitor.cycle(opened, moment, now)
    opened.database.close()
    return store
