"""Which mentions a person is asked about: drawn by chance, so that the answers tell how often readings are right.

Every language, kind and source has the same chance of being asked about, however few mentions it has: what is rare is
where readings are least known. Within these every mention has the same chance.
"""

from collections import defaultdict
from random import Random

from sqlalchemy import exists, select
from sqlalchemy.engine import Connection

from storage import search, tables
from storage.models import BrandId, MentionId, ReadMention, Role
from storage.rows import about

POOL = 50_000
"""Among how many mentions is drawn, the latest: what was read long ago tells little of how well is read now."""


def draw(tx: Connection, brand: BrandId | None, most: int, chance: Random) -> tuple[ReadMention, ...]:
    """Draw mentions that were read and that nobody was asked about, of one brand (None: of any)."""
    m, r, c = tables.mentions, tables.readings, tables.corrections
    stmt = select(m.c.id, r.c.language, m.c.kind, m.c.source).join_from(m, r)
    stmt = stmt.where(m.c.role == Role.CUSTOMER, m.c.withdrawn.is_(False), m.c.text != "")
    stmt = stmt.where(~exists().where(c.c.mention_id == m.c.id))
    if brand is not None:
        stmt = stmt.where(about(brand))
    groups: dict[tuple[str | None, str, str], list[MentionId]] = defaultdict(list)
    for row in tx.execute(stmt.order_by(m.c.id.desc()).limit(POOL)):
        groups[row.language, row.kind, row.source].append(row.id)
    return search.by_id(tx, _spread(list(groups.values()), most, chance))


def _spread(groups: list[list[MentionId]], most: int, chance: Random) -> list[MentionId]:
    """Draw one of each group in turn, in an order of chance, until there are enough or no more."""
    chance.shuffle(groups)
    for group in groups:
        chance.shuffle(group)
    drawn: list[MentionId] = []
    while groups and len(drawn) < most:
        drawn += [group.pop() for group in groups[: most - len(drawn)]]
        groups = [group for group in groups if group]
    return drawn
