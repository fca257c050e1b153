"""Which mentions a person or the next step gets to see, and what a search box's text means.

Every word must occur; the last one may be the beginning of a word. Words of scripts that are written without spaces,
emoji and other signs are looked for wherever they stand, because the full-text index cannot cut such text into words.
What a word is, SQLite's FTS5 decides and PostgreSQL's function `groundswell_words` decides alike; a word that falls
apart, such as "don't", is found where its parts follow each other.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.engine import Connection
from sqlalchemy.sql import ColumnElement

from storage import mentions, readings, tables
from storage.dialects import portions
from storage.lineage import aliases, end, family
from storage.models import IssueId, MentionId, MentionQuery, ReadMention, StoredMention
from storage.rows import about, stored
from storage.text import clean

_LONGEST_QUERY = 500
# Thai, Lao, Khmer, Chinese, Japanese, Korean and their like, emoji and other signs. Not Latin and Greek with rarer
# accents, nor the typographic quotes and dashes that stand in their words.
_UNSEGMENTED = re.compile("[\u0e00-\u1dff\u2070-\U0010ffff]")


def find(tx: Connection, query: MentionQuery) -> tuple[ReadMention, ...]:
    """Find mentions that were not withdrawn, published in [since, until), newest first, at most `limit`."""
    t = tables.mentions
    stmt = select(t).where(t.c.withdrawn.is_(False), *_conditions(tx, query))
    rows = tx.execute(stmt.order_by(t.c.published_at.desc(), t.c.id.desc()).limit(query.limit)).all()
    return _read(tx, stored(tx, rows), query)


def by_id(tx: Connection, ids: Sequence[MentionId]) -> tuple[ReadMention, ...]:
    """Give mentions with their readings by their ids, in that order; ids nobody has are left out."""
    return _read(tx, mentions.get(tx, ids), MentionQuery())


def words_and_signs(typed: str) -> tuple[list[str], list[str]]:
    """Part what a person typed into words for the full-text index and what must be looked for as it stands.

    >>> words_and_signs('torch "burned AND 😡 火傷')
    (['torch', '"burned', 'AND'], ['😡', '火傷'])
    """
    words: list[str] = []
    signs: list[str] = []
    for term in clean(typed, _LONGEST_QUERY).split():
        is_word = any(character.isalnum() for character in term) and not _UNSEGMENTED.search(term)
        (words if is_word else signs).append(term)
    return words, signs


def full_text(words: Sequence[str]) -> str:
    """Write words as an FTS5 query in which nothing is an operator; the last word may go on.

    >>> full_text(["torch", "OR", "burn"])
    '"torch" "OR" "burn"*'
    """
    return " ".join('"' + word.replace('"', '""') + '"' for word in words) + "*"


def _conditions(tx: Connection, query: MentionQuery) -> Iterator[ColumnElement[bool]]:
    t = tables.mentions
    if query.since is not None:
        yield t.c.published_at >= query.since
    if query.until is not None:
        yield t.c.published_at < query.until
    if query.brand is not None:
        yield about(query.brand)
    if query.issue is not None:
        yield _in_issue(tx, query.issue)
    words, signs = words_and_signs(query.text or "")
    if words:
        yield _in_tsvector(tx, words) if tx.dialect.name == "postgresql" else _in_fts5(words)
    for sign in signs:
        yield t.c.text.icontains(sign, autoescape=True)


def _in_fts5(words: Sequence[str]) -> ColumnElement[bool]:
    found = select(sa.literal_column("rowid", sa.Integer)).select_from(sa.text("mention_words"))
    return tables.mentions.c.id.in_(found.where(sa.text("mention_words MATCH :words")).params(words=full_text(words)))


def _in_tsvector(tx: Connection, words: Sequence[str]) -> ColumnElement[bool]:
    parts: dict[int, list[str]] = {place: [] for place in range(1, len(words) + 1)}
    for place, part in tx.execute(_PARTS, {"words": list(words)}):
        parts[place].append(f"'{part}'")  # a part is letters and digits, never a quote
    if not all(parts.values()):
        return sa.false()
    parts[len(words)][-1] += ":*"
    asked = " & ".join(f"({' <-> '.join(following)})" for following in parts.values())
    indexed = func.groundswell_words(tables.mentions.c.text)
    return indexed.bool_op("@@")(sa.cast(asked, TSQUERY))


_PARTS = sa.text("""
    SELECT asked.place, found.lexeme
    FROM unnest(CAST(:words AS text[])) WITH ORDINALITY AS asked(word, place),
        unnest(groundswell_words(asked.word)) AS found, unnest(found.positions) AS at
    ORDER BY asked.place, at
""")


def _in_issue(tx: Connection, issue: IssueId) -> ColumnElement[bool]:
    a, m = tables.matches, tables.micros
    joined = a.join(m, (m.c.space_id == a.c.space_id) & (m.c.micro_id == a.c.micro_id))
    members = select(a.c.mention_id).select_from(joined).where(m.c.issue_id.in_(family(tx, issue)))
    return tables.mentions.c.id.in_(members)


def _read(tx: Connection, found: Sequence[StoredMention], query: MentionQuery) -> tuple[ReadMention, ...]:
    ids = [each.id for each in found]
    read = readings.get(tx, ids)
    issues = _issues(tx, ids, query)
    return tuple(ReadMention(stored=each, reading=read.get(each.id), issue=issues.get(each.id)) for each in found)


def _issues(tx: Connection, ids: Sequence[MentionId], query: MentionQuery) -> dict[MentionId, IssueId]:
    """Give each mention's issue; of several, for it may be about several brands, the one that was asked for."""
    alias_of = aliases(tx)
    wanted = None if query.issue is None else end(alias_of, query.issue)
    a, m = tables.matches, tables.micros
    joined = a.join(m, (m.c.space_id == a.c.space_id) & (m.c.micro_id == a.c.micro_id))
    stmt = select(a.c.mention_id, a.c.brand, m.c.issue_id).select_from(joined).where(m.c.issue_id.is_not(None))
    held: dict[MentionId, list[tuple[bool, bool, IssueId]]] = defaultdict(list)
    for some in portions(ids):
        for mention, brand, issue in tx.execute(stmt.where(a.c.mention_id.in_(some))):
            survivor = end(alias_of, IssueId(issue or 0))
            held[MentionId(mention)].append((survivor != wanted, brand != query.brand, survivor))
    return {mention: min(candidates)[2] for mention, candidates in held.items()}
