"""The sightings that tell reporters apart, as the store keeps them: in stretches."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, delete, select
from sqlalchemy.engine import Connection

from storage import tables
from storage.dialects import insert, portions
from storage.reporters import APART_SECONDS, Key, Sighting, Stretch


def near(tx: Connection, sightings: Sequence[Sighting]) -> dict[Key, list[Stretch]]:
    """Read all stretches near to sightings that are in order of time."""
    t = tables.reporters
    found: dict[Key, list[Stretch]] = defaultdict(list)
    for some in portions({key for each in sightings for key in each.keys}):
        reach = (t.c.first <= sightings[-1].at + APART_SECONDS) & (t.c.last >= sightings[0].at - APART_SECONDS)
        for row in tx.execute(select(t).where(t.c.key.in_(some), reach)):
            found[row.key].append((row.first, row.last))
    return found


def save(tx: Connection, known: Mapping[Key, list[Stretch]], after: Mapping[Key, list[Stretch]]) -> None:
    """Keep the stretches of `after` in place of those `known` before."""
    t = tables.reporters
    gone = [(key, stretch) for key, stretches in known.items() for stretch in stretches if stretch not in after[key]]
    new = [(key, s) for key, stretches in after.items() for s in stretches if s not in known.get(key, ())]
    if gone:
        stmt = delete(t).where(t.c.key == bindparam("of"), t.c.first == bindparam("since"))
        tx.execute(stmt, [{"of": key, "since": first} for key, (first, _) in gone])
    if new:
        tx.execute(insert(tx, t), [{"key": key, "first": first, "last": last} for key, (first, last) in new])
