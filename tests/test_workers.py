"""Several workers on one store: each slot is one worker's, a dead one's work is taken over, and edits are followed."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from groundswell import house as program
from groundswell.present import last_look
from groundswell.settings import Settings
from groundswell.worker import AT_ONCE
from storage import leases, sources
from storage.database import Database
from storage.models import Source, SourceName, Standing

SLOW = SourceName("slow")
# A collector that writes down who reads, when it begins and when it ends; a file says how long it takes.
PLUGIN = """
import os, time
from storage.models import Batch

class Slow:
    def __init__(self, setup):
        self.log = setup.options["log"]

    def collect(self, cursor, now):
        began = time.time()
        time.sleep(float(open(self.log + ".takes").read()))
        with open(self.log, "a") as log:
            log.write(f"{os.getpid()} {began} {time.time()}\\n")
        yield Batch(items=(), cursor=str(int(cursor or 0) + 1))
"""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    installed = tmp_path / "site"
    (installed / "slow-1.dist-info").mkdir(parents=True)
    (installed / "slow-1.dist-info" / "METADATA").write_text("Name: slow\nVersion: 1\n", encoding="utf-8")
    points = "[groundswell.collectors]\nslow = slow_plugin:Slow\n"
    (installed / "slow-1.dist-info" / "entry_points.txt").write_text(points, encoding="utf-8")
    (installed / "slow_plugin.py").write_text(PLUGIN, encoding="utf-8")
    (tmp_path / "groundswell.toml").write_text("interval_seconds = 1\n", encoding="utf-8")
    (tmp_path / "turns.takes").write_text("0.3", encoding="utf-8")
    return tmp_path / "turns"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    house = program.build(Settings(store=f"sqlite:///{tmp_path}/var/groundswell.db"))
    yield house.database
    house.database.close()


@pytest.fixture
def start(tmp_path: Path, log: Path, database: Database) -> Iterator[Callable[..., "subprocess.Popen[bytes]"]]:
    running: list[subprocess.Popen[bytes]] = []
    said = (tmp_path / "said").open("wb")

    def begin(**environment: str) -> "subprocess.Popen[bytes]":
        process = subprocess.Popen(
            [sys.executable, "-m", "groundswell", "worker"],
            cwd=tmp_path,
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(tmp_path),
                "PYTHONPATH": str(tmp_path / "site"),
                **environment,
            },
            stdout=said,
            stderr=said,
        )
        running.append(process)
        return process

    yield begin
    for process in running:
        process.kill()
        process.wait()
    said.close()


def slow(log: Path, interval: int = 1) -> Source:
    options = {"log": str(log)}
    return Source(name=SLOW, collector="slow", options=options, interval_seconds=interval, jitter_seconds=0)


def turns(log: Path) -> list[tuple[int, float, float]]:
    lines = [line.split() for line in log.read_text("utf-8").splitlines()] if log.exists() else []
    return sorted(((int(who), float(began), float(ended)) for who, began, ended in lines), key=lambda t: t[1])


def waited(until: Callable[[], bool], seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if until():
            return True
        time.sleep(0.1)
    return False


def test_two_workers_never_read_one_source_at_once_and_never_sooner_than_it_is_due(
    start: Callable[..., "subprocess.Popen[bytes]"], log: Path, database: Database
) -> None:
    with database.write() as tx:
        sources.save(tx, slow(log))
    workers = [start(), start()]
    assert waited(lambda: len(turns(log)) >= 8)
    assert all(worker.poll() is None for worker in workers)
    found = turns(log)
    assert {who for who, _, _ in found} <= {worker.pid for worker in workers}
    for (_, began, ended), (_, next_began, _) in pairwise(found):
        assert ended <= next_began
        # The next turn counts from the moment this one took the lease, a little before its collector began.
        assert next_began - began > 0.8
    with database.read() as tx:
        (state,) = sources.states(tx)
    assert int(state.cursor or 0) >= len(found) - 1  # the last may not be committed yet
    assert state.standing is Standing.FINE


def test_what_a_killed_worker_held_is_taken_over_when_its_lease_ends(
    start: Callable[..., "subprocess.Popen[bytes]"], tmp_path: Path, log: Path, database: Database
) -> None:
    (tmp_path / "turns.takes").write_text("30", encoding="utf-8")
    with database.write() as tx:
        sources.save(tx, slow(log))
    first = start()
    assert waited(lambda: holder(database) is not None)
    first.kill()
    first.wait()
    (tmp_path / "turns.takes").write_text("0", encoding="utf-8")
    second = start()
    assert not waited(lambda: bool(turns(log)), seconds=3)
    with database.write() as tx:
        # Its lease has run out.
        assert leases.keep(tx, f"source {SLOW}", holder(database) or "", datetime.now(UTC) - timedelta(hours=1), 1)
    with database.write() as tx:
        sources.save(tx, slow(log, interval=2))
    assert waited(lambda: any(who == second.pid for who, _, _ in turns(log)))


def test_a_worker_of_the_same_name_takes_over_at_once(
    start: Callable[..., "subprocess.Popen[bytes]"], tmp_path: Path, log: Path, database: Database
) -> None:
    (tmp_path / "turns.takes").write_text("30", encoding="utf-8")
    with database.write() as tx:
        sources.save(tx, slow(log))
    first = start(GROUNDSWELL_WORKER="one")
    assert waited(lambda: holder(database) == "one")
    first.kill()
    first.wait()
    (tmp_path / "turns.takes").write_text("0", encoding="utf-8")
    start(GROUNDSWELL_WORKER="one")
    assert waited(lambda: bool(turns(log)), seconds=30)


def test_sources_that_people_add_change_and_remove_are_followed(
    start: Callable[..., "subprocess.Popen[bytes]"], tmp_path: Path, log: Path, database: Database
) -> None:
    start()
    assert waited(lambda: b"watching" in (tmp_path / "said").read_bytes())
    with database.write() as tx:
        sources.save(tx, slow(log, interval=3600))
    assert waited(lambda: len(turns(log)) == 1)
    with database.write() as tx:
        sources.save(tx, slow(log, interval=1))
    assert waited(lambda: len(turns(log)) >= 3)
    with database.write() as tx:
        sources.remove(tx, SLOW)
    time.sleep(1)
    so_far = len(turns(log))
    time.sleep(2)
    assert len(turns(log)) == so_far


def test_a_worker_that_is_told_to_stop_ends_the_turn_under_way_and_then_itself(
    start: Callable[..., "subprocess.Popen[bytes]"], tmp_path: Path, log: Path, database: Database
) -> None:
    (tmp_path / "turns.takes").write_text("2", encoding="utf-8")
    with database.write() as tx:
        sources.save(tx, slow(log))
    worker = start()
    assert waited(lambda: holder(database) is not None)
    worker.terminate()
    assert worker.wait(30) == 0
    assert len(turns(log)) == 1
    assert holder(database) is None
    with database.read() as tx:
        (state,) = sources.states(tx)
    assert state.cursor == "1"
    assert b"Traceback" not in (tmp_path / "said").read_bytes()


def test_sources_that_keep_others_waiting_do_not_keep_the_look_waiting(
    start: Callable[..., "subprocess.Popen[bytes]"], tmp_path: Path, log: Path, database: Database
) -> None:
    (tmp_path / "turns.takes").write_text("60", encoding="utf-8")
    with database.write() as tx:
        for n in range(2 * AT_ONCE):
            sources.save(tx, replace(slow(log), name=SourceName(f"slow{n}")))
    start()
    assert waited(lambda: looked(database) is not None)
    before = looked(database)
    assert waited(lambda: looked(database) != before)


def looked(database: Database) -> datetime | None:
    with database.read() as tx:
        return last_look(tx)


def holder(database: Database) -> str | None:
    with database.read() as tx:
        return leases.holder(tx, f"source {SLOW}", datetime.now(UTC))
