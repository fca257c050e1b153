"""What a mention counts as: for each brand it is about, one in each series that it belongs to."""

from collections.abc import Iterator, Mapping, Sequence

from storage import readings
from storage.database import Transaction
from storage.lineage import series_key
from storage.models import (
    UNKNOWN_LANGUAGE,
    BrandId,
    ClusterUpdate,
    Increment,
    MicroId,
    Reading,
    Sentiment,
    Series,
    SeriesKind,
    StoredMention,
)
from storage.readings import Place
from storage.reporters import reporter

_SCORED = {
    Sentiment.POSITIVE: SeriesKind.POSITIVE,
    Sentiment.NEUTRAL: SeriesKind.NEUTRAL,
    Sentiment.NEGATIVE: SeriesKind.NEGATIVE,
}


def after(
    batch: Sequence[StoredMention],
    read: Sequence[Reading],
    stay: Mapping[Place, MicroId],
    updates: Sequence[ClusterUpdate],
) -> list[Increment]:
    """Give what a batch counts as by its readings: in micro-clusters where mentions `stay`, and those newly given."""
    micros = dict(stay)
    for update in updates:
        micros |= {(mention, update.space.brand): micro for mention, micro in update.assigned.items()}
    return [
        increment
        for stored, reading in zip(batch, read, strict=True)
        for increment in _increments(stored, reading, dict(_keys(stored, reading, micros)))
    ]


def _keys(
    stored: StoredMention, reading: Reading, micros: Mapping[Place, MicroId]
) -> Iterator[tuple[BrandId, str | None]]:
    """Give the brands a mention counts for, with the keys of its micro-clusters' series."""
    for brand in (match.brand for match in stored.matches if reading.counts_for(match.brand)):
        micro = micros.get((stored.id, brand))
        yield brand, None if micro is None else series_key(reading.language.value or UNKNOWN_LANGUAGE, micro)


def before(tx: Transaction, batch: Sequence[StoredMention]) -> list[Increment]:
    """Give what a batch counts as so far, by earlier readings."""
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
