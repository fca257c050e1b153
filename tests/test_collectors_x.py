"""X, read through the real tweepy from a local X."""

import json
import logging
import socket
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.places.server import Answer, Asked, serving
from benchmarks.places.x import POST_PRICE, TOKEN, USER_PRICE, XPlace
from benchmarks.places.x.query import parse, said
from collectors.contract import Meter, Setup, Unmetered
from collectors.testing import FaultKind
from collectors.x import build
from collectors.x.marks import parse as parse_marks
from collectors.x.snowflakes import id_at
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
    Coverage,
    Grant,
    Match,
    Mention,
    Role,
    SourceEventKind,
    SourceName,
    Verified,
)

NOW = datetime(2025, 3, 4, 12, tzinfo=UTC)
SOURCE = SourceName("x")
US = Brand(id=BrandId("us"), name="US Airways", aliases=("@USAirways",))
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Clock:
    """A clock that a test sets."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


class Tampered(XPlace):
    """A local X whose answers a test rewrites."""

    def __init__(self, clock: Callable[[], datetime], tamper: Callable[[Asked, Answer], Answer]) -> None:
        super().__init__(clock)
        self.tamper = tamper

    def answer(self, asked: Asked) -> Answer:
        return self.tamper(asked, super().answer(asked))


@dataclass
class Purse:
    """A meter with so much money, and so many requests in a window."""

    clock: Clock
    microdollars: int = 1_000_000_000
    asked: list[Ask] = field(default_factory=list)
    sent: list[datetime] = field(default_factory=list)
    costs: list[Cost] = field(default_factory=list)
    _open: list[int] = field(default_factory=list)

    def reserve(self, ask: Ask) -> Grant:
        self.asked.append(ask)
        assert ask.limit is not None
        span = timedelta(seconds=ask.limit.seconds)
        within = [at for at in self.sent if at > self.clock.now - span]
        if len(within) >= ask.limit.requests:
            wait = within[-ask.limit.requests] + span - self.clock.now
            raise RateLimited("the window is used up", wait.total_seconds())
        items = min(ask.most, self.microdollars // ask.microdollars)
        if items < ask.least:
            raise BudgetSpent("nothing left")
        self.sent.append(self.clock.now)
        self.microdollars -= items * ask.microdollars
        return Grant(
            items=items, cost=Cost(requests=1, items=items, microdollars=items * ask.microdollars), at=self.clock.now
        )

    def settle(self, grant: Grant, cost: Cost) -> None:
        assert cost.microdollars <= grant.cost.microdollars
        self.costs.append(cost)
        self.microdollars += grant.cost.microdollars - cost.microdollars


@contextmanager
def opened(place: XPlace) -> Iterator[Callable[..., Setup]]:
    with serving(place) as url:

        def setup(*brands: Brand, meter: Meter | None = None, **options: str) -> Setup:
            named = {name.replace("__", "."): value for name, value in options.items()}
            return Setup(
                source=SOURCE,
                brands=brands or (US,),
                options={"url": url, "timeout": "5", **named},
                secrets={"bearer_token": TOKEN},
                meter=meter or Unmetered(),
            )

        yield setup


def read(setup: Setup, cursor: str | None = None, now: datetime = NOW) -> list[Batch]:
    return list(build(setup).collect(cursor, now))


def until_error(setup: Setup) -> tuple[list[Batch], CollectError | None]:
    batches: list[Batch] = []
    try:
        batches.extend(build(setup).collect(None, NOW))
    except CollectError as error:
        return batches, error
    return batches, None


def ids(batches: Sequence[Batch]) -> list[str]:
    return [item.mention.external_id for batch in batches for item in batch.items]


def mentions(batches: Sequence[Batch]) -> list[Mention]:
    return [item.mention for batch in batches for item in batch.items]


def events(batches: Sequence[Batch]) -> list[SourceEventKind]:
    return [event.kind for batch in batches for event in batch.events]


def fill(place: XPlace, count: int, end: datetime = NOW - MINUTE, step: timedelta = MINUTE) -> list[str]:
    """Publish posts up to `end`, and return their ids from the newest on."""
    return [place.post(f"US Airways lost bag {n}", end - step * n) for n in range(count)]


def spans(batches: Sequence[Batch]) -> list[tuple[datetime, datetime]]:
    return [(period.since, period.until) for batch in batches for period in batch.coverage]


def settings_error(**changes: Any) -> str:
    setup = Setup(source=SOURCE, brands=(US,), secrets={"bearer_token": TOKEN})
    with pytest.raises(SettingsError) as refusal:
        build(replace(setup, **changes))
    return str(refusal.value)


# What X is asked


def query_of(brand: Brand, **options: str) -> list[str]:
    place = XPlace(Clock())
    with opened(place) as setup:
        read(setup(brand, **options))
    return [asked.query["query"] for asked in place.asked]


@pytest.mark.parametrize(
    ("brand", "query"),
    [
        (US, '("US Airways" OR "@USAirways") -is:retweet'),
        (Brand(id=BrandId("b"), name="Acme"), '"Acme" -is:retweet'),
        (Brand(id=BrandId("b"), name="Acme", aliases=("ACME", " acme ")), '"Acme" -is:retweet'),
        (Brand(id=BrandId("b"), name="Acme", excluded=("acme corp", "road runner")),
         '"Acme" -"acme corp" -"road runner" -is:retweet'),
        (Brand(id=BrandId("b"), name='Acme" OR from:mallory OR "x'), '"Acme OR from:mallory OR x" -is:retweet'),
        (Brand(id=BrandId("b"), name="Acme\\"), '"Acme" -is:retweet'),
        (Brand(id=BrandId("b"), name="“Acme”\x00\n(OR) -is:reply"), '"Acme (OR) -is:reply" -is:retweet'),
        (Brand(id=BrandId("b"), name="Acme", aliases=('"""', "?!", "")), '"Acme" -is:retweet'),
        (Brand(id=BrandId("b"), name="任天堂", aliases=("🍎",)), '("任天堂" OR "🍎") -is:retweet'),
    ],
)  # fmt: skip
def test_a_brand_is_translated(brand: Brand, query: str) -> None:
    assert query_of(brand) == [query]
    parse(query)


