"""The sample brand, played as `run` plays it: both of its stories are told, at their time, and hardly anything else."""

import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from groundswell import house as program
from groundswell import sample, worker
from groundswell.house import House
from groundswell.present import last_look
from groundswell.settings import Settings
from storage import alerts, brands, issues, search, sources
from storage.models import Alert, Brand, BrandId, Hazard, Lane, Source, SourceName

OURS = Brand(id=BrandId("acme"), name="Acme")


@pytest.fixture(scope="module")
def told(played: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    copy = tmp_path_factory.mktemp("told") / "store.db"
    shutil.copy(played, copy)
    opened = program.build(Settings(store=f"sqlite:///{copy}"))
    yield opened
    opened.database.close()


def everything(house: House) -> tuple[Alert, ...]:
    with house.database.read() as tx:
        return alerts.everything(tx, None, 100)


def day(house: House, moment: datetime) -> int:
    """Count the days of the story up to a moment."""
    with house.database.read() as tx:
        (first, *_) = (s.source.options["start"] for s in sources.states(tx))
    return (moment - datetime.fromisoformat(first).replace(tzinfo=UTC)).days


def test_the_torch_that_burns_is_one_alert_about_harm(told: House) -> None:
    (torch,) = [a for a in everything(told) if a.signal.lane is Lane.SEVERITY]
    assert "torch" in torch.signal.title
    assert Hazard.FIRE.value in torch.signal.title
    assert day(told, torch.opened_at) == 57
    assert torch.signal.since <= torch.opened_at <= torch.signal.since + timedelta(hours=2)


def test_the_late_parcels_are_an_alert_about_a_rise(told: House) -> None:
    rises = [a for a in everything(told) if a.signal.lane is Lane.VOLUME]
    with told.database.read() as tx:
        about = {
            a.id: " ".join(m.stored.mention.text for m in search.by_id(tx, a.signal.evidence.mentions)) for a in rises
        }
    late = [a for a in rises if "parcel" in about[a.id] and "strike" in about[a.id]]
    assert late
    assert day(told, min(a.opened_at for a in late)) == 56


def test_the_everyday_weeks_alert_nobody(told: House) -> None:
    early = [a.signal.title for a in everything(told) if day(told, a.opened_at) < 56]
    assert len(early) <= 1, early
    assert len(everything(told)) <= 6


def test_reposts_make_no_more_people_of_one(told: House) -> None:
    (torch,) = [a for a in everything(told) if a.signal.lane is Lane.SEVERITY]
    with told.database.read() as tx:
        found = search.by_id(tx, torch.signal.evidence.mentions)
    words = {m.reading.fingerprint for m in found if m.reading}
    authors = {(m.stored.mention.source, m.stored.mention.author_key) for m in found}
    assert torch.signal.reporters == len(words) < len(authors)


def test_complaints_in_four_languages_are_issues_with_names(told: House) -> None:
    with told.database.read() as tx:
        found = issues.everything(tx, everything(told)[0].signal.brand, datetime.now(UTC))
    assert {"en", "id", "sw", "nl"} <= {i.issue.space.language for i in found}
    assert len([i for i in found if i.mentions >= 20]) >= 8
    assert all(i.issue.name for i in found)


def test_a_play_that_came_to_the_present_begins_no_second_time(told: House) -> None:
    now = datetime.now(UTC)
    start = sample.plant(told, now)
    assert start is not None
    assert start > now - timedelta(hours=3)
    assert len(list(sample.steps(start, now))) <= 2


def test_a_store_that_watches_something_is_given_no_sample(house: House) -> None:
    with house.database.write() as tx:
        brands.save(tx, OURS)
    assert sample.plant(house, datetime.now(UTC)) is None
    with house.database.read() as tx:
        assert (brands.everything(tx), sources.states(tx)) == ((OURS,), ())


@pytest.mark.parametrize(
    "other", [OURS, Source(name=SourceName("files:x"), collector="files", options={"path": "x.csv"})]
)
def test_what_joins_the_sample_is_not_judged_at_moments_of_its_play(house: House, other: Brand | Source) -> None:
    start = sample.plant(house, datetime.now(UTC))
    assert start is not None
    with house.database.write() as tx:
        if isinstance(other, Brand):
            brands.save(tx, other)
        else:
            sources.save(tx, other)
    assert sample.plant(house, datetime.now(UTC)) is None
    worker.play(house, start, threading.Event())
    with house.database.read() as tx:
        assert last_look(tx) is None
        assert {s.attempted_at for s in sources.states(tx)} == {None}


def test_a_start_that_is_no_day_stops_no_worker(house: House) -> None:
    odd = Source(name=SourceName("sample:shop"), collector="sample", options={"channel": "shop", "start": "soon"})
    with house.database.write() as tx:
        sources.save(tx, odd)
    assert sample.plant(house, datetime.now(UTC)) is None
