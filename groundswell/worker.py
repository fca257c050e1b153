"""The worker process: APScheduler begins each source's turns and the look at what they brought, until told to stop.

Every worker has all jobs; which of them does the work is settled by leases in the store. The store also knows when each
source is due, so a job only wakes up then: a turn gives the time of the next, and the job moves there.
"""

import logging
import signal
import threading
import time
from datetime import UTC, datetime, timedelta
from functools import partial

from apscheduler.events import EVENT_JOB_EXECUTED, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler

from groundswell import collecting, delivering, monitor, sample
from groundswell.house import House
from storage import sources, withdrawal
from storage.errors import GroundswellError
from storage.models import SourceName

log = logging.getLogger(__name__)

AT_ONCE = 8
"""How many jobs may run at the same time: turns wait for places far away, and hardly for this machine."""
SOURCES_SECONDS = 5
"""How often a worker asks whether people changed the sources."""
SCRUB_SECONDS = 3_600
_SOON = timedelta(seconds=1)
_TURN = "turn "


def work(house: House) -> None:
    """Work until SIGINT or SIGTERM; the sample brand's past is played at speed first."""
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    start = sample.plant(house, datetime.now(UTC))
    if start is not None:
        play(house, start, stopped)
    if not stopped.is_set():
        watch(house, stopped)


def watch(house: House, stopped: threading.Event) -> None:
    """Schedule every source and the look at what they brought; end what is under way when told to stop."""
    scheduler = BackgroundScheduler(
        timezone=UTC,
        executors={"default": ThreadPoolExecutor(AT_ONCE)},
        # One of each at a time; what was missed while the machine slept is done once, however late.
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    scheduler.add_listener(partial(_move, scheduler), EVENT_JOB_EXECUTED)
    timetable = Timetable(house, scheduler, stopped)
    now = datetime.now(UTC)
    scheduler.add_job(timetable.follow, "interval", seconds=SOURCES_SECONDS, next_run_time=now)
    scheduler.add_job(look, "interval", args=[house], seconds=house.settings.interval_seconds, next_run_time=now)
    scheduler.add_job(scrub, "interval", args=[house], seconds=SCRUB_SECONDS)
    scheduler.start()
    log.info("watching as %s; one look every %d s", house.worker, house.settings.interval_seconds)
    stopped.wait()
    log.info("stopping after what is under way")
    scheduler.shutdown(wait=True)


class Timetable:
    """One job per source that is read, kept as the store's list of sources is."""

    def __init__(self, house: House, scheduler: BackgroundScheduler, stopped: threading.Event) -> None:
        self._house = house
        self._scheduler = scheduler
        self._stopped = stopped
        self._version = -1

    def follow(self) -> None:
        """Take over what people changed about the sources since the last time."""
        try:
            with self._house.database.read() as tx:
                version, states = sources.version(tx), sources.states(tx)
        except GroundswellError as error:
            log.error("the list of sources cannot be read: %s", error)
            return
        if version == self._version:
            return
        wanted = {_TURN + state.source.name: state for state in states if state.source.enabled}
        for job in self._scheduler.get_jobs():
            if job.id.startswith(_TURN) and job.id not in wanted:
                job.remove()
        now = datetime.now(UTC)
        for number, state in wanted.items():
            self._scheduler.add_job(
                self.turn,
                "interval",
                id=number,
                args=[state.source.name],
                seconds=state.source.interval_seconds,
                next_run_time=max(now, state.due_at or now),
                replace_existing=True,
            )
        self._version = version

    def turn(self, name: SourceName) -> datetime | None:
        """Give a source its turn if it is due; say when it is due next."""
        now = datetime.now(UTC)
        try:
            with self._house.database.read() as tx:
                found = [state for state in sources.states(tx) if state.source.name == name]
            if not found:
                return None
            if not collecting.due(found[0], now):
                return found[0].due_at
            done = collecting.turn(self._house, name, now, self._stopped.is_set)
        except GroundswellError as error:
            log.error("the turn of %s failed: %s", name, error)
            return None
        if done.collected.new:
            log.info("%s: %d new mentions", name, done.collected.new)
        # Where another worker is at it, come back when its lease would be over, had it died.
        return done.due_at or now + timedelta(seconds=collecting.LEASE_SECONDS)


def look(house: House) -> None:
    """Look at what was collected, and deliver what is to be said; a failure is said, and the next look tries again."""
    now = datetime.now(UTC)
    try:
        _, detected = monitor.judge(house, now)
        if detected.changes:
            log.info("%d alerts changed", len(detected.changes))
        delivering.deliver(house, now)
    except GroundswellError as error:
        log.error("this look failed: %s", error)
    except Exception:
        log.exception("this look failed; the next one tries again")


def scrub(house: House) -> None:
    """Take what was withdrawn off the disk for good."""
    try:
        with house.database.write() as tx:
            withdrawal.scrub(tx)
    except GroundswellError as error:
        log.error("withdrawn words stay on the disk until the next try: %s", error)


def _move(scheduler: BackgroundScheduler, done: JobExecutionEvent) -> None:
    """Let a source's next job begin when its turn is due, once the one that said so has ended."""
    if done.job_id.startswith(_TURN) and done.retval is not None:
        try:
            scheduler.modify_job(done.job_id, next_run_time=max(done.retval, datetime.now(UTC) + _SOON))
        except JobLookupError:
            log.debug("%s was removed in the meantime", done.job_id)


def play(house: House, start: datetime, stopped: threading.Event) -> None:
    """Play the past from `start` to now at speed, cycle by cycle, so that a newcomer sees a story within a minute."""
    log.info("playing the sample brand's last 60 days; this takes about half a minute")
    began = time.monotonic()
    steps = list(sample.steps(start, datetime.now(UTC)))
    for number, now in enumerate(steps):
        if stopped.is_set() or not sample.alone(house) or not _played(house, now):
            return
        ahead = number / len(steps) * sample.SECONDS - (time.monotonic() - began)
        stopped.wait(max(0.0, ahead))
    log.info("the sample brand has reached the present")


def _played(house: House, now: datetime) -> bool:
    try:
        monitor.cycle(house, now, datetime.now(UTC))
    except GroundswellError as error:
        log.error("this step failed: %s", error)
        return False
    return True