@given(st.text(), st.lists(st.text(), max_size=3), st.lists(st.text(), max_size=3))
@settings(max_examples=200)
def test_no_name_breaks_out_of_its_quotes(name: str, aliases: list[str], excluded: list[str]) -> None:
    brand = Brand(id=BrandId("b"), name=f"Acme {name}", aliases=tuple(aliases), excluded=tuple(excluded))
    setup = Setup(source=SOURCE, brands=(brand,), secrets={"bearer_token": TOKEN})
    for query in build(setup)._queries.values():
        assert len(query.text) <= 512
        outside = "".join(query.text.split('"')[::2])
        assert outside.replace(" OR ", "").replace("-is:retweet", "").strip("() -") == ""


def test_retweets_are_read_where_they_are_wanted() -> None:
    assert query_of(Brand(id=BrandId("b"), name="Acme"), retweets="true") == ['"Acme"']


def test_a_hand_written_query_takes_the_place_of_the_translated_one() -> None:
    assert query_of(US, query__us='usairways  -delta (lost OR "bag gone")') == ['usairways -delta (lost OR "bag gone")']


def test_many_names_become_several_queries_that_together_ask_for_all() -> None:
    names = [f"Acme division number {n}" for n in range(60)]
    brand = Brand(id=BrandId("b"), name="Acme", aliases=tuple(names), excluded=("road runner",))
    queries = query_of(brand)
    assert len(queries) > 1
    assert all(len(query) <= 512 and query.endswith('-"road runner" -is:retweet') for query in queries)
    tests = [parse(query) for query in queries]
    assert all(any(test(said(f"my {name}!")) for test in tests) for name in ["Acme", *names])


def test_a_name_that_fits_into_no_query_is_named() -> None:
    assert "x" * 600 in settings_error(brands=(Brand(id=BrandId("b"), name="Acme", aliases=("x" * 600,)),))


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("authors", "yes"),
        ("retweets", "1"),
        ("own", "usairways"),
        ("longest_query", "none"),
        ("backfill_days", "8"),
        ("backfill_days", "-1"),
        ("requests_per_window", "0"),
        ("post_price", "$1"),
        ("user_price", "nan"),
        ("timeout", "0"),
        ("timeout", "121"),
        ("url", "file:///etc/passwd"),
        ("url", "api.x.com"),
        ("query.us", " "),
        ("query.us", "x" * 513),
        ("query.delta", "delta"),
        ("bearer", "x"),
    ],
)
def test_an_option_that_cannot_be_used_is_named(option: str, value: str) -> None:
    assert option in settings_error(options={option: value})


def test_a_token_is_a_reference_and_never_quoted() -> None:
    refusal = settings_error(options={"bearer_token": TOKEN}, secrets={})
    assert "env:NAME or file:PATH" in refusal
    assert TOKEN not in refusal
    assert "missing" in settings_error(secrets={})
    assert "secret\ntoken" not in settings_error(secrets={"bearer_token": "secret\ntoken"})


# What a post says


def test_a_post_becomes_a_mention() -> None:
    place = XPlace(Clock())
    long = "US Airways & <b>me</b> " + "again " * 100
    first = place.post("unrelated", NOW - HOUR)
    id = place.post(long, NOW - HOUR, author="7", likes=4, reply_to=first, thread=first, lang="in")
    place.users["7"].followers = 12
    with opened(place) as setup:
        (batch,) = read(setup(authors="true"))
    (item,) = batch.items
    assert item.matches == (Match(brand=US.id, query="US Airways"),)
    assert item.mention == Mention(
        source=SOURCE,
        external_id=id,
        text=long,
        published_at=NOW - HOUR,
        author_key="7",
        author_name="user7",
        parent_id=first,
        thread_id=first,
        url=f"https://x.com/i/status/{id}",
        language_hint="id",
        reach=12,
        engagement=4,
    )


def test_authors_are_not_asked_for_unless_they_are_wanted() -> None:
    place = XPlace(Clock())
    fill(place, 3)
    with opened(place) as setup:
        batches = read(setup(own="1001, 5"))
    assert place.billed == 3 * POST_PRICE
    assert {(m.author_key, m.author_name, m.reach, m.role) for m in mentions(batches)} == {
        ("1001", None, None, Role.BRAND)
    }


def test_a_match_names_the_alias_that_was_found() -> None:
    place = XPlace(Clock())
    brand = Brand(id=BrandId("us"), name="US Airways", aliases=("Piedmont",))
    place.post("lost again, #piedmont!", NOW - HOUR)
    place.post("usairways: thanks", NOW - 2 * HOUR)
    with opened(place) as setup:
        batches = read(setup(brand, query__us="lost OR thanks"))
    assert [item.matches[0].query for batch in batches for item in batch.items] == ["Piedmont", "US Airways"]


