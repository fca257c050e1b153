"""A course that may be killed at any moment: a file comes in part by part, a cycle runs after each, a restart goes on.

The first part is imported and read at once, as by `groundswell import`; each later one stands in its place when the
next cycle looks. Every moment is the plan's own, never the clock's, so two courses of one plan must end with the same
store, row by row, however often one of them was killed.
"""

import os
import signal
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Literal

from sqlalchemy import select

from groundswell import monitor, present, watch
from groundswell.analyzing import analyze
from groundswell.collecting import read_file
from groundswell.delivering import LEASE_SECONDS, deliver
from groundswell.house import House, build
from groundswell.settings import Settings
from storage import sources, tables
from storage.database import Database, Transaction
from storage.models import Brand, ChannelSettings, Lane, Rule, Severity, Source, SourceName

LEASE = timedelta(seconds=LEASE_SECONDS)
SECRET = "whsec_" + "A" * 32
FREE = {"deliveries": {"attempts", "due_at", "leased_by", "leased_until"}, "issue_events": {"id"}}
"""In which columns a killed course may differ: how often and when a message was tried, which issue was named first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What happens when: at each moment of `turns` its part is there to be read, by the `options` of a source."""

    brands: tuple[Brand, ...]
    options: Mapping[str, str]
    webhook: str
    turns: tuple[tuple[datetime, Path], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Death:
    """At which of its writes the process kills itself: just before the commit of the nth, or just after it."""

    write: int
    when: Literal["before", "after"]


class Mortal(Database):
    """A store whose process dies at one of its writes."""

    def __init__(self, url: str, death: Death) -> None:
        super().__init__(url)
        self._death = death
        self._writes = 0

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        with super().write() as tx:
            yield tx
            self._writes += 1
            self._die("before")
        self._die("after")

    def _die(self, when: str) -> None:
        if (self._writes, when) == (self._death.write, self._death.when):
            os.kill(os.getpid(), signal.SIGKILL)


def run(store: Path, plan: Plan, lap: int, steps: Connection | None = None, death: Death | None = None) -> None:
    """Run the course from where the store stands to its end; `steps` gets a byte at the start and after each step.

    `lap` counts the starts before this one: each finds the leases of the one before run out.
    """
    house = _open(f"sqlite:///{store}", death)
    with house.database.write() as tx:
        watch.save(tx, _watch(plan), plan.turns[0][0])
        last = present.last_look(tx)

    def step(_: int = 0) -> None:
        if steps is not None:
            steps.send_bytes(b".")

    step()
    for at, part in plan.turns:
        if last is not None and at <= last:
            continue
        source = _source(part, plan.options)
        if at == plan.turns[0][0]:
            read_file(house, replace(source, enabled=False), at, step)
            analyze(house, at, step)
        else:
            with house.database.write() as tx:
                sources.save(tx, source)
        monitor.cycle(house, at, at + lap * LEASE)
        step()
    deliver(house, plan.turns[-1][0] + (lap + 1) * LEASE)
    house.database.close()


def contents(store: Path) -> dict[str, Counter[str]]:
    """Give all rows of all tables, without the columns in which a killed course may differ."""
    database = Database(f"sqlite:///{store}")
    found = {}
    with database.read() as tx:
        for table in tables.metadata.sorted_tables:
            if table is tables.leases:  # who was killed has given nothing back; its lease ends by itself
                continue
            kept = [column for column in table.c if column.name not in FREE.get(table.name, ())]
            found[table.name] = Counter(repr(tuple(row)) for row in tx.execute(select(*kept)))
    database.close()
    return found


def differences(one: Path, other: Path) -> list[str]:
    """Name each table whose rows are not the same in two stores, with how many each has alone."""
    here, there = contents(one), contents(other)
    return [
        f"{name}: {(here[name] - there[name]).total()} rows only in {one.name}, "
        f"{(there[name] - here[name]).total()} only in {other.name}"
        for name in here
        if here[name] != there[name]
    ]


def _open(url: str, death: Death | None) -> House:
    # Under one name for all laps: each takes over at once what the one before it held when it was killed.
    house = build(Settings(store=url), "course")
    if death is None:
        return house
    house.database.close()
    return replace(house, database=Mortal(url, death))


def _watch(plan: Plan) -> watch.Watch:
    """Watch the plan's brands, and speak about anything that is at all unusual."""
    hook = ChannelSettings(name="hook", plugin="webhook", options={"url": plan.webhook, "secret": SECRET})
    rules = (
        Rule(name="rising", lane=Lane.VOLUME, channels=("hook",), max_q=0.05, quiet_hours=12),
        Rule(name="harm", lane=Lane.SEVERITY, channels=("hook",), min_severity=Severity.NONE),
    )
    return watch.Watch(brands=plan.brands, channels=(hook,), rules=rules)


def _source(part: Path, options: Mapping[str, str]) -> Source:
    return Source(
        name=SourceName("files:course"), collector="files", options={**options, "path": str(part)}, jitter_seconds=0
    )
