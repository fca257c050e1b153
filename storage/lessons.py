"""What there is to learn from: mentions that people answered about, that customers rated, and plain ones.

What is said of a sample brand is invented: of it only people's answers teach.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.engine import Connection
from sqlalchemy.sql import ColumnElement

from storage import corrections, mentions, tables
from storage.models import Aspect, Correction, Kind, StoredMention
from storage.rows import stored


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """How many counted mentions of one language and kind have words, how many of them a rating, and the latest.

    `latest` is when the last of them was collected.
    """

    language: str
    kind: Kind
    mentions: int
    rated: int
    latest: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """A mention that nobody answered about, and when it was collected."""

    stored: StoredMention
    collected_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A mention, and what a person said of it; `language` is the one it was read as."""

    stored: StoredMention
    language: str | None
    correction: Correction


def stocks(tx: Connection) -> tuple[Stock, ...]:
    """Count what customers said in each known language and kind, the largest first."""
    m, r = tables.mentions, tables.readings
    counts = (func.count().label("mentions"), func.count(m.c.rating).label("rated"))
    latest = func.max(m.c.collected_at, type_=m.c.collected_at.type).label("latest")
    stmt = select(r.c.language, m.c.kind, *counts, latest).join_from(r, m)
    stmt = stmt.where(r.c.counted, r.c.language.is_not(None), m.c.text != "", *_no_sample(tx))
    rows = tx.execute(stmt.group_by(r.c.language, m.c.kind)).all()
    found = [
        Stock(language=row.language, kind=row.kind, mentions=row.mentions, rated=row.rated, latest=row.latest)
        for row in rows
    ]
    return tuple(sorted(found, key=lambda stock: (-stock.mentions, stock.language, stock.kind)))


def latest(tx: Connection, language: str, kind: Kind, most: int, rated: bool) -> tuple[Plain, ...]:
    """Give the latest that customers said in a language and kind, newest first; only what is `rated`, where asked."""
    m, r = tables.mentions, tables.readings
    stmt = select(m).join_from(m, r).where(r.c.counted, r.c.language == language, m.c.kind == kind, m.c.text != "")
    stmt = stmt.where(*_no_sample(tx))
    if rated:
        stmt = stmt.where(m.c.rating.is_not(None))
    rows = tx.execute(stmt.order_by(m.c.id.desc()).limit(most)).all()
    pairs = zip(stored(tx, rows), rows, strict=True)
    return tuple(Plain(stored=found, collected_at=row.collected_at) for found, row in pairs)


def answered(tx: Connection, aspect: Aspect) -> tuple[Lesson, ...]:
    """Give what people said of mentions that still say the same, in the order of answering; one lesson per answer."""
    held = list(corrections.answered(tx, aspect, standing=True))
    found = {each.id: each for each in mentions.get(tx, [answer.correction.mention_id for answer in held])}
    return tuple(
        Lesson(stored=found[mention], language=answer.language, correction=answer.correction)
        for answer in held
        if (mention := answer.correction.mention_id) in found and found[mention].mention.text
    )


def _no_sample(tx: Connection) -> list[ColumnElement[bool]]:
    a, b = tables.matches, tables.brands
    samples = tx.scalars(select(b.c.id).where(b.c.sample)).all()
    invented = exists().where(a.c.mention_id == tables.mentions.c.id, a.c.brand.in_(samples))
    return [~invented] if samples else []