def test_a_malformed_post_is_a_reject_and_refuses_nothing_else() -> None:
    broken = [7, {"text": "no id"}, {"id": "1٣", "text": "x"}, {"id": "5", "text": None}, {"id": [9], "text": "x"}]

    def tamper(asked: Asked, answer: Answer) -> Answer:
        late = {**answer.body["data"][0], "created_at": "soon"}
        ahead = {**answer.body["data"][0], "id": str(id_at(NOW + HOUR)), "edit_history_tweet_ids": None}
        answer.body["data"][1:1] = [*broken, late, ahead]
        return answer

    place = Tampered(Clock(), tamper)
    posted = fill(place, 3)
    with opened(place) as setup:
        (batch,) = read(setup())
    assert ids([batch]) == posted
    assert len(batch.rejects) == len(broken) + 2
    assert all(reject.reason and len(reject.raw) < 3_000 for reject in batch.rejects)


def test_partial_errors_leave_what_came_and_reject_what_could_not_be_read() -> None:
    place = XPlace(Clock(), fault=lambda _n, _asked: FaultKind.PARTIAL)
    posted = fill(place, 3)
    with opened(place) as setup:
        (batch,) = read(setup())
        assert read(setup(), batch.cursor) == []
    assert ids([batch]) == posted
    assert [reject.reason for reject in batch.rejects] == ["Could not find tweet with ids: [20]."]


# How far it is read


def test_pages_follow_each_other_to_the_end() -> None:
    place = XPlace(Clock())
    posted = fill(place, 250)
    with opened(place) as setup:
        batches = read(setup())
        assert [len(batch.items) for batch in batches] == [100, 100, 50]
        assert ids(batches) == posted
        assert read(setup(), batches[-1].cursor) == []
    assert place.billed == 250 * POST_PRICE


def test_a_full_last_page_is_the_end() -> None:
    place = XPlace(Clock())
    posted = fill(place, 200)
    with opened(place) as setup:
        assert ids(read(setup())) == posted


def test_a_walk_goes_on_where_it_was_killed_and_then_reads_what_is_new() -> None:
    clock = Clock()
    place = XPlace(clock)
    posted = fill(place, 250)
    with opened(place) as setup:
        walk = build(setup()).collect(None, NOW)
        killed = next(walk)
        clock.now = NOW + HOUR
        new = place.post("US Airways again", NOW + MINUTE)
        rest = read(setup(), killed.cursor, clock.now)
    assert ids([killed]) + ids(rest) == [*posted, new]
    assert place.billed == 251 * POST_PRICE
    assert [batch.backfilled for batch in (killed, *rest)] == [True, True, True, False]


def test_only_what_was_published_before_the_first_question_is_history() -> None:
    clock = Clock()
    place = XPlace(clock)
    fill(place, 3)
    with opened(place) as setup:
        (first,) = read(setup())
        clock.now = NOW + HOUR
        place.post("US Airways again", NOW + MINUTE)
        (second,) = read(setup(), first.cursor, clock.now)
    assert (first.backfilled, len(first.items)) == (True, 3)
    assert (second.backfilled, len(second.items)) == (False, 1)


@pytest.mark.parametrize(("days", "found"), [("0", 0), ("1", 24), ("7", 166)])
def test_history_goes_as_far_back_as_it_is_wanted(days: str, found: int) -> None:
    place = XPlace(Clock())
    fill(place, 24 * 9, end=NOW - MINUTE * 30, step=HOUR)
    with opened(place) as setup:
        assert len(ids(read(setup(backfill_days=days)))) == found


def test_an_edited_query_is_a_new_one_and_the_old_mark_goes() -> None:
    place = XPlace(Clock())
    fill(place, 3)
    with opened(place) as setup:
        (first,) = read(setup())
        wider = replace(US, aliases=("@USAirways", "Piedmont"))
        (again,) = read(setup(wider), first.cursor)
    assert again.backfilled
    assert len(ids([again])) == 3
    assert len(json.loads(again.cursor)) == len(json.loads(first.cursor)) == 1


def test_what_was_said_between_the_last_turn_and_an_edit_of_the_query_is_read() -> None:
    clock = Clock()
    place = XPlace(clock)
    fill(place, 3)
    with opened(place) as setup:
        (first,) = read(setup(backfill_days="0"))
        clock.now = NOW + 2 * DAY
        unheard = place.post("US Airways, while nobody listened", NOW + DAY)
        (again,) = read(setup(replace(US, aliases=("Piedmont",)), backfill_days="0"), first.cursor, clock.now)
    assert ids([again]) == [unheard]
    assert [c.since for c in again.coverage] <= [NOW]


@pytest.mark.parametrize("number", range(1, 7))
def test_an_answer_to_another_question_in_the_middle_of_a_walk_loses_nothing_and_covers_nothing(number: int) -> None:
    clock = Clock()
    place = XPlace(clock, fault=lambda n, _asked: FaultKind.LOOP if n == number else None)
    fill(place, 450)
    cursor, found, covered_early = None, set[str](), False
    with opened(place) as setup:
        for turn in range(3):
            for batch in build(setup()).collect(cursor, NOW + turn * MINUTE):
                cursor = batch.cursor
                found |= set(ids([batch]))
                covered_early |= bool(batch.coverage) and len(found) < 450
    assert len(found) == 450
    assert not covered_early


