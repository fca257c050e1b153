"""What many tests need: an open program over a real SQLite file, and a fixed moment to count from."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from groundswell import house as program
from groundswell.house import House
from groundswell.settings import Settings


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
