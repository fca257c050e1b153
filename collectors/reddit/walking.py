"""How a listing is read backwards in time: from its newest entry to where the last walk began, or until it ends.

Pure of any place: pages come in, and for each it is decided what is kept, whether to go on, and what was missed.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from collectors.reddit.cursor import Reading, Walk
from collectors.reddit.pages import PAGE, Page
from collectors.reddit.things import Thing, sifted
from storage.models import Reject

MOST_ASKED = 1_000
"""Entries after which Reddit ends every listing, whatever lies beyond."""
SHORT = 225
"""Entries a listing must have to be suspected of ending early: that of a search may end after some 250."""
OVERLAP = 600
"""Seconds read again before the mark: a search finds a submission only some minutes after it was written."""
SETTLING = 120
"""Seconds before now of which nothing is claimed yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one page brought, and how the listing stands after it.

    `missed` is the time in which entries could not be reached; `loop` says that the place led back to where we were.
    """

    things: tuple[Thing, ...]
    rejects: tuple[Reject, ...]
    reading: Reading
    missed: tuple[int, int] | None = None
    loop: bool = False


def begin(digest: str, now: int, back_seconds: int) -> Reading:
    """Return the reading of a question that is asked for the first time."""
    return Reading(digest=digest, asked_at=now, start=now - back_seconds)


def walk(ask: Callable[[str | None, int], Page], reading: Reading, place: str, now: int) -> Iterator[Step]:
    """Read a listing on to the end of its walk, page by page.

    `ask` fetches a page after a name. What was written after `now` is left to a later walk.
    """
    resumed = reading.walk is not None and reading.walk.after is not None
    under_way = reading.walk or _from_top(reading, now)
    visited: set[str | None] = {under_way.after}
    seen: set[str] = set()
    while True:
        page = ask(under_way.after, max(1, min(PAGE, MOST_ASKED - under_way.asked)))
        if resumed and not page.entries and page.after is None:
            # What the walk held on to is gone from the listing, so that nothing comes after it.
            under_way, resumed = _from_top(reading, now), False
            visited.clear()
            continue
        resumed = False
        things, rejects = sifted(page.entries, place)
        fresh = {thing.name for thing in things} - seen
        loop = page.after in visited or (bool(things) and not fresh)
        under_way = _advanced(under_way, page, things, now)
        visited.add(page.after)
        seen |= fresh
        kept = tuple(thing for thing in things if under_way.floor <= thing.created <= now)
        done = page.after is None or _below(under_way)
        if loop and not done:
            stopped = replace(reading, walk=None, looped=True, done=now)
            yield Step(things=kept, rejects=rejects, reading=stopped, loop=not reading.looped)
            return
        if done or under_way.asked >= MOST_ASKED:
            after, missed = _finished(reading, under_way, now)
            yield Step(things=kept, rejects=rejects, reading=after, missed=missed)
            return
        yield Step(things=kept, rejects=rejects, reading=replace(reading, walk=under_way))


def _from_top(reading: Reading, now: int) -> Walk:
    floor = reading.start if reading.mark is None else max(reading.start, reading.mark - OVERLAP)
    return Walk(began=now, floor=floor)


def _advanced(walk: Walk, page: Page, things: tuple[Thing, ...], now: int) -> Walk:
    written = [thing.created for thing in things if thing.created <= now]
    return replace(
        walk,
        after=page.after,
        asked=walk.asked + max(1, page.asked),
        found=walk.found + len(page.entries),
        newest=max([*written, *([] if walk.newest is None else [walk.newest])], default=None),
        # The last, and not the least: an old entry pinned on top ends nothing.
        oldest=things[-1].created if things else walk.oldest,
    )


def _below(walk: Walk) -> bool:
    return walk.oldest is not None and walk.oldest < walk.floor


def _finished(reading: Reading, walk: Walk, now: int) -> tuple[Reading, tuple[int, int] | None]:
    """Return the reading after a walk that can go no further, and the time in which it missed something."""
    after = replace(reading, walk=None, looped=False, done=now)
    settled = walk.began - SETTLING
    if walk.oldest is None and reading.mark is not None:
        # What was there is there no more: deleted, or not found for once. Nothing is claimed, and nothing given up.
        return after, None
    mark = max([at for at in (reading.mark, walk.newest) if at is not None], default=None)
    if walk.oldest is None or _reached(reading, walk):
        since = walk.floor if reading.span is None else reading.span[0]
        until = settled if reading.span is None else max(reading.span[1], settled)
        return replace(after, mark=mark, span=(since, until)), None
    lowest = reading.start if reading.mark is None else reading.mark
    return replace(after, mark=mark, span=(walk.oldest + 1, settled)), (lowest, walk.oldest)


def _reached(reading: Reading, walk: Walk) -> bool:
    """Decide whether a walk came to what was read before, or to the true end of its listing."""
    assert walk.oldest is not None
    if reading.mark is not None:
        return walk.oldest <= reading.mark
    return walk.oldest < walk.floor or walk.found < SHORT
