"""The conformance suite: a collector that breaks a promise fails the check of that promise."""

import json
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from collectors import testing
from collectors.contract import Collector, Setup
from collectors.testing import (
    CHECKS,
    FAULTS,
    Check,
    Deleted,
    Edited,
    Fault,
    FaultKind,
    NotApplicable,
    Subject,
    excuse,
)
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
    Cost,
    Coverage,
    Grant,
    Item,
    Mention,
    Reject,
    SourceEvent,
    SourceEventKind,
    SourceName,
    Verified,
)

NOW = datetime(2025, 6, 1, tzinfo=UTC)
SOURCE = SourceName("place")
POSTS = 9
PRICE = 5_000
TOKEN = "sesame-7f3a"

ERRORS: dict[str, CollectError] = {
    FaultKind.LIMITED_UNTIL: RateLimited("come back in a quarter of an hour", retry_after=900),
    FaultKind.LIMITED: RateLimited("slower"),
    FaultKind.UNAUTHORIZED: Unauthorized("who are you?"),
    FaultKind.PAYMENT: BudgetSpent("pay"),
    FaultKind.FORBIDDEN: Unauthorized("not you"),
    FaultKind.BROKEN: SourceUnavailable("down"),
    FaultKind.REFUSED: SourceUnavailable("away"),
    FaultKind.TIMEOUT: SourceUnavailable("no answer"),
    FaultKind.TRUNCATED: BadPayload("half a page"),
    FaultKind.HTML: BadPayload("a page for people"),
}


def post(number: int, **changes: Any) -> Mention:
    at = NOW - timedelta(minutes=40 * (POSTS - 1 - number))
    said = Mention(source=SOURCE, external_id=f"p{number}", text=f"no. {number}", published_at=at)
    return replace(said, **changes)


class Place:
    """Nine posts and what becomes of them; how often it was asked."""

    def __init__(self) -> None:
        self.requests = 0

    def read(self, moment: str, start: int, most: int) -> list[Mention]:
        self.requests += 1
        if moment in ERRORS and start >= 4:
            raise ERRORS[moment]
        posts = [post(number) for number in range(5 if moment == "earlier" else POSTS)]
        if moment == "edited":
            posts[3] = post(3, text="no. 3, said better", edited_at=NOW)
        if moment == "deleted":
            posts[3] = post(3, text="")
        return posts[start : start + most]


class Honest:
    """Reads the place two posts a request, and asks it again for four at once."""

    def __init__(self, setup: Setup, place: Place) -> None:
        self.setup = setup
        self.place = place

    def collect(self, cursor: str | None, now: datetime) -> Iterator[Batch]:
        told = self.told(cursor)
        while (page := self.page(told, now)) and (posts := [each for each in page if each.published_at <= now]):
            told += len(posts)
            if self.moment == FaultKind.LOOP and told > 4:
                event = SourceEvent(source=SOURCE, kind=SourceEventKind.LOOP, at=now)
                yield replace(self.batch(posts, told), events=(event,))
                return
            yield self.batch(posts, told)

    def verify(self, mentions: Sequence[Mention], now: datetime) -> Iterator[Verified]:
        for first in range(0, len(mentions), 4):
            asked = [mention.external_id for mention in mentions[first : first + 4]]
            grant = self.granted(Ask(most=4, least=4, microdollars=PRICE))
            there = {each.external_id: each for each in self.place.read(self.moment, 0, POSTS)}
            self.setup.meter.settle(grant, Cost(requests=1, items=len(asked), microdollars=PRICE * len(asked)))
            yield self.verified(asked, there)

    @property
    def moment(self) -> str:
        return self.setup.options.get("moment", "now")

    def told(self, cursor: str | None) -> int:
        try:
            return int(json.loads(cursor)["told"]) if cursor is not None else 0
        except (ValueError, TypeError, KeyError) as error:
            raise BadPayload("a cursor of mine is {'told': posts}") from error

    def page(self, told: int, now: datetime) -> list[Mention]:
        grant = self.granted(Ask(most=2, least=1, microdollars=PRICE))
        page = self.place.read(self.moment, told, grant.items)
        self.setup.meter.settle(grant, Cost(requests=1, items=len(page), microdollars=PRICE * len(page)))
        return page

    def granted(self, ask: Ask) -> Grant:
        return self.setup.meter.reserve(ask)

    def batch(self, posts: list[Mention], told: int) -> Batch:
        rejects = (Reject(place="post 4", reason="no text", raw=""),) if posts[0].external_id == "p4" else ()
        items = tuple(Item(mention=self.mention(each)) for each in posts if each.text)
        return Batch(items=items, cursor=json.dumps({"told": told}), rejects=rejects)

    def mention(self, said: Mention) -> Mention:
        return said

    def verified(self, asked: list[str], there: dict[str, Mention]) -> Verified:
        items = tuple(Item(mention=there[each]) for each in asked if there[each].text)
        return Verified(asked=tuple(asked), items=items, gone=tuple(each for each in asked if not there[each].text))


