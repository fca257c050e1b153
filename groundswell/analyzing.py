"""Analyze: unread mentions become readings, issues and counts, one transaction per batch.

A mention that was edited, or found for another brand, comes a second time: then what its old reading counted is taken
out again in the transaction that counts the new one.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from analysis import clustering
from analysis.reading import Reader
from groundswell.house import House
from groundswell.naming import name_issues
from storage import brands, clusters, counts, mentions, readings
from storage.database import Transaction
from storage.lineage import series_key
from storage.models import (
    UNKNOWN_LANGUAGE,
    BrandId,
    ClusterUpdate,
    Increment,
    MentionId,
    Reading,
    Sentiment,
    Series,
    SeriesKind,
    Space,
    StoredMention,
)
from storage.reporters import reporter

log = logging.getLogger(__name__)

BATCH = 1024
_SCORED = {
    Sentiment.POSITIVE: SeriesKind.POSITIVE,
    Sentiment.NEUTRAL: SeriesKind.NEUTRAL,
    Sentiment.NEGATIVE: SeriesKind.NEGATIVE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Analyzed:
    """How many mentions were read."""

    mentions: int = 0


def analyze(
    house: House,
    now: datetime,
    progress: Callable[[int], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
) -> Analyzed:
    """Read every unread mention; `progress` is told the size of each committed batch, `stop` is asked before each."""
    with house.database.read() as tx:
        reader = Reader(brands.everything(tx))
        spaces = clusters.spaces(tx)
    if not house.clusterings:
        # A new process: what was committed before it may have been left without names.
        name_issues(house, spaces, now)
    total = 0
    while not stop() and (batch := _unread(house)):
        if not _commit(house, batch, reader.read(batch), now):
            log.info("another worker read these mentions first, or they changed meanwhile")
            continue
        total += len(batch)
        progress(len(batch))
    return Analyzed(mentions=total)


def _unread(house: House) -> tuple[StoredMention, ...]:
    with house.database.read() as tx:
        return mentions.unread(tx, BATCH)


def _commit(house: House, batch: Sequence[StoredMention], read: Sequence[Reading], now: datetime) -> bool:
    """Write all that one batch means; False where it is not what it was any more, and then nothing is written."""
    by_space = _by_space(batch, read)
    # A step changes its state in place: until the batch is committed and named, what was computed is nobody's state.
    kept = {space: house.clusterings.pop(space, None) for space in by_space}
    stepped = {space: _step(house, space, kept[space], members) for space, members in by_space.items()}
    updates = [update for _, update in stepped.values()]
    after = _counted(batch, read, updates)
    try:
        with house.database.write() as tx:
            if not mentions.waiting(tx, batch):
                return False
            before = _counted_before(tx, batch)
            readings.save(tx, read)
            for update in updates:
                clusters.apply(tx, update, now)
            counts.recount(tx, before, after)
            # What was read before may have left an issue of any space, which then needs a name of what stays.
            touched = clusters.spaces(tx) if before else tuple(stepped)
    except clusters.Conflict:
        return False
    name_issues(house, touched, now)
    for space, (state, update) in stepped.items():
        house.clusterings[space] = (update.generation + 1, state)
    return True


def _by_space(batch: Sequence[StoredMention], read: Sequence[Reading]) -> dict[Space, list[tuple[MentionId, str]]]:
    """Sort the complaint-like mentions by where they are clustered; an unknown language is a space of its own."""
    spaces: dict[Space, list[tuple[MentionId, str]]] = defaultdict(list)
    for stored, reading in zip(batch, read, strict=True):
        if reading.counted and reading.complaint_like and stored.mention.text:
            for match in stored.matches:
                space = Space(brand=match.brand, language=reading.language.value or UNKNOWN_LANGUAGE)
                spaces[space].append((stored.id, stored.mention.text))
    return spaces


def _step(
    house: House,
    space: Space,
    kept: tuple[int, clustering.State] | None,
    members: Sequence[tuple[MentionId, str]],
) -> tuple[clustering.State, ClusterUpdate]:
    """Cluster one batch's members of one space, from the state that belongs to the store's generation."""
    with house.database.read() as tx:
        generation, stored = clusters.load(tx, space)
    if kept is not None and kept[0] == generation:
        state = kept[1]
    else:
        state = clustering.loads(stored) if stored is not None else clustering.fresh()
    return state, clustering.step(state, space, generation, members)


def _counted(
    batch: Sequence[StoredMention], read: Sequence[Reading], updates: Sequence[ClusterUpdate]
) -> list[Increment]:
    micros: dict[MentionId, dict[BrandId, str]] = defaultdict(dict)
    for update in updates:
        for mention, micro in update.assigned.items():
            micros[mention][update.space.brand] = series_key(update.space.language, micro)
    return [
        increment
        for stored, reading in zip(batch, read, strict=True)
        if reading.counted
        for increment in _increments(stored, reading, {m.brand: micros[stored.id].get(m.brand) for m in stored.matches})
    ]


def _counted_before(tx: Transaction, batch: Sequence[StoredMention]) -> list[Increment]:
    held = readings.counted(tx, [stored.id for stored in batch])
    return [
        increment
        for stored in batch
        if stored.id in held
        for increment in _increments(stored, held[stored.id].reading, held[stored.id].micros)
    ]


def _increments(stored: StoredMention, reading: Reading, micros: Mapping[BrandId, str | None]) -> Iterator[Increment]:
    """Give what a mention counts as for each of the brands, whose values are the keys of its micro-clusters' series."""
    said = stored.mention
    who = reporter(said.source, said.author_key, said.external_id)
    for brand, micro in micros.items():
        for kind, key in _series(stored, reading, micro):
            series = Series(brand=brand, kind=kind, key=key)
            yield Increment(series=series, at=said.published_at, reporter=who, fingerprint=reading.fingerprint)


def _series(stored: StoredMention, reading: Reading, micro: str | None) -> Iterator[tuple[SeriesKind, str]]:
    yield SeriesKind.MENTIONS, ""
    yield SeriesKind.SOURCE, stored.mention.source
    yield (_SCORED[reading.sentiment.value] if reading.sentiment.value else SeriesKind.UNSCORED), ""
    if micro is not None:
        yield SeriesKind.MICRO, micro
    if reading.hazard is not None:
        yield SeriesKind.HAZARD, f"{reading.product.strip().casefold()}/{reading.hazard.hazard.value}"
