"""What every collector must hold to, as checks that any test runner can call.

A test names what it wants examined and runs each check on it; a broken promise is an AssertionError that says which:

    @pytest.mark.parametrize("check", CHECKS)
    def test_my_collector_keeps_the_contract(check):
        check(Subject(factory=build, setup=Setup(...), now=datetime(2025, 3, 4, tzinfo=UTC)))
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from collectors.contract import Collector, Setup
from storage.errors import CollectError, SettingsError
from storage.models import Batch, Item, Mention

MOST_STOPS = 20
LONGEST_CURSOR = 65_536
LONGEST_RAW = 5_000


class FaultKind(StrEnum):
    """The ways in which a place fails; a subject answers each of them, with a fault or with why it cannot happen."""

    LIMITED_UNTIL = "429 with a reset"
    LIMITED = "429 without a reset"
    UNAUTHORIZED = "401"
    PAYMENT = "402"
    FORBIDDEN = "403"
    BROKEN = "5xx"
    REFUSED = "connection refused"
    TIMEOUT = "timeout"
    TRUNCATED = "truncated body"
    HTML = "HTML in place of JSON"
    PARTIAL = "partial errors inside a 200"
    LOOP = "paging loop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A place that fails, the error a collector must raise there, and the setup that leads to it.

    The place holds the same mentions as the subject's, as far as it can be read: what comes before the fault stands.
    """

    name: str
    setup: Setup
    raises: type[CollectError]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is examined: a factory, the setup of a place whose content stands still, and the time it is read at.

    `expected` are the external ids a first run must bring, `rejected` how many rows it must refuse; None where the
    place does not tell.
    """

    factory: Callable[[Setup], Collector]
    setup: Setup
    now: datetime
    expected: frozenset[str] | None = None
    rejected: int | None = None
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one run brought, and the error it ended with, if it did."""

    batches: tuple[Batch, ...]
    error: CollectError | SettingsError | None = None

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for batch in self.batches for item in batch.items)


def run(subject: Subject, cursor: str | None = None, setup: Setup | None = None) -> Run:
    """Build a collector anew, as after a restart, and read all it has; errors beyond the contract are refused."""
    batches: list[Batch] = []
    try:
        for batch in subject.factory(setup or subject.setup).collect(cursor, subject.now):
            batches.append(batch)
    except (CollectError, SettingsError) as error:
        return Run(batches=tuple(batches), error=error)
    except Exception as error:
        raise AssertionError(f"collect may raise CollectError and SettingsError, it raised {error!r}") from error
    return Run(batches=tuple(batches))


def a_first_run_brings_everything(subject: Subject) -> None:
    """The first run ends without an error and brings what the place holds, each row as an item or as a reject."""
    first = _whole(subject)
    if subject.expected is not None:
        found = _ids(first.items)
        assert found == subject.expected, (
            f"missing: {sorted(subject.expected - found)[:5]}, unexpected: {sorted(found - subject.expected)[:5]}"
        )
    rejects = [reject for batch in first.batches for reject in batch.rejects]
    if subject.rejected is not None:
        assert len(rejects) == subject.rejected, f"{len(rejects)} rows were rejected, not {subject.rejected}"
    for reject in rejects:
        assert reject.place, f"a reject must tell its place: {reject}"
        assert reject.reason, f"a reject must tell its reason: {reject}"
        assert len(reject.raw) <= LONGEST_RAW, f"a reject holds {len(reject.raw)} characters, at most {LONGEST_RAW}"


def a_kill_after_any_batch_loses_nothing(subject: Subject) -> None:
    """Every cursor leads to the rest: what came before it and what comes after it are together everything."""
    first = _whole(subject)
    for stop in _spread(len(first.batches)):
        rest = run(subject, first.batches[stop].cursor)
        assert rest.error is None, f"resuming after batch {stop} raised {rest.error!r}"
        before = tuple(item for batch in first.batches[: stop + 1] for item in batch.items)
        _same_union(first.items, (*before, *rest.items), f"resuming after batch {stop}")


def a_second_run_brings_nothing_new(subject: Subject) -> None:
    """The last cursor of a run leads to nothing that was not there before."""
    first = _whole(subject)
    if first.batches:
        again = run(subject, first.batches[-1].cursor)
        assert again.error is None, f"a run from the last cursor raised {again.error!r}"
        assert _ids(again.items) <= _ids(first.items), f"new: {sorted(_ids(again.items) - _ids(first.items))[:5]}"


def a_run_is_repeatable(subject: Subject) -> None:
    """Two first runs over one place bring the same: ids are not made of chance, time or memory."""
    _same_union(_whole(subject).items, _whole(subject).items, "a repeated run")


def an_id_means_one_mention(subject: Subject) -> None:
    """Ids are there, can be stored, and two items with one id are the same mention (or an edit that says so)."""
    seen: dict[str, Mention] = {}
    for item in _whole(subject).items:
        mention = item.mention
        assert mention.source == subject.setup.source, f"{mention.source!r} is not source {subject.setup.source!r}"
        assert mention.external_id, "an item has no external id"
        _storable("an id", mention.external_id)
        other = seen.setdefault(mention.external_id, mention)
        assert other == mention or mention.edited_at, f"two mentions have the id {mention.external_id!r}"


