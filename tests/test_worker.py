"""Processes that stay up: they stop when told, cleanly, leave nobody behind, and say what is wrong in one line."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import httpx
import pytest

from groundswell import house as program
from groundswell.settings import Settings
from storage import brands, sources
from storage.database import Database
from storage.models import Brand, BrandId, Source, SourceName

Started: TypeAlias = "subprocess.Popen[str]"
Start: TypeAlias = Callable[..., Started]

ACME = Brand(id=BrandId("acme"), name="Acme")
POSTS = '{"id": 1, "date": "2026-10-01T08:00:00Z", "text": "Hello Acme"}\n'


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def start(tmp_path: Path, port: int) -> Iterator[Start]:
    """Start real commands in a folder that watches one brand; what still runs at the end is killed."""
    (tmp_path / "groundswell.toml").write_text(f"port = {port}\ninterval_seconds = 1\n", encoding="utf-8")
    (tmp_path / "posts.jsonl").write_text(POSTS, encoding="utf-8")
    running: list[Started] = []

    def begin(*arguments: str) -> Started:
        process = subprocess.Popen(
            [sys.executable, "-m", "groundswell", *arguments],
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        return process

    options = {"path": "posts.jsonl", "brand": ACME.id}
    house = program.build(Settings(store=f"sqlite:///{tmp_path}/var/groundswell.db"))
    with house.database.write() as tx:
        brands.save(tx, ACME)
        sources.save(tx, Source(name=SourceName("files:posts"), collector="files", options=options))
    house.database.close()
    yield begin
    for process in running:
        process.kill()
        process.communicate()


def waited(until: Callable[[], bool], seconds: float = 60) -> bool:
    """Wait until something holds; the limit only keeps a failure from lasting for ever."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if until():
            return True
        time.sleep(0.1)
    return False


def collected(folder: Path) -> int:
    database = Database(f"sqlite:///{folder}/var/groundswell.db")
    with database.read() as tx:
        (source,) = sources.states(tx)
    database.close()
    return source.mentions


def children(parent: int) -> list[int]:
    listed = Path(f"/proc/{parent}/task/{parent}/children").read_text("utf-8")
    return [int(each) for each in listed.split()]


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_collects_until_it_is_told_to_stop_and_ends_well(
    start: Start, tmp_path: Path, number: signal.Signals
) -> None:
    worker = start("worker")
    assert worker.stderr is not None
    assert any("watching" in line for line in worker.stderr)
    assert waited(lambda: collected(tmp_path) == 1)
    worker.send_signal(number)
    assert worker.wait(20) == 0
    assert "Traceback" not in worker.stderr.read()


def test_a_worker_stops_in_the_middle_of_the_samples_play(start: Start, tmp_path: Path) -> None:
    (tmp_path / "groundswell.toml").unlink()
    (tmp_path / "var" / "groundswell.db").unlink()
    worker = start("worker")
    assert worker.stderr is not None
    assert any("playing" in line for line in worker.stderr)
    worker.terminate()
    assert worker.wait(20) == 0
    said = worker.stderr.read()
    assert "reached the present" not in said
    assert "Traceback" not in said


@pytest.mark.parametrize("command", ["worker", "run"])
def test_a_corrupt_store_is_one_line_and_exit_1(start: Start, tmp_path: Path, command: str) -> None:
    for file in (tmp_path / "var").iterdir():
        file.unlink()
    (tmp_path / "var" / "groundswell.db").write_bytes(b"this is no database " * 500)
    process = start(command)
    out, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert said == f"groundswell: sqlite:///{tmp_path}/var/groundswell.db: file is not a database\n"
    assert out == ""


def test_run_starts_both_and_stops_both(start: Start, port: int) -> None:
    run = start("run")
    assert waited(lambda: answers(port))
    both = children(run.pid)
    assert len(both) == 2
    run.terminate()
    assert run.wait(40) == 0
    assert [child for child in both if alive(child)] == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells a child that its parent is gone")
def test_a_run_that_is_killed_leaves_nobody_behind(start: Start) -> None:
    run = start("run")
    assert waited(lambda: len(children(run.pid)) == 2)
    both = children(run.pid)
    run.kill()
    run.wait(20)
    assert waited(lambda: not any(map(alive, both)))


@pytest.mark.parametrize("command", ["run", "dashboard"])
def test_a_port_that_is_taken_is_said_before_anything_starts(start: Start, port: int, command: str) -> None:
    with socket.create_server(("127.0.0.1", port)):
        process = start(command)
        out, said = process.communicate(timeout=60)
    assert (process.returncode, out) == (1, "")
    assert f"127.0.0.1:{port}" in said
    assert "GROUNDSWELL_PORT" in said
    assert "Traceback" not in said


def answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/_stcore/health").text == "ok"
    except httpx.TransportError:
        return False
