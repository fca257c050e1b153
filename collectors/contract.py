"""What a collector promises, so that one monitor can read every place people talk."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol, runtime_checkable

from storage.models import Ask, Batch, Brand, Cost, Grant, Mention, SourceName, Verified

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Meter(Protocol):
    """Counts what reading a source costs, before it costs it.

    A collector asks before every request it sends, retries included, and settles when it knows what the answer cost.
    What is never settled counts in full: so nothing is spent twice, whenever the process dies.
    """

    def reserve(self, ask: Ask) -> Grant:
        """Set aside what a request may cost; the grant may be for fewer items than were asked for, never for fewer
        than `least`.

        Raises RateLimited where the place would refuse the request, BudgetSpent where the budget does not hold it.
        """
        ...

    def settle(self, grant: Grant, cost: Cost) -> None:
        """Say what a granted request did cost, which is at most what was set aside."""
        ...


class Unmetered:
    """The meter of a place that costs nothing: it grants everything and counts nothing."""

    def reserve(self, ask: Ask) -> Grant:
        """Grant what is asked for."""
        return Grant(items=ask.most, cost=Cost(requests=1), at=_LONG_AGO)

    def settle(self, grant: Grant, cost: Cost) -> None:
        """Forget it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What a collector is built from: the source's name and options, the brands to look for, resolved secrets, and the
    meter of what it costs.
    """

    source: SourceName
    brands: tuple[Brand, ...]
    options: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    meter: Meter = field(default_factory=Unmetered)


class Collector(Protocol):
    """Reads one source forward from a cursor.

    A plugin registers a factory `(Setup) -> Collector` under the entry-point group `groundswell.collectors`; the
    factory raises SettingsError for an option it does not know or cannot use, and sends no request. A constant
    `ASKS_BY` in the factory's module may name the options that decide what is asked for (beginnings of names end with a
    dot): a change of any other explains no counts.
    """

    def collect(self, cursor: str | None, now: datetime) -> Iterator[Batch]:
        """Yield batches of what was published after `cursor` and not after `now`, oldest first where the place can.

        `cursor` is the one of the last committed batch, None at the first start; its form is the collector's own.
        The caller commits each batch before it asks for the next, and may stop at any point. A batch may repeat
        items that came before: the store knows them by identity. Nothing new is an empty iterator, or one batch
        without items that carries a cursor, an event or coverage.

        Raises RateLimited, BudgetSpent, SourceUnavailable, Unauthorized or BadPayload; batches yielded before stand.
        It never waits: whoever is told to wait raises RateLimited, and the caller comes back.
        A row that is no mention goes into `Batch.rejects` and refuses nothing else. The collector keeps no clock.
        """
        ...


@runtime_checkable
class Verifier(Protocol):
    """A collector whose place can be asked whether what was collected still stands."""

    def verify(self, mentions: Sequence[Mention], now: datetime) -> Iterator[Verified]:
        """Ask for each of these mentions of this source, and yield the answers portion by portion.

        The caller commits each answer before it asks for the next. Raises what `collect` raises.
        """
        ...