def test_a_post_about_two_brands_comes_for_each() -> None:
    place = XPlace(Clock())
    id = place.post("US Airways or Delta?", NOW - HOUR)
    delta = Brand(id=BrandId("delta"), name="Delta")
    with opened(place) as setup:
        batches = read(setup(US, delta))
    assert ids(batches) == [id, id]
    assert {item.matches[0].brand for batch in batches for item in batch.items} == {US.id, delta.id}


def test_queries_take_turns_and_the_one_that_waited_goes_first() -> None:
    place = XPlace(Clock())
    fill(place, 250)
    place.post("Delta?", NOW - HOUR)
    with opened(place) as setup:
        both = setup(US, Brand(id=BrandId("delta"), name="Delta"))
        first = next(build(both).collect(None, NOW))
        second = next(build(both).collect(first.cursor, NOW))
    found = [batch.items[0].matches[0].brand for batch in (first, second)]
    assert found == [US.id, "delta"]


def test_coverage_is_told_at_the_end_of_a_walk_and_joins_the_last() -> None:
    clock = Clock()
    place = XPlace(clock)
    fill(place, 150)
    with opened(place) as setup:
        first = read(setup(backfill_days="1"))
        clock.now = NOW + HOUR
        second = read(setup(), first[-1].cursor, clock.now)
    assert [len(batch.coverage) for batch in first] == [0, 1]
    (before,), (after,) = first[-1].coverage, second[-1].coverage
    assert (before.since, before.until, before.brand) == (NOW - DAY, NOW - timedelta(seconds=30), US.id)
    assert (after.since, after.until) == (before.until, clock.now - timedelta(seconds=30))


def test_a_brand_of_several_queries_is_covered_when_all_were_read() -> None:
    place = XPlace(Clock())
    fill(place, 150)
    brand = replace(US, aliases=tuple(f"Acme division number {n}" for n in range(30)))
    with opened(place) as setup:
        batches = read(setup(brand))
    assert len({asked.query["query"] for asked in place.asked}) > 1
    assert [len(batch.coverage) for batch in batches] == [0] * (len(batches) - 1) + [1]


def test_a_pause_longer_than_seven_days_is_a_hole_that_is_told() -> None:
    clock = Clock()
    place = XPlace(clock)
    fill(place, 3)
    with opened(place) as setup:
        (first,) = read(setup())
        clock.now = NOW + 10 * DAY
        lost = place.post("US Airways, unheard", NOW + DAY)
        found = place.post("US Airways, heard", NOW + 9 * DAY)
        (second,) = read(setup(), first.cursor, clock.now)
        third = read(setup(), second.cursor, clock.now + 5 * MINUTE)
    assert ids([second]) == [found] != [lost]
    (event,) = second.events
    assert (event.kind, event.brand, event.at) == (SourceEventKind.CATCH_UP, US.id, clock.now)
    assert "2025-03-04 11:59" in event.detail
    assert "2025-03-07 14:00" in event.detail
    assert second.coverage[0].since == clock.now - 7 * DAY + 2 * HOUR
    assert not second.backfilled
    assert events(third) == []


def test_a_silent_fortnight_that_was_watched_is_no_hole() -> None:
    clock = Clock()
    place = XPlace(clock)
    cursor, batches = None, []
    with opened(place) as setup:
        for day in range(14):
            clock.now = NOW + day * DAY
            turn = read(setup(), cursor, clock.now)
            cursor = turn[-1].cursor
            batches += turn
    assert events(batches) == []
    assert all(len(batch.coverage) == 1 for batch in batches)


def test_without_x_s_clock_nothing_beyond_the_newest_post_counts_as_read() -> None:
    def tamper(asked: Asked, answer: Answer) -> Answer:
        return replace(answer, headers={**answer.headers, "date": "half past eight"})

    clock = Clock()
    place = Tampered(clock, tamper)
    fill(place, 3)
    with opened(place) as setup:
        (fast,) = read(setup(), now=NOW + HOUR)
        clock.now = NOW + 2 * HOUR
        new = place.post("US Airways again", NOW + MINUTE)
        assert ids(read(setup(), fast.cursor, clock.now)) == [new]


def test_a_clock_set_back_in_the_middle_of_a_walk_loses_nothing() -> None:
    place = XPlace(Clock())
    posted = fill(place, 250, step=timedelta(seconds=10))
    with opened(place) as setup:
        killed = next(build(setup()).collect(None, NOW))
        slow = read(setup(), killed.cursor, NOW - HOUR)
        rest = read(setup(), slow[-1].cursor if slow else killed.cursor)
    assert set(ids([killed, *slow, *rest])) == set(posted)
    assert not any(batch.rejects for batch in (*slow, *rest))


def test_a_paging_loop_is_told_and_its_rest_is_read_later() -> None:
    place = XPlace(Clock())
    posted = fill(place, 250)
    with opened(place) as setup:
        place.fault = lambda _n, _asked: FaultKind.LOOP
        looped = read(setup())
        place.fault = lambda _n, _asked: None
        rest = read(setup(), looped[-1].cursor)
    assert events(looped) == [SourceEventKind.LOOP]
    assert not any(batch.coverage for batch in looped)
    assert len(looped) == 2  # the token of an answer to another question is not followed
    assert set(ids(looped)) | set(ids(rest)) == set(posted)


