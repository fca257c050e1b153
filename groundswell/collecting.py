"""Collect: each due source is read forward, batch by batch, and every batch commits with its cursor.

A turn of a source is one worker's at a time, under a lease that every write of the turn depends on. What it may cost is
committed before each request, and how it ended decides when the next one is due.
"""

import logging
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from analysis import matching
from collectors.contract import Collector, Verifier
from groundswell import pacing, plugins, source_events
from groundswell.house import House
from groundswell.lease import Lease, held
from groundswell.meter import StoreMeter
from storage import brands, counts, leases, mentions, sources
from storage.errors import CollectError, GroundswellError, SettingsError, StorageError
from storage.models import Batch, Brand, Source, SourceName, SourceState, TurnEnd

log = logging.getLogger(__name__)

LEASE_SECONDS = 180
"""Longer than a collector may need between two batches or requests; a dead worker's source waits so long."""
FIRST_CHECK = timedelta(days=1)
"""How old a mention is when it is first asked whether it still stands."""
CHECKED_AT_ONCE = 500
USUAL = timedelta(days=28)


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What turns brought: rows by fate, and the sources that brought less than they should, with their reasons.

    `unmatched` of the mentions, new or known, are about no brand that is watched: they are kept and not counted.
    `withdrawn` were deleted where they were said.
    """

    new: int = 0
    known: int = 0
    rejected: int = 0
    unmatched: int = 0
    withdrawn: int = 0
    failed: tuple[tuple[SourceName, str], ...] = ()

    def __add__(self, other: "Collected") -> "Collected":
        return Collected(
            new=self.new + other.new,
            known=self.known + other.known,
            rejected=self.rejected + other.rejected,
            unmatched=self.unmatched + other.unmatched,
            withdrawn=self.withdrawn + other.withdrawn,
            failed=self.failed + other.failed,
        )


def collect(house: House, now: datetime, only: Sequence[SourceName] = ()) -> Collected:
    """Read every source that is due at `now`, or those named in `only` whether due or not.

    Raises SettingsError for a name in `only` that no source has.
    """
    with house.database.read() as tx:
        states = sources.states(tx)
    names = [s.source.name for s in states]
    if unknown := [name for name in only if name not in names]:
        raise SettingsError(f"there is no source {unknown[0]!r}; there are {', '.join(names) or 'none yet'}")
    total = Collected()
    for name in only or [s.source.name for s in states if due(s, now)]:
        total += turn(house, name, now).collected
    return total


def due(state: SourceState, now: datetime) -> bool:
    """Decide whether a source's next turn may begin."""
    return state.source.enabled and (state.due_at is None or state.due_at <= now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one turn of a source brought, and when its next is due; `due_at` None where another worker is at it."""

    collected: Collected = field(default_factory=Collected)
    due_at: datetime | None = None


def turn(house: House, name: SourceName, now: datetime, stop: Callable[[], bool] = lambda: False) -> Turn:
    """Read one source until it has no more, its deadline is over, or `stop` says so."""
    with held(house, f"source {name}", LEASE_SECONDS) as lease:
        if lease is None:
            return Turn()
        with house.database.read() as tx:
            known = brands.everything(tx)
            found = [s for s in sources.states(tx) if s.source.name == name]
        if not found:  # removed a moment ago
            return Turn()
        try:
            return _Course(house, lease, found[0], known, now, stop).run()
        except leases.Lost as lost:
            log.warning("%s; this one stops", lost)
            return Turn()


def read_file(house: House, source: Source, now: datetime, progress: Callable[[int], None]) -> Collected:
    """Read one source to its end from where it stands, telling `progress` the rows of each committed batch.

    Unlike `collect` it raises (SettingsError, CollectError, PluginError): whoever asked for this one source wants to
    know at once. Batches committed before stand.
    """
    with held(house, f"source {source.name}", LEASE_SECONDS) as lease:
        if lease is None:
            raise SettingsError(f"{source.name} is being read by another process right now; try again when it is done")
        with house.database.write() as tx:
            sources.save(tx, source)
            known = brands.everything(tx)
            (state,) = [s for s in sources.states(tx) if s.source.name == source.name]
        course = _Course(house, lease, state, known, now, lambda: False)
        total = Collected()
        for step in course.batches(plugins.collector(source, known, course.meter)):
            total += step
            progress(step.new + step.known + step.rejected)
        course.settle(None, unfinished=False, new=total.new)
    return total


class _Course:
    """One turn under way: everything it writes, it writes under its lease."""

    def __init__(
        self,
        house: House,
        lease: Lease,
        state: SourceState,
        known: tuple[Brand, ...],
        now: datetime,
        stop: Callable[[], bool],
    ) -> None:
        self._house = house
        self._lease = lease
        self._state = state
        self._known = known
        self._watched = {brand.id for brand in known}
        self._now = now
        self._began = house.clock()
        self._stop = stop
        self.meter = StoreMeter(house.database, state.source, lease, self.moment)

    def moment(self) -> datetime:
        """Tell the time of the data as the turn goes on: `now` is when it began."""
        return self._now + (self._house.clock() - self._began)

    def run(self) -> Turn:
        total, error, unfinished = Collected(), None, False
        source = self._state.source
        try:
            collector = plugins.collector(source, self._known, self.meter)
            for step in self.batches(collector):
                total += step
                if unfinished := self._stop() or self.moment() - self._now >= timedelta(
                    seconds=source.deadline_seconds
                ):
                    break
            if not unfinished and isinstance(collector, Verifier):
                for step in self._verifications(collector):
                    total += step
        except StorageError:  # no fault of the source: nothing else could be kept either
            raise
        except GroundswellError as failure:
            error = failure
        except Exception as failure:  # a plugin may raise anything; the other sources must go on
            # Only the class is told: the error's own words may hold an address with a secret in it.
            broken = f"the collector {source.collector!r} broke its contract: it raised {type(failure).__name__}"
            error = CollectError(broken)
            log.debug("%s", broken)
        end = self.settle(error, unfinished=unfinished, new=total.new)
        if end.failure is not None:
            if end.failure != self._state.failure:
                log.warning("source %s: %s: %s", source.name, end.standing, end.failure)
            total = replace(total, failed=((source.name, end.failure),))
        return Turn(collected=total, due_at=end.due_at)

    def batches(self, collector: Collector) -> Iterator[Collected]:
        """Commit what a collector brings, batch by batch."""
        check_after = self._now + FIRST_CHECK if isinstance(collector, Verifier) else None
        for batch in collector.collect(self._state.cursor, self._now):
            kept = self._matched(batch)
            with self._house.database.write() as tx:
                self._lease.keep(tx)
                saved = mentions.save(tx, self._state.source.name, kept, self._now, check_after)
            unmatched = sum(self._watched.isdisjoint(m.brand for m in i.matches) for i in kept.items)
            yield Collected(
                new=saved.new,
                known=saved.known,
                rejected=saved.rejected,
                unmatched=unmatched,
                withdrawn=saved.withdrawn,
            )

    def settle(self, error: GroundswellError | None, *, unfinished: bool, new: int) -> TurnEnd:
        """Write down how the turn ended, when the next is due, and what it means for the source's counts."""
        state = self._state
        end = pacing.after(
            state,
            error,
            unfinished=unfinished,
            began=self._now,
            ended=self.moment(),
            chance=random.random(),  # noqa: S311 - spreads turns, guards nothing
        )
        with self._house.database.write() as tx:
            self._lease.keep(tx)
            usual = None
            if new == 0 and state.newest_at is not None:
                usual = counts.hourly(tx, state.source.name, state.newest_at - USUAL, state.newest_at)
            if state.source.enabled:
                sources.record(tx, list(source_events.happened(state, end, new, self._now, usual)))
            sources.settled(tx, state.source.name, self._now, end)
        return end

    def _matched(self, batch: Batch) -> Batch:
        """Match items whose collector did not know their brand by the names they hold; sieve the stream of a place."""
        items = tuple(
            i if i.matches else replace(i, matches=matching.match(i.mention, self._known)) for i in batch.items
        )
        return replace(batch, items=tuple(i for i in items if i.matches) if batch.sieved else items)

    def _verifications(self, collector: Verifier) -> Iterator[Collected]:
        """Ask whether mentions still stand that were not asked for long."""
        name = self._state.source.name
        with self._house.database.read() as tx:
            waiting = mentions.to_verify(tx, name, self._now, CHECKED_AT_ONCE)
        if not waiting:
            return
        for answer in collector.verify([stored.mention for stored in waiting], self._now):
            with self._house.database.write() as tx:
                self._lease.keep(tx)
                gone = mentions.verified(tx, name, answer, self._now)
            yield Collected(withdrawn=gone)
