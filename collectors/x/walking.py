"""Where a walk begins, what each answer means for it, and up to which id everything was read when it ends.

How far a walk reaches at its top is told by X's clock and ours, whichever is behind, and not by what was found: a wrong
clock reads something twice at worst, and a brand nobody talks about does not stay behind.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from collectors.x.marks import Mark, Walk
from collectors.x.pages import Page
from collectors.x.snowflakes import id_at

# X leaves the last half minute out, because it is not complete.
_UNSETTLED = timedelta(seconds=30)
# X reads seven days back, by its own clock, which may be an hour ahead of ours; a turn takes its time, too.
_REACH = timedelta(days=7) - timedelta(hours=2)
# A first question is asked even where no history is wanted: its answer tells X's clock.
_LEAST_HISTORY = timedelta(minutes=2)


class Outcome(StrEnum):
    """What an answer means for a walk: go on from its lowest post, go on by X's token, try again at the next turn, give
    it up, at the end.
    """

    DOWN = "down"
    FOLLOW = "follow"
    LOOP = "loop"
    GIVEN_UP = "given up"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """What is left to read of a query: the ids between `since` and `walk.below`, both excluded."""

    since: int
    walk: Walk

    @property
    def empty(self) -> bool:
        """No id is left."""
        return self.walk.below - self.since <= 1


def first(now: datetime, backfill: timedelta) -> Mark:
    """Begin with a query that was never asked: what was published before `now` is history."""
    return Mark(since=id_at(now - max(backfill, _LEAST_HISTORY)) - 1, walk=Walk(below=_top(now), history=True))


def backlog(mark: Mark, now: datetime) -> Backlog:
    """Say what is to be read for a query: the rest of its walk, or a new one; nothing that X has forgotten."""
    walk, top = mark.walk, _top(now)
    if walk is None or walk.below > top:
        # Where our clock was set back, a walk would bring what is still to come: it begins anew, below that.
        walk = Walk(below=top, history=walk is not None and walk.history)
    return Backlog(since=max(mark.since, id_at(now - _REACH) - 1), walk=walk)


def step(mark: Mark, left: Backlog, page: Page, *, followed: bool) -> tuple[Mark, Outcome]:
    """Move a mark by one answer; `followed` says that X's token led to it.

    A page without a post is followed by its token once: X may give an empty page and continue. The token of one that
    answers another question, with posts above the walk, leads anywhere, and what it leads to ends nothing. Where no
    page leads lower, the walk waits for the next turn; nowhere again, it ends there, and what lies below is given up.
    """
    walk = left.walk
    lowest = min((*page.between(left.since, walk.below), walk.below))
    top = walk.top if walk.top is not None else _reached(left, page)
    lower = Walk(below=lowest, top=top, history=walk.history)
    if page.more is None and not page.full:
        return replace(ended(Backlog(since=left.since, walk=lower)), gap=mark.gap), Outcome.DONE
    if lowest < walk.below:
        return replace(mark, walk=lower), Outcome.DOWN
    if page.more is not None and not followed and not page.ids:
        return replace(mark, walk=replace(lower, retried=walk.retried)), Outcome.FOLLOW
    if not walk.retried:
        return replace(mark, walk=replace(lower, retried=True), looped=True), Outcome.LOOP
    after = ended(Backlog(since=left.since, walk=lower))
    return replace(after, gap=max(mark.gap, min(walk.below - 1, after.since)), looped=True), Outcome.GIVEN_UP


def ended(left: Backlog) -> Mark:
    """Give the mark after a walk that has read all there is."""
    top = left.since if left.walk.top is None else left.walk.top
    # Where X's clock is behind ours, a first walk begins above its own end.
    return Mark(since=top if left.walk.history else max(top, left.since))


def _top(now: datetime) -> int:
    return id_at(now - _UNSETTLED)


def _reached(left: Backlog, page: Page) -> int:
    """Say up to which id an answer that began a walk can be complete."""
    if page.answered_at is None:
        return max(page.between(left.since, left.walk.below), default=left.since)
    return min(left.walk.below, _top(page.answered_at)) - 1
