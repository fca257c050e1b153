"""A turn of a source: what ends it, what it leaves, and who may write in its name."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from collectors.contract import Setup
from groundswell import collecting, plugins
from groundswell.house import House
from storage import brands, events, mentions, sources
from storage.errors import RateLimited, SourceUnavailable, Unauthorized
from storage.models import (
    Ask,
    Batch,
    Brand,
    BrandId,
    Budget,
    Cost,
    Item,
    Mention,
    Source,
    SourceEventKind,
    SourceName,
    SourceState,
    Standing,
    Verified,
)

ACTOR = SourceName("actor")
ACME = Brand(id=BrandId("acme"), name="Acme")
NOON = datetime(2026, 10, 14, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

Act = Callable[[], None]


class Stage:
    """What an actor does: one act before each batch of a collect, and before its answer to verify."""

    def __init__(self) -> None:
        self.acts: list[Act] = []
        self.verify: Act | None = None
        self.collected = 0
        self.asked: list[str] = []
        self.actor: Actor | None = None


STAGE = Stage()


class Actor:
    """A collector that plays what the stage says; the cursor counts its batches."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        STAGE.actor = self

    def collect(self, cursor: str | None, now: datetime) -> Iterator[Batch]:
        STAGE.collected += 1
        number = int(cursor or 0)
        for act in STAGE.acts:
            act()
            number += 1
            said = Mention(
                source=self.setup.source, external_id=str(number), text=f"Acme {number}", published_at=now - MINUTE
            )
            yield Batch(items=(Item(mention=said),), cursor=str(number))

    def verify(self, said: Sequence[Mention], now: datetime) -> Iterator[Verified]:
        for each in said:
            STAGE.asked.append(each.external_id)
            if STAGE.verify is not None:
                STAGE.verify()
            yield Verified(asked=(each.external_id,), items=(Item(mention=each),))


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, span: timedelta) -> Act:
        def act() -> None:
            self.now += span

        return act


