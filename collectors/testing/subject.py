"""What is examined: a collector, the place it reads, and the same place after it failed, changed or lost something."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from collectors.contract import Collector, Setup
from storage.errors import CollectError


class FaultKind(StrEnum):
    """The ways in which a place fails; a subject answers each of them, with a fault or with why it cannot happen."""

    LIMITED_UNTIL = "429 with a reset"
    LIMITED = "429 without a reset"
    UNAUTHORIZED = "401"
    PAYMENT = "402"
    FORBIDDEN = "403"
    BROKEN = "5xx"
    REFUSED = "connection refused"
    TIMEOUT = "timeout"
    TRUNCATED = "truncated body"
    HTML = "HTML in place of JSON"
    PARTIAL = "partial errors inside a 200"
    LOOP = "paging loop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """The place as it fails in one way, at its first request or at a later one, and the error that tells so.

    It holds what the subject's place holds, as far as it can be read, and fails each time it is read. `raises` None:
    the collector gets over it, and may leave something for its next turn. A place that says when to come back says a
    moment some minutes after the subject's `now`.
    """

    kind: FaultKind
    setup: Setup
    raises: type[CollectError] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """The place after one of its mentions was rewritten: which, and how it reads now; read at `now`, if that moved."""

    setup: Setup
    id: str
    text: str
    now: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deleted:
    """The place after one of its mentions was deleted; read at `now`, if that moved."""

    setup: Setup
    id: str
    now: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotApplicable:
    """Why something cannot happen at a place; `kind` says which fault that is."""

    reason: str
    kind: FaultKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is examined: a factory, the setup of a place whose content stands still, and the time it is read at.

    Every other setup leads to the same place at another moment, and a cursor from one is good in all of them. What is
    None was not answered, and the check that needs it fails; a place that cannot do something says NotApplicable.

    `expected` are the external ids a first run must bring, `rejected` how many rows it must refuse; None where the
    place does not tell. `earlier` is the place before its newest mentions were published. `requests` counts the
    requests that the place of `setup` has seen so far. Whoever is told to wait answers within `patience_seconds`.
    """

    factory: Callable[[Setup], Collector]
    setup: Setup
    now: datetime
    expected: frozenset[str] | None = None
    rejected: int | None = None
    faults: tuple[Fault | NotApplicable, ...] = ()
    earlier: Setup | NotApplicable | None = None
    edited: Edited | NotApplicable | None = None
    deleted: Deleted | NotApplicable | None = None
    requests: Callable[[], int] | NotApplicable | None = None
    patience_seconds: float = 30.0


Check = Callable[[Subject], None]
