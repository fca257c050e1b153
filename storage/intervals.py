"""Which time is covered: intervals that overlap or touch are one."""

from collections.abc import Iterable
from datetime import datetime

Interval = tuple[datetime, datetime]
"""From a moment on, up to and without another."""


def merged(intervals: Iterable[Interval]) -> list[Interval]:
    """Give the fewest intervals that cover the same time, in order; empty and reversed ones cover nothing.

    >>> day = [datetime(2025, 10, n) for n in range(9)[1:]]
    >>> [(a.day, b.day) for a, b in merged([(day[4], day[5]), (day[0], day[2]), (day[2], day[3]), (day[6], day[6])])]
    [(1, 4), (5, 6)]
    """
    found: list[Interval] = []
    for since, until in sorted(intervals):
        if since >= until:
            continue
        if found and since <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        else:
            found.append((since, until))
    return found
