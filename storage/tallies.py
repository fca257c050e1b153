"""How much each model has read, and of how much it said nothing."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.engine import Connection

from storage import tables
from storage.models import Aspect, BrandId, Kind, MentionId, SourceName
from storage.rows import about


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What one model has read of one language, kind and source; `latest` is the newest mention among it.

    `abstained` are those of the `mentions` of which it said nothing.
    """

    language: str | None
    kind: Kind
    source: SourceName
    model: str
    mentions: int
    abstained: int
    latest: MentionId


def tallies(tx: Connection, aspect: Aspect, brand: BrandId | None = None) -> tuple[Tally, ...]:
    """Count what was read of what customers say about a brand (None: any), by language, kind, source and model.

    For sentiment only what is counted; whose voice it is and what it is about is read of everything.
    """
    rows = tx.execute(_counted(aspect, brand))
    return tuple(
        Tally(
            language=row.language,
            kind=row.kind,
            source=row.source,
            model=row.model,
            mentions=row.mentions,
            abstained=int(row.abstained),
            latest=row.latest,
        )
        for row in rows
    )


def _counted(aspect: Aspect, brand: BrandId | None) -> Select[Any, Any, Any, Any, int, Any, Any]:
    m, r, a = tables.mentions, tables.readings, tables.matches
    model, value = {
        Aspect.SENTIMENT: (r.c.sentiment_model, r.c.sentiment),
        Aspect.VOICE: (r.c.voice_model, r.c.voice),
        Aspect.RELEVANCE: (a.c.about_model, a.c.about),
    }[aspect]
    where = (r.c.language, m.c.kind, m.c.source, model)
    abstained = func.sum(case((value.is_(None), 1), else_=0)).label("abstained")
    counts = (func.count().label("mentions"), abstained, func.max(r.c.mention_id).label("latest"))
    stmt = select(*where[:3], model.label("model"), *counts).join_from(r, m)
    if aspect is Aspect.RELEVANCE:
        stmt = stmt.join(a, a.c.mention_id == m.c.id).where(a.c.about_model.is_not(None))
        stmt = stmt if brand is None else stmt.where(a.c.brand == brand)
    elif brand is not None:
        stmt = stmt.where(about(brand))
    if aspect is Aspect.SENTIMENT:
        stmt = stmt.where(r.c.counted)
    return stmt.group_by(*where).order_by(*where)
