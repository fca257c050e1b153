"""How a course (`benchmarks.course`) is killed again and again, and what a receiver makes of it."""

import multiprocessing
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Thread

from benchmarks.course import Death, Plan, run

Message = tuple[str, bytes]
"""What a receiver sees of a delivery: its `webhook-id`, and its body."""


_LOADED = (
    "__main__",
    "alerts.channels.webhook",
    "benchmarks.course",
    "benchmarks.warm",
    "collectors.files",
    "storage.migrations",
)
"""Forked from a process that has imported all of this, a course starts at once instead of after two seconds."""


@dataclass(slots=True, kw_only=True)
class Receiver:
    """A webhook's receiver and what it got so far."""

    url: str
    messages: list[Message] = field(default_factory=list)

    def take(self) -> list[Message]:
        """Give what arrived since the last time."""
        taken, self.messages = self.messages, []
        return taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """How the messages of a killed course compare with those of an undisturbed one.

    `lost` never arrived. `repeated_same_key` are arrivals which a receiver can tell for repeats, `repeated_other_key`
    those it cannot: an unknown key, or other words under a known one. `most` is how often one key arrived at most.
    """

    lost: int
    repeated_same_key: int
    repeated_other_key: int
    most: int


@contextmanager
def receiver() -> Iterator[Receiver]:
    """Open a webhook receiver on this machine that takes everything."""

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            opened.messages.append((self.headers["webhook-id"], body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Hook) as server:
        opened = Receiver(url=f"http://127.0.0.1:{server.server_port}/")
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield opened
        finally:
            server.shutdown()
            thread.join()


def measure(store: Path, plan: Plan) -> list[float]:
    """Run the course undisturbed; give how many seconds each of its steps took."""
    process, steps = _start(store, plan, 0)
    times: list[float] = []
    while _hear(steps):
        times.append(time.perf_counter())
    _was_killed(process, steps)
    return [after - before for before, after in pairwise(times)]


def torment(
    store: Path,
    plan: Plan,
    steps: Sequence[float],
    kills: int,
    chance: random.Random,
    told: Callable[[str], None] = lambda _: None,
) -> int:
    """Run the course to its end, killing it within `kills` of its steps; give how often it was killed.

    Which steps, and when within them, is up to `chance`; `steps` are the seconds of each, as measured.
    """
    done = killed = 0
    for lap, target in enumerate(sorted(chance.sample(range(len(steps)), kills))):
        process, connection = _start(store, plan, lap)
        alive = _hear(connection)
        while alive and done < target:
            alive = _hear(connection)
            done += alive
        if alive:
            time.sleep(chance.uniform(0, steps[target]))
            process.kill()
        while _hear(connection):
            done += 1
        killed += _was_killed(process, connection)
        told(f"killed {killed} times, now in step {target + 1} of {len(steps)}")
    complete(store, plan, kills)
    return killed


def die(store: Path, plan: Plan, death: Death) -> bool:
    """Run the course in a process that kills itself at one of its writes; False where it ended before that."""
    process, connection = _start(store, plan, 0, death)
    return _was_killed(process, connection)


def complete(store: Path, plan: Plan, lap: int) -> None:
    """Run the course from where it stands to its end."""
    _was_killed(*_start(store, plan, lap))


def compare(undisturbed: Sequence[Message], disturbed: Sequence[Message]) -> Received:
    """Compare what the receiver got from two courses.

    >>> compare([("a", b"1"), ("b", b"2")], [("a", b"1"), ("a", b"1"), ("c", b"2")])
    Received(lost=1, repeated_same_key=1, repeated_other_key=1, most=2)
    """
    wanted = dict(undisturbed)
    times = Counter(key for key, body in disturbed if wanted.get(key) == body)
    return Received(
        lost=len(wanted) - len(times),
        repeated_same_key=times.total() - len(times),
        repeated_other_key=len(disturbed) - times.total(),
        most=max(times.values(), default=0),
    )


def _start(store: Path, plan: Plan, lap: int, death: Death | None = None) -> tuple[BaseProcess, Connection]:
    """Start the course in a process of its own; give it with the connection on which it tells its steps."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(_LOADED))
    steps, tells = context.Pipe(duplex=False)
    process = context.Process(target=run, args=(store, plan, lap, tells, death))
    process.start()
    tells.close()
    return process, steps


def _hear(steps: Connection) -> bool:
    """Wait for the next step; False where none will come."""
    try:
        return bool(steps.recv_bytes())
    except (EOFError, ConnectionResetError):
        return False


def _was_killed(process: BaseProcess, steps: Connection) -> bool:
    """Wait until a course was killed (True) or has ended; raise RuntimeError where it failed instead."""
    while _hear(steps):
        pass
    steps.close()
    process.join()
    code = process.exitcode
    process.close()
    if code not in (0, -signal.SIGKILL):
        raise RuntimeError(f"the course failed: its exit code is {code}")
    return code != 0
