"""What analysis said of each mention."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.engine import Connection

from storage import tables
from storage.dialects import AnyRow, Values, portions, replace
from storage.lineage import series_key
from storage.models import (
    UNKNOWN_LANGUAGE,
    BrandId,
    HazardFinding,
    Judgement,
    MentionId,
    MicroId,
    Reading,
    Severity,
    Space,
)
from storage.text import clean

Place: TypeAlias = tuple[MentionId, BrandId]
"""A mention, among what is said about one of its brands."""
_SAYS_NOTHING: Mapping[str, None] = dict.fromkeys(("about", "about_model", "about_confidence", "about_reason"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What a mention stands in the rollups as: its reading, and by brand the key of its micro-cluster's series."""

    reading: Reading
    micros: Mapping[BrandId, str | None]


def save(tx: Connection, read: Sequence[Reading], stay: Collection[Place] = ()) -> None:
    """Keep readings, each in place of the mention's earlier one, and take these mentions out of the unread queue.

    From here on the rollups are expected to hold what these readings count, and nothing that earlier ones did; micro-
    clusters are given anew, but for the mentions that `stay` in those of some brands. An issue that loses its quote by
    that is named anew.
    """
    replace(tx, tables.readings, [_row(reading) for reading in read])
    m = tables.matches
    for some in portions(read):
        ids = [reading.mention_id for reading in some]
        tx.execute(delete(tables.unread).where(tables.unread.c.mention_id.in_(ids)))
        _take_out(tx, places(tx, ids).keys() - set(stay))
        for counted in (True, False):
            those = m.c.mention_id.in_([reading.mention_id for reading in some if reading.counted is counted])
            changed = m.c.counted.is_not(counted) | m.c.about_model.is_not(None)
            tx.execute(update(m).where(those, changed).values(counted=counted, **_SAYS_NOTHING))
    _save_relevance(tx, read)


def _take_out(tx: Connection, leaving: Collection[Place]) -> None:
    """Take mentions out of their micro-clusters."""
    if not leaving:
        return
    m, i = tables.matches, tables.issues
    stmt = update(m).where(m.c.mention_id == bindparam("mention"), m.c.brand == bindparam("of"))
    rows = [{"mention": mention, "of": brand} for mention, brand in leaving]
    tx.execute(stmt.values(space_id=None, micro_id=None), rows)
    gone = {mention for mention, _ in leaving}
    tx.execute(update(i).where(i.c.quote.in_(gone)).values(quote=None, named_mentions=0))


def _save_relevance(tx: Connection, read: Sequence[Reading]) -> None:
    """Keep what readings say of single brands, and whether they count for them."""
    m = tables.matches
    rows: list[Values] = [
        {
            "mention": reading.mention_id,
            "of": brand,
            "counted": reading.counts_for(brand),
            "about": said.value,
            "about_model": said.model,
            "about_confidence": float(said.confidence),
            "about_reason": said.reason,
        }
        for reading in read
        for brand, said in reading.relevance.items()
    ]
    if rows:
        columns: Values = {name: bindparam(name) for name in ("counted", *_SAYS_NOTHING)}
        stmt = update(m).where(m.c.mention_id == bindparam("mention"), m.c.brand == bindparam("of"))
        tx.execute(stmt.values(columns), rows)


def counted(tx: Connection, ids: Iterable[MentionId]) -> dict[MentionId, Counted]:
    """Give what those of these mentions count as that were read and counted before."""
    earlier = get(tx, ids)
    m, s = tables.matches, tables.spaces
    stmt = select(m.c.mention_id, m.c.brand, s.c.language, m.c.micro_id).select_from(m.outerjoin(s))
    micros: dict[MentionId, dict[BrandId, str | None]] = defaultdict(dict)
    for some in portions(earlier):
        for row in tx.execute(stmt.where(m.c.mention_id.in_(some), m.c.counted)):
            placed = row.micro_id is not None
            micros[row.mention_id][row.brand] = series_key(row.language, row.micro_id) if placed else None
    return {mention: Counted(reading=earlier[mention], micros=held) for mention, held in micros.items()}


def get(tx: Connection, ids: Iterable[MentionId]) -> dict[MentionId, Reading]:
    """Give the readings of those of these mentions that were read."""
    t = tables.readings
    rows = [row for some in portions(set(ids)) for row in tx.execute(select(t).where(t.c.mention_id.in_(some)))]
    about = _relevance(tx, [row.mention_id for row in rows])
    return {row.mention_id: _reading(row, about.get(row.mention_id, {})) for row in rows}