def every_time_is_utc_and_not_after_now(subject: Subject) -> None:
    """Times are aware and UTC, and nothing is from after `now`, whatever `now` is."""
    first = _whole(subject)
    _check_times(first, subject.now)
    if first.items:
        times = sorted(item.mention.published_at for item in first.items)
        earlier = times[len(times) // 2]
        _check_times(run(replace(subject, now=earlier)), earlier)


def every_cursor_can_be_stored(subject: Subject) -> None:
    """A cursor is text of a bounded length."""
    for batch in _whole(subject).batches:
        assert isinstance(batch.cursor, str), f"a cursor must be str, not {type(batch.cursor).__name__}"
        assert 0 < len(batch.cursor) <= LONGEST_CURSOR, f"a cursor has {len(batch.cursor)} characters"
        _storable("a cursor", batch.cursor)


def a_foreign_cursor_breaks_nothing(subject: Subject) -> None:
    """A cursor that the collector did not write ends in an error of the contract, or in reading everything anew."""
    whole = _ids(_whole(subject).items)
    for cursor in ("", "nonsense", "[]", '{"rows": -1}', "9" * 50):
        foreign = run(subject, cursor)
        assert foreign.error or _ids(foreign.items) == whole, f"{cursor!r} left something out"


def an_unknown_option_is_refused(subject: Subject) -> None:
    """The factory refuses an option that it does not know, and names it."""
    options = {**subject.setup.options, "no-such-option": "1"}
    refusal = ""
    try:
        subject.factory(replace(subject.setup, options=options))
    except SettingsError as error:
        refusal = str(error)
    assert "no-such-option" in refusal, f"the option no-such-option was taken, or not named: {refusal!r}"


def every_fault_is_told_and_survived(subject: Subject) -> None:
    """A place that fails raises the fitting error; the same place in health then brings what is missing."""
    whole = _whole(subject)
    for fault in subject.faults:
        failed = run(subject, setup=fault.setup)
        assert type(failed.error) is fault.raises, f"{fault.name} must raise {fault.raises.__name__}: {failed.error!r}"
        assert str(failed.error), f"{fault.name} is not explained"
        rest = run(subject, failed.batches[-1].cursor if failed.batches else None)
        assert rest.error is None, f"after {fault.name} a healthy place raised {rest.error!r}"
        _same_union(whole.items, (*failed.items, *rest.items), f"recovery from {fault.name}")


CHECKS: tuple[Callable[[Subject], None], ...] = (
    a_first_run_brings_everything,
    a_kill_after_any_batch_loses_nothing,
    a_second_run_brings_nothing_new,
    a_run_is_repeatable,
    an_id_means_one_mention,
    every_time_is_utc_and_not_after_now,
    every_cursor_can_be_stored,
    a_foreign_cursor_breaks_nothing,
    an_unknown_option_is_refused,
    every_fault_is_told_and_survived,
)


def _whole(subject: Subject) -> Run:
    first = run(subject)
    assert first.error is None, f"a first run raised {first.error!r}"
    return first


def _ids(items: Iterable[Item]) -> frozenset[str]:
    return frozenset(item.mention.external_id for item in items)


def _same_union(whole: Iterable[Item], parts: Iterable[Item], when: str) -> None:
    """Compare by content, so that what is repeated counts once and what is changed counts."""
    expected, found = ({(item.mention, item.matches) for item in items} for items in (whole, parts))
    assert expected <= found, f"{when} lost {_sample(expected - found)}"
    assert found <= expected, f"{when} brought what is not there: {_sample(found - expected)}"


def _sample(items: Iterable[tuple[Mention, object]]) -> str:
    ids = sorted(mention.external_id for mention, _ in items)
    return f"{len(ids)} items: {ids[:5]}"


def _spread(batches: int) -> tuple[int, ...]:
    step = max(1, -(-batches // MOST_STOPS))
    return tuple(sorted({*range(0, batches, step), batches - 1} if batches else ()))


def _check_times(found: Run, now: datetime) -> None:
    for batch in found.batches:
        for name, at in _times(batch):
            assert at.utcoffset() == timedelta(0), f"{name} {at} is not aware UTC"
            assert at <= now, f"{name} {at} is after now, {now}"


def _times(batch: Batch) -> Iterable[tuple[str, datetime]]:
    for item in batch.items:
        yield "published_at", item.mention.published_at
        if item.mention.edited_at:
            yield "edited_at", item.mention.edited_at
    for event in batch.events:
        yield "the time of an event", event.at
    for period in batch.coverage:
        yield "the beginning of coverage", period.since
        yield "the end of coverage", period.until


def _storable(what: str, text: str) -> None:
    refused = any(character == "\0" or "\ud800" <= character <= "\udfff" for character in text)
    assert not refused, f"{what} holds a character that no store takes: {text[:80]!r}"