def test_a_page_that_leads_nowhere_twice_is_given_up_as_a_gap_and_what_is_new_is_read() -> None:
    clock = Clock()
    place = XPlace(clock)
    posted = fill(place, 250)
    place.fault = lambda _n, _asked: FaultKind.LOOP
    turns: list[list[Batch]] = []
    new: list[str] = []
    with opened(place) as setup:
        for n in range(5):
            if n == 3:
                place.fault = lambda _n, _asked: None
            turns.append(read(setup(), turns[-1][-1].cursor if turns else None, clock.now))
            new.append(place.post(f"US Airways lost bag again {n}", clock.now + MINUTE))
            clock.now += 15 * MINUTE
    batches = [batch for turn in turns for batch in turn]
    assert events(batches) == [SourceEventKind.LOOP]
    assert set(ids(turns[1])) >= {new[0]}
    assert set(ids(batches)) == {*posted[:100], *new[:4]}
    assert spans(turns[0]) == []
    below = posted[99]
    assert min(id_at(since) for since, _ in spans(batches)) >= int(below) >> 22 << 22
    assert max(until for _, until in spans(batches)) > clock.now - HOUR


def test_a_gap_of_one_query_is_covered_by_no_other_of_the_brand() -> None:
    clock = Clock()
    place = XPlace(clock)
    brand = Brand(id=BrandId("b"), name="US Airways", aliases=("Delta Air Lines",))
    posted = [place.post("US Airways, not Delta Air Lines", NOW - n * MINUTE) for n in range(2, 252)]
    cursor, batches = None, []
    with opened(place) as setup:
        for n in range(5):
            place.fault = lambda _n, asked, n=n: FaultKind.LOOP if n < 3 and "Delta" in asked.query["query"] else None
            for batch in build(setup(brand, longest_query="32")).collect(cursor, clock.now):
                cursor = batch.cursor
                batches.append(batch)
            clock.now += 15 * MINUTE
    assert set(ids(batches)) == set(posted)
    assert min(since for since, _ in spans(batches)) > NOW - 103 * MINUTE
    assert max(until for _, until in spans(batches)) > clock.now - 20 * MINUTE


@pytest.mark.parametrize("stray", ["1", str(1 << 62)])
def test_an_id_that_was_not_asked_for_ends_nothing(stray: str) -> None:
    def tamper(asked: Asked, answer: Answer) -> Answer:
        if answer.status == 200 and answer.body.get("meta", {}).get("next_token"):
            answer.body["data"].append({**answer.body["data"][0], "id": stray, "edit_history_tweet_ids": [stray]})
            answer.body["meta"]["oldest_id"] = stray
        return answer

    place = Tampered(Clock(), tamper)
    posted = fill(place, 250)
    with opened(place) as setup:
        batches = read(setup())
    assert set(posted) <= set(ids(batches))
    assert len(batches) == 3


def test_an_empty_page_that_goes_on_is_followed() -> None:
    def tamper(asked: Asked, answer: Answer) -> Answer:
        if "next_token" not in asked.query:
            meta = {"result_count": 0, "next_token": f"b26v89c19zqg8o3f{int(asked.query['until_id']):x}"}
            return replace(answer, body={"meta": meta})
        return answer

    place = Tampered(Clock(), tamper)
    posted = fill(place, 150)
    with opened(place) as setup:
        batches = read(setup())
    assert ids(batches) == posted
    assert events(batches) == []


# Edits and deletions


def test_an_edit_is_the_same_mention_with_a_later_wording() -> None:
    clock = Clock()
    place = XPlace(clock)
    (id,) = fill(place, 1)
    with opened(place) as setup:
        (first,) = read(setup())
        clock.now = NOW + HOUR
        newest = place.edit(id, "US Airways found it", NOW + 5 * MINUTE)
        (second,) = read(setup(), first.cursor, clock.now)
    (before,), (after,) = mentions([first]), mentions([second])
    assert (after.external_id, after.text, after.published_at) == (id, "US Airways found it", before.published_at)
    assert after.edited_at == NOW + 5 * MINUTE
    assert after.url == f"https://x.com/i/status/{newest}"


def checked(setup: Setup, known: Sequence[Mention], now: datetime) -> Verified:
    answers = list(build(setup).verify(known, now))
    return Verified(
        asked=tuple(id for answer in answers for id in answer.asked),
        items=tuple(item for answer in answers for item in answer.items),
        gone=tuple(id for answer in answers for id in answer.gone),
    )


def test_what_was_deleted_or_hidden_is_gone_and_what_was_edited_reads_anew() -> None:
    clock = Clock()
    place = XPlace(clock)
    kept, edited, deleted, hidden = posted = fill(place, 4)
    with opened(place) as setup:
        known = mentions(read(setup()))
        clock.now = NOW + DAY
        place.edit(edited, "US Airways found it", NOW + MINUTE)
        place.edit(edited, "US Airways found it!", NOW + 2 * MINUTE)
        place.delete(deleted)
        place.hide(hidden)
        answer = checked(setup(), known, clock.now)
        again = checked(setup(), [item.mention for item in answer.items], clock.now)
    assert sorted(answer.asked) == sorted(posted)
    assert sorted(answer.gone) == sorted([deleted, hidden])
    assert {item.mention.external_id: item.mention.text for item in answer.items} == {
        kept: "US Airways lost bag 0",
        edited: "US Airways found it!",
    }
    assert again.items == answer.items
    lookups = [asked.query["ids"].count(",") + 1 for asked in place.asked if asked.path == "/2/tweets"]
    assert lookups == [4, 1, 2]