def places(tx: Connection, ids: Iterable[MentionId]) -> dict[Place, tuple[Space, MicroId]]:
    """Give the micro-clusters of these mentions, each with its space."""
    m, s = tables.matches, tables.spaces
    stmt = select(m.c.mention_id, m.c.brand, s.c.language, m.c.micro_id).join_from(m, s)
    rows = (row for some in portions(ids) for row in tx.execute(stmt.where(m.c.mention_id.in_(some))))
    return {
        (row.mention_id, row.brand): (Space(brand=row.brand, language=row.language), MicroId(row.micro_id))
        for row in rows
        if row.micro_id is not None
    }


def latest(tx: Connection, space: Space, limit: int) -> tuple[MentionId, ...]:
    """Name the mentions of a brand in one language that were read last, the newest first."""
    r, m = tables.readings, tables.matches
    language = None if space.language == UNKNOWN_LANGUAGE else space.language
    stmt = select(r.c.mention_id).join_from(r, m, m.c.mention_id == r.c.mention_id)
    spoken = (m.c.brand == space.brand, r.c.language.is_not_distinct_from(language))
    return tuple(tx.execute(stmt.where(*spoken).order_by(r.c.mention_id.desc()).limit(limit)).scalars())


def _relevance(tx: Connection, ids: Sequence[MentionId]) -> dict[MentionId, dict[BrandId, Judgement[bool]]]:
    m = tables.matches
    stmt = select(m.c.mention_id, m.c.brand, m.c.about, m.c.about_model, m.c.about_confidence, m.c.about_reason)
    found: dict[MentionId, dict[BrandId, Judgement[bool]]] = defaultdict(dict)
    for some in portions(ids):
        for row in tx.execute(stmt.where(m.c.mention_id.in_(some), m.c.about_model.is_not(None))):
            found[row.mention_id][row.brand] = Judgement(
                model=row.about_model, value=row.about, confidence=row.about_confidence, reason=row.about_reason
            )
    return found


def _reading(row: AnyRow, relevance: Mapping[BrandId, Judgement[bool]]) -> Reading:
    return Reading(
        mention_id=row.mention_id,
        language=Judgement(
            model=row.language_model,
            value=row.language,
            confidence=row.language_confidence,
            reason=row.language_reason,
        ),
        sentiment=Judgement(
            model=row.sentiment_model,
            value=row.sentiment,
            confidence=row.sentiment_confidence,
            reason=row.sentiment_reason,
        ),
        vader_compound=row.vader_compound,
        hazard=None if row.hazard is None else _hazard(row),
        question=row.question,
        complaint_like=row.complaint_like,
        counted=row.counted,
        fingerprint=row.fingerprint,
        product=row.product,
        voice=Judgement(
            model=row.voice_model, value=row.voice, confidence=row.voice_confidence, reason=row.voice_reason
        ),
        relevance=relevance,
        reread=row.reread,
    )


def _hazard(row: AnyRow) -> HazardFinding:
    return HazardFinding(
        hazard=row.hazard,
        severity=Severity(row.severity),
        potential=Severity(row.potential),
        first_person=row.first_person,
        start=row.span_start,
        end=row.span_end,
        rule=row.rule,
        confidence=row.hazard_confidence,
    )


def _row(reading: Reading) -> Values:
    finding = reading.hazard
    return {
        "mention_id": reading.mention_id,
        "language": reading.language.value,
        "language_model": reading.language.model,
        "language_confidence": float(reading.language.confidence),
        "language_reason": reading.language.reason,
        "sentiment": reading.sentiment.value,
        "sentiment_model": reading.sentiment.model,
        "sentiment_confidence": float(reading.sentiment.confidence),
        "sentiment_reason": reading.sentiment.reason,
        "vader_compound": float(reading.vader_compound),
        "hazard": finding and finding.hazard,
        "severity": finding and int(finding.severity),
        "potential": finding and int(finding.potential),
        "first_person": finding and bool(finding.first_person),
        "span_start": finding and finding.start,
        "span_end": finding and finding.end,
        "rule": finding and finding.rule,
        "hazard_confidence": finding and float(finding.confidence),
        "question": bool(reading.question),
        "complaint_like": bool(reading.complaint_like),
        "counted": bool(reading.counted),
        "fingerprint": clean(reading.fingerprint),
        "product": clean(reading.product),
        "voice": reading.voice.value,
        "voice_model": reading.voice.model,
        "voice_confidence": float(reading.voice.confidence),
        "voice_reason": reading.voice.reason,
        "reread": bool(reading.reread),
    }
