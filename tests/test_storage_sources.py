"""How sources stand, and how declared coverage stays as small as its gaps."""

import itertools
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from storage import brands, coverage, events, mentions, sources
from storage.database import Database, Transaction
from storage.intervals import merged
from storage.models import (
    Batch,
    Brand,
    BrandId,
    Coverage,
    Item,
    Mention,
    Source,
    SourceEvent,
    SourceEventKind,
    SourceName,
    Standing,
    TurnEnd,
)

NOW = datetime(2025, 11, 3, 12, tzinfo=UTC)
X, Y = SourceName("x"), SourceName("y")
ACME, ZENITH = BrandId("acme"), BrandId("zenith")
READ_X = Source(name=X, collector="files", options={"path": "a.csv"})


def test_a_new_source_was_never_tried(tx: Transaction) -> None:
    sources.save(tx, READ_X)
    (state,) = sources.states(tx)
    assert state.source == READ_X
    assert (state.cursor, state.attempted_at, state.succeeded_at, state.failure) == (None, None, None, None)
    assert state.mentions == 0


def test_changed_options_keep_the_cursor_and_another_collector_starts_anew(tx: Transaction) -> None:
    sources.save(tx, READ_X)
    mentions.save(tx, X, Batch(items=(), cursor="c1"), NOW)
    changed = replace(READ_X, options={"path": "a.csv", "coverage": "all"}, enabled=False)
    sources.save(tx, changed)
    assert [(s.source, s.cursor) for s in sources.states(tx)] == [(changed, "c1")]
    sources.save(tx, replace(READ_X, collector="x"))
    assert [s.cursor for s in sources.states(tx)] == [None]


def test_a_failure_is_kept_until_the_source_succeeds(tx: Transaction) -> None:
    sources.save(tx, READ_X)
    failed = TurnEnd(
        standing=Standing.FAILING,
        due_at=NOW + timedelta(minutes=1),
        failures=1,
        failure="HTTP 503\nService " + "x" * 9999,
    )
    sources.settled(tx, X, NOW, failed)
    (state,) = sources.states(tx)
    assert state.attempted_at == NOW
    assert state.succeeded_at is None
    assert state.failure is not None
    assert state.failure.startswith("HTTP 503 Service")
    assert len(state.failure) <= 500
    assert (state.standing, state.failures, state.due_at) == (Standing.FAILING, 1, NOW + timedelta(minutes=1))
    sources.settled(
        tx, X, NOW + timedelta(minutes=5), TurnEnd(standing=Standing.FINE, due_at=NOW + timedelta(minutes=9))
    )
    (state,) = sources.states(tx)
    assert (state.succeeded_at, state.failure) == (NOW + timedelta(minutes=5), None)


def test_a_source_that_is_removed_and_added_again_still_has_its_mentions(tx: Transaction) -> None:
    sources.save(tx, READ_X)
    item = Item(mention=Mention(source=X, external_id="1", text="It broke", published_at=NOW))
    mentions.save(tx, X, Batch(items=(item,), cursor="c"), NOW)
    sources.remove(tx, X)
    assert sources.states(tx) == ()
    assert mentions.save(tx, X, Batch(items=(item,), cursor="c"), NOW).known == 1
    sources.save(tx, READ_X)
    assert sources.states(tx)[0].mentions == 1


def test_events_come_newest_first_and_by_source(tx: Transaction) -> None:
    told = [
        SourceEvent(source=source, kind=SourceEventKind.SILENCE, at=NOW + timedelta(hours=n))
        for n, source in enumerate((X, Y, X))
    ]
    events.record(tx, told)
    assert events.entries(tx, None, 2) == (told[2], told[1])
    assert events.entries(tx, X, 10) == (told[2], told[0])


def span(since: int, until: int, source: SourceName = X, brand: BrandId | None = None) -> Coverage:
    hour = timedelta(hours=1)
    return Coverage(source=source, since=NOW + since * hour, until=NOW + until * hour, brand=brand)


def test_polls_that_follow_each_other_are_one_stretch(tx: Transaction) -> None:
    for n in range(20):
        coverage.cover(tx, [span(n, n + 1)])
    assert coverage.declared(tx, ACME) == (span(0, 20),)


def test_coverage_is_kept_apart_by_source_and_brand(tx: Transaction) -> None:
    declared = [span(0, 2), span(1, 3, brand=ACME), span(1, 3, brand=ZENITH), span(1, 3, source=Y)]
    coverage.cover(tx, declared)
    assert coverage.declared(tx, ACME) == (declared[0], declared[1], declared[3])


def test_an_empty_or_reversed_stretch_covers_nothing(tx: Transaction) -> None:
    coverage.cover(tx, [span(3, 3), span(5, 4)])
    assert coverage.declared(tx, ACME) == ()


SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=12)


@given(SPANS)
def test_merged_intervals_cover_the_same_time_and_lie_apart(spans: Sequence[tuple[int, int]]) -> None:
    whole = merged((NOW + timedelta(hours=a), NOW + timedelta(hours=b)) for a, b in spans)
    hours = {hour for a, b in spans for hour in range(a, b)}
    covered = [hour for a, b in whole for hour in range(31) if a <= NOW + timedelta(hours=hour) < b]
    assert sorted(covered) == sorted(hours)
    assert all(earlier[1] < later[0] for earlier, later in itertools.pairwise(whole))


@given(SPANS, st.integers(1, 5))
@settings(max_examples=50, deadline=None)
def test_the_order_and_portions_in_which_coverage_comes_do_not_matter(
    undone: Callable[[Database], AbstractContextManager[Transaction]],
    database: Database,
    spans: Sequence[tuple[int, int]],
    portion: int,
) -> None:
    declared = [span(a, b) for a, b in spans]
    with undone(database) as tx:
        coverage.cover(tx, declared)
        at_once = coverage.declared(tx, ACME)
    with undone(database) as tx:
        for start in range(0, len(declared), portion):
            coverage.cover(tx, list(reversed(declared))[start : start + portion])
        assert coverage.declared(tx, ACME) == at_once
    assert [(c.since, c.until) for c in at_once] == merged((c.since, c.until) for c in declared)


def test_brands_are_kept_as_given_and_replaced_by_id(tx: Transaction) -> None:
    acme = Brand(
        id=ACME,
        name="Acmé 🔦",
        aliases=("acme toys", "アクメ"),
        products=("torch",),
        excluded=("acme corp",),
        languages=("en", "id"),
        timezone="Europe/Berlin",
        sample=True,
    )
    brands.save(tx, Brand(id=ZENITH, name="Zenith"))
    brands.save(tx, Brand(id=ACME, name="Acme"))
    brands.save(tx, acme)
    assert brands.everything(tx) == (acme, Brand(id=ZENITH, name="Zenith"))
    assert brands.get(tx, ACME) == acme
    assert brands.get(tx, BrandId("nobody")) is None
