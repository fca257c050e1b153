"""The worker process: APScheduler begins each source's turns and the look at what they brought, until told to stop.

Every worker has all jobs; which of them does the work is settled by leases in the store. The store also knows when each
source is due, so a job only wakes up then: a turn gives the time of the next, and the job moves there.
"""

import logging
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED, JobExecutionEvent
from apscheduler.executors.pool import BasePoolExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler

from groundswell import collecting, delivering, learning, monitor, sample
from groundswell.house import House
from storage import sources, withdrawal
from storage.errors import GroundswellError
from storage.models import SourceName
from storage.text import counted

log = logging.getLogger(__name__)

AT_ONCE = 8
"""How many sources are read at the same time: turns wait for places far away, and hardly for this machine."""
SOURCES_SECONDS = 5
"""How often a worker asks whether people changed the sources."""
SCRUB_SECONDS = 3_600
LEARN_SECONDS = 86_400
TAKEN_SECONDS = 3_600
"""How long until a worker looks again whether another, which was learning, has died over it."""
READING_SECONDS = 30
"""How long a look may read before it judges: an import of a million mentions must not keep harm waiting."""
_SOON = timedelta(seconds=1)
_LATER = timedelta(seconds=collecting.LEASE_SECONDS)
_TURN, _TURNS = "turn ", "turns"
_SET = timedelta(seconds=30)


def work(house: House) -> None:
    """Work until SIGINT or SIGTERM; the sample brand's past is played at speed first."""
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    start = sample.plant(house, house.clock())
    if start is not None:
        play(house, start, stopped)
    if not stopped.is_set():
        watch(house, stopped)


