"""Where people talk: how a source is read, what reading it may cost, how it stands, and what happened to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from storage.models.ids import BrandId, SourceName

_MICRO = 1_000_000


class Period(StrEnum):
    """How long a budget lasts: it begins anew with each UTC day, or with each UTC month."""

    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What reading a source may cost in one period; None is no limit. `dollars` are US dollars."""

    period: Period = Period.MONTH
    requests: int | None = None
    items: int | None = None
    dollars: float | None = None

    @property
    def microdollars(self) -> int | None:
        """The money in whole millionths of a US dollar."""
        return None if self.dollars is None else Cost.of_dollars(self.dollars).microdollars


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What reading a source has cost. Money is counted in whole millionths of a US dollar, so that sums are exact."""

    requests: int = 0
    items: int = 0
    microdollars: int = 0

    @property
    def dollars(self) -> float:
        """The money in US dollars."""
        return self.microdollars / _MICRO

    @classmethod
    def of_dollars(cls, dollars: float) -> "Cost":
        """Give a cost in money alone, to the nearest millionth of a dollar."""
        return cls(microdollars=round(dollars * _MICRO))

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(
            requests=self.requests + other.requests,
            items=self.items + other.items,
            microdollars=self.microdollars + other.microdollars,
        )

    def __sub__(self, other: "Cost") -> "Cost":
        return Cost(
            requests=self.requests - other.requests,
            items=self.items - other.items,
            microdollars=self.microdollars - other.microdollars,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimit:
    """How many requests a place takes within any `seconds`."""

    requests: int
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request a collector is about to send.

    It may bring up to `most` items at `microdollars` each, and makes no sense for fewer than `least`.
    """

    most: int = 0
    least: int = 0
    microdollars: int = 0
    limit: RateLimit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Leave to send one request for up to `items` items; `cost` was set aside for it at `at`."""

    items: int
    cost: Cost
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One configured place people talk: which collector plugin reads it, with which options, how often.

    A turn begins every `interval_seconds`, up to `jitter_seconds` later, so that many sources do not ask at once; after
    `deadline_seconds` it ends at the next batch, and what is left is read in the next.
    """

    name: SourceName
    collector: str
    options: Mapping[str, str] = field(default_factory=dict)
    interval_seconds: int = 300
    jitter_seconds: int = 10
    deadline_seconds: int = 240
    budget: Budget = Budget()
    enabled: bool = True


class Standing(StrEnum):
    """How a source stands after its last turn."""

    FINE = "fine"
    UNFINISHED = "catching up"
    LIMITED = "asked to wait"
    SPENT = "budget spent"
    FAILING = "failing"
    RESTING = "resting after failures"
    STOPPED = "needs a person"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """How a source stands: its cursor, its last attempt and success, what it last failed with, and when it is due.

    `failures` counts the turns that failed since the last success; `due_at` None means at once. `newest_at` is when it
    last brought a mention that was not known before.
    """

    source: Source
    cursor: str | None
    attempted_at: datetime | None
    succeeded_at: datetime | None
    failure: str | None
    mentions: int
    standing: Standing = Standing.FINE
    failures: int = 0
    due_at: datetime | None = None
    newest_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnEnd:
    """How a turn of a source ended: where it leaves the source, when the next is due, and what failed, if anything."""

    standing: Standing
    due_at: datetime
    failures: int = 0
    failure: str | None = None


class SourceEventKind(StrEnum):
    FIRST_START = "first start"
    HEARTBEAT = "heartbeat"
    SILENCE = "silence"
    CATCH_UP = "catch-up"
    QUERY_EDIT = "query edit"
    LOOP = "paging loop"
    BUDGET_SPENT = "budget spent"
    FAILURE = "failure"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceEvent:
    """Something that happened to a source and that explains its counts; `brand` None means any."""

    source: SourceName
    kind: SourceEventKind
    at: datetime
    detail: str = ""
    brand: BrandId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Everything `source` published about `brand` (None: any brand) in [since, until) has been collected."""

    source: SourceName
    since: datetime
    until: datetime
    brand: BrandId | None = None
