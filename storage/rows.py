"""How the rows of a mention and its matches become nouns again, and how they hang together."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import exists, select
from sqlalchemy.engine import Connection
from sqlalchemy.sql import ColumnElement

from storage import tables
from storage.dialects import AnyRow, portions
from storage.models import BrandId, Match, Mention, MentionId, Rating, StoredMention


def stored(tx: Connection, rows: Sequence[AnyRow]) -> tuple[StoredMention, ...]:
    """Build mentions from rows of the table `mentions`, in the same order, with their matches by brand."""
    t = tables.matches
    matches: dict[MentionId, list[Match]] = defaultdict(list)
    for some in portions(row.id for row in rows):
        for row in tx.execute(select(t).where(t.c.mention_id.in_(some)).order_by(t.c.mention_id, t.c.brand)):
            matches[row.mention_id].append(Match(brand=row.brand, query=row.query, relevance=row.relevance))
    return tuple(StoredMention(id=row.id, mention=_mention(row), matches=tuple(matches[row.id])) for row in rows)


def about(brand: BrandId) -> ColumnElement[bool]:
    """Say that a mention is about a brand.

    Asked of each mention on the way, so that a reader in order of time can stop at its limit.
    """
    t = tables.matches
    return exists().where(t.c.mention_id == tables.mentions.c.id, t.c.brand == brand)


def _mention(row: AnyRow) -> Mention:
    rating = None if row.rating is None else Rating(value=row.rating, low=row.rating_low, high=row.rating_high)
    return Mention(
        source=row.source,
        external_id=row.external_id,
        text=row.text,
        published_at=row.published_at,
        exact_time=row.exact_time,
        edited_at=row.edited_at,
        kind=row.kind,
        role=row.role,
        author_key=row.author_key,
        author_name=row.author_name,
        parent_id=row.parent_id,
        thread_id=row.thread_id,
        rating=rating,
        product=row.product,
        maker=row.maker,
        url=row.url,
        place=row.place,
        language_hint=row.language_hint,
        reach=row.reach,
        engagement=row.engagement,
    )
