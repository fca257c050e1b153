"""Replay: history through a scratch store gives what a running monitor would have said, and touches nothing."""

import json
import logging
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from groundswell import analyzing, collecting, detecting
from groundswell.house import House
from groundswell.replay import Replayed, replay
from storage import brands
from storage.copying import sums
from storage.models import Brand, BrandId, Lane, Source, SourceName

ACME, OTHER = BrandId("acme"), BrandId("other")
DAY = timedelta(days=1)
START = datetime(2026, 8, 1, tzinfo=UTC)
FLOOD, BURN = START + 27 * DAY, START + 26 * DAY + timedelta(hours=9, minutes=30)
UNTIL = START + 30 * DAY
TALK = (
    "The lid of the kettle is loose again, what a poor lid",
    "Customer service never answers my question about the invoice, annoying",
    "This kettle is far too loud in the morning, terrible noise",
    "Love the colour of this kettle, thank you",
)


def rows() -> list[dict[str, object]]:
    """A month of everyday talk, one burn, a flood of late parcels; and a brand that begins with its flood."""

    def said(brand: BrandId, at: datetime, text: str) -> None:
        number = len(found)
        found.append(
            {"id": number, "brand": brand, "at": at.isoformat(), "text": f"{text} #{number}", "author": f"a{number}"}
        )

    found: list[dict[str, object]] = []
    for hour in range(0, 30 * 24, 3):
        said(ACME, START + timedelta(hours=hour), TALK[hour // 3 % len(TALK)])
    said(ACME, BURN, "My daughter burned her hand on the kettle, we went to the doctor")
    for minutes in range(0, 8 * 60, 8):
        at = FLOOD + timedelta(minutes=minutes)
        said(ACME, at, "My parcel with the kettle is late, still not delivered, awful delivery")
        said(OTHER, at, "My parcel with the toaster is late, still not delivered, awful delivery")
    return found


@pytest.fixture(scope="module")
def dialect(request: pytest.FixtureRequest) -> str:
    """SQLite where a test does not ask for more: the scratch store is that always."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def history(house: House, tmp_path: Path) -> House:
    file = tmp_path / "history.jsonl"
    file.write_text("\n".join(map(json.dumps, rows())), encoding="utf-8")
    source = Source(
        name=SourceName("files:history"),
        collector="files",
        options={"path": str(file), "map": "id=id,brand=brand,text=text,published_at=at,author=author"},
        enabled=False,
    )
    with house.database.write() as tx:
        for brand in (ACME, OTHER):
            brands.save(tx, Brand(id=brand, name=brand.title()))
    collecting.read_file(house, source, UNTIL, lambda _: None)
    return house


def replayed(house: House, until: datetime = UNTIL, brand: BrandId | None = None) -> Replayed:
    return replay(house, START + 26 * DAY, until, timedelta(hours=2), brand)


def test_history_tells_its_alerts_at_their_times(history: House) -> None:
    done = replayed(history)
    assert done.mentions == len(rows())
    harm = [a for a in done.alerts if a.signal.lane is Lane.SEVERITY]
    assert [(a.signal.brand, a.opened_at) for a in harm] == [(ACME, BURN + timedelta(minutes=30))]
    rises = [a for a in done.alerts if a.signal.lane is Lane.VOLUME]
    assert {a.signal.brand for a in rises} == {ACME}
    assert all(FLOOD < a.opened_at <= FLOOD + timedelta(hours=8) for a in rises)
    assert {(n.brand, n.verdict.value) for n in done.noticed} >= {(OTHER, "no baseline yet")}
    assert [c.reporters for c in done.cards] == [1]
    assert ACME in {i.issue.space.brand for i in done.issues}


def test_it_is_the_same_every_time(history: House) -> None:
    assert replayed(history) == replayed(history)


def test_what_came_later_changes_nothing_before(history: House) -> None:
    middle = FLOOD + timedelta(hours=6)
    early = [(a.id, a.rule, a.signal.subject, a.opened_at) for a in replayed(history, until=middle).alerts]
    late = [(a.id, a.rule, a.signal.subject, a.opened_at) for a in replayed(history).alerts if a.opened_at <= middle]
    assert early == late
    assert early


def test_one_brand_alone_is_replayed_alone(history: House) -> None:
    done = replayed(history, brand=OTHER)
    assert done.mentions == 60
    assert {i.issue.space.brand for i in done.issues} <= {OTHER}
    assert done.alerts == ()


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"], indirect=True)
def test_the_real_store_stays_as_it_is_and_nobody_is_told(
    history: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    analyzing.analyze(history, UNTIL)
    detecting.detect(history, UNTIL)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    caplog.set_level(logging.INFO, logger="alerts")
    before = sums(history.database)
    assert replayed(history).alerts
    assert sums(history.database) == before
    assert list(scratch.iterdir()) == []
    assert caplog.records == []


def test_an_empty_stretch_is_no_failure(house: House) -> None:
    assert replay(house, START, UNTIL, DAY) == Replayed(mentions=0, alerts=(), cards=(), issues=(), noticed=())
