"""What many tests need: an open program over a real SQLite file, a moment to count from, and the sample played."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings

from groundswell import house as program
from groundswell import monitor, sample
from groundswell.house import House
from groundswell.settings import Settings

# In CI a property is tried on the same examples each time, so that a red run tells of the change it is about; on a
# developer's machine every run tries others.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")


@pytest.fixture
def noon() -> datetime:
    """A moment in the middle of a week."""
    return datetime(2026, 10, 14, 12, tzinfo=UTC)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """The program over an empty store."""
    opened = program.build(Settings(store=f"sqlite:///{tmp_path / 'store.db'}"))
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
