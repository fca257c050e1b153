"""How often, hour by hour: rollups, kept in the transaction of the readings they count.

After any edits and re-readings, every hour of every series holds as many mentions as if each had been read once, in its
latest words. Reporters hold within bounds, because a stretch of sightings does not say which of them was counted:

- no hour ever holds more reporters than mentions, or fewer than none;
- an hour that has a reporter keeps one as long as it has a mention, and no series with mentions is without a reporter;
- a mention that leaves a series takes a reporter with it only where nothing else in the series, within seven days but
  at another second, was by the same person or in the same words; else the reporter stays, in its hour or, where that
  has mentions no more, in the nearest one within seven days that has more mentions than reporters;
- so where no two mentions of a series share their author or their words, reporters are exact too; where some do, each
  mention that left the series may have moved its reporters by one from what the latest words alone would give.

The running totals of a series are always the sums of its hours.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import case, delete, func, select, update
from sqlalchemy.engine import Connection

from storage import sightings, tables
from storage.columns import hour_of
from storage.dialects import Values, insert, portions
from storage.histories import by_source, history, hourly, totals
from storage.models import Increment, Series, SeriesKind
from storage.reporters import APART_SECONDS, sighting, tally, untold

__all__ = ["add", "by_source", "history", "hourly", "recount", "totals"]

# Independent people matter where detection counts them; elsewhere every mention passes for a reporter.
_TOLD_APART = frozenset({SeriesKind.NEGATIVE, SeriesKind.MICRO, SeriesKind.HAZARD})
_APART_HOURS = APART_SECONDS // 3600


@dataclass(slots=True, kw_only=True)
class _Change:
    """What one series gains or loses, by hour."""

    mentions: Counter[int] = field(default_factory=Counter)
    reporters: Counter[int] = field(default_factory=Counter)


def add(tx: Connection, increments: Sequence[Increment]) -> None:
    """Count mentions into their series' hours, and new reporters by the rule of `storage.reporters`.

    Reporters are told apart in the series of negative mentions, micro-clusters and hazards; in every other they equal
    the mentions.
    """
    ordered = _ordered(increments)
    gains = _by_series(ordered, _bring_reporters(tx, ordered))
    if gains:
        ids = _add_totals(tx, gains)
        _add_hours(tx, ids, gains)
        _show_somebody(tx, ids.values())


def recount(tx: Connection, before: Sequence[Increment], after: Sequence[Increment]) -> None:
    """Let mentions that were counted as `before` count as `after` from now on.

    What is in both stays as it is, so that nobody is a new reporter twice.
    """
    if before:
        going, coming = Counter(before), Counter(after)
        reworded = Counter(map(_unworded, (going - coming).elements()))
        reworded &= Counter(map(_unworded, (coming - going).elements()))
        out, old = _parted(going - coming, reworded)
        after, new = _parted(coming - going, reworded)
        _forget(tx, old)
        _take(tx, out)
        # Only their words are noted: as people they were counted before.
        list(_bring_reporters(tx, new))
    add(tx, after)


def _unworded(increment: Increment) -> Increment:
    return replace(increment, fingerprint="")


def _parted(some: Counter[Increment], reworded: Counter[Increment]) -> tuple[list[Increment], list[Increment]]:
    """Part increments into those that change a count and those of which only the words change."""
    left, counts, rewords = Counter(reworded), [], []
    for increment in some.elements():
        key = _unworded(increment)
        if left[key]:
            left[key] -= 1
            rewords.append(increment)
        else:
            counts.append(increment)
    return _ordered(counts), _ordered(rewords)


def _ordered(increments: Iterable[Increment]) -> list[Increment]:
    return sorted(increments, key=lambda increment: increment.at)


def _by_series(increments: Sequence[Increment], reporters: Iterable[bool]) -> dict[Series, _Change]:
    changes: dict[Series, _Change] = defaultdict(_Change)
    for increment, counts in zip(increments, reporters, strict=True):
        change, hour = changes[increment.series], hour_of(increment.at)
        change.mentions[hour] += 1
        change.reporters[hour] += counts
    return changes


def _bring_reporters(tx: Connection, ordered: Sequence[Increment]) -> Iterable[bool]:
    """Note who is seen in which words, and say of each increment whether it brings a new reporter."""
    seen = [sighting(each) for each in ordered if each.series.kind in _TOLD_APART]
    known = sightings.near(tx, seen)
    new, after = tally(seen, known)
    sightings.save(tx, known, after)
    return _answers(ordered, new)


def _take(tx: Connection, ordered: Sequence[Increment]) -> None:
    """Take mentions out of their series' hours, and their reporters where nothing is left that shows them."""
    seen = [sighting(each) for each in ordered if each.series.kind in _TOLD_APART]
    known = sightings.near(tx, seen)
    gone, after = untold(seen, known)
    sightings.save(tx, known, after)
    losses = _by_series(ordered, _answers(ordered, gone))
    ids = _ids(tx, losses)
    for series, loss in losses.items():
        if series in ids:
            _take_hours(tx, ids[series], loss)
            _sum_up(tx, ids[series])
    _show_somebody(tx, ids.values())


def _forget(tx: Connection, ordered: Sequence[Increment]) -> None:
    """Forget the words of mentions that are written otherwise now; their authors stay seen."""
    worded = [replace(each, reporter="") for each in ordered if each.series.kind in _TOLD_APART]
    seen = [sighting(each) for each in worded]
    known = sightings.near(tx, seen)
    sightings.save(tx, known, untold(seen, known)[1])


def _answers(ordered: Sequence[Increment], told: Iterable[bool]) -> Iterator[bool]:
    answers = iter(told)
    return (next(answers) if each.series.kind in _TOLD_APART else True for each in ordered)