def subject(
    kind: Callable[[Setup, Place], Collector] = Honest, options: tuple[str, ...] = (), **changes: object
) -> Subject:
    place = Place()

    def factory(setup: Setup) -> Collector:
        if unknown := set(setup.options) - {"moment", *options}:
            raise SettingsError(f"unknown options, or secrets that are not references: {sorted(unknown)}")
        return kind(setup, place)

    def at(moment: str) -> Setup:
        return Setup(source=SOURCE, brands=(), options={"moment": moment}, secrets={"token": TOKEN})

    def faulty(kind: FaultKind) -> Fault:
        return Fault(kind=kind, setup=at(kind), raises=type(ERRORS[kind]) if kind in ERRORS else None)

    whole = Subject(
        factory=factory,
        setup=at("now"),
        now=NOW,
        expected=frozenset(f"p{number}" for number in range(POSTS)),
        rejected=1,
        faults=tuple(faulty(kind) for kind in FaultKind),
        earlier=at("earlier"),
        edited=Edited(setup=at("edited"), id="p3", text="no. 3, said better"),
        deleted=Deleted(setup=at("deleted"), id="p3"),
        requests=lambda: place.requests,
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_a_collector_that_keeps_the_contract_passes(check: Check) -> None:
    check(subject())
    assert excuse(subject(), check) is None


# --- reading ---------------------------------------------------------------------------------------------------------


class Silent(Honest):
    def batch(self, posts: list[Mention], told: int) -> Batch:
        return replace(super().batch(posts, told), items=())


class Lenient(Honest):
    def batch(self, posts: list[Mention], told: int) -> Batch:
        return replace(super().batch(posts, told), rejects=())


class Clumsy(Honest):
    def page(self, told: int, now: datetime) -> list[Mention]:
        raise KeyError("id")


class Down(Honest):
    def page(self, told: int, now: datetime) -> list[Mention]:
        raise SourceUnavailable("down")


class Hasty(Honest):
    def told(self, cursor: str | None) -> int:
        return super().told(cursor) + (cursor is not None)


class Repeating(Honest):
    def told(self, cursor: str | None) -> int:
        return max(0, super().told(cursor) - 1)


class Forgetful(Repeating):
    def mention(self, said: Mention) -> Mention:
        self.place.forgotten = forgotten = getattr(self.place, "forgotten", 0) + 1  # type: ignore[attr-defined]
        return replace(said, engagement=forgotten)


class Same(Honest):
    def mention(self, said: Mention) -> Mention:
        return replace(said, external_id="same")


class Surrogate(Honest):
    def mention(self, said: Mention) -> Mention:
        return replace(said, external_id="\ud800")


class Naive(Honest):
    def mention(self, said: Mention) -> Mention:
        return replace(said, published_at=said.published_at.replace(tzinfo=None))


class Early(Honest):
    def mention(self, said: Mention) -> Mention:
        return replace(said, published_at=NOW + timedelta(minutes=1))


class Aimless(Honest):
    def batch(self, posts: list[Mention], told: int) -> Batch:
        return replace(super().batch(posts, told), cursor="")


class Trusting(Honest):
    def told(self, cursor: str | None) -> int:
        return super().told(cursor) if cursor and cursor.startswith('{"told"') else 0 if cursor is None else 4


def test_a_collector_may_repeat_what_it_brought_before() -> None:
    testing.a_kill_after_any_batch_loses_nothing(subject(Repeating))
    testing.an_overlap_brings_only_what_was_there(subject(Repeating))


# --- a place that moves on -------------------------------------------------------------------------------------------


class Settled(Honest):
    """Thinks it has all there is once a page is not full."""

    def told(self, cursor: str | None) -> int:
        told = super().told(cursor)
        return told + 1 if told % 2 else told


class Blind(Honest):
    verify = None  # type: ignore[assignment]


class Undated(Honest):
    def verified(self, asked: list[str], there: dict[str, Mention]) -> Verified:
        return super().verified(asked, {each: replace(there[each], edited_at=None) for each in there})


class Moving(Honest):
    def verified(self, asked: list[str], there: dict[str, Mention]) -> Verified:
        return super().verified(
            asked, {each: replace(said, published_at=said.edited_at or NOW) for each, said in there.items()}
        )


class Faithful(Honest):
    """Takes what is gone for something that gave no answer."""

    def verified(self, asked: list[str], there: dict[str, Mention]) -> Verified:
        return replace(super().verified(asked, there), gone=())


class Sweeping(Honest):
    """Takes everything in an answer with a gap for deleted."""

    def verified(self, asked: list[str], there: dict[str, Mention]) -> Verified:
        told = super().verified(asked, there)
        return replace(told, items=(), gone=told.asked) if told.gone else told


class Suspicious(Honest):
    def verified(self, asked: list[str], there: dict[str, Mention]) -> Verified:
        return Verified(asked=tuple(asked), gone=tuple(asked))


class Lazy(Honest):
    def verify(self, mentions: Sequence[Mention], now: datetime) -> Iterator[Verified]:
        return super().verify(mentions[:4], now)


class Clocked(Honest):
    """Keeps the time it read at in place of what it read."""

    def told(self, cursor: str | None) -> int:
        if cursor is None:
            return 0
        until = datetime.fromisoformat(moment(cursor))
        return sum(post(number).published_at <= until for number in range(POSTS))

    def collect(self, cursor: str | None, now: datetime) -> Iterator[Batch]:
        for batch in super().collect(cursor, now):
            yield replace(batch, cursor=json.dumps({"told": now.isoformat()}))


def moment(cursor: str) -> str:
    try:
        return str(json.loads(cursor)["told"])
    except (ValueError, TypeError, KeyError) as error:
        raise BadPayload("a cursor of mine is {'told': time}") from error


class Unfiltered(Honest):
    """Goes on after what was published in the future, which it left out."""

    def batch(self, posts: list[Mention], told: int) -> Batch:
        return super().batch(posts, told + told % 2)


# --- what it costs, and what it must not tell -------------------------------------------------------------------------


class Unpaid(Honest):
    def page(self, told: int, now: datetime) -> list[Mention]:
        return self.place.read(self.moment, told, 2)


class Prepaid(Honest):
    """Asks once, and reads on that leave for ever."""

    def granted(self, ask: Ask) -> Grant:
        self.leave = getattr(self, "leave", None) or super().granted(ask)
        return self.leave


class Headstrong(Honest):
    """Sends first and asks later."""

    def page(self, told: int, now: datetime) -> list[Mention]:
        self.place.read(self.moment, told, 2)
        return super().page(told, now)


class Deaf(Honest):
    """Takes a refusal for the end of what there is."""

    def page(self, told: int, now: datetime) -> list[Mention]:
        try:
            return super().page(told, now)
        except (RateLimited, BudgetSpent):
            return []


class Confused(Honest):
    def granted(self, ask: Ask) -> Grant:
        try:
            return super().granted(ask)
        except BudgetSpent as error:
            raise SourceUnavailable("no money") from error


class Greedy(Honest):
    """Reads a full page however little was granted, and says so."""

    def page(self, told: int, now: datetime) -> list[Mention]:
        grant = self.granted(Ask(most=2, least=1, microdollars=PRICE))
        page = self.place.read(self.moment, told, 2)
        self.setup.meter.settle(grant, Cost(requests=1, items=len(page), microdollars=PRICE * len(page)))
        return page


class Owing(Honest):
    def page(self, told: int, now: datetime) -> list[Mention]:
        return self.place.read(self.moment, told, self.granted(Ask(most=2, least=1, microdollars=PRICE)).items)


class Impatient(Honest):
    """Has no use for less than it asked for, though it said so."""

    def page(self, told: int, now: datetime) -> list[Mention]:
        page = super().page(told, now)
        return page if len(page) == 2 else []


class Peeking(Honest):
    """Asks again without leave."""

    def verify(self, mentions: Sequence[Mention], now: datetime) -> Iterator[Verified]:
        there = {each.external_id: each for each in self.place.read(self.moment, 0, POSTS)}
        yield self.verified([mention.external_id for mention in mentions], there)


class Shrugging(Honest):
    """Answers nothing where it may not ask again."""

    def verify(self, mentions: Sequence[Mention], now: datetime) -> Iterator[Verified]:
        try:
            yield from super().verify(mentions, now)
        except RateLimited:
            return


class Boastful(Honest):
    """Says to have covered everything before it has read anything."""

    def batch(self, posts: list[Mention], told: int) -> Batch:
        everything = Coverage(source=SOURCE, since=NOW - timedelta(days=1), until=NOW)
        return replace(super().batch(posts, told), coverage=(everything,))


class Talkative(Honest):
    def page(self, told: int, now: datetime) -> list[Mention]:
        logging.getLogger("vendor").debug("authorization: %s", self.setup.secrets["token"])
        return super().page(told, now)


class Open(Honest):
    def __repr__(self) -> str:
        return f"Open({dict(self.setup.secrets)})"


# --- a place that fails ----------------------------------------------------------------------------------------------


class Waiting(Honest):
    def page(self, told: int, now: datetime) -> list[Mention]:
        try:
            return super().page(told, now)
        except RateLimited as error:
            threading.Event().wait(error.retry_after)
            raise


class Translating(Honest):
    """Tells each failure as another error."""

    said: Exception = ValueError("Expecting value: line 1 column 1")

    def page(self, told: int, now: datetime) -> list[Mention]:
        try:
            return super().page(told, now)
        except CollectError as error:
            raise self.said from error


class Vague(Translating):
    said = RateLimited("")


class Hopeless(Translating):
    said = RateLimited("come back", retry_after=None)


class Backward(Translating):
    said = RateLimited("come back", retry_after=-5)


class Leaking(Translating):
    said = Unauthorized(f"Bearer {TOKEN} is not valid")


class Hiding(Honest):
    """Takes a failure for the end of what there is."""

    def collect(self, cursor: str | None, now: datetime) -> Iterator[Batch]:
        try:
            yield from super().collect(cursor, now)
        except CollectError:
            return


class Skipping(Honest):
    """Steps over what could not be read."""

    def collect(self, cursor: str | None, now: datetime) -> Iterator[Batch]:
        try:
            yield from super().collect(cursor, now)
        except CollectError:
            yield Batch(items=(), cursor=json.dumps({"told": 6}))
            raise


class Panicking(Honest):
    """Takes a place that does not answer for one in which everything was deleted."""

    def verify(self, mentions: Sequence[Mention], now: datetime) -> Iterator[Verified]:
        if self.moment in ERRORS:
            asked = tuple(mention.external_id for mention in mentions)
            return iter([Verified(asked=asked, gone=asked)])
        return super().verify(mentions, now)


class Circling(Honest):
    """Stops in a loop of pages without a word."""

    def collect(self, cursor: str | None, now: datetime) -> Iterator[Batch]:
        return (replace(batch, events=()) for batch in super().collect(cursor, now))


@pytest.mark.parametrize(
    ("check", "kind", "said"),
    [
        (testing.a_first_run_brings_everything, Silent, "missing"),
        (testing.a_first_run_brings_everything, Lenient, "0 rows"),
        (testing.a_first_run_brings_everything, Clumsy, "it raised KeyError"),
        (testing.a_first_run_brings_everything, Down, "down"),
        (testing.a_kill_after_any_batch_loses_nothing, Hasty, "lost 1 items"),
        (testing.an_overlap_brings_only_what_was_there, Forgetful, "brought what is not there|lost"),
        (testing.an_id_means_one_mention, Same, "two mentions"),
        (testing.an_id_means_one_mention, Surrogate, "no store takes"),
        (testing.every_time_is_utc_and_not_after_now, Naive, "not aware UTC"),
        (testing.every_time_is_utc_and_not_after_now, Early, "after now"),
        (testing.every_cursor_can_be_stored, Aimless, "0 characters"),
        (testing.a_foreign_cursor_breaks_nothing, Trusting, "left something out"),
        (testing.what_is_said_later_comes_next, Settled, "lost 1 items"),
        (testing.an_edit_comes_again, Blind, "the edit of 'p3' was lost"),
        (testing.an_edit_comes_again, Undated, "no edited_at"),
        (testing.an_edit_comes_again, Moving, "the edit moved"),
        (testing.a_deletion_is_told, Blind, "was not told"),
        (testing.a_deletion_is_told, Faithful, "was not told"),
        (testing.a_deletion_is_told, Sweeping, "not deleted, and yet gone: 3 items"),
        (testing.what_stands_is_confirmed, Suspicious, "not deleted, and yet gone: 9 items"),
        (testing.what_stands_is_confirmed, Lazy, "not asked for: 5 items"),
        (testing.what_stands_is_confirmed, Moving, "reads otherwise"),
        (testing.a_clock_that_was_wrong_loses_nothing, Clocked, "a clock that was fast lost"),
        (testing.a_clock_that_was_wrong_loses_nothing, Unfiltered, "a clock that was slow lost"),
        (testing.every_request_is_granted_first, Unpaid, "0 requests were granted"),
        (testing.every_request_is_granted_first, Prepaid, "1 requests were granted, 6 were sent"),
        (testing.every_request_is_granted_first, Headstrong, "6 requests were granted, 12 were sent"),
        (testing.every_request_is_granted_first, Owing, "never settled"),
        (testing.a_refusal_of_the_meter_is_obeyed, Headstrong, "0 requests were granted, 1 were sent"),
        (testing.a_refusal_of_the_meter_is_obeyed, Deaf, "the run None"),
        (testing.a_refusal_of_the_meter_is_obeyed, Confused, "no money"),
        (testing.a_refusal_of_the_meter_is_obeyed, Boastful, "covered what it left out"),
        (testing.every_request_is_granted_first, Peeking, "0 requests were granted, 1 were sent"),
        (testing.a_refusal_of_the_meter_is_obeyed, Peeking, "verify sent 1 requests that were refused"),
        (testing.a_refusal_of_the_meter_is_obeyed, Shrugging, "the meter raised RateLimited, verify None"),
        (testing.the_least_grant_is_enough, Lazy, "not asked for: 5 items"),
        (testing.the_least_grant_is_enough, Greedy, "1 items were granted, 2 were settled"),
        (testing.the_least_grant_is_enough, Impatient, "lost 8 items"),
        (testing.a_secret_is_a_reference_and_never_told, Talkative, "the secret token is logged"),
        (testing.a_secret_is_a_reference_and_never_told, Open, "repr"),
        (FAULTS[FaultKind.LIMITED_UNTIL], Waiting, "it waits"),
        (FAULTS[FaultKind.LIMITED_UNTIL], Hopeless, "retry_after is None"),
        (FAULTS[FaultKind.LIMITED_UNTIL], Backward, "in the past"),
        (FAULTS[FaultKind.LIMITED], Vague, "not explained"),
        (FAULTS[FaultKind.LIMITED], Talkative, "tells a secret"),
        (FAULTS[FaultKind.UNAUTHORIZED], Leaking, "tells a secret"),
        (FAULTS[FaultKind.HTML], Translating, "it raised ValueError"),
        (FAULTS[FaultKind.BROKEN], Vague, "must raise SourceUnavailable"),
        (FAULTS[FaultKind.BROKEN], Hiding, "must raise SourceUnavailable: None"),
        (FAULTS[FaultKind.TIMEOUT], Skipping, "recovery from timeout lost 2 items"),
        (FAULTS[FaultKind.TIMEOUT], Boastful, "covered what it left out: 4 items"),
        (FAULTS[FaultKind.REFUSED], Panicking, "is no deletion"),
        (FAULTS[FaultKind.LOOP], Circling, "must be told"),
    ],
    ids=lambda part: getattr(part, "__name__", ""),
)
def test_a_broken_promise_is_found(check: Check, kind: type[Honest], said: str) -> None:
    with pytest.raises(AssertionError, match=said):
        check(subject(kind, patience_seconds=0.2))


def test_ids_made_of_chance_are_found() -> None:
    numbers = iter(range(1_000))

    class Chancy(Repeating):
        def mention(self, said: Mention) -> Mention:
            return replace(said, external_id=f"r{next(numbers)}")

    with pytest.raises(AssertionError, match="a repeated run lost 9 items"):
        testing.a_run_is_repeatable(subject(Chancy))
    with pytest.raises(AssertionError, match="new: "):
        testing.a_second_run_brings_nothing_new(subject(Chancy))


def test_an_option_that_is_taken_unread_is_found() -> None:
    with pytest.raises(AssertionError, match="no-such-option was taken"):
        testing.an_unknown_option_is_refused(subject(options=("no-such-option",)))


def test_a_secret_that_is_taken_from_a_plain_option_is_found() -> None:
    with pytest.raises(AssertionError, match="the secret token was taken from a plain option"):
        testing.a_secret_is_a_reference_and_never_told(subject(options=("token",)))


@pytest.mark.parametrize("field", ["earlier", "edited", "deleted", "requests"])
def test_what_a_subject_leaves_open_fails(field: str) -> None:
    excused = replace(subject(), **{field: NotApplicable(reason="it is set in stone")})  # type: ignore[arg-type]
    needing = [check for check in CHECKS if excuse(excused, check) == "it is set in stone"]
    assert needing
    for check in needing:
        check(excused)
        with pytest.raises(AssertionError, match=f"must answer `{field}`"):
            check(replace(subject(), **{field: None}))  # type: ignore[arg-type]


def test_faults_that_are_not_answered_are_named() -> None:
    with pytest.raises(AssertionError, match="does not answer: 429 with a reset, 429 without a reset, 401, 402"):
        testing.every_fault_is_answered(subject(faults=()))
    with pytest.raises(AssertionError, match="does not answer 401"):
        FAULTS[FaultKind.UNAUTHORIZED](subject(faults=()))


def test_a_fault_that_is_answered_twice_is_named() -> None:
    twice = (*subject().faults, NotApplicable(kind=FaultKind.LOOP, reason="there are no pages"))
    with pytest.raises(AssertionError, match="more than once: paging loop"):
        testing.every_fault_is_answered(subject(faults=twice))


def test_a_fault_that_cannot_happen_is_excused_with_its_reason() -> None:
    never = tuple(NotApplicable(kind=kind, reason=f"no {kind.value} here") for kind in FaultKind)
    for kind, check in FAULTS.items():
        check(subject(faults=never))
        assert excuse(subject(faults=never), check) == f"no {kind.value} here"


def test_a_subject_cannot_make_light_of_a_fault() -> None:
    survived = (Fault(kind=FaultKind.UNAUTHORIZED, setup=subject().setup, raises=SourceUnavailable),)
    with pytest.raises(AssertionError, match="401 is Unauthorized, and not SourceUnavailable"):
        FAULTS[FaultKind.UNAUTHORIZED](subject(faults=survived))


def test_a_collector_that_cannot_be_asked_again_is_excused_from_it() -> None:
    assert excuse(subject(Blind), testing.what_stands_is_confirmed) == "the place cannot be asked for single mentions"
