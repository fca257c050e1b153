"""The line that says how a source stands: what it missed, how far behind it is, what is left to spend, what to do."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell import gaps, standing
from groundswell.gaps import Gap, Reach
from groundswell.house import House
from groundswell.standing import Account, SourceLine
from storage import brands as stored_brands
from storage import counts, events, sources, spending
from storage.coverage import cover
from storage.models import (
    Ask,
    Brand,
    BrandId,
    Budget,
    Cost,
    Coverage,
    Increment,
    Period,
    Series,
    SeriesKind,
    Source,
    SourceEvent,
    SourceEventKind,
    SourceName,
    SourceState,
    Standing,
    TurnEnd,
)

NOW = datetime(2026, 10, 14, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
X, Y = SourceName("x"), SourceName("y")
ACME, ZENITH = BrandId("acme"), BrandId("zenith")
SINCE = NOW - gaps.LOOKED_BACK
FREE = Account(budget=Budget(), used=Cost(), until=NOW + HOUR)


def span(since: float, until: float, brand: BrandId | None = None) -> Coverage:
    """Cover from so many hours ago until so many hours ago."""
    return Coverage(source=X, since=NOW - since * HOUR, until=NOW - until * HOUR, brand=brand)


def extents(covered: Sequence[Coverage]) -> list[Coverage]:
    """Do what `storage.coverage.extents` does for one source."""
    return [
        Coverage(
            source=X,
            since=min(c.since for c in covered if c.brand == brand),
            until=max(c.until for c in covered if c.brand == brand),
            brand=brand,
        )
        for brand in {c.brand for c in covered}
    ]


def found(covered: Sequence[Coverage]) -> list[tuple[float, float, tuple[BrandId, ...]]]:
    """Give gaps as hours ago."""
    told = gaps.gaps([c for c in covered if c.until > SINCE], extents(covered), SINCE)
    return [((NOW - g.since) / HOUR, (NOW - g.until) / HOUR, g.brands) for g in told]


@pytest.mark.parametrize(
    ("covered", "missed"),
    [
        ([], []),
        ([span(50, 0)], []),
        ([span(50, 40), span(39.5, 0)], []),
        ([span(50, 40), span(39, 0)], []),
        ([span(50, 40), span(38, 20), span(10, 0)], [(20, 10, ()), (40, 38, ())]),
        # What is not reached yet is a lag, no gap.
        ([span(50, 40)], []),
        # A gap that began before the thirty days begins with them; one that ended before them is forgotten.
        ([span(2000, 1000), span(500, 0)], [(720, 500, ())]),
        ([span(2000, 1000), span(900, 0)], []),
        ([span(700, 0)], []),
        # Brands: each has its own gaps, and those that overlap are one.
        ([span(50, 40, ACME), span(30, 0, ACME), span(50, 0, ZENITH)], [(40, 30, (ACME,))]),
        ([span(50, 40, b) for b in (ACME, ZENITH)] + [span(30, 0, b) for b in (ACME, ZENITH)], [(40, 30, ())]),
        (
            [span(50, 40, ACME), span(30, 0, ACME), span(50, 35, ZENITH), span(20, 0, ZENITH)],
            [(40, 20, ())],
        ),
        # What was declared for any brand holds for each.
        ([span(50, 40, ACME), span(30, 0, ACME), span(41, 29)], []),
        # A brand that is looked for only since yesterday has missed nothing.
        ([span(500, 0, ACME), span(24, 0, ZENITH)], []),
    ],
)
def test_a_gap_lies_between_two_stretches_that_were_covered(
    covered: list[Coverage], missed: list[tuple[float, float, tuple[BrandId, ...]]]
) -> None:
    assert found(covered) == missed


STRETCHES = st.lists(st.tuples(st.integers(0, 700), st.integers(1, 60)), max_size=12)


@given(STRETCHES)
def test_gaps_and_what_is_covered_part_the_time_between_first_and_last(stretches: list[tuple[int, int]]) -> None:
    covered = [span(since, max(0, since - length)) for since, length in stretches if since > 0]
    hours = {hour for c in covered for hour in range(int((NOW - c.until) / HOUR), int((NOW - c.since) / HOUR))}
    missed = {hour for since, until, _ in found(covered) for hour in range(int(until), int(since))}
    assert not hours & missed
    between = set(range(min(hours), max(hours) + 1)) if hours else set()
    # Single hours are too short to be told.
    short = {h for h in between - hours if h - 1 in hours and h + 1 in hours}
    assert missed == between - hours - short


@given(STRETCHES)
def test_gaps_come_newest_first_and_apart(stretches: list[tuple[int, int]]) -> None:
    told = found([span(since + 1, since + 1 - length) for since, length in stretches])
    assert all(later[0] < earlier[1] for later, earlier in itertools.pairwise(told))


@pytest.mark.parametrize(
    ("covered", "until"),
    [
        ([span(50, 4)], 4),
        ([span(50, 40), span(30, 2)], 2),
        ([span(50, 1, ACME), span(50, 9, ZENITH)], 9),
        ([span(50, 20, ACME), span(50, 30, ZENITH), span(50, 5)], 5),
    ],
)
def test_a_source_is_as_far_behind_as_its_slowest_brand(covered: list[Coverage], until: float) -> None:
    reach = gaps.reach(extents(covered))
    assert reach is not None
    assert (reach.since, reach.until) == (NOW - 50 * HOUR, NOW - until * HOUR)


def test_a_source_that_declares_nothing_reaches_nowhere() -> None:
    assert gaps.reach([]) is None
    assert line(state()).lag is None


@pytest.mark.parametrize(
    ("covered", "finished", "until", "grows"),
    [
        # A day may be held back; what ended before that is declared no longer.
        ([span(50, 23)], 0, 23, True),
        ([span(50, 25)], 0, 25, False),
        ([span(50, 25)], 2, 25, True),
        ([span(500, 400, ACME), span(50, 2, ZENITH)], 0, 2, True),
        ([span(500, 400, ACME), span(400, 300, ZENITH)], 0, 300, False),
        ([span(500, 400, ACME), span(50, 2)], 0, 2, True),
        # While there is more to read, anybody may be that far behind.
        ([span(500, 400, ACME), span(50, 2, ZENITH)], None, 400, True),
    ],
)
def test_what_is_declared_no_longer_holds_nothing_back(
    covered: list[Coverage], finished: float | None, until: float, grows: bool
) -> None:
    reach = gaps.reach(extents(covered), None if finished is None else NOW - finished * HOUR)
    assert reach is not None
    assert (reach.until, reach.grows) == (NOW - until * HOUR, grows)
    assert standing.line(state(), NOW, account=FREE, reach=reach).lag == (until * HOUR if grows else None)


@pytest.mark.parametrize(
    ("budget", "used", "left", "share"),
    [
        (Budget(), Cost(requests=9), (None, None, None), None),
        (Budget(requests=10), Cost(requests=4), (6, None, None), 0.4),
        (Budget(requests=10, dollars=2.0), Cost(requests=4, microdollars=1_900_000), (6, None, 0.1), 0.95),
        (Budget(items=100), Cost(items=150), (None, 0, None), 1.0),
        (Budget(dollars=0.3), Cost(microdollars=100_000), (None, None, 0.2), 1 / 3),
    ],
)
def test_an_account_says_what_is_left_and_how_near_the_end_is(
    budget: Budget, used: Cost, left: tuple[int | None, int | None, float | None], share: float | None
) -> None:
    account = Account(budget=budget, used=used, until=NOW)
    assert (account.left.requests, account.left.items, account.left.dollars) == left
    assert account.share == (None if share is None else pytest.approx(share))


def state(standing: Standing = Standing.FINE, failure: str | None = None, failures: int = 0) -> SourceState:
    return SourceState(
        source=Source(name=X, collector="x"),
        cursor="c",
        attempted_at=NOW - HOUR,
        succeeded_at=NOW - HOUR,
        failure=failure,
        mentions=3,
        standing=standing,
        failures=failures,
        due_at=NOW + HOUR,
    )


def line(of: SourceState) -> SourceLine:
    return standing.line(of, NOW, account=FREE)


@pytest.mark.parametrize(
    ("of", "word", "reason", "todo", "command"),
    [
        (state(), "fine", "", "", ""),
        (replace(state(), attempted_at=None), "new", "first turn", "", ""),
        (state(Standing.UNFINISHED), "catching up", "more to read", "", ""),
        (state(Standing.LIMITED, "900 are used up"), "asked to wait", "900 are used up", "", ""),
        (state(Standing.SPENT, "$2.00 are spent"), "budget spent", "$2.00 are spent", "give more for this month", ""),
        (state(Standing.FAILING, "503", 1), "failing", "the last turn failed: 503", "", ""),
        (state(Standing.RESTING, "503", 7), "resting after failures", "the last 7 turns failed: 503", "", ""),
        (state(Standing.STOPPED, "401"), "needs a person", "401", "Mend", "groundswell collect --source x"),
    ],
)
def test_a_standing_is_said_with_its_reason_and_what_a_person_can_do(
    of: SourceState, word: str, reason: str, todo: str, command: str
) -> None:
    said = line(of)
    assert (said.state, reason in said.reason, todo in said.todo, said.command) == (word, True, True, command)
    assert bool(said.todo) == (of.standing in (Standing.SPENT, Standing.STOPPED))


def test_every_standing_has_words() -> None:
    for each in Standing:
        assert line(state(each, "why")).state


def test_a_name_in_a_command_cannot_become_another_command() -> None:
    of = state(Standing.STOPPED, "401")
    named = replace(of, source=replace(of.source, name=SourceName("x'; rm -rf ~; '")))
    assert line(named).command == """groundswell collect --source 'x'"'"'; rm -rf ~; '"'"''"""


def test_what_is_switched_off_is_neither_due_nor_behind() -> None:
    of = state(Standing.STOPPED, "401")
    off = replace(of, source=replace(of.source, enabled=False))
    reach = gaps.reach([span(50, 40)])
    said = standing.line(off, NOW, account=FREE, reach=reach)
    assert (said.state, said.due_at, said.lag, said.reach, said.todo) == ("switched off", None, None, reach, "")
    assert standing.line(of, NOW, account=FREE, reach=reach).lag == 40 * HOUR


def test_coverage_that_is_ahead_of_now_is_no_lag() -> None:
    assert standing.line(state(), NOW, account=FREE, reach=gaps.reach([span(50, -2)])).lag == timedelta()


def test_lines_come_from_the_store_by_name(house: House) -> None:
    budget = Budget(period=Period.DAY, requests=3, dollars=1.0)
    with house.database.write() as tx:
        stored_brands.save(tx, Brand(id=ACME, name="Acme"))
        for name in (Y, X):
            sources.save(tx, Source(name=name, collector="x", budget=budget if name == X else Budget()))
        for hours in (30, 1, 0):
            spending.reserve(tx, X, Ask(most=10, microdollars=5000), Budget(), NOW - hours * HOUR)
        cover(tx, [span(50, 40), span(30, 2), replace(span(9, 8), source=Y)])
        sources.settled(tx, X, NOW, TurnEnd(standing=Standing.FINE, due_at=NOW + HOUR))
        happened = [
            SourceEvent(source=X, kind=SourceEventKind.SILENCE, at=NOW - 5 * HOUR, detail="nothing"),
            SourceEvent(source=X, kind=SourceEventKind.HEARTBEAT, at=NOW - HOUR),
        ]
        events.record(tx, happened)
        series = Series(brand=ACME, kind=SeriesKind.SOURCE, key=X)
        counts.add(
            tx,
            [
                Increment(series=series, at=NOW - h * HOUR, reporter=f"r{h}", fingerprint=f"f{h}")
                for h in (1, 2, 10, 13, 40)
            ],
        )
    with house.database.read() as tx:
        x, y = standing.lines(tx, NOW)
        later = standing.lines(tx, NOW, ZoneInfo("America/New_York"))[0]
    assert (x.source.name, y.source.name) == (X, Y)
    assert x.gaps == (Gap(since=NOW - 40 * HOUR, until=NOW - 30 * HOUR),)
    assert (x.lag, y.lag) == (2 * HOUR, 8 * HOUR)
    assert x.account.used == Cost(requests=2, items=20, microdollars=100_000)
    assert x.account.until == datetime(2026, 10, 15, tzinfo=UTC)
    assert (x.account.left.requests, x.account.left.dollars) == (1, 0.9)
    assert y.account.used == Cost()
    # New York's day begins four hours after that of UTC.
    assert (x.today, later.today, y.today) == (3, 2, 0)
    assert x.event == happened[0]
    assert (x.state, y.state) == ("fine", "new")


def test_only_what_is_watched_and_still_declared_can_be_behind(house: House) -> None:
    exports = SourceName("exports")
    with house.database.write() as tx:
        stored_brands.save(tx, Brand(id=ACME, name="Acme"))
        for name in (X, exports):
            sources.save(tx, Source(name=name, collector="files"))
            sources.settled(tx, name, NOW, TurnEnd(standing=Standing.FINE, due_at=NOW + HOUR))
        # Nobody watches Zenith any more, and what a person stated about the exports was one week of last month.
        cover(tx, [span(500, 1, ACME), span(700, 600, ZENITH), span(300, 200, ZENITH)])
        cover(tx, [replace(span(900, 732, ACME), source=exports)])
        stated, x = standing.lines(tx, NOW)
        sources.settled(
            tx, X, NOW + 30 * HOUR, TurnEnd(standing=Standing.FAILING, due_at=NOW, failures=1, failure="503")
        )
        failing = standing.lines(tx, NOW + 30 * HOUR)[1]
    assert (x.lag, x.gaps) == (HOUR, ())
    assert (stated.lag, stated.reach) == (None, Reach(since=NOW - 900 * HOUR, until=NOW - 732 * HOUR, grows=False))
    assert failing.lag == 31 * HOUR
