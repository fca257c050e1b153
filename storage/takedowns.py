"""Which mentions a person means who wants something taken down: one, or all that an author said at a source."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.engine import Connection
from sqlalchemy.sql import ColumnElement

from storage import intake, tables, traces, withdrawal
from storage.models import SourceName


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is to be forgotten of a source: the mention it calls `name`, or all by the author of this key or `name`."""

    source: SourceName
    name: str
    author: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """The mentions that still stand of what was asked for, and by how many authors they are.

    Several people may bear one name, so who asks by name must look at how many.
    """

    ids: tuple[int, ...]
    authors: int


def heard(tx: Connection, source: SourceName) -> bool:
    """Tell whether anything is kept that was said at a source, whether it is read still or not."""
    t = tables.mentions
    return tx.execute(select(t.c.id).where(t.c.source == source).limit(1)).first() is not None


def find(tx: Connection, asked: Asked) -> Meant:
    """Find what is meant: an author by the key at the source, else by name, whatever its capitals or an @ before it."""
    t = tables.mentions
    key = intake.storable_id(asked.name) if asked.name.strip() else ""
    if not asked.author:
        return _meant(tx, asked.source, t.c.external_id == key)
    by_key = _meant(tx, asked.source, t.c.author_key == key)
    return by_key if by_key.ids else _by_name(tx, asked.source, _plain(asked.name))


def take_down(tx: Connection, asked: Asked) -> int:
    """Blank what is meant, and remove rows in quarantine that hold its name; return how many mentions still stood.

    `storage.withdrawal.scrub` takes their words off the disk afterwards.
    """
    done = withdrawal.withdraw(tx, find(tx, asked).ids)
    name = asked.name.strip()
    traces.unquarantine(tx, asked.source, {name, name.removeprefix("@")})
    withdrawal.to_scrub(tx)
    return done


def _by_name(tx: Connection, source: SourceName, name: str) -> Meant:
    """Compare every name at the source: no index serves names, and a takedown is rare."""
    t = tables.mentions
    stmt = select(t.c.id, t.c.author_key, t.c.author_name)
    rows = tx.execute(stmt.where(t.c.source == source, t.c.author_name.is_not(None), t.c.withdrawn.is_(False)))
    found = {row.id: row.author_key or row.author_name for row in rows if name and _plain(row.author_name) == name}
    return Meant(ids=tuple(sorted(found)), authors=len(set(found.values())))


def _meant(tx: Connection, source: SourceName, condition: ColumnElement[bool]) -> Meant:
    t = tables.mentions
    stmt = select(t.c.id).where(t.c.source == source, condition, t.c.withdrawn.is_(False)).order_by(t.c.id)
    ids: Sequence[int] = tx.scalars(stmt).all()
    return Meant(ids=tuple(ids), authors=min(1, len(ids)))


def _plain(name: str) -> str:
    return name.strip().removeprefix("@").casefold()
