"""Checks of reading a place that stands still: everything comes, once killed or not, in a form the store can take."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from collectors.testing.running import Run, ids, run, same_union, spread, whole
from collectors.testing.subject import Subject
from storage.errors import SettingsError
from storage.models import Batch, Mention

LONGEST_CURSOR = 65_536
LONGEST_RAW = 5_000


def a_first_run_brings_everything(subject: Subject) -> None:
    """The first run ends without an error and brings what the place holds, each row as an item or as a reject."""
    first = whole(subject)
    if subject.expected is not None:
        found = ids(first.items)
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
    first = whole(subject)
    for stop in spread(len(first.batches)):
        rest = run(subject, first.batches[stop].cursor)
        assert rest.error is None, f"resuming after batch {stop} raised {rest.error!r}"
        before = tuple(item for batch in first.batches[: stop + 1] for item in batch.items)
        same_union(first.items, (*before, *rest.items), f"resuming after batch {stop}")


def an_overlap_brings_only_what_was_there(subject: Subject) -> None:
    """Whatever comes twice is the same both times: read from any earlier cursor, twice over."""
    first = whole(subject)
    known = {(item.mention, item.matches) for item in first.items}
    for stop in spread(len(first.batches)):
        once, twice = (run(subject, first.batches[stop].cursor) for _ in range(2))
        same_union(once.items, twice.items, f"a repeated run from batch {stop}")
        changed = [item for item in once.items if (item.mention, item.matches) not in known]
        assert not changed, f"read again from batch {stop}, {changed[0].mention.external_id!r} is another mention"


def a_second_run_brings_nothing_new(subject: Subject) -> None:
    """The last cursor of a run leads to nothing that was not there before."""
    first = whole(subject)
    if first.batches:
        again = run(subject, first.cursor)
        assert again.error is None, f"a run from the last cursor raised {again.error!r}"
        assert ids(again.items) <= ids(first.items), f"new: {sorted(ids(again.items) - ids(first.items))[:5]}"


def a_run_is_repeatable(subject: Subject) -> None:
    """Two first runs over one place bring the same: ids are not made of chance, time or memory."""
    same_union(whole(subject).items, whole(subject).items, "a repeated run")


def an_id_means_one_mention(subject: Subject) -> None:
    """Ids are there, can be stored, and two items with one id are the same mention (or an edit that says so)."""
    seen: dict[str, Mention] = {}
    for item in whole(subject).items:
        mention = item.mention
        assert mention.source == subject.setup.source, f"{mention.source!r} is not source {subject.setup.source!r}"
        assert mention.external_id, "an item has no external id"
        _storable("an id", mention.external_id)
        other = seen.setdefault(mention.external_id, mention)
        assert other == mention or mention.edited_at, f"two mentions have the id {mention.external_id!r}"


def every_time_is_utc_and_not_after_now(subject: Subject) -> None:
    """Times are aware and UTC, and nothing is from after `now`, whatever `now` is."""
    first = whole(subject)
    check_times(first, subject.now)
    if first.items:
        times = sorted(item.mention.published_at for item in first.items)
        earlier = times[len(times) // 2]
        check_times(run(replace(subject, now=earlier)), earlier)


def every_cursor_can_be_stored(subject: Subject) -> None:
    """A cursor is text of a bounded length."""
    for batch in whole(subject).batches:
        assert isinstance(batch.cursor, str), f"a cursor must be str, not {type(batch.cursor).__name__}"
        assert 0 < len(batch.cursor) <= LONGEST_CURSOR, f"a cursor has {len(batch.cursor)} characters"
        _storable("a cursor", batch.cursor)


def a_foreign_cursor_breaks_nothing(subject: Subject) -> None:
    """A cursor that the collector did not write ends in an error of the contract, or in reading everything anew."""
    everything = ids(whole(subject).items)
    for cursor in ("", "nonsense", "[]", '{"rows": -1}', "9" * 50):
        foreign = run(subject, cursor)
        assert foreign.error or ids(foreign.items) == everything, f"{cursor!r} left something out"


def an_unknown_option_is_refused(subject: Subject) -> None:
    """The factory refuses an option that it does not know, and names it."""
    options = {**subject.setup.options, "no-such-option": "1"}
    refusal = ""
    try:
        subject.factory(replace(subject.setup, options=options))
    except SettingsError as error:
        refusal = str(error)
    assert "no-such-option" in refusal, f"the option no-such-option was taken, or not named: {refusal!r}"


def check_times(found: Run, now: datetime) -> None:
    """Refuse a run that tells of a time that is not UTC, or lies after `now`."""
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
