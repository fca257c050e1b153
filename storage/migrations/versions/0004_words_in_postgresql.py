"""On PostgreSQL: the full-text index over the mentions' text, and text that sorts by its code points.

SQLite has both from the beginning; here they are made the same. So a word is what FTS5's tokenizer `unicode61
remove_diacritics 2` takes for one: a run of letters, digits and private characters, in lower case, Latin letters
without their accents. PostgreSQL's own parser has other ideas (of hyphens, hosts, numbers with signs) and asks the
locale what a letter is; an index must not change with that.
"""

import sys
import unicodedata
from collections.abc import Iterable, Iterator

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

# Marks that unicode61 takes for an accent within a word. Every other mark parts words.
ACCENTS = "\u0300-\u0304\u0306-\u030c\u030f\u0311\u031b\u0323-\u0328\u032d\u032e\u0330\u0331"
# `translate` compares each character with every one of its list, so each group of scripts has a list of its own, used
# only where it is needed: Latin, Greek and Cyrillic, and everything else.
SCRIPTS = ((0x80, 0x250), (0x250, 0x530), (0x530, sys.maxunicode + 1))
LONGEST_WORD = 500  # a lexeme takes 2,046 bytes at most

FUNCTION = """
CREATE FUNCTION groundswell_words(said text) RETURNS tsvector LANGUAGE plpgsql
IMMUTABLE STRICT PARALLEL SAFE COST 3000 AS $function$
DECLARE
    gaps text := '[^0-9A-Za-z]+';
BEGIN
    IF said COLLATE "C" ~ '[^\\x01-\\x7f]' THEN
        gaps := '[^{letters}]+';
        said := regexp_replace(said COLLATE "C", '[{accents}]', '', 'g');
        {foldings}
    END IF;
    RETURN coalesce((
        SELECT string_agg('''' || left(word, {longest}) || ''':' || place, ' ')
        FROM regexp_split_to_table(lower(said COLLATE "C"), gaps) WITH ORDINALITY AS found(word, place)
        WHERE word <> ''
    ), '')::tsvector;
END $function$
"""
FOLDING = """IF said COLLATE "C" ~ '[{letters}]' THEN said := translate(said, '{old}', '{new}'); END IF;"""
# What was written last waits in a list that every search walks through: at most so many kilobytes of it.
INDEX = """
CREATE INDEX ix_mentions_words ON mentions USING gin (groundswell_words(text)) WITH (gin_pending_list_limit = 256)
"""


def upgrade() -> None:
    """Let text sort by its code points, and index the words of what was said."""
    if op.get_context().dialect.name != "postgresql":
        return
    tx = op.get_bind()
    for statement in _sorting(tx):
        op.execute(statement)
    tx.exec_driver_sql(words_function())
    op.execute(INDEX)


def _sorting(tx: sa.Connection) -> Iterator[str]:
    look = sa.inspect(tx)
    for table in sorted(set(look.get_table_names()) - {"alembic_version"}):
        texts = {c["name"]: c["type"] for c in look.get_columns(table) if isinstance(c["type"], sa.String)}
        changes = (f'ALTER "{name}" TYPE {kind.compile(tx.dialect)} COLLATE "C"' for name, kind in texts.items())
        if texts:
            yield f'ALTER TABLE "{table}" {", ".join(changes)}'


def words_function() -> str:
    """Write the function that gives the words of a text, with their places."""
    foldings = []
    for first, last in SCRIPTS:
        old, new = _folded(range(first, last))
        foldings.append(FOLDING.format(letters=_ranges(map(ord, old)), old=old, new=new))
    return FUNCTION.format(
        letters=_ranges(code for code in range(1, sys.maxunicode + 1) if _in_words(code)),
        accents=ACCENTS,
        foldings="\n        ".join(foldings),
        longest=LONGEST_WORD,
    )


def _in_words(code: int) -> bool:
    category = unicodedata.category(chr(code))
    return category[0] in "LN" or category == "Co"


def _folded(codes: Iterable[int]) -> tuple[str, str]:
    """List the letters that are another in the index, and those others."""
    pairs = [(letter, other) for letter in map(chr, codes) if (other := _plain(letter)) != letter]
    return "".join(letter for letter, _ in pairs), "".join(other for _, other in pairs)


def _plain(letter: str) -> str:
    """Write a letter small, and a Latin one without its accents."""
    small = next(form for form in (letter.casefold(), letter.lower(), letter) if len(form) == 1)
    base = unicodedata.normalize("NFD", small)[0]
    return base if base.isascii() and base.isalpha() else small


def _ranges(codes: Iterable[int]) -> str:
    """Write code points that come in order as the ranges of a regular expression."""
    runs: list[list[int]] = []
    for code in codes:
        if runs and code == runs[-1][1] + 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in runs)
