"""How things become batches: history apart from news, and what is gone apart from what stands."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from collectors.reddit.things import Thing, mention, moment
from storage.models import Batch, Brand, Item, Match, Reject, SourceEvent, SourceEventKind, SourceName

Matching = Callable[[Thing], tuple[Match, ...]]
"""Says which brands a thing is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Packer:
    """Packs what a source brought at `now`; `own` are the brands' accounts, in lower case."""

    source: SourceName
    own: frozenset[str]
    now: datetime

    def parted(
        self,
        things: Iterable[Thing],
        matching: Matching | None,
        asked_at: int,
        cursors: tuple[str, str],
        *,
        rejects: tuple[Reject, ...],
        events: tuple[SourceEvent, ...] = (),
    ) -> Iterator[Batch]:
        """Yield news and history in batches of their own; `matching` None says that they are to be sieved.

        `cursors` are the ones before and after these things: only the last batch moves it.
        """
        things = tuple(things)
        standing = [thing for thing in things if not thing.gone]
        news = tuple(self.item(thing, matching) for thing in standing if thing.created >= asked_at)
        history = tuple(self.item(thing, matching) for thing in standing if thing.created < asked_at)
        before, after = cursors
        sieved = matching is None
        if news and history:
            yield Batch(items=news, cursor=before, sieved=sieved)
        yield Batch(
            items=history or news,
            cursor=after,
            rejects=rejects,
            withdrawn=tuple(sorted(thing.name for thing in things if thing.gone)),
            events=events,
            backfilled=bool(history),
            sieved=sieved,
        )

    def item(self, thing: Thing, matching: Matching | None) -> Item:
        """Return a thing as it is collected."""
        return Item(
            mention=mention(thing, self.source, self.own, self.now), matches=matching(thing) if matching else ()
        )

    def event(self, kind: SourceEventKind, detail: str, brand: Brand | None = None) -> SourceEvent:
        """Return something that happens now."""
        at = moment(int(self.now.timestamp()))
        return SourceEvent(source=self.source, kind=kind, at=at, detail=detail, brand=brand.id if brand else None)
