"""Reddit is read through praw from a local place that speaks its shapes: nothing lost, no wait, no limit passed."""

import configparser
import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.places.reddit import ACME, CLIENT_ID, CLIENT_SECRET, Post, RedditPlace, setup, subject
from benchmarks.places.server import Answer, Asked, serving
from collectors.contract import Meter, Setup, Unmetered
from collectors.reddit import answers, build, cursor, queries, things, threads, walking
from collectors.reddit.pages import Page
from collectors.testing import CHECKS, FaultKind, Subject
from storage.errors import (
    BadPayload,
    BudgetSpent,
    CollectError,
    RateLimited,
    SettingsError,
    SourceUnavailable,
    Unauthorized,
)
from storage.models import (
    Ask,
    Batch,
    Brand,
    BrandId,
    Cost,
    Grant,
    Item,
    Mention,
    Role,
    SourceEventKind,
    SourceName,
)

NOON = datetime(2026, 10, 14, 12, tzinfo=UTC)
BOLT = Brand(id=BrandId("bolt"), name="Bolt & Co", excluded=("bolt cutter",))


@pytest.fixture(scope="module")
def examined() -> Iterator[Subject]:
    with subject() as opened:
        yield opened


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_reddit_keeps_the_contract(check: Callable[[Subject], None], examined: Subject) -> None:
    check(examined)


