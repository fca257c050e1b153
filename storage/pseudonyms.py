"""Whom a withdrawn mention is by, for telling people apart, without saying who that is.

What one author took back on one source shares a token made of chance, so that one person stays one however much of what
they said is gone. As long as any mention of theirs stands, the store knows which author has which token, because the
mentions that stand and those that are gone are one person's. With the last of them this knowledge goes too: then
nothing leads from the author to the token, and whoever comes back under the same key is somebody new.
"""

import secrets
from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection

from storage import tables
from storage.dialects import AnyRow, portions
from storage.models import MentionId, StoredMention
from storage.reporters import reporter


def rename(tx: Connection, going: Sequence[AnyRow]) -> dict[int, str | None]:
    """Give each mention that is about to be withdrawn what stands for its author from now on.

    The rows need `id`, `source` and `author_key`. None where no other mention needs to be known as the same person's.
    """
    by_author: dict[tuple[str, str], set[int]] = defaultdict(set)
    for row in going:
        if row.author_key is not None:
            by_author[row.source, row.author_key].add(row.id)
    names: dict[int, str | None] = dict.fromkeys(row.id for row in going)
    for (source, author), ids in by_author.items():
        names |= dict.fromkeys(ids, _token(tx, source, author, ids))
    return names


def people(tx: Connection, said: Sequence[StoredMention]) -> dict[MentionId, str]:
    """Say who is behind each mention: the same for two of them, whether withdrawn or not, where one person is."""
    m, p = tables.mentions, tables.pseudonyms
    known = (p.c.source == m.c.source) & (p.c.author_key == m.c.author_key)
    stmt = select(m.c.id, p.c.token).join_from(m, p, known)
    tokens = {
        row.id: row.token for some in portions(s.id for s in said) for row in tx.execute(stmt.where(m.c.id.in_(some)))
    }
    return {
        s.id: reporter(s.mention.source, tokens.get(s.id, s.mention.author_key), s.mention.external_id) for s in said
    }


def _token(tx: Connection, source: str, author: str, going: set[int]) -> str | None:
    """Find or draw an author's token, and keep it only while some other mention of theirs stands."""
    m, p = tables.mentions, tables.pseudonyms
    theirs = (m.c.source == source, m.c.author_key == author, m.c.withdrawn.is_(False))
    standing = set(tx.scalars(select(m.c.id).where(*theirs)))
    known = (p.c.source == source, p.c.author_key == author)
    token: str | None = tx.execute(select(p.c.token).where(*known)).scalar()
    if not standing - going:
        tx.execute(delete(p).where(*known))
        return token or (_drawn() if len(standing) > 1 else None)
    if token is None:
        token = _drawn()
        tx.execute(insert(p).values(source=source, author_key=author, token=token))
    return token


def _drawn() -> str:
    return f"~{secrets.token_hex(10)}"
