"""Checks of a place that moves on between runs: more is said, something is rewritten or deleted, a clock was wrong."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from collectors.contract import Setup
from collectors.testing.reading import check_times
from collectors.testing.running import Run, ids, run, same_union, sample, spread, verifies, verify, whole
from collectors.testing.subject import Deleted, Edited, NotApplicable, Subject
from storage.models import Item, Mention

SKEW = timedelta(hours=1)


def what_is_said_later_comes_next(subject: Subject) -> None:
    """Every cursor of an earlier run leads to all that was published since, in the place as it is now."""
    assert subject.earlier is not None, "the subject must answer `earlier`: a Setup, or NotApplicable"
    if isinstance(subject.earlier, NotApplicable):
        return
    everything = whole(subject).items
    moments = [item.mention.published_at for item in run(subject, setup=subject.earlier).items]
    before = _turn(replace(subject, now=max(moments)) if moments else subject, "the earlier place", subject.earlier)
    assert ids(before.items) < ids(everything), "the earlier place must hold some, not all, of what is there now"
    for stop in spread(len(before.batches)):
        then = _turn(subject, "the next run", cursor=before.batches[stop].cursor)
        known = tuple(item for batch in before.batches[: stop + 1] for item in batch.items)
        same_union(everything, (*known, *then.items), f"the next run after batch {stop}")


def an_edit_comes_again(subject: Subject) -> None:
    """A rewritten mention comes under its own id with its new text and `edited_at`: read again, or when asked for."""
    case = subject.edited
    assert case is not None, "the subject must answer `edited`: Edited, or NotApplicable"
    if isinstance(case, NotApplicable):
        return
    before, again = _before_and_after(subject, case)
    assert before.text != case.text, f"the edit of {case.id!r} must change its text"
    versions = [item.mention for item in again.items if item.mention.external_id == case.id]
    rewritten = [mention for mention in versions if mention.text == case.text]
    assert rewritten, f"the edit of {case.id!r} was lost; it reads {[mention.text for mention in versions]}"
    for mention in rewritten:
        assert mention.edited_at, f"the new text of {case.id!r} has no edited_at, so that no store takes it"
        assert mention.published_at == before.published_at, f"the edit moved {case.id!r} to {mention.published_at}"
    assert not again.gone, f"an edit is no deletion: {sample(again.gone)}"


def a_deletion_is_told(subject: Subject) -> None:
    """A deleted mention is withdrawn by the next run, or gone when it is asked for; nothing else is."""
    case = subject.deleted
    assert case is not None, "the subject must answer `deleted`: Deleted, or NotApplicable"
    if isinstance(case, NotApplicable):
        return
    _, again = _before_and_after(subject, case)
    assert case.id in again.gone, f"the deletion of {case.id!r} was not told"
    assert again.gone == {case.id}, f"not deleted, and yet gone: {sample(again.gone - {case.id})}"
    assert case.id not in ids(again.items), f"{case.id!r} was deleted, and yet it came"


def what_stands_is_confirmed(subject: Subject) -> None:
    """Asked for mentions that nobody touched, the collector answers for each that it stands, as it was."""
    if not verifies(subject):
        return
    mentions = _mentions(whole(subject).items)
    answers = verify(subject, tuple(mentions.values()))
    assert answers.error is None, f"verify raised {answers.error!r}"
    assert not answers.gone, f"not deleted, and yet gone: {sample(answers.gone)}"
    assert answers.asked == mentions.keys(), f"not asked for: {sample(mentions.keys() - answers.asked)}"
    for answer in answers.told:
        assert {*ids(answer.items), *answer.gone} <= {*answer.asked}, "an answer holds ids that were not asked for"
    for item in answers.items:
        known = mentions[item.mention.external_id]
        assert _said(item.mention) == _said(known), f"{known.external_id!r} reads otherwise, and nobody changed it"
    assert ids(answers.items) == mentions.keys(), f"unanswered: {sample(mentions.keys() - ids(answers.items))}"


def a_clock_that_was_wrong_loses_nothing(subject: Subject) -> None:
    """An hour slow, an hour fast or set back by an hour: once the clock is right, everything has come."""
    everything = whole(subject).items
    slow, right, fast = subject.now - SKEW, subject.now, subject.now + SKEW
    _by_clock(subject, everything, "a clock that was slow", (slow, right), subject.setup)
    _by_clock(subject, everything, "a clock that was set back", (right, slow, right), subject.setup)
    _by_clock(subject, everything, "a clock that was fast", (fast, right), subject.setup)
    if isinstance(subject.earlier, Setup):
        # What a fast clock takes for past is still to be published.
        _by_clock(subject, everything, "a clock that was fast", (fast, right), subject.earlier)


def _by_clock(
    subject: Subject, everything: tuple[Item, ...], what: str, moments: tuple[datetime, ...], first: Setup
) -> None:
    """Read the first place at the first moment and the subject's at the others; the last of them is right."""
    found: list[Item] = []
    cursor, place = None, first
    for now in moments:
        turn = _turn(replace(subject, now=now), what, place, cursor)
        check_times(turn, now)
        found += turn.items
        cursor, place = turn.cursor or cursor, subject.setup
    lost = ids(everything) - ids(found)
    assert not lost, f"{what} lost {sample(lost)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """What a place told after it changed: read again from the last cursor, and asked for everything that was known."""

    items: tuple[Item, ...]
    gone: frozenset[str]


def _before_and_after(subject: Subject, case: Edited | Deleted) -> tuple[Mention, _Change]:
    first = whole(subject)
    known = _mentions(first.items)
    assert case.id in known, f"{case.id!r} must be in the place before it changes; there are {sample(known)}"
    later = replace(subject, now=case.now or subject.now)
    read = _turn(later, "the changed place", case.setup, first.cursor)
    withdrawn = {each for batch in read.batches for each in batch.withdrawn}
    asked = verify(later, tuple(known.values()), case.setup)
    assert asked.error is None, f"verify raised {asked.error!r}"
    check_times(read, later.now)
    return known[case.id], _Change(items=(*read.items, *asked.items), gone=asked.gone | withdrawn)


def _turn(subject: Subject, what: str, place: Setup | None = None, cursor: str | None = None) -> Run:
    turn = run(subject, cursor, place)
    assert turn.error is None, f"{what} raised {turn.error!r}"
    return turn


def _mentions(items: Iterable[Item]) -> dict[str, Mention]:
    return {item.mention.external_id: item.mention for item in items}


def _said(mention: Mention) -> tuple[object, ...]:
    return mention.source, mention.text, mention.published_at, mention.edited_at