@dataclass
class Clock:
    """What time it is, at the place and here."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class Reader:
    """Reads a place turn by turn as the program does, and remembers what was committed."""

    setup: Setup
    clock: Clock
    cursor: str | None = None
    batches: list[Batch] = field(default_factory=list)

    def turn(self, most: int | None = None) -> CollectError | None:
        """Read until there is no more, an error, or `most` batches; return the error."""
        reading = build(self.setup).collect(self.cursor, self.clock.now)
        try:
            for number, batch in enumerate(reading, 1):
                assert len(batch.cursor) < 60_000
                self.cursor = batch.cursor
                self.batches.append(batch)
                if number == most:
                    break
        except CollectError as error:
            return error
        return None

    def last(self) -> list[Batch]:
        """Read a whole turn, and return what it brought."""
        before = len(self.batches)
        assert self.turn() is None
        return self.batches[before:]

    @property
    def items(self) -> list[Item]:
        return [item for batch in self.batches for item in batch.items]

    @property
    def names(self) -> set[str]:
        return {item.mention.external_id for item in self.items}

    @property
    def events(self) -> list[SourceEventKind]:
        return [event.kind for batch in self.batches for event in batch.events]


@contextmanager
def reading(
    posts: Iterable[Post],
    clock: Clock | None = None,
    *,
    brands: tuple[Brand, ...] = (ACME,),
    meter: Meter | None = None,
    place: Mapping[str, Any] | None = None,
    **options: Any,
) -> Iterator[tuple[Reader, RedditPlace]]:
    at = clock or Clock()
    opened = RedditPlace(posts, at, **(place or {}))
    with serving(opened) as url:
        made = replace(setup(url, *brands, **options), meter=meter or Unmetered())
        yield Reader(made, at), opened


def post(id: str, minutes_ago: float, title: Any = "Acme torch", **more: Any) -> Post:
    more = {"author": "jo", "subreddit": "toys", "text": "It smokes.", **more}
    return Post(id=id, created=NOON - timedelta(minutes=minutes_ago), title=title, **more)


def comment(id: str, minutes_ago: float, under: str, parent: Any = None, **more: Any) -> Post:
    more = {"author": "al", "subreddit": "toys", "text": "Same here, it burned my son.", **more}
    at = NOON - timedelta(minutes=minutes_ago)
    return Post(id=id, created=at, parent=parent or f"t3_{under}", submission=under, **more)


def paths(place: RedditPlace) -> list[str]:
    return [asked.path for asked in place.asked]


# Reading forward


def test_a_found_submission_becomes_a_mention_with_all_that_reddit_tells() -> None:
    held = [post("s1", 60, score=7, edited=(NOON - timedelta(minutes=5), "It burns.")), comment("c1", 50, "s1")]
    with reading(held, own="AL") as (reader, _):
        reader.turn()
    found, under = (item.mention for item in reader.items)
    assert found == Mention(
        source=SourceName("reddit"),
        external_id="t3_s1",
        text="Acme torch\n\nIt burns.",
        published_at=NOON - timedelta(minutes=60),
        edited_at=NOON - timedelta(minutes=5),
        author_key="t2_6a6f",
        author_name="jo",
        thread_id="t3_s1",
        engagement=8,
        url="https://www.reddit.com/r/toys/comments/s1/acme_torch/",
    )
    assert (under.external_id, under.parent_id, under.thread_id) == ("t1_c1", "t3_s1", "t3_s1")
    assert under.role is Role.BRAND
    assert [match.brand for item in reader.items for match in item.matches] == ["acme", "acme"]


def test_a_later_turn_reads_to_the_last_mark_and_no_page_more() -> None:
    clock = Clock()
    new = [post(f"n{n:03}", -n / 60) for n in range(1, 150)]
    with reading([*(post(f"s{n:03}", 30 + n) for n in range(250)), *new], clock, threads="0") as (reader, place):
        assert reader.turn() is None
        assert len(reader.names) == 250
        clock.forward(minutes=5)
        asked = len(place.asked)
        assert reader.turn() is None
        assert len(reader.names) == 399
        assert paths(place)[asked:] == ["/api/v1/access_token"] + ["/r/all/search/"] * 2


def test_a_turn_without_news_asks_once_for_each_question() -> None:
    with reading([post("s1", 60), comment("c1", 50, "s1")], subreddits="toys", brands=(ACME, BOLT)) as (reader, place):
        reader.turn()
        asked = len(place.asked)
        reader.turn()
    assert paths(place)[asked:] == [
        "/api/v1/access_token",
        *["/r/all/search/"] * 2,
        "/api/info/",
        "/r/toys/comments",
    ]


def test_a_submission_that_is_indexed_late_is_found_by_the_overlap() -> None:
    clock = Clock()
    with reading([post("s1", 12), post("s2", 11, indexed_after=15 * 60), post("s3", 3)], clock) as (reader, _):
        reader.turn()
        assert reader.names == {"t3_s1", "t3_s3"}
        clock.forward(minutes=5)
        (late,) = [batch for batch in reader.last() if any(i.mention.external_id == "t3_s2" for i in batch.items)]
        assert late.backfilled  # it was written before anybody asked


def test_history_is_marked_and_what_comes_later_is_not() -> None:
    clock = Clock()
    held = [post("old", 60 * 24 * 5), post("older", 60 * 24 * 40), post("new", -2), comment("c1", -3, "old")]
    with reading(held, clock, backfill_days="30") as (reader, _):
        first = reader.last()
        assert {i.mention.external_id for batch in first if batch.backfilled for i in batch.items} == {"t3_old"}
        clock.forward(minutes=5)
        second = reader.last()
    fresh = {i.mention.external_id for batch in second if not batch.backfilled for i in batch.items}
    assert fresh == {"t3_new", "t1_c1"}
    assert "t3_older" not in reader.names


def test_a_question_that_is_changed_reads_its_own_history_and_the_others_go_on() -> None:
    clock = Clock()
    held = [post("s1", 600), post("s2", 500, title="Bolt & Co saw"), post("s3", 400, title="Zap torch")]
    with reading(held, clock, brands=(ACME, BOLT), threads="0") as (reader, _):
        reader.turn()
        clock.forward(minutes=5)
        renamed = replace(ACME, aliases=("Zap",))
        reader.setup = replace(reader.setup, brands=(renamed, BOLT))
        second = reader.last()
    brought = {i.mention.external_id: batch.backfilled for batch in second for i in batch.items}
    assert brought == {"t3_s1": True, "t3_s3": True, "t3_s2": True}
    assert reader.cursor is not None
    assert len(json.loads(reader.cursor)["readings"]) == 2


def test_what_is_covered_grows_with_complete_turns_and_never_reaches_now() -> None:
    clock = Clock()
    with reading([post("s1", 600)], clock, backfill_days="1") as (reader, _):
        (first,) = [period for batch in reader.last() for period in batch.coverage]
        clock.forward(minutes=5)
        (second,) = [period for batch in reader.last() for period in batch.coverage]
    assert (first.since, first.until) == (NOON - timedelta(days=1), NOON - timedelta(minutes=2))
    assert (second.since, second.until) == (first.since, NOON + timedelta(minutes=3))
    assert second.brand == "acme"


def test_a_listing_that_ends_before_the_mark_leaves_a_gap_that_is_told() -> None:
    clock = Clock()
    flood = [post(f"n{n:04}", -n / 100) for n in range(1, 1_300)]
    with reading([post("s1", 600), *flood], clock, threads="0") as (reader, _):
        reader.turn()
        clock.forward(minutes=20)
        batches = reader.last()
        (told,) = [event for batch in batches for event in batch.events]
        (period,) = [period for batch in batches for period in batch.coverage]
        assert told.kind is SourceEventKind.CATCH_UP
        assert told.brand == "acme"
        reached = min(i.mention.published_at for batch in batches for i in batch.items)
        assert period.since == reached + timedelta(seconds=1)
        assert reader.last()[-1].events == ()


def test_a_walk_that_was_cut_off_goes_on_where_it_was_and_then_reads_what_is_new() -> None:
    clock = Clock()
    held = [*(post(f"s{n:03}", 30 + n) for n in range(200)), *(post(f"n{n}", -n) for n in range(1, 4))]
    with reading(held, clock, threads="0") as (reader, place):
        reader.turn(most=1)
        clock.forward(hours=2)
        asked = len(place.asked)
        reader.turn()
        assert len(reader.names) == 203
        assert "after" in place.asked[asked + 1].query
        assert reader.events == []


def test_the_questions_that_wait_longest_are_asked_first() -> None:
    names = ("Ant", "Bee", "Cat", "Dog")
    brands = tuple(Brand(id=BrandId(name.lower()), name=name) for name in names)
    held = [post(name.lower(), 10, title=name) for name in names]
    with reading(held, brands=brands, threads="0", place={"requests_per_window": 2}) as (reader, place):
        clock = reader.clock
        for _ in names:
            reader.turn()
            clock.forward(minutes=10)
        assert len(reader.names) == 4
        assert place.over_limit == 0


# Limits


def test_an_exhausted_window_ends_the_turn_with_what_came_and_the_seconds_to_wait() -> None:
    held = [post(f"s{n:03}", 30 + n) for n in range(350)]
    clock = Clock(NOON + timedelta(seconds=400))
    with reading(held, clock, place={"requests_per_window": 2}) as (reader, place):
        error = reader.turn()
        assert isinstance(error, RateLimited)
        assert error.retry_after == 200
        assert len(reader.names) == 200
        assert place.over_limit == 0
        clock.forward(seconds=200)
        reader.turn()
        assert len(reader.names) == 350


class Pace:
    """A meter that keeps a sliding window of requests, by a clock that only others move."""

    def __init__(self, clock: Clock, requests: int) -> None:
        self._clock = clock
        self._requests = requests
        self._sent: list[datetime] = []

    def reserve(self, ask: Ask) -> Grant:
        since = self._clock.now - timedelta(seconds=600)
        self._sent = [at for at in self._sent if at > since]
        if len(self._sent) >= self._requests:
            raise RateLimited("the window is full", (self._sent[0] - since).total_seconds())
        self._sent.append(self._clock.now)
        return Grant(items=ask.most, cost=Cost(requests=1, items=ask.most), at=self._clock.now)

    def settle(self, grant: Grant, cost: Cost) -> None:
        assert cost.items <= grant.cost.items


_LIVES = st.builds(
    lambda minute, late, words: (minute, late, words),
    st.integers(-20, 60),
    st.integers(0, 590),
    st.sampled_from(["Acme torch", "An acme", "Something else"]),
)


@settings(max_examples=25, deadline=None)
@given(
    lives=st.lists(_LIVES, min_size=5, max_size=40),
    answers_=st.lists(st.tuples(st.integers(0, 24), st.integers(0, 60), st.booleans()), max_size=25),
    steps=st.lists(st.tuples(st.integers(1, 9), st.one_of(st.none(), st.integers(1, 4))), min_size=5, max_size=20),
    limit=st.integers(4, 30),
    deleted=st.sets(st.integers(0, 24), max_size=3),
)
def test_no_order_of_news_kills_and_turns_loses_anything_or_passes_a_limit(
    lives: list[tuple[int, int, str]],
    answers_: list[tuple[int, int, bool]],
    steps: list[tuple[int, int | None]],
    limit: int,
    deleted: set[int],
) -> None:
    held = [
        post(
            f"s{n}",
            -minute,
            words,
            indexed_after=late,
            deleted=NOON + timedelta(minutes=100 + n) if n in deleted else None,
        )
        for n, (minute, late, words) in enumerate(lives)
    ]
    for n, (under, minute, nested) in enumerate(answers_):
        if under < len(lives):
            parent = (
                f"t1_c{n - 1}"
                if nested and any(p.id == f"c{n - 1}" and p.submission == f"s{under}" for p in held)
                else None
            )
            written = max(minute, lives[under][0] + 1)
            held.append(comment(f"c{n}", -written, f"s{under}", parent))
    clock = Clock()
    # A submission that is not followed any more is left to verifying.
    pace, window = Pace(clock, limit), {"requests_per_window": limit}
    with reading(held, clock, meter=pace, place=window, threads="100") as (reader, place):
        for minutes, most in steps:
            error = reader.turn(most)
            assert error is None or isinstance(error, RateLimited)
            clock.forward(minutes=minutes)
        clock.now = max(clock.now, NOON + timedelta(minutes=200))
        for _ in range(30):
            reader.turn()
            clock.forward(minutes=10)
        assert place.over_limit == 0
    about = {p.name for p in held if p.parent is None and "acme" in p.title.lower()}
    seen = {p.name for p in held if p.name in about and p.deleted is None}
    under = {p.name for p in held if p.parent is not None and f"t3_{p.submission}" in seen}
    assert seen | under <= reader.names
    assert reader.names <= about | {p.name for p in held if p.parent is not None and f"t3_{p.submission}" in about}
    withdrawn = {name for batch in reader.batches for name in batch.withdrawn}
    assert {p.name for p in held if p.deleted and p.name in reader.names} <= withdrawn
    assert withdrawn <= {p.name for p in held if p.deleted}


def test_the_meter_is_asked_before_every_request_and_told_what_came() -> None:
    @dataclass
    class Book:
        asked: list[Ask] = field(default_factory=list)
        costs: list[Cost] = field(default_factory=list)

        def reserve(self, ask: Ask) -> Grant:
            self.asked.append(ask)
            return Grant(items=ask.most, cost=Cost(requests=1, items=ask.most), at=NOON)

        def settle(self, grant: Grant, cost: Cost) -> None:
            self.costs.append(cost)

    book = Book()
    held = [post("s1", 60), comment("c1", 50, "s1"), comment("c2", 40, "s1", "t1_c1")]
    with reading(held, meter=book, requests_per_window="600") as (reader, place):
        reader.turn()
    assert len(book.asked) == len(place.asked) == len(book.costs) == 4
    assert {(ask.limit.requests, ask.limit.seconds) for ask in book.asked if ask.limit} == {(600, 600)}
    assert [cost.items for cost in book.costs] == [0, 1, 0, 2]


# Threads


class Purse:
    """A meter that holds so many items."""

    def __init__(self, items: int) -> None:
        self.items = items

    def reserve(self, ask: Ask) -> Grant:
        granted = min(ask.most, self.items)
        if granted < ask.least:
            raise BudgetSpent("nothing left")
        self.items -= granted
        return Grant(items=granted, cost=Cost(requests=1, items=granted), at=NOON)

    def settle(self, grant: Grant, cost: Cost) -> None:
        self.items += grant.items - cost.items


def test_a_popular_thread_is_read_as_far_as_the_budget_holds_and_silences_nothing() -> None:
    clock, purse = Clock(), Purse(301)
    held = [post("s1", 60), *(comment(f"c{n:03}", 50 - n / 20, "s1") for n in range(450)), post("s2", -3)]
    with reading(held, clock, meter=purse) as (reader, place):
        assert reader.turn() is None
        assert reader.names == {"t3_s1", *(f"t1_c{n:03}" for n in range(150, 450))}
        assert purse.items == 0
        purse.items = 301
        clock.forward(minutes=5)
        assert reader.turn() is None
    assert "t3_s2" in reader.names
    assert paths(place).count("/comments/s1/") == 1


def test_a_number_of_comments_that_cannot_be_is_bounded_and_forgets_nothing() -> None:
    class Boasting(RedditPlace):
        def answer(self, asked: Asked) -> Answer:
            answer = super().answer(asked)
            for child in (
                answer.body["data"]["children"] if isinstance(answer.body, dict) and "data" in answer.body else ()
            ):
                child["data"]["num_comments"] = 10**15
            return answer

    clock = Clock()
    with serving(Boasting([post("s1", 60), comment("c1", 50, "s1")], clock)) as url:
        reader = Reader(setup(url), clock)
        reader.turn()
        assert set(cursor.state(reader.cursor).readings) == {"acme"}
        assert reader.names == {"t3_s1", "t1_c1"}


def test_a_thread_is_read_again_when_it_grows_and_only_then() -> None:
    clock = Clock()
    held = [post("s1", 60), comment("c1", 50, "s1"), comment("c2", -7, "s1", "t1_c1")]
    with reading(held, clock) as (reader, place):
        reader.turn()
        assert reader.names == {"t3_s1", "t1_c1"}
        clock.forward(minutes=5)
        reader.turn()
        assert paths(place).count("/comments/s1/") == 1
        clock.forward(minutes=5)
        reader.turn()
        assert paths(place).count("/comments/s1/") == 2
    assert reader.names == {"t3_s1", "t1_c1", "t1_c2"}


def test_a_comment_that_a_slow_clock_takes_for_the_future_is_read_when_its_time_has_come() -> None:
    held = [post("s1", 60), comment("c1", 50, "s1"), comment("c2", 1, "s1")]
    with reading(held) as (reader, _):
        reader.clock = Clock(NOON - timedelta(minutes=5))
        reader.turn()
        assert reader.names == {"t3_s1", "t1_c1"}
        reader.clock.forward(minutes=5)
        reader.turn()
    assert "t1_c2" in reader.names


def test_only_the_latest_submissions_are_followed() -> None:
    held = [p for n in range(6) for p in (post(f"s{n}", 10 + n), comment(f"c{n}", 5, f"s{n}"))]
    with reading(held, threads="2") as (reader, _):
        reader.turn()
    assert {name for name in reader.names if name.startswith("t1")} == {"t1_c0", "t1_c1"}
    with reading(held, threads="0") as (reader, place):
        reader.turn()
    assert not any("comments" in path or "info" in path for path in paths(place))


def test_a_huge_thread_costs_one_request_and_brings_its_newest_comments() -> None:
    held = [post("s1", 600), *(comment(f"c{n:03}", 500 - n / 2, "s1") for n in range(700))]
    with reading(held) as (reader, place):
        reader.turn()
    assert paths(place).count("/comments/s1/") == 1
    assert {f"t1_c{n:03}" for n in range(200, 700)} < reader.names
    assert len(reader.names) == 501


def test_a_thread_in_a_subreddit_that_closed_is_left_alone() -> None:
    clock = Clock()
    held = [post("s1", 60, subreddit="gone"), comment("c1", 50, "s1"), post("s2", 50), comment("c2", 40, "s2")]
    with reading(held, clock, place={"subreddits": {"gone": "private"}}) as (reader, place):
        assert reader.turn() is None
        assert reader.turn() is None
    assert reader.names == {"t3_s1", "t3_s2", "t1_c2"}
    assert paths(place).count("/comments/s1/") == 1


def test_a_comment_with_an_excluded_word_is_left_for_analysis_to_judge() -> None:
    held = [
        post("s1", 60, title="Bolt & Co saw"),
        comment("c1", 50, "s1", text="My bolt  CUTTER broke"),
        comment("c2", 40, "s1", text="My boltcutter broke"),
    ]
    with reading(held, brands=(BOLT,)) as (reader, _):
        reader.turn()
    assert {i.mention.external_id: bool(i.matches) for i in reader.items} == {
        "t3_s1": True,
        "t1_c1": False,
        "t1_c2": True,
    }


_TREE: dict[str, Any] = {
    "kind": "t1",
    "data": {"name": "t1_a", "created_utc": 1_790_000_000, "body": "x", "parent_id": "t3_s", "link_id": "t3_s"},
}


def test_a_tree_that_is_too_deep_too_large_or_turns_back_is_bounded() -> None:
    def node(name: str, *replies: Any) -> dict[str, Any]:
        below = {"kind": "Listing", "data": {"children": list(replies)}}
        return {"kind": "t1", "data": {**_TREE["data"], "name": name, "replies": below}}

    deep = node("t1_d")
    for n in range(5_000):
        deep = node(f"t1_d{n}", deep)
    assert len(threads.nodes([deep])) == threads.DEEPEST + 1
    assert len(threads.nodes([node("t1_w", *(node(f"t1_w{n}") for n in range(5_000)))])) == threads.MOST_NODES
    circle = node("t1_o")
    circle["data"]["replies"]["data"]["children"].append(circle)
    found, rejects = threads.comments(threads.nodes([circle, circle]), "thread")
    assert [thing.name for thing in found] == ["t1_o"]
    assert rejects == ()


def test_stubs_and_nonsense_in_a_tree_hide_nothing_beside_them() -> None:
    roots = [{"kind": "more", "data": {"children": ["b"]}}, None, 7, {"kind": "t1"}, _TREE, {"kind": "t1", "data": []}]
    found, rejects = threads.comments(threads.nodes(roots), "thread")
    assert [thing.name for thing in found] == ["t1_a"]
    assert len(rejects) == 4


# Streams


def test_the_stream_of_subreddits_is_sieved_and_read_to_its_mark() -> None:
    clock = Clock()
    held = [
        post("s1", 9_000, title="Weather"),
        *(comment(f"c{n:03}", 20 + n, "s1", subreddit="toys" if n % 2 else "home") for n in range(150)),
        comment("new", -3, "s1", text="Acme again"),
        comment("else", 5, "s1", subreddit="elsewhere"),
    ]
    with reading(held, clock, subreddits="r/toys, HOME") as (reader, place):
        first = [batch for batch in reader.last() if batch.items]
        assert all(batch.sieved and batch.backfilled for batch in first)
        assert not any(item.matches for batch in first for item in batch.items)
        assert len(reader.names) == 150
        clock.forward(minutes=5)
        news, again = [batch for batch in reader.last() if batch.items]
        assert news.sieved
        assert [item.mention.external_id for item in news.items] == ["t1_new"]
        assert (news.backfilled, again.backfilled) == (False, True)
        assert "/r/home+toys/comments" in paths(place)
    assert "t1_new" in reader.names
    assert "t1_else" not in reader.names


@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize("state", ["private", "banned", "quarantined", "unknown"])
def test_a_subreddit_that_may_not_be_read_stops_no_other_and_is_told_once(state: str, strict: bool) -> None:
    clock = Clock()
    held = [post("s1", 600, title="Weather"), comment("c1", 60, "s1"), comment("c2", -4, "s1")]
    known = {} if state == "unknown" else {"closed": state}
    with reading(held, clock, subreddits="toys,closed", place={"subreddits": known, "strict": strict}) as (reader, _):
        assert reader.turn() is None
        clock.forward(minutes=5)
        assert reader.turn() is None
        clock.forward(hours=2)
        assert reader.turn() is None
    assert {"t1_c1", "t1_c2"} <= reader.names
    assert reader.events == ([SourceEventKind.FAILURE] if strict else [])


def test_a_subreddit_that_opens_again_is_read_again() -> None:
    clock = Clock()
    held = [post("s1", 600, title="Weather"), comment("c1", 60, "s1"), comment("c2", 50, "s1", subreddit="shy")]
    closed = {"subreddits": {"shy": "private"}, "strict": True}
    with reading(held, clock, subreddits="toys,shy", place=closed) as (reader, place):
        reader.turn()
        assert "t1_c2" not in reader.names
        place.subreddits["shy"] = "public"
        clock.forward(hours=2)
        reader.turn()
    assert "t1_c2" in reader.names


def test_subreddits_that_are_refused_together_by_mistake_are_read_in_the_same_turn() -> None:
    held = [post("s1", 600, title="Weather"), comment("c1", 60, "s1"), comment("c2", 50, "s1", subreddit="home")]
    refusals = iter([FaultKind.FORBIDDEN])

    def once(_: int, asked: Asked) -> FaultKind | None:
        return next(refusals, None) if asked.path == "/r/toys+home/comments" else None

    with reading(held, subreddits="toys,home", place={"fault": once}) as (reader, _):
        assert reader.turn() is None
    assert {"t1_c1", "t1_c2"} <= reader.names
    assert reader.events == []


def test_a_source_that_may_read_nothing_at_all_fails() -> None:
    with reading([post("s1", 60)], search_in="closed", place={"subreddits": {"closed": "private"}}) as (reader, _):
        error = reader.turn()
        assert isinstance(error, SourceUnavailable)
        assert "private" in str(error)
        assert isinstance(reader.turn(), SourceUnavailable)
    assert reader.events == [SourceEventKind.FAILURE]


# Edits and deletions


def test_a_followed_submission_that_is_edited_comes_with_its_new_text() -> None:
    clock = Clock()
    held = [post("s1", 600, edited=(NOON + timedelta(minutes=2), "It burned my son.")), post("s2", 30)]
    with reading(held, clock) as (reader, _):
        reader.turn()
        clock.forward(minutes=5)
        (again,) = [i.mention for b in reader.last() for i in b.items if i.mention.external_id == "t3_s1"]
    assert again.text == "Acme torch\n\nIt burned my son."
    assert again.edited_at == NOON + timedelta(minutes=2)


@pytest.mark.parametrize("how", ["deleted", "removed"])
def test_what_is_deleted_or_removed_is_withdrawn_and_no_mention(how: str) -> None:
    clock = Clock()
    held = [
        post("s1", 600, **{how: NOON + timedelta(minutes=2)}),
        post("s2", 500, **{how: NOON - timedelta(minutes=2)}),
        post("s3", 400),
        comment("c1", 300, "s3", **{how: NOON + timedelta(minutes=2)}),
        comment("c2", 200, "s3", "t1_c1"),
        comment("c3", -1, "s3"),
    ]
    with reading(held, clock) as (reader, _):
        reader.turn()
        assert reader.names == {"t3_s1", "t3_s3", "t1_c1", "t1_c2"}
        clock.forward(minutes=5)
        batches = reader.last()
    assert {name for batch in batches for name in batch.withdrawn} == {"t3_s1", "t1_c1"}
    assert {i.mention.external_id for batch in batches for i in batch.items} == {"t3_s3", "t1_c2", "t1_c3"}


def test_verify_tells_what_stands_what_was_edited_and_what_is_gone() -> None:
    clock = Clock()
    edited = (NOON - timedelta(minutes=1), "It burned.")
    held = [
        *(post(f"s{n:03}", 60) for n in range(120)),
        comment("c1", 50, "s001", edited=edited),
        comment("c2", 50, "s001", deleted=NOON),
        comment("c3", 50, "s001", removed=NOON),
    ]
    names = [p.name for p in held] + ["t3_never", "from another place"]
    asked = [_mention(name) for name in names]
    with reading(held, clock) as (reader, place):
        told = list(build(reader.setup).verify(asked, clock.now))
    assert paths(place) == ["/api/v1/access_token", "/api/info/", "/api/info/"]
    assert {name for answer in told for name in answer.gone} == {"t1_c2", "t1_c3", "t3_never"}
    items = {item.mention.external_id: item.mention for answer in told for item in answer.items}
    assert items.keys() == {p.name for p in held} - {"t1_c2", "t1_c3"}
    assert (items["t1_c1"].text, items["t1_c1"].edited_at) == ("It burned.", edited[0])


def test_an_answer_without_anything_in_it_deletes_nothing() -> None:
    with reading([]) as (reader, _):
        (told,) = build(reader.setup).verify([_mention(f"t3_s{n}") for n in range(50)], NOON)
    assert len(told.asked) == 50
    assert told.gone == ()


def _mention(name: str) -> Mention:
    return Mention(source=SourceName("reddit"), external_id=name, text="x", published_at=NOON)


# Hostile places


def test_a_loop_is_told_once_and_the_mark_stays() -> None:
    clock = Clock()
    held = [post(f"s{n:03}", 30 + n) for n in range(350)]

    class Looping(RedditPlace):
        looping = True

        def answer(self, asked: Asked) -> Answer:
            if self.looping and "search" in asked.path:
                asked = replace(asked, query={k: v for k, v in asked.query.items() if k != "after"})
            return super().answer(asked)

    place = Looping(held, clock)
    with serving(place) as url:
        reader = Reader(setup(url, threads="0"), clock)
        assert reader.turn() is None
        assert reader.turn() is None
        assert reader.events == [SourceEventKind.LOOP]
        assert not any(batch.coverage for batch in reader.batches)
        assert len(reader.names) == 100
        assert len(place.asked) == 6
        place.looping = False
        reader.turn()
    assert len(reader.names) == 350


def _listed(*children: Any, after: str | None = None) -> dict[str, Any]:
    return {"kind": "Listing", "data": {"children": list(children), "after": after}}


class Saying(RedditPlace):
    """A place that answers every search with one body."""

    body: Any = None

    def answer(self, asked: Asked) -> Answer:
        answer = super().answer(asked)
        return replace(answer, body=self.body) if "search" in asked.path else answer


@contextmanager
def saying(body: Any) -> Iterator[Reader]:
    place = Saying([], Clock())
    place.body = body
    with serving(place) as url:
        yield Reader(setup(url), Clock())


GOOD = {
    "kind": "t3",
    "data": {"name": "t3_good", "created_utc": 1_790_000_000.0, "title": "Acme", "selftext": "x", "author": "jo"},
}


@pytest.mark.parametrize(
    "broken",
    [
        None,
        "t3_x",
        [],
        {"kind": "t5", "data": {}},
        {"kind": "t3", "data": None},
        {"kind": "t3", "data": {**GOOD["data"], "name": "t1_good"}},  # type: ignore[dict-item]
        {"kind": "t3", "data": {**GOOD["data"], "name": "t3_../../x"}},  # type: ignore[dict-item]
        {"kind": "t3", "data": {**GOOD["data"], "created_utc": float("nan")}},  # type: ignore[dict-item]
        {"kind": "t3", "data": {**GOOD["data"], "created_utc": 10**400}},  # type: ignore[dict-item]
        {"kind": "t3", "data": {**GOOD["data"], "created_utc": True}},  # type: ignore[dict-item]
        {"kind": "t3", "data": {**GOOD["data"], "title": None}},  # type: ignore[dict-item]
        {"kind": "t3", "data": {**GOOD["data"], "selftext": 7}},  # type: ignore[dict-item]
        {"kind": "t1", "data": {"name": "t1_x", "created_utc": 1_790_000_000}},
    ],
)
def test_a_malformed_entry_is_rejected_and_refuses_nothing_else(broken: Any) -> None:
    with saying(_listed(broken, GOOD)) as reader:
        assert reader.turn() is None
        rejects = [reject for batch in reader.batches for reject in batch.rejects]
        assert reader.names == {"t3_good"}
        assert len(rejects) == 1
        reader.turn()
        again = [reject for batch in reader.batches for reject in batch.rejects]
        assert set(again) == set(rejects)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"message": "Internal Server Error", "error": 500}, SourceUnavailable),
        ({"message": "Unauthorized", "error": 401}, Unauthorized),
        ({"kind": "Listing", "data": {"children": {}, "after": None}}, BadPayload),
        ({"kind": "Listing", "data": {"children": [], "after": "../x"}}, BadPayload),
        ({"kind": "Listing"}, BadPayload),
        ([], BadPayload),
        (7, BadPayload),
        (b"", BadPayload),
        (b"null", BadPayload),
        (b"\xff\xfe\x00", BadPayload),
        (b"[" * 100_000, BadPayload),
    ],
)
def test_a_body_of_another_shape_is_told_as_what_it_is(body: Any, error: type[CollectError]) -> None:
    with saying(body) as reader:
        assert type(reader.turn()) is error


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer(body={"error": "invalid_grant"}), Unauthorized),
        (Answer(status=400, body={"error": "invalid_request"}), Unauthorized),
        (Answer(status=401, body={"message": "Unauthorized", "error": 401}), Unauthorized),
        (Answer(status=500, body=b""), SourceUnavailable),
        (Answer(status=429, body=b"slow down"), RateLimited),
        (Answer(body=b"<html>"), BadPayload),
        (Answer(body={"access_token": "t", "expires_in": "soon", "scope": "*"}), BadPayload),
        (Answer(body={"access_token": "a\nb", "expires_in": 1, "scope": "*"}), BadPayload),
        (Answer(status=302, headers={"location": "https://elsewhere.example/"}), BadPayload),
    ],
)
def test_a_refused_token_is_told_as_what_it_is(answer: Answer, error: type[CollectError]) -> None:
    class Refusing(RedditPlace):
        def answer(self, asked: Asked) -> Answer:
            return answer

    with serving(Refusing([], Clock())) as url:
        failed = Reader(setup(url), Clock()).turn()
    assert type(failed) is error


def test_credentials_that_are_repeated_are_not_repeated() -> None:
    class Echoing(RedditPlace):
        def answer(self, asked: Asked) -> Answer:
            answer = super().answer(asked)
            token = asked.headers["Authorization"].partition(" ")[2]
            listings = answer.body if isinstance(answer.body, list) else [answer.body]
            for told in listings:
                if "data" in told:
                    echo = [token, CLIENT_SECRET, {token: CLIENT_ID}]
                    told["data"]["children"] += [*echo, {"kind": "t3", "data": {"name": f"t3_{token}", "title": echo}}]
            return answer

    with serving(Echoing([post("s1", 60), comment("c1", 50, "s1")], Clock())) as url:
        reader = Reader(setup(url, subreddits="toys"), Clock())
        assert reader.turn() is None
    rejects = [reject for batch in reader.batches for reject in batch.rejects]
    assert len(rejects) >= 9
    assert "…" in rejects[0].raw or "\\u2026" in rejects[0].raw
    assert not any(secret in str(reader.batches) for secret in (CLIENT_ID, CLIENT_SECRET, "sentinel-access-token"))
    refusal = Answer(body={"error": "sesame_word"})

    class Refusing(RedditPlace):
        def answer(self, asked: Asked) -> Answer:
            return refusal

    with serving(Refusing([], Clock())) as url:
        made = setup(url)
        secrets = {**made.secrets, "client_secret": "sesame_word"}
        error = Reader(replace(made, secrets=secrets), Clock()).turn()
    assert isinstance(error, Unauthorized)
    assert "sesame" not in str(error)


def test_a_token_that_ends_within_a_turn_is_renewed_without_waiting() -> None:
    held = [post(f"s{n:03}", 30 + n) for n in range(250)]
    with reading(held, threads="0") as (reader, place):
        for number, batch in enumerate(build(reader.setup).collect(None, NOON)):
            reader.batches.append(batch)
            if number == 0:
                place.revoke_tokens()
    assert len(reader.names) == 250
    assert paths(place).count("/api/v1/access_token") == 2


@pytest.mark.parametrize(
    ("status", "headers", "body", "somewhere", "accepted", "expected"),
    [
        (429, {"retry-after": "12"}, b"", False, True, RateLimited),
        (402, {}, b"", False, True, BudgetSpent),
        (403, {}, b"<html>blocked", True, False, Unauthorized),
        (403, {}, b"", True, True, answers.Closed),
        (403, {}, b'{"reason": "private"}', True, False, answers.Closed),
        (403, {}, b'{"reason": "private"}', False, True, Unauthorized),
        (404, {}, b"", True, True, answers.Closed),
        (404, {}, b"", False, True, BadPayload),
        (302, {}, b"", True, True, answers.Closed),
        (302, {}, b"", False, True, BadPayload),
        (500, {}, b"", True, True, SourceUnavailable),
        (520, {}, b"", False, True, SourceUnavailable),
        (418, {}, b"", False, True, BadPayload),
    ],
)
def test_a_status_becomes_what_its_catcher_should_do(
    status: int, headers: dict[str, str], body: bytes, somewhere: bool, accepted: bool, expected: type[Exception]
) -> None:
    assert type(answers.error(status, headers, body, somewhere=somewhere, accepted=accepted)) is expected


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "12"}, 12),
        ({"x-ratelimit-reset": "217"}, 217),
        ({"retry-after": "12", "x-ratelimit-reset": "217.5"}, 217.5),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"}, None),
        ({"x-ratelimit-reset": "nan", "retry-after": "-3"}, None),
        ({"x-ratelimit-reset": "1e30"}, 86_400),
    ],
)
def test_the_seconds_to_wait_are_read_from_what_reddit_says(headers: dict[str, str], seconds: float | None) -> None:
    assert answers.wait(headers) == seconds


# Walking, without any place


def _page(*entries: tuple[str, int], after: str | None = None) -> Page:
    told = tuple({"kind": "t3", "data": {**GOOD["data"], "name": n, "created_utc": at}} for n, at in entries)  # type: ignore[dict-item]
    return Page(entries=told, after=after, asked=100)


def _walked(pages: Mapping[Any, Page], reading: cursor.Reading, now: int) -> list[walking.Step]:
    return list(walking.walk(lambda after, _most: pages[after], reading, "place", now))


START = 1_790_000_000


def test_a_walk_whose_thread_was_lost_begins_again_from_the_top() -> None:
    reading = walking.begin("q", START, 1_000)
    under_way = replace(
        reading, walk=cursor.Walk(began=START, floor=START - 1_000, after="t3_gone", asked=100, found=2)
    )
    pages = {"t3_gone": _page(), None: _page(("t3_b", START - 5), ("t3_a", START - 9))}
    (only,) = _walked(pages, under_way, START)
    assert [thing.name for thing in only.things] == ["t3_b", "t3_a"]
    assert only.reading.mark == START - 5
    assert only.reading.walk is None


def test_an_empty_listing_claims_nothing_where_something_was_known() -> None:
    known = replace(walking.begin("q", START, 1_000), mark=START - 5, span=(START - 1_000, START - 120))
    (only,) = _walked({None: _page()}, known, START + 300)
    assert only.reading.mark == START - 5
    assert only.reading.span == known.span
    assert only.missed is None


def test_a_mark_that_is_gone_is_told_as_a_gap() -> None:
    known = replace(walking.begin("q", START, 1_000), mark=START, span=(START - 1_000, START - 120))
    (only,) = _walked({None: _page(("t3_c", START + 90))}, known, START + 300)
    assert only.missed == (START, START + 90)
    assert only.reading.span == (START + 91, START + 180)


def test_what_a_fast_clock_marks_is_what_reddit_dated() -> None:
    fast = START + 3_600
    (first,) = _walked({None: _page(("t3_a", START - 5))}, walking.begin("q", fast, 10_000), fast)
    assert first.reading.mark == START - 5
    (second,) = _walked({None: _page(("t3_b", START + 8), ("t3_a", START - 5))}, first.reading, START + 10)
    assert "t3_b" in {thing.name for thing in second.things}


def test_what_is_dated_after_now_waits_and_is_not_marked_as_read() -> None:
    ahead, past = ("t3_c", START + 5_000), ("t3_a", START - 5)
    (first,) = _walked({None: _page(ahead, past)}, walking.begin("q", START, 1_000), START)
    assert [thing.name for thing in first.things] == ["t3_a"]
    (second,) = _walked({None: _page(ahead, ("t3_b", START + 1_000), past)}, first.reading, START + 6_000)
    assert {thing.name for thing in second.things} == {"t3_c", "t3_b", "t3_a"}


# Queries


@pytest.mark.parametrize(
    ("brand", "text"),
    [
        (Brand(id=BrandId("a"), name="Acme"), '"Acme"'),
        (Brand(id=BrandId("a"), name="Acme", aliases=("acme toys",)), '"Acme" OR "acme toys"'),
        (
            Brand(id=BrandId("a"), name="Acme", aliases=("Toys",), excluded=("bolt", "nut")),
            '("Acme" OR "Toys") NOT "bolt" NOT "nut"',
        ),
        (Brand(id=BrandId("a"), name='x" OR subreddit:all OR "'), '"x OR subreddit:all OR"'),
        (Brand(id=BrandId("a"), name="back\\slash\n\x00 (and) more"), '"back slash (and) more"'),
        (Brand(id=BrandId("a"), name="Acme", aliases=("!!!", '"', "Acme")), '"Acme"'),
    ],
)
def test_names_become_phrases_that_hold_no_syntax(brand: Brand, text: str) -> None:
    assert [query.text for query in queries.queries(brand, "all")] == [text]


def test_a_brand_with_many_names_is_asked_for_in_several_searches_that_fit() -> None:
    aliases = tuple(f"Acme model number {n:03}" for n in range(60))
    brand = Brand(id=BrandId("acme"), name="Acme", aliases=aliases, excluded=tuple(f"word{n}" for n in range(99)))
    found = queries.queries(brand, "all")
    assert all(len(query.text) <= queries.LONGEST_QUERY for query in found)
    assert len({query.key for query in found}) == len({query.digest for query in found}) == len(found) > 1
    assert all(any(f'"{alias}"' in query.text for query in found) for alias in aliases)
    held = [post("s1", 60, title=aliases[-1]), post("s2", 50, title=aliases[0])]
    with reading(held, brands=(brand,)) as (reader, _):
        assert reader.last()[-1].coverage
    assert reader.names == {"t3_s1", "t3_s2"}


def test_a_search_of_ones_own_takes_the_place_of_the_names() -> None:
    held = [post("s1", 60), post("s2", 50, title="The torch from the shop")]
    own: dict[str, Any] = {"query.acme": '"torch" NOT acme'}
    with reading(held, **own) as (reader, _):
        reader.turn()
    assert reader.names == {"t3_s2"}


# Settings and secrets


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("subreddits", "toys,no/such"),
        ("search_in", "a b"),
        ("threads", "101"),
        ("threads", "many"),
        ("backfill_days", "-1"),
        ("requests_per_window", "0"),
        ("timeout", "nan"),
        ("own", "u/jo,?"),
        ("user_agent", "x"),
        ("user_agent", "line\nbreak and more"),
        ("query.nobody", "x"),
        ("query.acme", "x" * 513),
        ("reddit_url", "ftp://x"),
        ("oauth_url", "https://user:pass@reddit.example"),
        ("praw_site", "x"),
    ],
)
def test_an_option_that_cannot_be_used_is_refused_by_name(name: str, value: str) -> None:
    made = setup("http://127.0.0.1:1")
    with pytest.raises(SettingsError, match=name.replace(".", r"\.")) as refused:
        build(replace(made, options={**made.options, name: value}))
    assert "pass" not in str(refused.value)


@pytest.mark.parametrize("name", ["client_id", "client_secret"])
def test_credentials_come_by_reference_and_are_not_quoted(name: str) -> None:
    made = setup("http://127.0.0.1:1")
    hidden = {other: value for other, value in made.secrets.items() if other != name}
    with pytest.raises(SettingsError, match="env:NAME"):
        build(replace(made, secrets=hidden))
    with pytest.raises(SettingsError, match="env:NAME or file:PATH") as refused:
        build(replace(made, secrets=hidden, options={**made.options, name: "s3cr3t-value"}))
    assert "s3cr3t" not in str(refused.value)


def test_nothing_secret_is_logged_and_nothing_is_retried(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with subject() as examined:
        for fault in [None, *examined.faults]:
            made = getattr(fault, "setup", examined.setup)
            reader = Reader(made, Clock(examined.now))
            error = reader.turn()
            assert CLIENT_SECRET not in repr((build(made), made, error))
    assert "sentinel" not in caplog.text
    assert CLIENT_ID not in caplog.text
    assert "Retry" not in caplog.text
    assert "Sleep" not in caplog.text


_PROGRAM = """
import sys
from datetime import datetime
from benchmarks.places.reddit import setup
from collectors.reddit import build
url, now = sys.argv[1:]
for batch in build(setup(url)).collect(None, datetime.fromisoformat(now)):
    for item in batch.items:
        sys.stdout.write(item.mention.external_id + "\\n")