def watch(house: House, stopped: threading.Event) -> None:
    """Schedule every source and the look at what they brought; end what is under way when told to stop."""
    # Two pools: however many sources keep others waiting, somebody looks at what was brought and follows the list.
    turns, ours = (ThreadPoolExecutor(most) for most in (AT_ONCE, 4))
    scheduler = BackgroundScheduler(
        timezone=UTC,
        executors={"default": _Pool(ours), _TURNS: _Pool(turns)},
        # One of each at a time; what was missed while the machine slept is done once, however late.
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    scheduler.add_listener(partial(_move, scheduler, house), EVENT_JOB_EXECUTED | EVENT_JOB_ERROR)
    timetable = Timetable(house, scheduler, stopped)
    now = house.clock()
    seconds = house.settings.interval_seconds
    scheduler.add_job(timetable.follow, "interval", seconds=SOURCES_SECONDS, next_run_time=now)
    scheduler.add_job(look, "interval", args=[house, stopped], seconds=seconds, next_run_time=now)
    scheduler.add_job(scrub, "interval", args=[house], seconds=SCRUB_SECONDS, next_run_time=now + _LATER)
    scheduler.add_job(learn, "interval", args=[house, stopped], seconds=LEARN_SECONDS, next_run_time=now + _LATER)
    scheduler.start()
    log.info("watching as %s; one look every %d s", house.worker, seconds)
    _wait(house, scheduler, stopped)
    log.info("stopping after what is under way")
    # Not the scheduler itself: it would hold its lock while it waits for jobs that need it to say when they are due.
    scheduler.shutdown(wait=False)
    for pool in (turns, ours):
        pool.shutdown(wait=True)


class _Pool(BasePoolExecutor):  # type: ignore[misc]
    """An executor of the scheduler's over a pool of ours, which can be waited for without the scheduler."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        super().__init__(pool)


def _wait(house: House, scheduler: BackgroundScheduler, stopped: threading.Event) -> None:
    """Wait until told to stop; where the clock was set, let every job begin at once, for none knows the new time."""
    wall, steady = house.clock(), time.monotonic()
    while not stopped.wait(SOURCES_SECONDS):
        passed = timedelta(seconds=time.monotonic() - steady)
        if abs(house.clock() - wall - passed) > _SET:
            log.warning("the clock was set; everything is looked at anew")
            for job in scheduler.get_jobs():
                job.modify(next_run_time=house.clock())
        wall, steady = house.clock(), time.monotonic()


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
        now = self._house.clock()
        for number, state in wanted.items():
            self._scheduler.add_job(
                self.turn,
                "interval",
                id=number,
                args=[state.source.name],
                seconds=state.source.interval_seconds,
                next_run_time=max(now, state.due_at or now),
                replace_existing=True,
                executor=_TURNS,
            )
        self._version = version

    def turn(self, name: SourceName) -> datetime:
        """Give a source its turn if it is due; say when to come back."""
        now = self._house.clock()
        if self._stopped.is_set():
            return now
        try:
            done = collecting.turn(self._house, name, now, self._stopped.is_set)
        except GroundswellError as error:
            log.error("the turn of %s failed: %s", name, error)
            return now + _LATER
        if done.collected.new:
            log.info("%s: %d new mentions", name, done.collected.new)
        # Where another worker is at it, come back when its lease would be over, had it died.
        return done.due_at or now + _LATER


def look(house: House, stopped: threading.Event) -> None:
    """Look at what was collected, and deliver what is to be said; a failure is said, and the next look tries again."""
    now = house.clock()
    enough = time.monotonic() + READING_SECONDS
    try:
        _, detected = monitor.judge(house, now, lambda: stopped.is_set() or time.monotonic() > enough)
        if said := [change for change in detected.changes if change.occasion is not None]:
            log.info("%s to tell of", counted(len(said), "alert"))
    except GroundswellError as error:
        log.error("this look failed: %s", error)
    except Exception:
        log.exception("this look failed; the next one tries again")
    try:
        delivering.deliver(house, house.clock())
    except GroundswellError as error:
        log.error("messages wait: %s", error)
    except Exception:
        log.exception("messages wait; the next look tries again")


def scrub(house: House) -> None:
    """Take what was withdrawn or edited away off the disk for good."""
    try:
        if not withdrawal.scrub(house.database):
            log.info("withdrawn words stay on the disk until the next try: somebody reads the store")
    except GroundswellError as error:
        log.error("withdrawn words stay on the disk until the next try: %s", error)


def learn(house: House, stopped: threading.Event) -> datetime | None:
    """Learn from what people taught and customers rated; where another worker is at it, say when to come back."""
    try:
        if learning.learn(house, house.clock(), stopped.is_set, patient=True) is None:
            return house.clock() + timedelta(seconds=TAKEN_SECONDS)
    except GroundswellError as error:
        log.error("nothing was learnt today: %s", error)
    except Exception:
        log.exception("nothing was learnt today; tomorrow it is tried again")
    return None


def _move(scheduler: BackgroundScheduler, house: House, done: JobExecutionEvent) -> None:
    """Let a job begin again when it said so, once it has ended; a source's turn that failed comes soon."""
    due = done.retval or (house.clock() + _LATER if done.job_id.startswith(_TURN) else None)
    if due is not None:
        try:
            scheduler.modify_job(done.job_id, next_run_time=max(due, house.clock() + _SOON))
        except JobLookupError:
            log.debug("%s was removed in the meantime", done.job_id)


def play(house: House, start: datetime, stopped: threading.Event) -> None:
    """Play the past from `start` to now at speed, cycle by cycle, so that a newcomer sees a story within a minute."""
    log.info("playing the sample brand's last 60 days; this takes about half a minute")
    began = time.monotonic()
    steps = list(sample.steps(start, house.clock()))
    for number, now in enumerate(steps):
        if stopped.is_set() or not sample.alone(house) or not _played(house, now):
            return
        ahead = number / len(steps) * sample.SECONDS - (time.monotonic() - began)
        stopped.wait(max(0.0, ahead))
    log.info("the sample brand has reached the present")


def _played(house: House, now: datetime) -> bool:
    try:
        monitor.cycle(house, now, house.clock())
    except GroundswellError as error:
        log.error("this step failed: %s", error)
        return False
    return True
