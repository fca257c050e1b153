"""How much of each hour was watched: the share of the usual sources that covered it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

import numpy as np
import numpy.typing as npt

from storage.columns import HOUR, start_of
from storage.intervals import Interval, merged
from storage.models import Coverage, SourceName

Shares = npt.NDArray[np.float64]


def declared(
    coverage: Sequence[Coverage], ended: Collection[SourceName], first_hour: int, hours: int, until: datetime
) -> Shares:
    """Average over the sources in `coverage` which part of each hour they covered before `until`; shape (hours,), 0..1.

    A source counts in every hour, so the hours before one began to be watched are watched in part, and those of an
    outage too. One that has `ended` (a file imported once) counts only while it lasted.
    """
    by_source: dict[SourceName, list[Interval]] = defaultdict(list)
    for each in coverage:
        by_source[each.source].append((each.since, min(each.until, until)))
    watched, usual = np.zeros(hours), np.zeros(hours)
    for source, intervals in by_source.items():
        for since, end in merged(intervals):
            watched += _covered(since, end, first_hour, hours)
        last = max(end for _, end in intervals)
        usual += np.arange(hours) + first_hour < last.timestamp() / HOUR if source in ended else 1
    return np.clip(watched / np.maximum(usual, 1), 0.0, 1.0)


def undeclared(first_mention_hour: int | None, first_hour: int, hours: int, until: datetime) -> Shares:
    """Take every hour from the first mention's on as watched, the last one as far as it has passed; shape (hours,)."""
    if first_mention_hour is None:
        return np.zeros(hours)
    return _covered(start_of(max(first_mention_hour, first_hour)), until, first_hour, hours)


def _covered(since: datetime, until: datetime, first_hour: int, hours: int) -> Shares:
    """Give which part of each hour lies between two moments."""
    begins = np.arange(hours, dtype=np.float64)
    a, b = (moment.timestamp() / HOUR - first_hour for moment in (since, until))
    shares: Shares = np.clip(np.minimum(begins + 1, b) - np.maximum(begins, a), 0.0, 1.0)
    return shares
