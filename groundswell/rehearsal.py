"""What an import would bring: the same rows in the same way as collecting reads them, and nothing written."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from analysis import matching
from analysis.language import identify
from groundswell import plugins
from groundswell.house import House
from storage import mentions
from storage.errors import CollectError
from storage.models import Batch, Brand, BrandId, Item, Mention, Reject, Source

FIRST_REJECTS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What a source would bring if it were read now, from its beginning.

    `new`, `known`, `rejected` and `unmatched` are what `Collected` would say. `days` counts the mentions of each UTC
    day on which there are any, in order; `languages` and `brands` count them by code ("" where it cannot be told) and
    id, the most first. `problem` is what ended the reading early.
    """

    new: int
    known: int
    rejected: int
    unmatched: int
    rejects: tuple[Reject, ...]
    days: tuple[tuple[date, int], ...]
    languages: tuple[tuple[str, int], ...]
    brands: tuple[tuple[BrandId, int], ...]
    problem: CollectError | None


def rehearse(
    house: House, source: Source, watched: Sequence[Brand], now: datetime, progress: Callable[[int], None]
) -> Rehearsal:
    """Read a source from its beginning as if `watched` were the brands, telling `progress` the rows of each batch.

    Raises SettingsError and PluginError; a CollectError is the rehearsal's `problem`.
    """
    tally = _Tally(house, tuple(watched), now)
    problem = None
    try:
        for batch in plugins.collector(source, tally.watched).collect(None, now):
            tally.count(batch)
            progress(len(batch.items) + len(batch.rejects))
    except CollectError as error:
        problem = error
    return tally.result(problem)


class _Tally:
    def __init__(self, house: House, watched: tuple[Brand, ...], now: datetime) -> None:
        self.watched = watched
        self._house = house
        self._now = now
        self._languages_of = {brand.id: brand.languages for brand in watched}
        self._new: set[int] = set()  # hashes, because a file may hold millions
        self._accepted = self._rejected = self._unmatched = 0
        self._rejects: list[Reject] = []
        self._days: Counter[date] = Counter()
        self._languages: Counter[str] = Counter()
        self._brands: Counter[BrandId] = Counter()

    def count(self, batch: Batch) -> None:
        """Count what the store would do with a batch."""
        found = [(item, self._about(item)) for item in batch.items]
        with self._house.database.read() as tx:
            foreseen = mentions.foresee(tx, batch, frozenset(self._languages_of), self._now)
        self._new.update(map(hash, foreseen.new))
        self._accepted += foreseen.accepted
        self._rejected += len(foreseen.rejects)
        self._rejects += foreseen.rejects[: FIRST_REJECTS - len(self._rejects)]
        for item, brands in found:
            self._unmatched += not brands
            self._days[item.mention.published_at.date()] += 1
            self._languages[self._language(item.mention, brands)] += 1
            self._brands.update(brands)

    def result(self, problem: CollectError | None) -> Rehearsal:
        """Say what was counted."""
        return Rehearsal(
            new=len(self._new),
            known=self._accepted - len(self._new),
            rejected=self._rejected,
            unmatched=self._unmatched,
            rejects=tuple(self._rejects),
            days=tuple(sorted(self._days.items())),
            languages=tuple(self._languages.most_common()),
            brands=tuple(self._brands.most_common()),
            problem=problem,
        )

    def _about(self, item: Item) -> tuple[BrandId, ...]:
        matches = item.matches or matching.match(item.mention, self.watched)
        return tuple(dict.fromkeys(match.brand for match in matches if match.brand in self._languages_of))

    def _language(self, mention: Mention, brands: Sequence[BrandId]) -> str:
        written = dict.fromkeys(language for brand in brands for language in self._languages_of[brand])
        found = identify([mention.text], [tuple(written) or ("en",)], [mention.language_hint])
        return found[0].value or ""
