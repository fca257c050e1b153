"""Where reading stands: how far each listing was read, which threads are followed, and what may not be read."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from collectors.reddit.things import FULLNAME
from storage.models import BrandId

_FORM = 1
_LATEST = 2**40


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """A listing being read from its newest entry towards older ones: where it goes on, and what it has seen.

    Times are seconds since 1970: it began at `began`, saw entries from `newest` to `oldest`, and ends before `floor`.
    It was asked for `asked` entries, and brought `found`.
    """

    began: int
    floor: int
    after: str | None = None
    asked: int = 0
    found: int = 0
    newest: int | None = None
    oldest: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How far the listing of one question was read.

    `asked_at` is when it was asked first, `start` how far back it reads at most, `mark` when the newest entry was
    written of all that were read without a gap before it. `span` is the time in which nothing was missed.
    """

    digest: str
    asked_at: int
    start: int
    mark: int | None = None
    span: tuple[int, int] | None = None
    walk: Walk | None = None
    done: int = 0
    looped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A submission that is followed: how many comments it had when they were read last, when the wording that is known
    was written (0: it was never edited), and for which brands it was found.
    """

    name: str
    created: int
    comments: int
    edited: int
    brands: tuple[BrandId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Everything the collector remembers. `closed` are subreddits that may not be read, and until when that holds."""

    readings: Mapping[str, Reading] = field(default_factory=dict)
    followed: tuple[Followed, ...] = ()
    closed: Mapping[str, int] = field(default_factory=dict)

    def reading(self, key: str, reading: Reading) -> "State":
        """Return the state with another reading."""
        return replace(self, readings={**self.readings, key: reading})

    def cursor(self) -> str:
        """Write the state as the cursor of a batch."""
        return json.dumps(
            {
                "reddit": _FORM,
                "readings": {key: _written(reading) for key, reading in self.readings.items()},
                "followed": [[f.name, f.created, f.comments, f.edited, *f.brands] for f in self.followed],
                "closed": dict(self.closed),
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )


def state(cursor: str | None) -> State:
    """Read a state from a cursor; an empty one where none of ours wrote it. Reading anew is harmless."""
    try:
        said = json.loads(cursor or "null")
        if said["reddit"] != _FORM:
            return State()
        return State(
            readings={str(key): _reading(value) for key, value in said["readings"].items()},
            followed=tuple(_followed(*row) for row in said["followed"]),
            closed={str(name): _whole(until) for name, until in said["closed"].items()},
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return State()


def _written(reading: Reading) -> list[Any]:
    walk = reading.walk
    walked = walk and [walk.began, walk.floor, walk.after, walk.asked, walk.found, walk.newest, walk.oldest]
    return [
        reading.digest,
        reading.asked_at,
        reading.start,
        reading.mark,
        reading.span,
        walked,
        reading.done,
        int(reading.looped),
    ]


def _reading(row: Any) -> Reading:
    digest, asked_at, start, mark, span, walk, done, looped = row
    return Reading(
        digest=str(digest),
        asked_at=_whole(asked_at),
        start=_whole(start),
        mark=_optional(mark),
        span=None if span is None else (_whole(span[0]), _whole(span[1])),
        walk=None if walk is None else _walk(*walk),
        done=_whole(done),
        looped=bool(looped),
    )


def _walk(began: Any, floor: Any, after: Any, asked: Any, found: Any, newest: Any, oldest: Any) -> Walk:
    return Walk(
        began=_whole(began),
        floor=_whole(floor),
        after=None if after is None else _name(after),
        asked=_whole(asked),
        found=_whole(found),
        newest=_optional(newest),
        oldest=_optional(oldest),
    )


def _followed(name: Any, created: Any, comments: Any, edited: Any, *brands: Any) -> Followed:
    return Followed(
        name=_name(name),
        created=_whole(created),
        comments=_whole(comments),
        edited=_whole(edited),
        brands=tuple(BrandId(str(brand)) for brand in brands),
    )


def _name(value: Any) -> str:
    if not isinstance(value, str) or not FULLNAME.fullmatch(value):
        raise ValueError(value)
    return value


def _optional(value: Any) -> int | None:
    return None if value is None else _whole(value)


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < _LATEST:
        raise ValueError(value)
    return value
