"""Which time a source missed, and up to when it has covered all that was said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from storage.intervals import merged
from storage.models import BrandId, Coverage

LOOKED_BACK = timedelta(days=30)
SHORTEST_GAP = timedelta(hours=1)
STALE = timedelta(days=1)
"""A place may let a turn read everything but the last minutes or hours; no place holds back a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A stretch [since, until) nobody declared collected, between two that were; no `brands` means any."""

    since: datetime
    until: datetime
    brands: tuple[BrandId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """From when on a source covers what is said, and up to when it covers all of it: its slowest brand decides.

    One that does not grow, such as a period which a person stated once, says nothing about how far behind a source is.
    """

    since: datetime
    until: datetime
    grows: bool = True


def reach(extents: Sequence[Coverage], finished_at: datetime | None = None) -> Reach | None:
    """Tell from when to when a source covers what is said; None where it declares nothing.

    `finished_at` is when it read all there was, None while there is more: what ended more than a day before that is
    declared no longer, and holds nothing back.
    """
    if not extents:
        return None
    # Where time is declared for any brand and for single ones too, what was declared for any holds for each.
    whole = max((e.until for e in extents if e.brand is None), default=None)
    single = [e.until for e in extents if e.brand is not None]
    ends = single if whole is None else [max(end, whole) for end in single] or [whole]
    growing = [end for end in ends if finished_at is None or finished_at - end <= STALE]
    return Reach(since=min(e.since for e in extents), until=min(growing, default=max(ends)), grows=bool(growing))


def gaps(covered: Sequence[Coverage], extents: Sequence[Coverage], since: datetime) -> tuple[Gap, ...]:
    """Find what one source left out since `since`, newest first; gaps of several brands that overlap are one.

    `covered` are its stretches that reach beyond `since`, `extents` the whole time of each brand it declares.
    """
    brands = {e.brand for e in extents} - {None} or {None}
    missed: list[tuple[datetime, datetime, BrandId | None]] = []
    for brand in brands:
        first = min(e.since for e in extents if e.brand in (brand, None)) if extents else since
        known = merged((c.since, c.until) for c in covered if c.brand in (brand, None))
        # What was declared before the period ends where the period begins, for only gaps within it are asked for.
        before = [(since, since)] if first < since else []
        between = pairwise(before + known)
        missed += [(end, begin, brand) for (_, end), (begin, _) in between if begin - end > SHORTEST_GAP]
    found = [_gap(a, b, missed) for a, b in merged((a, b) for a, b, _ in missed)]
    return tuple(reversed([g if set(g.brands) != brands else Gap(since=g.since, until=g.until) for g in found]))


def _gap(since: datetime, until: datetime, missed: Sequence[tuple[datetime, datetime, BrandId | None]]) -> Gap:
    brands = {brand for a, b, brand in missed if brand is not None and since <= a and b <= until}
    return Gap(since=since, until=until, brands=tuple(sorted(brands)))
