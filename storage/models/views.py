"""What is read back: nouns joined for the eyes of a person or the next step of the cycle."""

from dataclasses import dataclass
from datetime import datetime

from storage.models.ids import BrandId, IssueId, SourceName
from storage.models.issues import Issue
from storage.models.mentions import Reject, StoredMention
from storage.models.readings import Reading, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What became of a batch's rows: new and known mentions, rows put into quarantine, mentions withdrawn."""

    new: int
    known: int
    rejected: int
    withdrawn: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What saving a batch would do: how many items could be stored, and what would be refused.

    `new` are the identities, source and external id, that no mention has yet.
    """

    new: frozenset[tuple[str, str]]
    accepted: int
    rejects: tuple[Reject, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarantinedRow:
    """A row that could not become a mention, kept with its reason."""

    source: SourceName
    at: datetime
    place: str
    reason: str
    raw: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionQuery:
    """Which mentions to show; None means any. `text` is what a person types into a search box."""

    brand: BrandId | None = None
    issue: IssueId | None = None
    text: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    limit: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMention:
    """A mention with its reading and the issue it belongs to, aliases resolved; None where there is none yet."""

    stored: StoredMention
    reading: Reading | None
    issue: IssueId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueSummary:
    """An issue with its counts: in all, in the seven days before a moment, and in the seven days before those."""

    issue: Issue
    mentions: int
    reporters: int
    week: int
    week_before: int
    first_at: datetime | None
    last_at: datetime | None
    severity: Severity
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HourTotal:
    """One cell of a rollup, for charts."""

    hour: datetime
    kind: str
    key: str
    mentions: int
    reporters: int
