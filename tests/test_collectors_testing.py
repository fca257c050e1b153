"""The conformance suite: a collector that breaks a promise fails the check of that promise."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from collectors import testing
from collectors.contract import Collector, Setup
from collectors.testing import CHECKS, Fault, Subject
from storage.errors import BadPayload, CollectError, RateLimited, SettingsError, SourceUnavailable
from storage.models import Batch, Item, Mention, Reject, SourceName

NOW = datetime(2025, 6, 1, tzinfo=UTC)
SOURCE = SourceName("place")
POSTS = 9


def item(number: int) -> Item:
    at = NOW - timedelta(hours=POSTS - number)
    return Item(mention=Mention(source=SOURCE, external_id=f"p{number}", text=f"no. {number}", published_at=at))


@dataclass
class Place:
    """A collector of nine posts, two a batch, whose batches are handed through `bend` on their way out."""

    bend: Callable[[Batch], Batch] = lambda batch: batch
    skipped: int = 0
    fails_after: int = POSTS
    failure: Exception | None = None

    def collect(self, cursor: str | None, now: datetime) -> Iterator[Batch]:
        try:
            start = int(json.loads(cursor)["told"]) + self.skipped if cursor is not None else 0
        except (ValueError, TypeError, KeyError) as error:
            raise BadPayload("a cursor of mine is {'told': posts}") from error
        for told in range(start, POSTS, 2):
            if self.failure and told >= self.fails_after:
                raise self.failure
            posts = [item(number) for number in range(told, min(told + 2, POSTS))]
            known = tuple(post for post in posts if post.mention.published_at <= now)
            rejects = (Reject(place="post 4", reason="no text", raw=""),) if told == 4 else ()
            yield self.bend(Batch(items=known, cursor=json.dumps({"told": told + 2}), rejects=rejects))


def subject(place: Place, options: tuple[str, ...] = (), **changes: object) -> Subject:
    def factory(setup: Setup) -> Collector:
        if unknown := set(setup.options) - {"fault", *options}:
            raise SettingsError(f"unknown options: {sorted(unknown)}")
        return replace(place, fails_after=4, failure=RateLimited("slower")) if "fault" in setup.options else place

    expected = frozenset(f"p{number}" for number in range(POSTS))
    setup = Setup(source=SOURCE, brands=())
    whole = Subject(factory=factory, setup=setup, now=NOW, expected=expected, rejected=1)
    return replace(whole, **changes)  # type: ignore[arg-type]


def fault(raises: type[CollectError]) -> Fault:
    return Fault(name="a limit", setup=Setup(source=SOURCE, brands=(), options={"fault": "429"}), raises=raises)


def mentions(change: Callable[[Mention], Mention]) -> Callable[[Batch], Batch]:
    def bend(batch: Batch) -> Batch:
        return replace(batch, items=tuple(replace(each, mention=change(each.mention)) for each in batch.items))

    return bend


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_a_collector_that_keeps_the_contract_passes(check: Callable[[Subject], None]) -> None:
    check(subject(Place(), faults=(fault(RateLimited),)))


def test_a_collector_may_repeat_what_it_brought_before() -> None:
    testing.a_kill_after_any_batch_loses_nothing(subject(Place(skipped=-1)))


@pytest.mark.parametrize(
    ("check", "place", "said"),
    [
        (testing.a_first_run_brings_everything, Place(bend=lambda batch: replace(batch, items=())), "missing"),
        (testing.a_first_run_brings_everything, Place(bend=lambda batch: replace(batch, rejects=())), "0 rows"),
        (testing.a_first_run_brings_everything, Place(failure=KeyError("id"), fails_after=4), "it raised KeyError"),
        (testing.a_first_run_brings_everything, Place(failure=SourceUnavailable("down"), fails_after=4), "down"),
        (testing.a_kill_after_any_batch_loses_nothing, Place(skipped=1), "lost 1 items"),
        (
            testing.an_id_means_one_mention,
            Place(bend=mentions(lambda mention: replace(mention, external_id="same"))),
            "two mentions",
        ),
        (
            testing.an_id_means_one_mention,
            Place(bend=mentions(lambda mention: replace(mention, external_id="\ud800"))),
            "no store takes",
        ),
        (
            testing.every_time_is_utc_and_not_after_now,
            Place(bend=mentions(lambda mention: replace(mention, published_at=NOW.replace(tzinfo=None)))),
            "not aware UTC",
        ),
        (
            testing.every_time_is_utc_and_not_after_now,
            Place(bend=mentions(lambda mention: replace(mention, published_at=NOW + timedelta(minutes=1)))),
            "after now",
        ),
        (testing.every_cursor_can_be_stored, Place(bend=lambda batch: replace(batch, cursor="")), "0 characters"),
    ],
)
def test_a_broken_promise_is_found(check: Callable[[Subject], None], place: Place, said: str) -> None:
    with pytest.raises(AssertionError) as caught:
        check(subject(place))
    assert said in str(caught.value)


def test_ids_made_of_chance_are_found() -> None:
    numbers = iter(range(1_000))
    place = Place(skipped=-2, bend=mentions(lambda mention: replace(mention, external_id=f"r{next(numbers)}")))
    with pytest.raises(AssertionError, match="a repeated run lost 9 items"):
        testing.a_run_is_repeatable(subject(place))
    with pytest.raises(AssertionError, match="new: "):
        testing.a_second_run_brings_nothing_new(subject(place))


def test_an_option_that_is_taken_unread_is_found() -> None:
    with pytest.raises(AssertionError, match="no-such-option was taken"):
        testing.an_unknown_option_is_refused(subject(Place(), options=("no-such-option",)))


def test_a_fault_told_as_another_is_found() -> None:
    with pytest.raises(AssertionError, match="a limit must raise SourceUnavailable"):
        testing.every_fault_is_told_and_survived(subject(Place(), faults=(fault(SourceUnavailable),)))


def test_a_fault_after_which_something_is_missing_is_found() -> None:
    with pytest.raises(AssertionError, match="recovery from a limit lost"):
        testing.every_fault_is_told_and_survived(subject(Place(skipped=1), faults=(fault(RateLimited),)))