def _ids(tx: Connection, wanted: Mapping[Series, object]) -> dict[Series, int]:
    t = tables.series
    near = t.c.brand.in_({s.brand for s in wanted}) & t.c.key.in_({s.key for s in wanted})
    rows = tx.execute(select(t.c.id, t.c.brand, t.c.kind, t.c.key).where(near))
    found = {Series(brand=row.brand, kind=row.kind, key=row.key): int(row.id) for row in rows}
    return {series: found[series] for series in wanted if series in found}


def _take_hours(tx: Connection, series: int, loss: _Change) -> None:
    t = tables.counts
    near = t.c.hour.between(min(loss.mentions) - _APART_HOURS, max(loss.mentions) + _APART_HOURS)
    before = {
        row.hour: (int(row.mentions), int(row.reporters))
        for row in tx.execute(select(t).where(t.c.series_id == series, near))
    }
    after = _left(before, loss)
    for hour in before:
        cell = (t.c.series_id == series, t.c.hour == hour)
        if hour not in after:
            tx.execute(delete(t).where(*cell))
        elif after[hour] != before[hour]:
            mentions, reporters = after[hour]
            tx.execute(update(t).where(*cell).values(mentions=mentions, reporters=reporters))


def _left(before: Mapping[int, tuple[int, int]], loss: _Change) -> dict[int, tuple[int, int]]:
    """Give mentions and reporters of the hours that have any after a loss.

    >>> _left({1: (2, 1), 2: (1, 1), 9: (2, 1)}, _Change(mentions=Counter([1, 2]), reporters=Counter([1])))
    {1: (1, 1), 9: (2, 2)}
    """
    after: dict[int, tuple[int, int]] = {}
    homeless: list[int] = []
    for hour, (mentions, reporters) in before.items():
        stay = max(0, mentions - loss.mentions[hour])
        told = max(reporters - loss.reporters[hour], min(reporters, stay, 1), 0)
        homeless += [hour] * (told - min(told, stay))
        if stay > 0:
            after[hour] = (stay, min(told, stay))
    for hour in homeless:
        room = [h for h, (m, r) in after.items() if r < m and abs(h - hour) <= _APART_HOURS]
        if room:
            nearest = min(room, key=lambda h: (abs(h - hour), h))
            after[nearest] = (after[nearest][0], after[nearest][1] + 1)
    return after


def _sum_up(tx: Connection, series: int) -> None:
    """Make the running totals of a series the sums of its hours; a series without any is none."""
    s, c = tables.series, tables.counts
    sums = (func.sum(c.c.mentions), func.sum(c.c.reporters), func.min(c.c.hour), func.max(c.c.hour))
    mentions, reporters, first, last = tx.execute(select(*sums).where(c.c.series_id == series)).one()
    if mentions is None:
        tx.execute(delete(s).where(s.c.id == series))
    else:
        values = {"mentions": int(mentions), "reporters": int(reporters), "first_hour": first, "last_hour": last}
        tx.execute(update(s).where(s.c.id == series).values(values))


def _show_somebody(tx: Connection, series: Iterable[int]) -> None:
    """Let the first hour show a reporter in those of these series that have mentions and nobody who reported."""
    s, c = tables.series, tables.counts
    for some in portions(series):
        bare = tx.execute(select(s.c.id, s.c.first_hour).where(s.c.id.in_(some), s.c.reporters == 0)).all()
        for row in bare:
            tx.execute(update(c).where(c.c.series_id == row.id, c.c.hour == row.first_hour).values(reporters=1))
            tx.execute(update(s).where(s.c.id == row.id).values(reporters=1))


def _add_totals(tx: Connection, gains: dict[Series, _Change]) -> dict[Series, int]:
    """Add to the series' running totals, beginning those that are new, and give the ids of all."""
    t = tables.series
    stmt = insert(tx, t)
    more = stmt.excluded
    stmt = stmt.on_conflict_do_update(
        index_elements=["brand", "kind", "key"],
        set_={
            "mentions": t.c.mentions + more.mentions,
            "reporters": t.c.reporters + more.reporters,
            "first_hour": case((t.c.first_hour < more.first_hour, t.c.first_hour), else_=more.first_hour),
            "last_hour": case((t.c.last_hour > more.last_hour, t.c.last_hour), else_=more.last_hour),
        },
    )
    rows: list[Values] = [
        {
            "brand": series.brand,
            "kind": series.kind,
            "key": series.key,
            "mentions": gain.mentions.total(),
            "reporters": gain.reporters.total(),
            "first_hour": min(gain.mentions),
            "last_hour": max(gain.mentions),
        }
        for series, gain in gains.items()
    ]
    done = tx.execute(stmt.returning(t.c.id, t.c.brand, t.c.kind, t.c.key), rows)
    return {Series(brand=row.brand, kind=row.kind, key=row.key): row.id for row in done}


def _add_hours(tx: Connection, ids: dict[Series, int], gains: dict[Series, _Change]) -> None:
    t = tables.counts
    stmt = insert(tx, t)
    stmt = stmt.on_conflict_do_update(
        index_elements=["series_id", "hour"],
        set_={
            "mentions": t.c.mentions + stmt.excluded.mentions,
            "reporters": t.c.reporters + stmt.excluded.reporters,
        },
    )
    rows: list[Values] = [
        {"series_id": ids[series], "hour": hour, "mentions": mentions, "reporters": gain.reporters[hour]}
        for series, gain in gains.items()
        for hour, mentions in gain.mentions.items()
    ]
    tx.execute(stmt, rows)
