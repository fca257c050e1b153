"""What people said a mention means: each answer is kept, and the newest of a mention, aspect and brand holds.

An answer is about the words the person read: once these are edited, it holds no longer, and is kept for judging the
model that read them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from sqlalchemy import Select, func, insert, select, update
from sqlalchemy.engine import Connection

from storage import queue, tables
from storage.dialects import AnyRow, portions
from storage.errors import SettingsError
from storage.models import (
    Actor,
    Answered,
    Aspect,
    BrandId,
    Correction,
    CorrectionId,
    MentionId,
    Sentiment,
    Voice,
)
from storage.rows import about
from storage.text import one_line

ANSWERS: Mapping[Aspect, tuple[str, ...]] = {
    Aspect.SENTIMENT: tuple(Sentiment),
    Aspect.VOICE: tuple(Voice),
    Aspect.RELEVANCE: ("yes", "no"),
}
_LONGEST_NAME = 200
_AT_ONCE = 1_000


def record(tx: Connection, correction: Correction) -> Correction:
    """Keep a person's answer and give it its id; the mention waits to be read again, with the answer known.

    Raises SettingsError for an answer that is none, and for a mention that is not there or was withdrawn.
    """
    _require_answer(correction)
    m = tables.mentions
    withdrawn = tx.execute(select(m.c.withdrawn).where(m.c.id == correction.mention_id)).scalar()
    if withdrawn is not False:
        why = "its words were taken back" if withdrawn else "no mention has this number"
        raise SettingsError(f"mention {correction.mention_id} cannot be corrected: {why}")
    t = tables.corrections
    row = {
        "mention_id": correction.mention_id,
        "aspect": correction.aspect,
        "brand": correction.brand,
        "value": str(correction.value),
        "said": str(correction.said),
        "model": correction.model,
        "confidence": float(correction.confidence),
        "drawn": bool(correction.drawn),
        "actor": one_line(correction.actor.name, _LONGEST_NAME),
        "at": correction.at,
        "stands": True,
    }
    given = tx.execute(insert(t).values(**row).returning(t.c.id)).scalar_one()
    queue.put(tx, [correction.mention_id])
    return replace(correction, id=CorrectionId(given))


def of(tx: Connection, ids: Iterable[MentionId]) -> dict[MentionId, tuple[Correction, ...]]:
    """Give the answers that hold of those of these mentions of which any does: one for each aspect and brand."""
    t = tables.corrections
    stmt = select(t).where(t.c.stands).order_by(t.c.id)
    held: dict[MentionId, dict[object, Correction]] = defaultdict(dict)
    for some in portions(set(ids)):
        for row in tx.execute(stmt.where(t.c.mention_id.in_(some))):
            held[row.mention_id][row.aspect, row.brand] = _correction(row)
    return {mention: tuple(answers.values()) for mention, answers in held.items()}


def answered(
    tx: Connection, aspect: Aspect | None = None, standing: bool = False, brand: BrandId | None = None
) -> Iterator[Answered]:
    """Yield the newest answer of each mention, aspect and brand, with what the mention is, in the order of answering.

    Only those about one aspect or about the mentions of one brand, where one is given; only those that hold still,
    where `standing` is asked for.
    """
    t, m, r = tables.corrections, tables.mentions, tables.readings
    joined = t.join(m, m.c.id == t.c.mention_id).outerjoin(r, r.c.mention_id == t.c.mention_id)
    stmt = select(t, r.c.language, m.c.kind, m.c.source).select_from(joined).where(t.c.id.in_(_newest()))
    if aspect is not None:
        stmt = stmt.where(t.c.aspect == aspect)
    if brand is not None:
        stmt = stmt.where(about(brand))
    if standing:
        stmt = stmt.where(t.c.stands, m.c.withdrawn.is_(False))
    with tx.execute(stmt.order_by(t.c.id), execution_options={"yield_per": _AT_ONCE}) as rows:
        for row in rows:
            yield Answered(correction=_correction(row), language=row.language, kind=row.kind, source=row.source)


def lapse(tx: Connection, ids: Iterable[int]) -> None:
    """Let answers about mentions hold no longer, because these say something else now."""
    t = tables.corrections
    for some in portions(ids):
        tx.execute(update(t).where(t.c.mention_id.in_(some), t.c.stands).values(stands=False))


def _newest() -> Select[int]:
    t = tables.corrections
    return select(func.max(t.c.id)).group_by(t.c.mention_id, t.c.aspect, t.c.brand)


def _require_answer(correction: Correction) -> None:
    valid = ANSWERS[correction.aspect]
    if correction.value not in valid:
        raise SettingsError(
            f"{correction.value!r} is no answer about {correction.aspect}; valid are {', '.join(valid)}"
        )
    if (correction.brand is not None) is not (correction.aspect is Aspect.RELEVANCE):
        raise SettingsError(f"an answer about {Aspect.RELEVANCE} names a brand, and no other does")


def _correction(row: AnyRow) -> Correction:
    return Correction(
        id=row.id,
        mention_id=row.mention_id,
        aspect=row.aspect,
        brand=row.brand,
        value=row.value,
        said=row.said,
        model=row.model,
        confidence=row.confidence,
        drawn=row.drawn,
        actor=Actor(name=row.actor),
        at=row.at,
    )
