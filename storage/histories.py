"""What the rollups say about one span of time: as arrays for detection, as cells for charts."""

from collections.abc import Collection, Iterable
from datetime import datetime
from itertools import chain

import numpy as np
import numpy.typing as npt
from sqlalchemy import func, select
from sqlalchemy.engine import Connection
from sqlalchemy.sql import ColumnElement

from storage import coverage, events, exposure, learned, tables
from storage.columns import HOUR, hour_of, seconds_of, start_of
from storage.lineage import issues_by_key
from storage.models import BrandId, History, HourTotal, Series, SeriesKind, SourceEventKind, SourceName

Counts = npt.NDArray[np.float64]

_ASKED, _CHANGED = SourceEventKind.FIRST_START, SourceEventKind.QUERY_EDIT
_SETTLED = 24
"""How many mentions there are when a brand's history is said to begin."""


def history(tx: Connection, brand: BrandId, start: datetime, until: datetime) -> History:
    """Give the hourly counts of all series of a brand that were mentioned in [start, until).

    `start` is rounded down to its hour. Micro-clusters are summed into the issues they belong to now; those that belong
    to none are left out. A reporter who stands in two micro-clusters of one issue counts in both.
    """
    first, hours = _span(start, until)
    kinds = [kind for kind in SeriesKind if kind is not SeriesKind.MICRO]
    series, mentions, reporters = _filled(tx, brand, kinds, first, hours)
    watched = coverage.declared(tx, brand)
    asked, changed = (events.latest(tx, brand, kind, until) for kind in (_ASKED, _CHANGED))
    first_mention = tx.execute(select(tables.series.c.first_hour).where(_all_mentions(brand))).scalar()
    if watched:
        shares = exposure.declared(watched, coverage.ended(tx), first, hours, until)
    else:
        shares = exposure.undeclared(first_mention, first, hours, until)
    if changed is not None:
        shares[: max(0, hour_of(changed) - first)] = 0
    return History(
        brand=brand,
        start=start_of(first),
        series=series,
        mentions=mentions,
        reporters=reporters,
        exposure=shares,
        began_at=min((c.since for c in watched), default=None),
        first_at=_settled_at(tx, brand),
        asked_at=asked,
        changed_at=changed,
        reread_at=learned.changed_at(tx, brand),
    )


def totals(
    tx: Connection, brand: BrandId, kinds: Collection[SeriesKind], since: datetime, until: datetime
) -> tuple[HourTotal, ...]:
    """List the cells of a brand's rollups in the hours of [since, until) that hold any mention, by time."""
    first, hours = _span(since, until)
    series, mentions, reporters = _filled(tx, brand, kinds, first, hours)
    return tuple(
        HourTotal(
            hour=start_of(first + int(hour)),
            kind=series[line].kind,
            key=series[line].key,
            mentions=int(mentions[line, hour]),
            reporters=int(reporters[line, hour]),
        )
        for hour, line in np.argwhere(mentions.T > 0)
    )


def hourly(tx: Connection, source: SourceName, since: datetime, until: datetime) -> float | None:
    """Give how many mentions an hour of [since, until) a source brought about watched brands; None where none."""
    first, hours = _span(since, until)
    s, c = tables.series, tables.counts
    stmt = select(func.sum(c.c.mentions)).join_from(s, c).where(s.c.kind == SeriesKind.SOURCE, s.c.key == source)
    total = tx.execute(stmt.where(c.c.hour >= first, c.c.hour < first + hours)).scalar()
    return int(total) / hours if total and hours else None


def by_source(tx: Connection, since: datetime) -> dict[SourceName, int]:
    """Count by source what was published from the UTC hour of `since` on; what is about two brands counts twice."""
    s, c = tables.series, tables.counts
    stmt = select(s.c.key, func.sum(c.c.mentions)).join(c, c.c.series_id == s.c.id)
    stmt = stmt.where(s.c.kind == SeriesKind.SOURCE, s.c.last_hour >= hour_of(since), c.c.hour >= hour_of(since))
    return {row[0]: int(row[1]) for row in tx.execute(stmt.group_by(s.c.key))}


