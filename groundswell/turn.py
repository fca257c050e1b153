"""One turn of a source: what it brings is committed batch by batch, and how it ended says when the next is due.

Everything a turn writes depends on its lease, and on the source being what it was when the turn began: another worker
that took over, or a person who changed the source, ends the turn before its next write or request.
"""

import logging
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from analysis import matching
from collectors.contract import Collector, Verifier
from groundswell import pacing, plugins, source_events
from groundswell.house import House
from groundswell.lease import Lease
from groundswell.meter import StoreMeter
from storage import counts, coverage, events, mentions, sources, verification
from storage.database import Transaction
from storage.errors import CollectError, GroundswellError, StorageError
from storage.models import Batch, Brand, SourceEvent, SourceEventKind, SourceName, SourceState, TurnEnd

log = logging.getLogger(__name__)

FIRST_CHECK = timedelta(days=1)
"""How old a mention is when it is first asked whether it still stands."""
CHECKED_AT_ONCE = 500
CHECKED_BEFORE = 100
"""How many are asked for before anything is read, where they should have been asked for a day ago."""
USUAL = timedelta(days=28)
PRESENT = timedelta(hours=1)
"""A turn further than this from the clock is part of a past that is played: its gaps are the play's."""
_TOLD = 50


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What one turn of a source brought, and when its next is due.

    `due_at` is None where another worker is at it, or has taken it over, and where the source was removed.
    """

    collected: Collected = field(default_factory=Collected)
    due_at: datetime | None = None


class Changed(StorageError):
    """A person changed or removed the source while it was being read: the turn ends, and the next one is due."""


class Turn:
    """One turn under way."""

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
        self._name = state.source.name
        self._known = known
        self._watched = {brand.id for brand in known}
        self._now = now
        self._began = house.clock()
        self._stop = stop
        self.meter = StoreMeter(house.database, state.source, self.keep, self.moment)

    def moment(self) -> datetime:
        """Tell the time of the data as the turn goes on: `now` is when it began."""
        return self._now + (self._house.clock() - self._began)

    def keep(self, tx: Transaction) -> None:
        """Hold the turn, in the transaction whose writing or spending depends on it.

        Raises LeaseLost where another worker has it by now, and Changed where the source is not what it was.
        """
        self._lease.keep(tx)
        stands = sources.get(tx, self._name)
        if stands is None or stands.source != self._state.source:
            raise Changed(f"source {self._name} was changed while it was read; it is read anew as it is now")

    def run(self) -> Done:
        """Read the source, and ask whether what it brought earlier still stands."""
        total, unfinished, error = Collected(), False, None
        try:
            collector = plugins.collector(self._state.source, self._known, self.meter)
            if isinstance(collector, Verifier):
                total += self._verified(collector, late=True)
            for step in self.batches(collector):
                total += step
                if unfinished := self._over():
                    break
        except StorageError:  # no fault of the source: nothing else could be kept either
            raise
        except Exception as failure:  # a plugin may raise anything; the other sources must go on
            error = self._told(failure)
        else:
            if isinstance(collector, Verifier):
                total += self._verified(collector, late=False)
        end = self.settle(error, unfinished=unfinished, new=total.new)
        if end.failure is not None:
            if end.failure != self._state.failure:
                log.warning("source %s: %s: %s", self._name, end.standing, end.failure)
            total = replace(total, failed=((self._name, end.failure),))
        return Done(collected=total, due_at=end.due_at)

    def batches(self, collector: Collector) -> Iterator[Collected]:
        """Commit what a collector brings, batch by batch."""
        check_after = self._now + FIRST_CHECK if isinstance(collector, Verifier) else None
        for batch in collector.collect(self._state.cursor, self._now):
            kept = self._matched(batch)
            with self._house.database.write() as tx:
                self.keep(tx)
                saved = mentions.save(tx, self._name, kept, self._now, check_after)
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
        end = pacing.after(
            self._state,
            error,
            unfinished=unfinished,
            began=self._now,
            ended=self.moment(),
            chance=random.random(),  # noqa: S311 - spreads turns, guards nothing
        )
        with self._house.database.write() as tx:
            self.keep(tx)
            if self._state.source.enabled:
                events.record(tx, self._events(tx, end, new))
            sources.settled(tx, self._name, self._now, end)
        return end

    def _events(self, tx: Transaction, end: TurnEnd, new: int) -> list[SourceEvent]:
        state, usual = self._state, None
        if new == 0 and state.newest_at is not None and coverage.reaches(tx, self._name, state.newest_at):
            usual = counts.hourly(tx, self._name, state.newest_at - USUAL, state.newest_at)
        played = abs(self._house.clock() - self._now) > PRESENT
        return list(source_events.happened(state, end, new, self._now, usual, played=played))

    def _matched(self, batch: Batch) -> Batch:
        """Match items whose collector did not know their brand by the names they hold; sieve the stream of a place."""
        items = tuple(
            i if i.matches else replace(i, matches=matching.match(i.mention, self._known)) for i in batch.items
        )
        return replace(batch, items=tuple(i for i in items if i.matches) if batch.sieved else items)

    def _over(self) -> bool:
        """Decide whether the turn must end here."""
        deadline = timedelta(seconds=self._state.source.deadline_seconds)
        return self._stop() or self.moment() - self._now >= deadline

    def _told(self, failure: Exception) -> GroundswellError:
        """Say what went wrong; of what the contract does not name only the class: its words may hold a secret."""
        if isinstance(failure, GroundswellError):
            return failure
        said = f"the collector {self._state.source.collector!r} broke its contract: it raised {type(failure).__name__}"
        log.debug("%s", said)
        return CollectError(said)

    def _verified(self, collector: Verifier, *, late: bool) -> Collected:
        """Ask whether mentions still stand; how that ends does not decide how the source stands.

        `late` ones should have been asked for a day ago. They go before everything else, because a source that always
        has more to read than it may would never be asked.
        """
        total = Collected()
        try:
            for gone in self._answers(collector, late=late):
                total += Collected(withdrawn=gone)
                if self._over():
                    break
        except StorageError:
            raise
        except Exception as failure:
            said = f"could not ask whether mentions still stand: {self._told(failure)}"
            log.warning("source %s %s", self._name, said)
            self._record_once(said)
        return total

    def _answers(self, collector: Verifier, *, late: bool) -> Iterator[int]:
        since, most = (self._now - FIRST_CHECK, CHECKED_BEFORE) if late else (self._now, CHECKED_AT_ONCE)
        with self._house.database.read() as tx:
            waiting = verification.to_verify(tx, self._name, since, most)
        if not waiting or self._over():
            return
        for answer in collector.verify([stored.mention for stored in waiting], self._now):
            with self._house.database.write() as tx:
                self.keep(tx)
                gone = verification.verified(tx, self._name, answer, self._now)
            yield gone

    def _record_once(self, said: str) -> None:
        """Tell of a failure beside the reading, once a day."""
        with self._house.database.write() as tx:
            self.keep(tx)
            told = events.entries(tx, self._name, _TOLD)
            if not any(e.detail == said and self._now - e.at < timedelta(days=1) for e in told):
                kind = SourceEventKind.FAILURE
                events.record(tx, [SourceEvent(source=self._name, kind=kind, at=self._now, detail=said)])
