"""A cluster of complaints that keeps its id, and the ledger of what became of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from storage.models.ids import BrandId, IssueId, MentionId, MicroId

UNKNOWN_LANGUAGE = "und"
"""The language of the space in which mentions are clustered whose language nobody could tell (ISO 639-2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """Where one clustering lives: mentions of one brand in one language."""

    brand: BrandId
    language: str


class IssueStatus(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """A group of complaints about one thing. `alias_of` names the issue that took this one over."""

    id: IssueId
    space: Space
    name: str
    terms: tuple[str, ...]
    quote: MentionId | None
    status: IssueStatus
    owner: str | None
    born_at: datetime
    alias_of: IssueId | None = None


class IssueEventKind(StrEnum):
    BORN = "born"
    MERGED = "merged into"
    SPLIT = "split from"
    RENAMED = "renamed"
    CLOSED = "closed"
    REOPENED = "re-opened"


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueEvent:
    """One line of an issue's ledger; `other` is the issue it merged into or split from."""

    issue: IssueId
    kind: IssueEventKind
    at: datetime
    other: IssueId | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupChange:
    """A clustering's own event, in its local issue numbers; the store turns them into `IssueEvent`s."""

    kind: IssueEventKind
    group: int
    other: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterUpdate:
    """What one batch changed in one space; the store writes all of it in one transaction.

    `generation` is the one the update was computed from: the store refuses it when another writer came first.
    `assigned` gives each mention its micro-cluster; `groups` is the whole map from micro-cluster to local issue
    number wherever it changed; `state` is the serialised clustering after the batch.
    """

    space: Space
    generation: int
    state: bytes
    assigned: dict[MentionId, MicroId]
    groups: dict[MicroId, int | None]
    changes: tuple[GroupChange, ...]
