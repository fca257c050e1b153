"""What a collector promises, so that one monitor can read every place people talk."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from storage.models import Batch, Brand, SourceName


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What a collector is built from: the source's name and options, the brands to look for, and resolved secrets."""

    source: SourceName
    brands: tuple[Brand, ...]
    options: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


class Collector(Protocol):
    """Reads one source forward from a cursor.

    A plugin registers a factory `(Setup) -> Collector` under the entry-point group `groundswell.collectors`; the
    factory raises SettingsError for an option it does not know or cannot use.
    """

    def collect(self, cursor: str | None, now: datetime) -> Iterator[Batch]:
        """Yield batches of what was published after `cursor` and not after `now`, oldest first.

        `cursor` is the one of the last committed batch, None at the first start; its form is the collector's own.
        The caller commits each batch before it asks for the next, and may stop at any point. A batch may repeat
        items that came before: the store knows them by identity. Nothing new is an empty iterator, or one batch
        without items that carries a cursor, an event or coverage.

        Raises RateLimited, SourceUnavailable, Unauthorized or BadPayload; batches yielded before stand.
        A row that is no mention goes into `Batch.rejects` and refuses nothing else. The collector keeps no clock.
        """
        ...
