"""How often, hour by hour: rollups, kept in the transaction of the readings they count."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import bindparam, case, delete, select
from sqlalchemy.engine import Connection

from storage import tables
from storage.columns import hour_of
from storage.dialects import Values, insert, portions
from storage.histories import history, totals
from storage.models import Increment, Series, SeriesKind
from storage.reporters import APART_SECONDS, Key, Sighting, Stretch, sighting, tally

__all__ = ["add", "history", "totals"]

# Independent people matter where detection counts them; elsewhere every mention passes for a reporter.
_TOLD_APART = frozenset({SeriesKind.NEGATIVE, SeriesKind.MICRO, SeriesKind.HAZARD})


@dataclass(slots=True, kw_only=True)
class _Gain:
    """What one series gains, by hour."""

    mentions: Counter[int] = field(default_factory=Counter)
    reporters: Counter[int] = field(default_factory=Counter)


def add(tx: Connection, increments: Sequence[Increment]) -> None:
    """Count mentions into their series' hours, and new reporters by the rule of `storage.reporters`.

    Reporters are told apart in the series of negative mentions, micro-clusters and hazards; in every other they equal
    the mentions.
    """
    ordered = sorted(increments, key=lambda increment: increment.at)
    gains: dict[Series, _Gain] = defaultdict(_Gain)
    for increment, is_new in zip(ordered, _bring_reporters(tx, ordered), strict=True):
        gain, hour = gains[increment.series], hour_of(increment.at)
        gain.mentions[hour] += 1
        gain.reporters[hour] += is_new
    if gains:
        _add_hours(tx, _add_totals(tx, gains), gains)


def _bring_reporters(tx: Connection, ordered: Sequence[Increment]) -> Iterable[bool]:
    told_apart = [increment.series.kind in _TOLD_APART for increment in ordered]
    sightings = [sighting(each) for each, told in zip(ordered, told_apart, strict=True) if told]
    known = _stretches(tx, sightings)
    new, after = tally(sightings, known)
    _save_stretches(tx, known, after)
    answers = iter(new)
    return [next(answers) if told else True for told in told_apart]


def _stretches(tx: Connection, sightings: Sequence[Sighting]) -> dict[Key, list[Stretch]]:
    """Read all stretches near to the sightings; these are in order of time."""
    t = tables.reporters
    found: dict[Key, list[Stretch]] = defaultdict(list)
    for some in portions({key for each in sightings for key in each.keys}):
        near = (t.c.first <= sightings[-1].at + APART_SECONDS) & (t.c.last >= sightings[0].at - APART_SECONDS)
        for row in tx.execute(select(t).where(t.c.key.in_(some), near)):
            found[row.key].append((row.first, row.last))
    return found


def _save_stretches(tx: Connection, known: dict[Key, list[Stretch]], after: dict[Key, list[Stretch]]) -> None:
    t = tables.reporters
    gone = [(key, stretch) for key, stretches in known.items() for stretch in stretches if stretch not in after[key]]
    new = [(key, s) for key, stretches in after.items() for s in stretches if s not in known.get(key, ())]
    if gone:
        stmt = delete(t).where(t.c.key == bindparam("of"), t.c.first == bindparam("since"))
        tx.execute(stmt, [{"of": key, "since": first} for key, (first, _) in gone])
    if new:
        tx.execute(insert(tx, t), [{"key": key, "first": first, "last": last} for key, (first, last) in new])


def _add_totals(tx: Connection, gains: dict[Series, _Gain]) -> dict[Series, int]:
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


def _add_hours(tx: Connection, ids: dict[Series, int], gains: dict[Series, _Gain]) -> None:
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