def test_verifying_asks_for_a_hundred_at_a_time_and_pays_for_what_comes() -> None:
    clock = Clock()
    place, purse = XPlace(clock), Purse(clock)
    posted = fill(place, 230)
    with opened(place) as setup:
        known = mentions(read(setup()))
        place.delete(posted[0])
        stranger = replace(known[0], external_id="not-a-number", url=None)
        answers = list(build(setup(meter=purse)).verify([stranger, *known], NOW))
    assert [len(answer.asked) for answer in answers] == [1, 100, 100, 30]
    assert answers[0] == Verified(asked=("not-a-number",))
    assert [cost.items for cost in purse.costs] == [99, 100, 30]


@pytest.mark.parametrize("kind", [FaultKind.PARTIAL, FaultKind.BROKEN, FaultKind.HTML, FaultKind.TRUNCATED])
def test_a_failing_place_deletes_nothing(kind: FaultKind) -> None:
    place = XPlace(Clock())
    fill(place, 5)
    with opened(place) as setup:
        known = mentions(read(setup()))
        place.fault = lambda _n, _asked: kind
        try:
            assert checked(setup(), known, NOW).gone == ()
        except CollectError:
            assert kind is not FaultKind.PARTIAL


def forgetful(asked: Asked, answer: Answer) -> Answer:
    """Say of every post that is asked for by id that there is none."""
    if asked.path != "/2/tweets":
        return answer
    gone = [
        {"value": id, "type": "https://api.twitter.com/2/problems/resource-not-found"}
        for id in asked.query["ids"].split(",")
    ]
    return replace(answer, body={"errors": gone})


def test_that_everything_is_gone_is_not_believed_of_a_place_that_finds_nothing_at_all() -> None:
    place = Tampered(Clock(), lambda _asked, answer: answer)
    fill(place, 230)
    with opened(place) as setup:
        known = mentions(read(setup()))
        place.tamper = forgetful
        found: list[Verified] = []
        told = ""
        try:
            found.extend(build(setup()).verify(known, NOW))
        except SourceUnavailable as error:
            told = str(error)
    assert "230 posts are gone at once" in told
    assert [len(answer.asked) for answer in found] == [100, 100, 30]
    assert not any(answer.gone for answer in found)
    assert [asked.path for asked in place.asked[-7:]].count("/2/tweets") == 6


def test_a_place_that_shows_nothing_at_all_is_not_believed_either() -> None:
    place = XPlace(Clock())
    posted = fill(place, 30)
    with opened(place) as setup:
        known = mentions(read(setup()))
        for id in posted:
            place.delete(id)
        with pytest.raises(SourceUnavailable, match="not believed"):
            checked(setup(), known, NOW)


@pytest.mark.parametrize("among", [True, False])
def test_many_posts_that_were_deleted_at_once_are_gone(among: bool) -> None:
    clock = Clock()
    place, purse = XPlace(clock), Purse(clock)
    posted = fill(place, 90)
    with opened(place) as setup:
        known = mentions(read(setup()))
        for id in posted[1:]:
            place.delete(id)
        answer = checked(setup(meter=purse), known if among else known[1:], NOW)
    assert set(answer.gone) == set(posted[1:])
    assert len(purse.costs) == (2 if among else 3)
    assert place.billed >= sum(cost.microdollars for cost in purse.costs) > 0


# What it costs


def test_each_page_is_paid_by_what_came() -> None:
    clock = Clock()
    place, purse = XPlace(clock), Purse(clock)
    fill(place, 130)
    with opened(place) as setup:
        read(setup(meter=purse, authors="true"))
    assert [(ask.most, ask.least, ask.microdollars) for ask in purse.asked] == [(100, 10, POST_PRICE + USER_PRICE)] * 2
    assert [(cost.items, cost.microdollars) for cost in purse.costs] == [
        (100, 100 * POST_PRICE + USER_PRICE),
        (30, 30 * POST_PRICE + USER_PRICE),
    ]
    assert place.billed == sum(cost.microdollars for cost in purse.costs)


def test_a_budget_smaller_than_a_page_buys_a_smaller_page_and_then_ends() -> None:
    clock = Clock()
    place, purse = XPlace(clock), Purse(clock, microdollars=25 * POST_PRICE)
    posted = fill(place, 60)
    with opened(place) as setup:
        found, error = until_error(setup(meter=purse))
        assert isinstance(error, BudgetSpent)
        assert place.billed == 25 * POST_PRICE
        rest = read(setup(), found[-1].cursor)
    assert ids(found) + ids(rest) == posted


@pytest.mark.parametrize(
    ("fault", "body", "costs"),
    [
        (FaultKind.BROKEN, None, [Cost(requests=1)]),
        (FaultKind.HTML, None, [Cost(requests=1)]),
        (FaultKind.TRUNCATED, None, []),
        (None, b"", [Cost(requests=1)]),
        (None, {"hello": "I am no X"}, [Cost(requests=1)]),
        (None, b'{"data": [{"id": "1585841080431321088", "te', []),
    ],
)
def test_an_answer_that_no_post_can_be_in_costs_a_request_and_one_that_was_lost_what_was_granted(
    fault: FaultKind | None, body: Any, costs: list[Cost]
) -> None:
    clock = Clock()
    place, purse = Tampered(clock, lambda _, answer: answer if body is None else Answer(body=body)), Purse(clock)
    place.fault = lambda _n, _asked: fault
    fill(place, 5)
    with opened(place) as setup, pytest.raises((SourceUnavailable, BadPayload)):
        read(setup(meter=purse))
    assert purse.costs == costs