"""


def test_no_file_and_no_variable_leads_the_credentials_elsewhere(tmp_path: Path) -> None:
    attacker, honest = RedditPlace([], Clock()), RedditPlace([post("s1", 60)], Clock())
    with serving(attacker) as evil, serving(honest) as url:
        lie = configparser.ConfigParser()
        lie["DEFAULT"] = {
            "oauth_url": evil,
            "reddit_url": evil,
            "client_id": "theirs",
            "username": "them",
            "password": "theirs",
            "refresh_token": "theirs",
            "timeout": "nonsense",
            "comment_kind": "t9",
        }
        config = tmp_path / "config"
        config.mkdir()
        for folder in (tmp_path, config):
            with (folder / "praw.ini").open("w") as file:
                lie.write(file)
        (tmp_path / ".netrc").write_text("machine 127.0.0.1 login them password theirs\n")
        names = ("client_id", "client_secret", "username", "password", "refresh_token", "oauth_url", "reddit_url")
        environment = {
            **os.environ,
            **{f"praw_{name}": evil if name.endswith("url") else "theirs" for name in names},
            "praw_site": "DEFAULT",
            "praw_check_for_updates": "true",
            "XDG_CONFIG_HOME": str(config),
            "HOME": str(tmp_path),
            "PYTHONPATH": str(Path(__file__).parent.parent),
        }
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", _PROGRAM, url, NOON.isoformat()],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert (done.stdout, done.stderr) == ("t3_s1\n", "")
    assert attacker.asked == []
    assert honest.asked[0].form == {"grant_type": "client_credentials"}
    agents = {asked.headers["User-Agent"].partition(" PRAW")[0] for asked in honest.asked}
    assert all(agent.startswith("python:groundswell:") for agent in agents)


# Cursors


def test_a_cursor_comes_back_as_it_was_and_stays_small() -> None:
    walk = cursor.Walk(began=1, floor=2, after="t3_abc", asked=3, found=4, newest=5, oldest=None)
    readings = {
        f"{'ñ' * 60}{n}": cursor.Reading(
            digest="0" * 16,
            asked_at=1_790_000_000,
            start=1_790_000_000,
            mark=1_790_000_000,
            span=(1_790_000_000, 1_790_000_000),
            walk=walk if n == 0 else None,
            done=1_790_000_000,
            looped=True,
        )
        for n in range(150)
    }
    followed = tuple(
        cursor.Followed(
            name=f"t3_{n:07}", created=1_790_000_000, comments=n, edited=1_790_000_000, brands=(BrandId("x" * 60),) * 3
        )
        for n in range(100)
    )
    state = cursor.State(
        readings=readings, followed=followed, closed={f"{'x' * 38}{n:02}": 1_790_000_000 for n in range(100)}
    )
    assert cursor.state(state.cursor()) == state
    assert len(state.cursor()) < 60_000


@given(
    st.recursive(
        st.none() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_a_cursor_nobody_wrote_is_read_as_the_beginning(said: Any) -> None:
    assert cursor.state(json.dumps(said)) == cursor.State()
    assert (
        cursor.state(json.dumps({"reddit": 1, "readings": {"a": said}, "followed": [], "closed": {}})) == cursor.State()
    )


def test_a_shell_is_known_by_its_words_and_not_by_its_author() -> None:
    def gone(**data: Any) -> bool:
        return things.read({"kind": "t3", "data": {**GOOD["data"], **data}}).gone  # type: ignore[dict-item]

    assert all(
        gone(selftext=text) for text in ("[deleted]", "[removed]", " [ Removed by Reddit ] ", "[deleted by user]")
    )
    assert gone(removed_by_category="moderator")
    assert not gone(author="[deleted]", selftext="My account is gone, my torch still burns.")
    assert not gone(selftext="They wrote [removed] over it")
