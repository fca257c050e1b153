"""What analysis said of each mention."""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, select
from sqlalchemy.engine import Connection

from storage import tables
from storage.dialects import AnyRow, Values, portions, replace
from storage.models import UNKNOWN_LANGUAGE, HazardFinding, Judgement, MentionId, Reading, Severity, Space
from storage.text import clean


def save(tx: Connection, read: Sequence[Reading]) -> None:
    """Keep readings, each in place of the mention's earlier one, and take these mentions out of the unread queue."""
    replace(tx, tables.readings, [_row(reading) for reading in read])
    for some in portions(reading.mention_id for reading in read):
        tx.execute(delete(tables.unread).where(tables.unread.c.mention_id.in_(some)))


def get(tx: Connection, ids: Iterable[MentionId]) -> dict[MentionId, Reading]:
    """Give the readings of those of these mentions that were read."""
    t = tables.readings
    rows = (row for some in portions(set(ids)) for row in tx.execute(select(t).where(t.c.mention_id.in_(some))))
    return {row.mention_id: reading(row) for row in rows}


def latest(tx: Connection, space: Space, limit: int) -> tuple[MentionId, ...]:
    """Name the mentions of a brand in one language that were read last, the newest first."""
    r, m = tables.readings, tables.matches
    language = None if space.language == UNKNOWN_LANGUAGE else space.language
    stmt = select(r.c.mention_id).join_from(r, m, m.c.mention_id == r.c.mention_id)
    spoken = (m.c.brand == space.brand, r.c.language.is_not_distinct_from(language))
    return tuple(tx.execute(stmt.where(*spoken).order_by(r.c.mention_id.desc()).limit(limit)).scalars())


def reading(row: AnyRow) -> Reading:
    """Build a reading from a row that holds the columns of the table `readings`."""
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
    }
