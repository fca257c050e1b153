"""What was said: a mention, which brands it is about, and the batch in which a collector hands it over."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from storage.models.ids import BrandId, MentionId, SourceName
from storage.models.sources import Coverage, SourceEvent


class Kind(StrEnum):
    MENTION = "mention"
    REVIEW = "review"
    TICKET = "ticket"
    SURVEY = "survey"


class Role(StrEnum):
    """Who speaks. Only customers are counted; the others are kept for conversations."""

    CUSTOMER = "customer"
    BRAND = "brand"
    PRESS = "press"
    BOT = "bot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """Stars or points as the customer gave them, on the scale of their source.

    >>> Rating(value=2, low=1, high=5).share
    0.25
    """

    value: float
    low: float = 1
    high: float = 5

    @property
    def share(self) -> float:
        """Where the rating stands between the worst (0) and the best (1) answer."""
        return (self.value - self.low) / (self.high - self.low)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One post, review, survey answer or ticket message.

    Identity is (source, external_id). Every time is aware UTC. `author_key` is stable per person and source;
    `exact_time` is False where `published_at` was guessed from a coarser statement (a date, "3 days ago").
    `product` and `maker` are what the source itself states, never a guess from the text.
    """

    source: SourceName
    external_id: str
    text: str
    published_at: datetime
    exact_time: bool = True
    edited_at: datetime | None = None
    kind: Kind = Kind.MENTION
    role: Role = Role.CUSTOMER
    author_key: str | None = None
    author_name: str | None = None
    parent_id: str | None = None
    thread_id: str | None = None
    rating: Rating | None = None
    product: str | None = None
    maker: str | None = None
    url: str | None = None
    place: str | None = None
    language_hint: str | None = None
    reach: int | None = None
    engagement: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A mention is about a brand: found by which query, how relevant (0..1)."""

    brand: BrandId
    query: str
    relevance: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A mention as collected. No matches means: the collector does not know; analysis will look for names."""

    mention: Mention
    matches: tuple[Match, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """A row that could not become a mention: where it stood, why, and what it held (cut to a readable length)."""

    place: str
    reason: str
    raw: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What one step of a collector brings: items, and the cursor that stands after them.

    The store commits all of it in one transaction, so a collector may be killed between any two batches and is
    resumed from the last committed cursor. Overlap is harmless. `withdrawn` are external ids deleted at the source.

    `backfilled` says that the items were published before their query was first asked: history, never news. `sieved`
    says that they are the stream of a whole place, of which only what names a watched brand is kept.
    """

    items: tuple[Item, ...]
    cursor: str
    rejects: tuple[Reject, ...] = ()
    withdrawn: tuple[str, ...] = ()
    events: tuple[SourceEvent, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    backfilled: bool = False
    sieved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What a source answered when it was asked whether mentions still stand.

    `asked` are the external ids it was asked for; `items` hold those that stand, as they read now; `gone` are those
    that were deleted or may not be seen any more. An id in neither got no answer, and is asked for again.
    """

    asked: tuple[str, ...]
    items: tuple[Item, ...] = ()
    gone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMention:
    """A mention with the id the store gave it, and the brands it is about."""

    id: MentionId
    mention: Mention
    matches: tuple[Match, ...]
