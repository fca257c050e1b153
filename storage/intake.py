"""Which collected items can be stored, and in which form: every value is made storable, or refused with its reason.

An item is refused where its identity, its time or its text is no such thing; any lesser value that cannot be kept is
left out, because what a customer says matters more than a broken counter beside it.
"""

import hashlib
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from storage.dialects import Values
from storage.models import BrandId, Item, Kind, Match, Mention, Rating, Reject, Role
from storage.text import clean, one_line

_LONGEST_ID = 200
_LONGEST_NAME = 200
_LONGEST_URL = 2_000
_LONGEST_REASON = 300
_LONGEST_RAW = 2_000
_WIDEST = 2**63
# A mention may be ahead of us by a wrong clock or a forgotten time zone, but not by more.
_AHEAD = timedelta(days=1)
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)

Identity = tuple[str, str]
"""Source and external id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sifted:
    """A batch's items: rows by identity, the matches of each, how many items these came from, and what was refused."""

    rows: dict[Identity, Values]
    matches: dict[Identity, dict[BrandId, Match]]
    accepted: int
    rejects: tuple[Reject, ...]


def sift(items: Iterable[Item], known: frozenset[BrandId], now: datetime) -> Sifted:
    """Part what can be stored from what cannot; an item that comes twice is one, in its latest wording.

    Matches with brands that are not `known` are left out.
    """
    rows: dict[Identity, Values] = {}
    matches: dict[Identity, dict[BrandId, Match]] = {}
    rejects: list[Reject] = []
    accepted = 0
    for item in items:
        try:
            row, found = _row(item.mention, now), _matches(item.matches, known)
        except (AttributeError, TypeError, ValueError, OverflowError) as error:
            rejects.append(_reject(item, error))
            continue
        accepted += 1
        identity = (row["source"], row["external_id"])
        if identity not in rows or newer(row["edited_at"], rows[identity]["edited_at"]):
            rows[identity] = row
        matches.setdefault(identity, {}).update(found)
    return Sifted(rows=rows, matches=matches, accepted=accepted, rejects=tuple(rejects))


def newer(edited: datetime | None, known: datetime | None) -> bool:
    """Decide whether a wording replaces the one we know."""
    return edited is not None and (known is None or edited > known)


def storable_id(value: str) -> str:
    """Give an id as it is stored: itself, or its hash where it is too long or holds what text may not hold.

    Cutting or cleaning an id instead could make two of them one.
    """
    if value and one_line(value, _LONGEST_ID) == value:
        return value
    if not value.strip():
        raise ValueError("the external id is empty")
    return "sha256:" + hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()


def quarantined(reject: Reject, source: str) -> Values:
    """Make the row of a source's reject: bounded, and with a digest that knows it again."""
    row: Values = {
        "source": source,
        "place": one_line(str(reject.place), _LONGEST_NAME),
        "reason": one_line(str(reject.reason), _LONGEST_REASON),
        "raw": clean(str(reject.raw), _LONGEST_RAW),
    }
    return row | {"digest": hashlib.sha256("\0".join(row.values()).encode()).hexdigest()}


def _row(mention: Mention, now: datetime) -> Values:
    if not isinstance(mention.text, str):
        raise TypeError(f"the text is a {type(mention.text).__name__}")
    rating = _rating(mention.rating)
    return {
        "source": storable_id(mention.source),
        "external_id": storable_id(mention.external_id),
        "text": clean(mention.text),
        "published_at": _moment(mention.published_at, "published_at", now),
        "exact_time": bool(mention.exact_time),
        "edited_at": None if mention.edited_at is None else _moment(mention.edited_at, "edited_at", now),
        "kind": Kind(mention.kind),
        "role": Role(mention.role),
        "author_key": _optional_id(mention.author_key),
        "author_name": _line(mention.author_name, _LONGEST_NAME),
        "parent_id": _optional_id(mention.parent_id),
        "thread_id": _optional_id(mention.thread_id),
        "rating": rating and float(rating.value),
        "rating_low": rating and float(rating.low),
        "rating_high": rating and float(rating.high),
        "product": _line(mention.product, _LONGEST_NAME),
        "maker": _line(mention.maker, _LONGEST_NAME),
        "url": _url(mention.url),
        "place": _line(mention.place, _LONGEST_NAME),
        "language_hint": _line(mention.language_hint, _LONGEST_NAME),
        "reach": _whole(mention.reach),
        "engagement": _whole(mention.engagement),
        "withdrawn": False,
    }


def _moment(value: datetime, name: str, now: datetime) -> datetime:
    if not isinstance(value, datetime) or value.utcoffset() is None:
        raise ValueError(f"{name} = {value!r} is no time with a time zone")
    if not _EARLIEST <= value <= now + _AHEAD:
        raise ValueError(f"{name} = {value.isoformat()} lies before 1970 or in the future")
    return value.astimezone(UTC)


def _optional_id(value: str | None) -> str | None:
    return storable_id(value) if value is not None and value.strip() else None


def _line(value: str | None, limit: int) -> str | None:
    return None if value is None else one_line(value, limit) or None


def _url(value: str | None) -> str | None:
    """Keep an address whole or not at all: a shortened one leads elsewhere."""
    return value if value and one_line(value, _LONGEST_URL) == value else None


def _whole(value: int | None) -> int | None:
    return int(value) if value is not None and -_WIDEST <= value < _WIDEST else None


def _rating(value: Rating | None) -> Rating | None:
    if value is None or not -_WIDEST < value.low <= value.value <= value.high < _WIDEST:
        return None
    return value if value.low < value.high else None


def _matches(matches: Sequence[Match], known: frozenset[BrandId]) -> dict[BrandId, Match]:
    return {m.brand: storable_match(m) for m in matches if m.brand in known}


def storable_match(match: Match) -> Match:
    """Bound a match's query, and keep its relevance within 0..1."""
    relevance = match.relevance if math.isfinite(match.relevance) else 0.0
    return Match(brand=match.brand, query=one_line(match.query, _LONGEST_NAME), relevance=min(1.0, max(0.0, relevance)))


def _reject(item: Item, error: Exception) -> Reject:
    mention = getattr(item, "mention", item)
    place = getattr(mention, "external_id", "")
    return Reject(place=str(place), reason=str(error) or type(error).__name__, raw=repr(mention)[:_LONGEST_RAW])
