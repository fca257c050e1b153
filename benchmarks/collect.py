"""Measure collecting under fire: `python -m benchmarks.collect --sources 2 --items 200000 --faults`.

A week of X and Reddit on this machine, at the speed it can be worked through: two workers share one store, a share of
all requests goes wrong in every way there is, and every ten minutes of the week one worker is killed in the middle of a
turn. Afterwards the places' books are held against the store's. `lost` was said and is not stored, `doubled` is stored
twice or was never said; `over_limit` are requests a place had to refuse, `over_budget` is money (in dollars) beyond a
day's budget; `deleted_kept` was deleted at the source, should have been asked for since, and can still be read here.
"""

import argparse
import os
import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter

from sqlalchemy import func, select

from benchmarks import data
from benchmarks.crew import Crew
from benchmarks.places.x import XPlace
from benchmarks.postgres import server
from benchmarks.week import ACME, ENVIRONMENT, START, WEEK, Clock, Stream, week
from groundswell.house import build
from groundswell.settings import Settings
from storage import brands, sources, tables
from storage.database import Database
from storage.models import Standing

MINUTE = timedelta(minutes=1)
KILL_EVERY = 10
LONGEST_DRAIN = timedelta(days=3)
# Longer than a day, for a spent budget is there again at midnight.
QUIET = timedelta(hours=26)


def main() -> None:
    """Work through the week and print what became of it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sources", type=int, default=2)
    options.add_argument("--items", type=int, default=20_000)
    options.add_argument("--faults", action="store_true", help="let requests go wrong, and kill workers")
    options.add_argument("--database", default="sqlite", help="sqlite, postgres, or the URL of an empty store")
    options.add_argument("--seed", type=int, default=0)
    asked = options.parse_args()
    os.environ.update(ENVIRONMENT)
    started, clock, chance = perf_counter(), Clock(), random.Random(asked.seed)
    with store(asked.database) as url, week(asked.sources, asked.items, asked.faults, asked.seed, clock) as streams:
        prepare(url, streams)
        crew = Crew(url, chance)
        books = work(crew, streams, clock, chance, kills=asked.faults)
        result = {**judge(url, streams, clock.now), **books, "peak_mb": crew.peak_mb}
    seconds = perf_counter() - started
    data.tell({**result, "items_per_s": asked.items / seconds}, asked.items, started)


@contextmanager
def store(database: str) -> Iterator[str]:
    """Give the URL of an empty store."""
    if database == "postgres":
        with server() as url:
            yield url
    elif database == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{Path(folder) / 'week.db'}"
    else:
        yield database


def prepare(url: str, streams: list[Stream]) -> None:
    """Let the store watch the brand on every stream."""
    house = build(Settings(store=url))
    with house.database.write() as tx:
        brands.save(tx, ACME)
        for stream in streams:
            sources.save(tx, stream.source)
    house.database.close()


def work(crew: Crew, streams: list[Stream], clock: Clock, chance: random.Random, *, kills: bool) -> dict[str, float]:
    """Let the crew live through the week minute by minute, and then until nothing is left to be brought."""
    on_x = [stream for stream in streams if isinstance(stream.place, XPlace)]
    deletions = [(gone, stream.place, id) for stream in on_x for id, (gone, _) in stream.deleted.items()]
    deletions.sort(key=lambda each: each[0], reverse=True)
    billed = Billed(streams)
    quiet_since = clock.now
    minute = armed = 0
    while clock.now < START + WEEK or (clock.now - quiet_since < QUIET and clock.now < START + WEEK + LONGEST_DRAIN):
        clock.now += MINUTE
        minute += 1
        while deletions and deletions[-1][0] <= clock.now:
            _, place, id = deletions.pop()
            place.delete(id)
        billed.turn_day(clock.now)
        armed += kills and clock.now < START + WEEK and minute % KILL_EVERY == 1
        busy, killed = crew.minute(clock.now, chance if armed else None)
        armed -= killed
        if busy or clock.now < START + WEEK:
            quiet_since = clock.now
        if minute % 1_440 == 0:
            data.progress(f"{clock.now:%A}: killed {crew.killed} times")
    crew.dismiss()
    billed.turn_day(clock.now + timedelta(days=1))
    return {
        "over_limit": sum(stream.place.over_limit for stream in streams),
        "over_budget": billed.over,
        "killed": crew.killed,
        "requests": sum(len(stream.place.asked) for stream in streams),
        "days": (clock.now - START) / timedelta(days=1),
    }


class Billed:
    """The places' own bills, day by day, against the budgets."""

    def __init__(self, streams: list[Stream]) -> None:
        self._bills = [(s.place, s.source.budget.dollars or 0) for s in streams if isinstance(s.place, XPlace)]
        self._before = [0] * len(self._bills)
        self._day = START.date()
        self.over = 0.0

    def turn_day(self, now: datetime) -> None:
        """Close the books of yesterday, if it is over."""
        if now.date() == self._day:
            return
        self._day = now.date()
        for n, (place, dollars) in enumerate(self._bills):
            self.over += max(0.0, (place.billed - self._before[n]) / 1e6 - dollars)
            self._before[n] = place.billed


def judge(url: str, streams: list[Stream], now: datetime) -> dict[str, float]:
    """Hold what is stored against what was said."""
    database = Database(url)
    t = tables.mentions
    lost = doubled = kept = brought = 0
    with database.read() as tx:
        for stream in streams:
            mine = t.c.source == stream.source.name
            found = list(tx.execute(select(t.c.external_id, t.c.withdrawn).where(mine)))
            ids = {row.external_id for row in found}
            missing = stream.wanted - ids
            tell_missing(stream, missing)
            lost += len(missing)
            doubled += len(found) - len(ids & stream.possible)
            brought += len(found)
            long_gone = {id for id, (_, known_by) in stream.deleted.items() if known_by < now}
            kept += sum(row.external_id in long_gone and not row.withdrawn for row in found)
        spent = tables.source_events
        budget_spent = tx.execute(select(func.count()).select_from(spent).where(spent.c.kind == "budget spent"))
        standing = {s.source.name: s.standing for s in sources.states(tx)}
        result = {
            "lost": lost,
            "doubled": doubled,
            "deleted_kept": kept,
            "brought": brought,
            "budgets_spent": budget_spent.scalar_one(),
            "not_fine": sum(each is not Standing.FINE for each in standing.values()),
        }
    database.close()
    return result


def tell_missing(stream: Stream, missing: frozenset[str]) -> None:
    """Say when what is missing was said, so that its cause can be found."""
    for hour, many in sorted(Counter(f"{stream.place.said_at(id):%a %H}" for id in missing).items()):
        data.progress(f"{stream.source.name}: {many} of {hour} h are missing")


if __name__ == "__main__":
    main()