def _span(start: datetime, until: datetime) -> tuple[int, int]:
    """Give the first hour's number, and how many hours there are up to the one that holds the last moment."""
    first = hour_of(start)
    return first, max(0, -(-seconds_of(until) // HOUR) - first)


def _filled(
    tx: Connection, brand: BrandId, kinds: Collection[SeriesKind], first: int, hours: int
) -> tuple[tuple[Series, ...], Counts, Counts]:
    """Fill arrays of the shape (series, hours) with mentions and reporters from the cells that are not empty."""
    stored = {SeriesKind.MICRO if kind is SeriesKind.ISSUE else kind for kind in kinds}
    s, c = tables.series, tables.counts
    within = s.c.kind.in_(stored) & (s.c.brand == brand) & (s.c.last_hour >= first) & (s.c.first_hour < first + hours)
    counted_for = _counted_for(tx, brand, within, kinds)
    stmt = select(c.c.series_id, c.c.hour, c.c.mentions, c.c.reporters).join_from(s, c).where(within)
    rows = tx.execute(stmt.where(c.c.hour >= first, c.c.hour < first + hours)).all()
    cells = np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=4 * len(rows)).reshape(-1, 4)
    lines = {line: i for i, line in enumerate(sorted(set(counted_for.values()), key=_order))}
    line_of = np.full(1 + max(cells[:, 0].max(initial=0), max(counted_for, default=0)), -1, dtype=np.int64)
    for series_id, line in counted_for.items():
        line_of[series_id] = lines[line]
    at = line_of[cells[:, 0]]
    cells, at = cells[at >= 0], at[at >= 0]
    places = at * hours + cells[:, 1] - first
    shape = (len(lines), hours)
    mentions, reporters = (_summed(places, cells[:, column], shape) for column in (2, 3))
    held = np.flatnonzero(mentions.sum(axis=1))
    ordered = list(lines)
    return tuple(ordered[line] for line in held), mentions[held], reporters[held]


def _summed(places: npt.NDArray[np.int64], values: npt.NDArray[np.int64], shape: tuple[int, int]) -> Counts:
    flat: Counts = np.bincount(places, weights=values, minlength=shape[0] * shape[1]).astype(np.float64)
    return flat.reshape(shape)


def _counted_for(
    tx: Connection, brand: BrandId, within: ColumnElement[bool], kinds: Iterable[SeriesKind]
) -> dict[int, Series]:
    """Give for each stored series the one it is shown as: itself, or the issue of a micro-cluster."""
    issues = issues_by_key(tx, brand) if SeriesKind.ISSUE in kinds else {}
    found: dict[int, Series] = {}
    t = tables.series
    shown = {issue: Series(brand=brand, kind=SeriesKind.ISSUE, key=str(issue)) for issue in set(issues.values())}
    for number, kind, key in tx.execute(select(t.c.id, t.c.kind, t.c.key).where(within)):
        if kind is SeriesKind.MICRO and key in issues:
            found[number] = shown[issues[key]]
        elif kind in kinds:
            found[number] = Series(brand=brand, kind=kind, key=key)
    return found


def _order(series: Series) -> tuple[str, int, str]:
    return series.kind, len(series.key), series.key


def _all_mentions(brand: BrandId) -> ColumnElement[bool]:
    t = tables.series
    return (t.c.brand == brand) & (t.c.kind == SeriesKind.MENTIONS) & (t.c.key == "")


def _settled_at(tx: Connection, brand: BrandId) -> datetime | None:
    """Give the hour of the brand's 24th mention; None where there are fewer."""
    s, c = tables.series, tables.counts
    stmt = select(c.c.hour, c.c.mentions).join_from(s, c).where(_all_mentions(brand)).order_by(c.c.hour)
    so_far = 0
    for row in tx.execute(stmt.limit(_SETTLED)):
        so_far += row.mentions
        if so_far >= _SETTLED:
            return start_of(row.hour)
    return None
