"""The worker process: APScheduler calls the cycle at its interval, and stops cleanly when told to."""

import logging
import signal
import threading
import time
from datetime import UTC, datetime

from apscheduler.schedulers.background import BackgroundScheduler

from groundswell import monitor, sample
from groundswell.house import House
from groundswell.monitor import Cycle
from storage.errors import GroundswellError

log = logging.getLogger(__name__)


def work(house: House) -> None:
    """Run cycles until SIGINT or SIGTERM; the sample brand's past is played at speed first."""
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    start = sample.plant(house, datetime.now(UTC))
    if start is not None:
        play(house, start, stopped)
    if not stopped.is_set():
        watch(house, stopped)


def watch(house: House, stopped: threading.Event) -> None:
    """Run a cycle at every interval until told to stop, and end the one under way."""
    scheduler = BackgroundScheduler(timezone=UTC)

    def turn() -> None:
        now = datetime.now(UTC)
        done = attempt(house, now, now)
        if done is not None and done.collected.new:
            log.info("%d new mentions, %d alerts changed", done.collected.new, len(done.detected.changes))

    # One cycle at a time; turns missed while the machine slept are one turn, however late.
    scheduler.add_job(
        turn,
        "interval",
        seconds=house.settings.interval_seconds,
        next_run_time=datetime.now(UTC),
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
    )
    scheduler.start()
    log.info("watching; one cycle every %d s", house.settings.interval_seconds)
    stopped.wait()
    log.info("stopping after the cycle under way")
    scheduler.shutdown(wait=True)


def attempt(house: House, now: datetime, clock: datetime) -> Cycle | None:
    """Run one cycle at `now`; a failure is said and gives None, and the next cycle tries again."""
    try:
        return monitor.cycle(house, now, clock)
    except GroundswellError as error:
        log.error("this cycle failed: %s", error)
    except Exception:
        log.exception("this cycle failed; the next one tries again")
    return None


def play(house: House, start: datetime, stopped: threading.Event) -> None:
    """Play the past from `start` to now at speed, cycle by cycle, so that a newcomer sees a story within a minute."""
    log.info("playing the sample brand's last 60 days; this takes about half a minute")
    began = time.monotonic()
    steps = list(sample.steps(start, datetime.now(UTC)))
    for number, now in enumerate(steps):
        if stopped.is_set() or not sample.alone(house) or attempt(house, now, datetime.now(UTC)) is None:
            return
        ahead = number / len(steps) * sample.SECONDS - (time.monotonic() - began)
        stopped.wait(max(0.0, ahead))
    log.info("the sample brand has reached the present")