@pytest.fixture
def stage() -> Stage:
    STAGE.__init__()  # type: ignore[misc]
    return STAGE


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def one(house: House, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """The program with a source that the actor plays, on a clock that stands still."""
    installed = tmp_path / "site"
    (installed / "actor-1.dist-info").mkdir(parents=True)
    (installed / "actor-1.dist-info" / "METADATA").write_text("Name: actor\nVersion: 1\n", encoding="utf-8")
    points = f"[groundswell.collectors]\nactor = {__name__}:Actor\n"
    (installed / "actor-1.dist-info" / "entry_points.txt").write_text(points, encoding="utf-8")
    monkeypatch.syspath_prepend(str(installed))
    plugins._points.cache_clear()
    with house.database.write() as tx:
        brands.save(tx, ACME)
        sources.save(tx, Source(name=ACTOR, collector="actor", jitter_seconds=0, interval_seconds=300))
    yield replace(house, clock=clock, worker="one")
    plugins._points.cache_clear()


def state(house: House) -> SourceState:
    with house.database.read() as tx:
        found = sources.get(tx, ACTOR)
    assert found is not None
    return found


def nothing() -> None:
    pass


def raises(error: Exception) -> Act:
    def act() -> None:
        raise error

    return act


def test_a_turn_ends_at_its_deadline_and_the_next_goes_on_at_once(one: House, stage: Stage, clock: Clock) -> None:
    stage.acts = [clock.pass_by(100 * timedelta(seconds=1))] * 10
    done = collecting.turn(one, ACTOR, clock.now)
    assert done.collected.new == 3
    assert (state(one).cursor, state(one).standing) == ("3", Standing.UNFINISHED)
    assert done.due_at == clock.now
    collecting.turn(one, ACTOR, clock.now)
    assert state(one).cursor == "6"


def test_a_turn_ends_when_the_worker_is_told_to_stop(one: House, stage: Stage, clock: Clock) -> None:
    stage.acts = [nothing] * 10
    answers = iter([False, True])
    assert collecting.turn(one, ACTOR, NOON, lambda: next(answers, True)).collected.new == 2


def test_what_another_worker_read_a_moment_ago_is_not_read_again(one: House, stage: Stage) -> None:
    stage.acts = [nothing]
    other = replace(one, worker="other")
    first = collecting.turn(one, ACTOR, NOON)
    again = collecting.turn(other, ACTOR, NOON)
    assert stage.collected == 1
    assert again.due_at == first.due_at == NOON + 5 * MINUTE
    assert collecting.turn(other, ACTOR, NOON, asked=True).collected.new == 1


def test_a_worker_that_was_frozen_beyond_its_lease_writes_and_spends_nothing_more(
    one: House, stage: Stage, clock: Clock
) -> None:
    other = replace(one, worker="other")

    def frozen() -> None:
        clock.now += HOUR
        stage.acts = [nothing]
        assert collecting.turn(other, ACTOR, clock.now, asked=True).collected.new == 1

    stage.acts = [nothing, frozen, nothing]
    done = collecting.turn(one, ACTOR, NOON)
    assert done.due_at is None
    assert state(one).cursor == "2"
    assert state(one).succeeded_at == clock.now


def test_a_source_that_a_person_changes_meanwhile_is_read_anew_at_once(one: House, stage: Stage) -> None:
    changed = replace(state(one).source, interval_seconds=86_400, budget=Budget(requests=5))

    def edited() -> None:
        with one.database.write() as tx:
            sources.save(tx, changed)

    stage.acts = [nothing, edited, nothing]
    done = collecting.turn(one, ACTOR, NOON)
    assert done.due_at == NOON
    assert (state(one).source, state(one).cursor, state(one).due_at) == (changed, "1", None)
    assert collecting.due(state(one), NOON)


def test_a_source_that_is_removed_meanwhile_brings_nothing_more(one: House, stage: Stage) -> None:
    def removed() -> None:
        with one.database.write() as tx:
            sources.remove(tx, ACTOR)

    stage.acts = [nothing, removed, nothing]
    collecting.turn(one, ACTOR, NOON)
    with one.database.read() as tx:
        assert mentions.unread_count(tx) == 1
        assert sources.states(tx) == ()


@pytest.mark.parametrize(
    ("error", "standing", "seconds"),
    [
        (RateLimited("slow down", 77), Standing.LIMITED, 77),
        (SourceUnavailable("503"), Standing.FAILING, 30),
        (Unauthorized("401"), Standing.STOPPED, 60),
        (KeyError("hush"), Standing.FAILING, 30),
    ],
)
def test_how_a_turn_fails_says_when_the_next_is_due(
    one: House, stage: Stage, error: Exception, standing: Standing, seconds: int
) -> None:
    stage.acts = [nothing, raises(error)]
    done = collecting.turn(one, ACTOR, NOON)
    assert (state(one).cursor, state(one).standing) == ("1", standing)
    assert done.due_at == state(one).due_at == NOON + seconds * timedelta(seconds=1)
    assert "hush" not in str(state(one).failure)


def test_a_clock_that_was_far_ahead_and_is_set_back_keeps_no_source_waiting(one: House, stage: Stage) -> None:
    stage.acts = [nothing]
    collecting.turn(one, ACTOR, NOON + 3650 * DAY)
    assert collecting.due(state(one), NOON)
    collecting.turn(one, ACTOR, NOON)
    assert not collecting.due(state(one), NOON + MINUTE)


def filled(house: House, stage: Stage, many: int) -> None:
    stage.acts = [nothing] * many
    collecting.turn(house, ACTOR, NOON)
    stage.acts, stage.asked = [], []


def test_mentions_are_asked_for_when_a_day_has_passed_and_when_their_age_has_doubled(
    one: House, stage: Stage, clock: Clock
) -> None:
    filled(one, stage, 2)
    for hours, expected in (
        (23, []),
        (25, ["1", "2"]),
        (26, []),
        (48, []),
        (51, ["1", "2"]),
        (99, []),
        (103, ["1", "2"]),
    ):
        stage.asked = []
        clock.now = NOON + hours * HOUR
        collecting.turn(one, ACTOR, clock.now, asked=True)
        assert (hours, stage.asked) == (hours, expected)


def test_a_place_that_will_not_say_whether_mentions_stand_is_told_once_a_day_and_read_on(
    one: House, stage: Stage, clock: Clock
) -> None:
    filled(one, stage, 1)
    stage.verify = raises(Unauthorized("lookups are not in your plan"))
    for minutes in (0, 5, 10):
        stage.acts = [nothing]
        clock.now = NOON + 25 * HOUR + minutes * MINUTE
        assert collecting.turn(one, ACTOR, clock.now).collected.new == 1
        assert state(one).standing is Standing.FINE
    with one.database.read() as tx:
        told = [e for e in events.entries(tx, ACTOR, 50) if e.kind is SourceEventKind.FAILURE]
    assert [e.detail for e in told] == ["could not ask whether mentions still stand: lookups are not in your plan"]


def test_asking_whether_mentions_stand_ends_at_the_deadline(one: House, stage: Stage, clock: Clock) -> None:
    filled(one, stage, 6)
    stage.verify = clock.pass_by(2 * MINUTE)
    clock.now = NOON + 25 * HOUR
    collecting.turn(one, ACTOR, clock.now)
    assert stage.asked == ["1", "2"]


def test_a_source_that_is_never_finished_is_asked_all_the_same(one: House, stage: Stage, clock: Clock) -> None:
    filled(one, stage, 2)
    for hours in (25, 50):
        stage.acts = [raises(RateLimited("slow down", 60))]
        clock.now = NOON + hours * HOUR
        collecting.turn(one, ACTOR, clock.now)
        assert state(one).standing is Standing.LIMITED
    assert stage.asked == ["1", "2"]


def test_what_a_request_may_cost_is_in_the_books_before_it_is_sent(one: House, stage: Stage) -> None:
    with one.database.write() as tx:
        sources.save(tx, replace(state(one).source, budget=Budget(dollars=25.0)))

    def spends(least: int) -> Act:
        def act() -> None:
            assert stage.actor is not None
            meter = stage.actor.setup.meter
            meter.settle(meter.reserve(Ask(most=26, least=least, microdollars=1_000_000)), Cost(requests=1))

        return act

    stage.acts = [spends(1), spends(25), spends(26)]
    assert collecting.turn(one, ACTOR, NOON).collected.new == 2
    assert state(one).standing is Standing.SPENT
    assert "the month's $25.00 are spent until 2026-11-01" in str(state(one).failure)
    assert state(one).due_at == datetime(2026, 11, 1, tzinfo=UTC)
