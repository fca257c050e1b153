"""Analyze: unread mentions become readings, issues and counts, one transaction per batch.

A mention that was edited, corrected, found for another brand, or is to be read by another model comes a second time:
then what its old reading counted is taken out again in the transaction that counts the new one.
"""

import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from analysis import clustering
from analysis.corrected import corrected
from analysis.reading import Reader
from groundswell import counting, learnt
from groundswell.house import House
from groundswell.naming import name_issues
from storage import brands, clusters, corrections, counts, learned, mentions, queue, readings
from storage.database import Transaction
from storage.models import (
    UNKNOWN_LANGUAGE,
    ClusterUpdate,
    Correction,
    MentionId,
    MicroId,
    ModelId,
    Reading,
    Space,
    StoredMention,
    Voice,
)
from storage.readings import Place

log = logging.getLogger(__name__)

BATCH = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Analyzed:
    """How many mentions were read."""

    mentions: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Batch:
    """Mentions to be read, and what else decides how: what people said of them, and the models that read.

    `again` are those that were read before in the same words; `places` are the micro-clusters they are in.
    """

    mentions: tuple[StoredMention, ...]
    answers: Mapping[MentionId, tuple[Correction, ...]]
    models: frozenset[ModelId]
    again: frozenset[MentionId]
    places: Mapping[Place, tuple[Space, MicroId]]


def analyze(
    house: House,
    now: datetime,
    progress: Callable[[int], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
) -> Analyzed:
    """Read every unread mention; `progress` is told the size of each committed batch, `stop` is asked before each."""
    with house.database.read() as tx:
        watched = brands.everything(tx)
        spaces = clusters.spaces(tx)
    if not house.clusterings:
        # A new process: what was committed before it may have been left without names.
        name_issues(house, spaces, now)
    total = 0
    reader, models = None, frozenset[ModelId]()
    while not stop() and (batch := _next(house)).mentions:
        if reader is None or batch.models != models:
            reader, models = Reader(watched, learnt.load(house)), batch.models
        if not _commit(house, batch, _read(reader, batch), now):
            log.info("these mentions were read by another worker first, or changed, or others models read by now")
            continue
        total += len(batch.mentions)
        progress(len(batch.mentions))
    return Analyzed(mentions=total)


def _next(house: House) -> _Batch:
    with house.database.read() as tx:
        found = mentions.unread(tx, BATCH)
        ids = [stored.id for stored in found]
        again = queue.unchanged(tx, ids)
        return _Batch(
            mentions=found,
            answers=corrections.of(tx, ids),
            models=learned.promoted_ids(tx),
            again=again,
            places=readings.places(tx, again),
        )


def _read(reader: Reader, batch: _Batch) -> list[Reading]:
    """Read a batch; what people said stands above what was read."""
    customers = {said.mention_id for some in batch.answers.values() for said in some if said.value == Voice.CUSTOMER}
    read = (
        corrected(stored, reading, batch.answers.get(stored.id, ()))
        for stored, reading in zip(batch.mentions, reader.read(batch.mentions, customers), strict=True)
    )
    return [replace(each, reread=each.mention_id in batch.again) for each in read]


def _commit(house: House, batch: _Batch, read: Sequence[Reading], now: datetime) -> bool:
    """Write all that one batch means; False where it is not what it was any more, and then nothing is written."""
    stay, by_space = _placed(batch, read)
    # A step changes its state in place: until the batch is committed and named, what was computed is nobody's state.
    kept = {space: house.clusterings.pop(space, None) for space in by_space}
    stepped = {space: _step(house, space, kept[space], members) for space, members in by_space.items()}
    updates = [update for _, update in stepped.values()]
    after = counting.after(batch.mentions, read, stay, updates)
    try:
        with house.database.write() as tx:
            if not _holds(tx, batch):
                return False
            before = counting.before(tx, batch.mentions)
            readings.save(tx, read, stay)
            for update in updates:
                clusters.apply(tx, update, now)
            counts.recount(tx, before, after)
            # What was read before may have left an issue of any space, which then needs a name of what stays.
            touched = clusters.spaces(tx) if Counter(before) - Counter(after) else tuple(stepped)
    except clusters.Conflict:
        return False
    name_issues(house, touched, now)
    for space, (state, update) in stepped.items():
        house.clusterings[space] = (update.generation + 1, state)
    return True


def _holds(tx: Transaction, batch: _Batch) -> bool:
    """Say whether everything that decided how a batch was read is still so."""
    if learned.promoted_ids(tx) != batch.models or not mentions.waiting(tx, batch.mentions):
        return False
    answers = corrections.of(tx, [stored.id for stored in batch.mentions])
    return answers == batch.answers and readings.places(tx, batch.again) == batch.places


def _placed(
    batch: _Batch, read: Sequence[Reading]
) -> tuple[dict[Place, MicroId], dict[Space, list[tuple[MentionId, str]]]]:
    """Sort the complaint-like mentions by where they are clustered; an unknown language is a space of its own.

    What was clustered there before in the same words stays where it is: a clustering learns from it once.
    """
    stay: dict[Place, MicroId] = {}
    spaces: dict[Space, list[tuple[MentionId, str]]] = defaultdict(list)
    for stored, reading in zip(batch.mentions, read, strict=True):
        if not (reading.complaint_like and stored.mention.text):
            continue
        for brand in (match.brand for match in stored.matches if reading.counts_for(match.brand)):
            space = Space(brand=brand, language=reading.language.value or UNKNOWN_LANGUAGE)
            held, micro = batch.places.get((stored.id, brand), (None, None))
            if micro is not None and held == space:
                stay[stored.id, brand] = micro
            else:
                spaces[space].append((stored.id, stored.mention.text))
    return stay, spaces


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
