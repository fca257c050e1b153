"""Collect: each due source is read forward, batch by batch, and every batch commits with its cursor."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from analysis import matching
from groundswell import plugins
from groundswell.house import House
from storage import brands, mentions, sources
from storage.errors import GroundswellError, SettingsError, StorageError
from storage.models import Brand, Source, SourceName, SourceState

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What one turn brought: rows by fate, and the sources that failed with their reasons.

    `unmatched` of the mentions, new or known, are about no brand that is watched: they are kept and not counted.
    """

    new: int = 0
    known: int = 0
    rejected: int = 0
    unmatched: int = 0
    failed: tuple[tuple[SourceName, str], ...] = ()


def collect(house: House, now: datetime, only: Sequence[SourceName] = ()) -> Collected:
    """Read every source that is due at `now`, or those named in `only` whether due or not.

    Raises SettingsError for a name in `only` that no source has.
    """
    with house.database.read() as tx:
        known = brands.everything(tx)
        states = sources.states(tx)
    names = [s.source.name for s in states]
    if unknown := [name for name in only if name not in names]:
        raise SettingsError(f"there is no source {unknown[0]!r}; there are {', '.join(names) or 'none yet'}")
    chosen = [s for s in states if (s.source.name in only if only else due(s, now))]
    done = [_collect_one(house, each, known, now) for each in chosen]
    if chosen:
        with house.database.write() as tx:
            for each, (_, failure) in zip(chosen, done, strict=True):
                sources.attempted(tx, each.source.name, now, failure)
    return _sum(
        replace(total, failed=((each.source.name, failure),) if failure else ())
        for each, (total, failure) in zip(chosen, done, strict=True)
    )


def due(state: SourceState, now: datetime) -> bool:
    """Decide whether a source's interval has passed since it was last tried."""
    if not state.source.enabled:
        return False
    return state.attempted_at is None or now - state.attempted_at >= timedelta(seconds=state.source.interval_seconds)


def read_file(house: House, source: Source, now: datetime, progress: Callable[[int], None]) -> Collected:
    """Read one source to its end from where it stands, telling `progress` the rows of each committed batch.

    Unlike `collect` it raises (SettingsError, CollectError, PluginError): whoever asked for this one source wants to
    know at once. Batches committed before stand.
    """
    with house.database.write() as tx:
        sources.save(tx, source)
        known = brands.everything(tx)
        (state,) = [s for s in sources.states(tx) if s.source.name == source.name]
    steps = []
    for step in _batches(house, state, known, now):
        steps.append(step)
        progress(step.new + step.known + step.rejected)
    with house.database.write() as tx:
        sources.attempted(tx, source.name, now, None)
    return _sum(steps)


def _collect_one(
    house: House, state: SourceState, known: tuple[Brand, ...], now: datetime
) -> tuple[Collected, str | None]:
    """Read one source; say what came, and why no more came where it failed."""
    source = state.source
    steps: list[Collected] = []
    failure = None
    try:
        for step in _batches(house, state, known, now):
            steps.append(step)
    except StorageError:  # no fault of the source: nothing else could be kept either
        raise
    except GroundswellError as error:
        failure = str(error)
    except Exception as error:  # a plugin may raise anything; the other sources must go on
        # Only the class is told: the error's own words may hold an address with a secret in it.
        failure = f"the collector {source.collector!r} broke its contract: it raised {type(error).__name__}"
        log.debug("collector %s failed", source.collector, exc_info=True)
    if failure is not None and failure != state.failure:
        log.warning("source %s failed: %s", source.name, failure)
    return _sum(steps), failure


def _batches(house: House, state: SourceState, known: tuple[Brand, ...], now: datetime) -> Iterator[Collected]:
    watched = {brand.id for brand in known}
    for batch in plugins.collector(state.source, known).collect(state.cursor, now):
        # Items whose collector did not know their brand are matched by the names they hold.
        items = tuple(i if i.matches else replace(i, matches=matching.match(i.mention, known)) for i in batch.items)
        with house.database.write() as tx:
            saved = mentions.save(tx, state.source.name, replace(batch, items=items), now)
        unmatched = sum(watched.isdisjoint(m.brand for m in i.matches) for i in items)
        yield Collected(new=saved.new, known=saved.known, rejected=saved.rejected, unmatched=unmatched)


def _sum(steps: Iterable[Collected]) -> Collected:
    steps = list(steps)
    return Collected(
        new=sum(s.new for s in steps),
        known=sum(s.known for s in steps),
        rejected=sum(s.rejected for s in steps),
        unmatched=sum(s.unmatched for s in steps),
        failed=tuple(f for s in steps for f in s.failed),
    )