def test_a_place_that_cannot_be_reached_costs_requests_only() -> None:
    clock = Clock()
    purse = Purse(clock)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with opened(XPlace(clock)) as setup:
        for url in (f"http://127.0.0.1:{port}", setup().options["url"].replace("http:", "https:")):
            with pytest.raises(SourceUnavailable, match="cannot be reached"):
                read(setup(meter=purse, url=url))
    assert purse.costs == [Cost(requests=1)] * 2
    assert purse.microdollars == 1_000_000_000


def test_a_window_that_is_used_up_ends_the_turn_before_x_refuses() -> None:
    clock = Clock()
    place = XPlace(clock, limit=2)
    posted = fill(place, 250)
    with opened(place) as setup:
        found, error = until_error(setup())
        assert isinstance(error, RateLimited)
        assert error.retry_after == 900
        assert (len(place.asked), place.over_limit) == (2, 0)
        clock.now = NOW + timedelta(seconds=900)
        found += read(setup(), found[-1].cursor, clock.now)
    assert ids(found) == posted


def test_the_wait_is_measured_by_x_s_clock() -> None:
    place = XPlace(Clock(), fault=lambda _n, _asked: FaultKind.LIMITED_UNTIL)
    with opened(place) as setup, pytest.raises(RateLimited) as limited:
        read(setup(), now=NOW + HOUR)
    assert limited.value.retry_after == 600


# How it fails


@pytest.mark.parametrize(
    ("kind", "error", "words"),
    [
        (FaultKind.LIMITED, RateLimited, "Too Many Requests"),
        (FaultKind.UNAUTHORIZED, Unauthorized, "401"),
        (FaultKind.FORBIDDEN, Unauthorized, "approved developer account"),
        (FaultKind.PAYMENT, BudgetSpent, "credits"),
        (FaultKind.BROKEN, SourceUnavailable, "503"),
        (FaultKind.TRUNCATED, SourceUnavailable, "did not answer"),
        (FaultKind.HTML, BadPayload, "text/html"),
    ],
)
def test_a_fault_is_told_as_what_it_asks_for(kind: FaultKind, error: type[CollectError], words: str) -> None:
    place = XPlace(Clock(), fault=lambda _n, _asked: kind)
    with opened(place) as setup, pytest.raises(CollectError, match=words) as told:
        read(setup())
    assert type(told.value) is error
    assert getattr(told.value, "retry_after", None) is None
    assert getattr(told.value, "until", None) is None
    assert len(place.asked) == 1


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (200, [], BadPayload),
        (200, "null", BadPayload),
        (200, {}, BadPayload),
        (200, {"data": {"id": "1"}}, BadPayload),
        (200, {"data": [], "meta": []}, BadPayload),
        (200, b"[" * 100_000, BadPayload),
        (200, b"\xff\xfe\x00", BadPayload),
        (200, b"", BadPayload),
        (204, b"", BadPayload),
        (302, {}, SourceUnavailable),
        (400, [], BadPayload),
        (401, [1], Unauthorized),
        (402, b"", BudgetSpent),
        (403, {"errors": None}, Unauthorized),
        (404, {"errors": {"message": "x"}}, BadPayload),
        (429, {"errors": [None, 1]}, RateLimited),
        (429, {"type": "https://api.twitter.com/2/problems/usage-capped"}, BudgetSpent),
        (500, {"detail": ["x"] * 10_000}, SourceUnavailable),
        (503, b"<html>", SourceUnavailable),
    ],
)
def test_an_answer_of_any_shape_ends_in_an_error_of_the_contract(
    status: int, body: Any, error: type[CollectError]
) -> None:
    headers = {"location": "http://127.0.0.1:1/"} if status == 302 else {}
    place = Tampered(Clock(), lambda _asked, _answer: Answer(status=status, body=body, headers=headers))
    with opened(place) as setup, pytest.raises(CollectError) as told:
        read(setup())
    assert type(told.value) is error
    assert len(str(told.value)) < 500
    assert len(place.asked) == 1


@pytest.mark.parametrize("reset", ["soon", "-1", "9" * 30, "²"])
def test_a_reset_that_is_no_time_is_no_reset(reset: str) -> None:
    headers = {"x-rate-limit-reset": reset.encode().decode("latin-1")}
    place = Tampered(Clock(), lambda _asked, _answer: Answer(status=429, body={}, headers=headers))
    with opened(place) as setup, pytest.raises(RateLimited) as limited:
        read(setup())
    assert limited.value.retry_after is None


def test_a_bad_request_is_told_in_x_s_own_words() -> None:
    place = XPlace(Clock())
    with opened(place) as setup, pytest.raises(BadPayload, match="no viable alternative") as told:
        read(setup(query__us="usairways OR OR"))
    assert "\n" not in str(told.value)


def test_a_place_far_behind_refuses_in_words_that_are_told() -> None:
    place = XPlace(Clock(NOW + 3 * DAY))
    with opened(place) as setup, pytest.raises(BadPayload, match="must be a tweet id created after"):
        read(setup())


