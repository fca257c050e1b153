"""The columns that many tables share, and the one list of all tables."""

import sqlalchemy as sa

metadata = sa.MetaData()

_Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""SQLite numbers rows by itself only in a column whose type is INTEGER."""


def identity() -> sa.Column[int]:
    """Make the column `id`, numbered by the store."""
    return sa.Column("id", _Id, primary_key=True)


def to(target: str, name: str, primary_key: bool = False, nullable: bool = False) -> sa.Column[int]:
    """Make a column that refers to the `id` of another table's row."""
    return sa.Column(name, _Id, sa.ForeignKey(target), primary_key=primary_key, nullable=nullable, autoincrement=False)


def to_brand(primary_key: bool = False, nullable: bool = False) -> sa.Column[str]:
    """Make the column that says which brand a row is about."""
    return sa.Column("brand", sa.Text, sa.ForeignKey("brands.id"), primary_key=primary_key, nullable=nullable)
