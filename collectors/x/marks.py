"""How far each query was read, and how a cursor keeps it.

X answers newest first, so a span of time is read by a walk down through its posts. Until the walk has reached the
bottom, only where it stands is known; a process that dies there goes on from the same step.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from storage.errors import BadPayload


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """A walk under way: everything from `below` up to `top` was read; `top` is None before the first answer.

    `history` says that what it reads was published before the query was first asked, `retried` that the last page led
    nowhere in an earlier turn, too.
    """

    below: int
    top: int | None = None
    history: bool = False
    retried: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Everything up to the id `since` was read, or given up, or is none of our business.

    Up to `gap` something was given up, so that nothing below counts as read any more. `looped` says that pages led
    nowhere since the last walk that came to its end.
    """

    since: int
    walk: Walk | None = None
    gap: int = 0
    looped: bool = False


def parse(cursor: str | None) -> dict[str, Mark]:
    """Read the marks of a cursor by the keys of their queries, the one that was read longest ago first.

    Raises BadPayload if another collector wrote it.
    """
    if cursor is None:
        return {}
    try:
        return {key: _mark(fields) for key, fields in json.loads(cursor).items()}
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
        raise BadPayload(f"cursor {cursor[:200]!r} is not one of the x collector") from error


def dump(marks: Mapping[str, Mark]) -> str:
    """Write the marks as a cursor."""
    return json.dumps({key: asdict(mark) for key, mark in marks.items()}, separators=(",", ":"))


def _mark(fields: Mapping[str, object]) -> Mark:
    walk = fields["walk"]
    return Mark(
        since=_id(fields["since"]),
        walk=None if walk is None else _walk(walk),
        gap=_id(fields.get("gap", 0)),
        looped=fields.get("looped") is True,
    )


def _walk(fields: object) -> Walk:
    if not isinstance(fields, dict):
        raise TypeError("a walk has fields")
    top = fields["top"]
    return Walk(
        below=_id(fields["below"]),
        top=None if top is None else _id(top),
        history=fields["history"] is True,
        retried=fields.get("retried") is True,
    )


def _id(value: object) -> int:
    if type(value) is not int or not 0 <= value < 1 << 63:
        raise ValueError("an id is a whole number")
    return value