def test_a_token_is_in_no_log_and_in_no_error(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(1)
    caplog.set_level(1, logger="tweepy.client")
    echo = Answer(status=400, body={"errors": [{"message": f"no: Bearer {TOKEN}"}]}, headers={"x-echo": TOKEN})
    told: list[BaseException] = []
    place = Tampered(Clock(), lambda _asked, _answer: echo)
    with opened(place) as setup:
        assert TOKEN not in repr(setup()) + repr(build(setup()).__dict__)
        for kind in (None, *FaultKind):
            if kind not in (FaultKind.TIMEOUT, FaultKind.REFUSED):
                place.fault = lambda _n, _asked, kind=kind: kind
                with pytest.raises(CollectError) as error:
                    read(setup())
                told.append(error.value)
    with pytest.raises(CollectError) as error:
        read(setup())
    told.append(error.value)
    for each in told:
        assert TOKEN not in "".join(traceback.format_exception(each))
        chained: BaseException | None = each
        while chained is not None:
            assert TOKEN not in repr(chained) + str(chained)
            chained = chained.__cause__ or chained.__context__
    assert any(record.name.startswith("urllib3") for record in caplog.records)
    assert not any(record.name == "tweepy.client" for record in caplog.records)
    shown = logging.Formatter("%(message)s %(args)s %(exc_text)s")
    assert not any(TOKEN in shown.format(record) for record in caplog.records)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({f"Bearer {TOKEN}": 1}, "application/json"),
        (b"<html>", TOKEN),
        (
            {
                "meta": {},
                "errors": [{"resource_type": "tweet", "value": TOKEN, "detail": f"no {TOKEN}", TOKEN: [TOKEN]}],
            },
            "-",
        ),
        ({"data": [{"id": f"1{TOKEN}", "text": TOKEN}, TOKEN, [TOKEN]]}, "application/json"),
        ({"data": [], "meta": {}, "title": TOKEN}, "application/json"),
    ],
)
def test_a_place_that_repeats_the_token_is_not_repeated(body: Any, kind: str) -> None:
    answer = Answer(body=body, headers={"content-type": kind})
    with opened(Tampered(Clock(), lambda _asked, _answer: answer)) as setup:
        batches, error = until_error(setup())
    assert batches or error
    assert TOKEN not in f"{batches} {error} {error!r}"


# Whatever happens

step = st.one_of(
    st.tuples(st.just("post"), st.integers(1, 140)),
    st.tuples(st.just("edit"), st.integers(0, 10_000)),
    st.tuples(st.just("turn"), st.integers(0, 4)),
    st.tuples(st.just("slow"), st.integers(0, 4)),
    st.tuples(st.just("fast"), st.integers(0, 4)),
    st.tuples(st.just("fail"), st.sampled_from([FaultKind.BROKEN, FaultKind.HTML, FaultKind.LOOP, FaultKind.LIMITED])),
    st.tuples(st.just("wait"), st.integers(1, 40)),
)
SKEW = {"turn": timedelta(), "slow": -HOUR, "fast": HOUR}


class Life:
    """A local X and a collector of it: posts come, and turns are killed after so many batches."""

    def __init__(self, setup: Callable[..., Setup], place: XPlace, clock: Clock, purse: Purse) -> None:
        self.setup, self.place, self.clock, self.purse = setup, place, clock, purse
        self.cursor: str | None = None
        self.found: dict[str, str] = {}
        self.wrote = 0

    def post(self, count: int) -> None:
        for n in range(count):
            self.place.post(f"US Airways or Delta, {self.wrote}", self.clock.now + timedelta(seconds=n))
            self.wrote += 1
        self.clock.now += timedelta(seconds=count)

    def edit(self, which: int) -> None:
        recent = [id for id in self.place.posts if id > id_at(self.clock.now - 30 * MINUTE)]
        if recent:
            id = str(recent[which % len(recent)])
            self.place.edit(id, f"US Airways or Delta, edited {which}", self.clock.now)

    def fail(self, kind: FaultKind) -> None:
        if kind is FaultKind.LOOP and any(
            mark.walk and mark.walk.retried for mark in parse_marks(self.cursor).values()
        ):
            return  # a page that leads nowhere twice in a row is given up
        self.place.fault = lambda _n, _asked: kind
        self.turn(9)
        self.place.fault = lambda _n, _asked: None

    def covered(self, period: Coverage) -> None:
        """Refuse coverage of what has not come; a version that gave way to a later one is not there to be found."""
        low, high = id_at(period.since), id_at(period.until)
        within = {str(id) for id, post in self.place.posts.items() if low <= id < high and len(post.versions) == 1}
        assert within <= self.found.keys()

    def turn(self, batches: int, skew: timedelta = timedelta()) -> bool:
        """Run a turn that is killed after so many batches; say whether it came to its end."""
        setup = self.setup(US, Brand(id=BrandId("delta"), name="Delta"), meter=self.purse, requests_per_window="6")
        try:
            for n, batch in enumerate(build(setup).collect(self.cursor, self.clock.now + skew)):
                if n == batches:
                    return False
                for item in batch.items:
                    self.found[item.mention.external_id] = item.mention.text
                self.cursor = batch.cursor
                for period in batch.coverage:
                    self.covered(period)
        except CollectError:
            return False
        return True


@given(st.lists(step, min_size=1, max_size=25))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_happens_nothing_is_lost_and_no_limit_is_broken(steps: list[tuple[str, Any]]) -> None:
    clock = Clock()
    place, purse = XPlace(clock, limit=6), Purse(clock)
    with opened(place) as setup:
        life = Life(setup, place, clock, purse)
        for action, value in steps:
            if action == "wait":
                clock.now += value * MINUTE
            elif action in SKEW:
                life.turn(value, SKEW[action])
            else:
                getattr(life, action)(value)
        for _ in range(300):
            clock.now += 5 * MINUTE
            if life.turn(100):
                break
    assert life.found == {str(id): place.newest(id) for id in place.posts}
    assert place.over_limit == 0
    assert place.billed <= 1_000_000_000 - purse.microdollars
