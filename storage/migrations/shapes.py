"""Short forms in which the migrations write columns down.

A migration says for good what it did: these may be added to, but what they make never changes.
"""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
CHOICE = sa.String(60)
# On PostgreSQL text sorts by its code points, as on SQLite; what was made before version 0004, that version changed.
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
SORTED_CHOICE = CHOICE.with_variant(sa.String(60, collation="C"), "postgresql")


def must(kind: Any, *names: str) -> Iterator[sa.Column[Any]]:
    """Make columns that always hold a value."""
    return (sa.Column(name, kind, nullable=False) for name in names)


def may(kind: Any, *names: str) -> Iterator[sa.Column[Any]]:
    """Make columns that may be empty."""
    return (sa.Column(name, kind) for name in names)


def to(target: str, name: str) -> sa.ForeignKeyConstraint:
    """Make a column refer to another table's."""
    return sa.ForeignKeyConstraint([name], [target])
