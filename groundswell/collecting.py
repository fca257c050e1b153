"""Collect: each source that is due gets a turn, one worker's at a time."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from groundswell import plugins
from groundswell.house import House
from groundswell.lease import held
from groundswell.turn import Changed, Collected, Done, Turn
from storage import brands, sources
from storage.errors import LeaseLost, SettingsError
from storage.models import Source, SourceName, SourceState

log = logging.getLogger(__name__)

LEASE_SECONDS = 180
"""Longer than a collector may need between two batches or requests; a dead worker's source waits so long."""
_SET_BACK = timedelta(minutes=5)


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
        total += turn(house, name, now, asked=bool(only)).collected
    return total


def due(state: SourceState, now: datetime) -> bool:
    """Decide whether a source's next turn may begin.

    One that was tried in the future was tried by a clock that has been set back since: what that said does not count.
    """
    if not state.source.enabled:
        return False
    if state.due_at is None or state.due_at <= now:
        return True
    return state.attempted_at is not None and state.attempted_at > now + _SET_BACK


def turn(
    house: House, name: SourceName, now: datetime, stop: Callable[[], bool] = lambda: False, *, asked: bool = False
) -> Done:
    """Read one source if it is due, until it has no more, its deadline is over, or `stop` says so.

    With `asked` somebody wants it read, whether due or not. Whether it is due is decided under the lease: another
    worker may have read it a moment ago.
    """
    with held(house, f"source {name}", LEASE_SECONDS) as lease:
        if lease is None:
            return Done()
        with house.database.read() as tx:
            known = brands.everything(tx)
            state = sources.get(tx, name)
        if state is None:
            return Done()
        if not (asked or due(state, now)):
            return Done(due_at=state.due_at)
        try:
            return Turn(house, lease, state, known, now, stop).run()
        except LeaseLost as lost:
            log.warning("%s; this one stops", lost)
            return Done()
        except Changed as changed:
            log.info("%s", changed)
            return Done(due_at=now)


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
            state = sources.get(tx, source.name)
        if state is None:
            raise Changed(f"{source.name} was removed")
        reading = Turn(house, lease, state, known, now, lambda: False)
        total = Collected()
        for step in reading.batches(plugins.collector(source, known, reading.meter)):
            total += step
            progress(step.new + step.known + step.rejected)
        reading.settle(None, unfinished=False, new=total.new)
    return total
