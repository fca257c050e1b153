"""How Reddit is read forward: which questions are asked in a turn, in which order, and what becomes of the answers."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from collectors.contract import Setup
from collectors.reddit.client import Client
from collectors.reddit.cursor import state
from collectors.reddit.options import Options, read_options
from collectors.reddit.pages import PAGE
from collectors.reddit.queries import Query, queries
from collectors.reddit.things import FULLNAME, Malformed, mention, read
from collectors.reddit.turn import Turn
from storage.errors import SettingsError
from storage.models import Batch, Item, Mention, Verified

ASKS_BY = frozenset({"query.", "subreddits", "search_in", "threads"})
"""Which options decide what is asked for."""
MOST_QUERIES = 150
"""More would not fit into a cursor, nor into an interval of minutes."""
_TRUSTED = 10


def build(setup: Setup) -> "RedditCollector":
    """Return the collector of a Reddit source. Raises SettingsError for an option that is unknown or cannot be used."""
    return RedditCollector(setup)


class RedditCollector:
    """Reads Reddit by bounded polling, as an application without a user."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._options: Options = read_options(setup)
        self._queries = _queries(setup, self._options)

    def collect(self, cursor: str | None, now: datetime) -> Iterator[Batch]:
        """Yield what was written since each question was last asked: newest first within a question."""
        with Client(self._options, self._setup.meter) as client:
            turn = Turn(
                client=client,
                setup=self._setup,
                options=self._options,
                queries=self._queries,
                state=state(cursor),
                now=now,
            )
            yield from turn.batches()

    def verify(self, mentions: Sequence[Mention], now: datetime) -> Iterator[Verified]:
        """Ask for mentions by their names, a hundred at a time."""
        names = [each.external_id for each in mentions if FULLNAME.fullmatch(each.external_id)]
        with Client(self._options, self._setup.meter) as client:
            for start in range(0, len(names), PAGE):
                asked = names[start : start + PAGE]
                yield self._verified(asked, client.info(asked), now)

    def _verified(self, asked: Sequence[str], entries: Sequence[object], now: datetime) -> Verified:
        items: dict[str, Item] = {}
        gone: set[str] = set()
        unclear = 0
        for entry in entries:
            try:
                thing = read(entry)
            except Malformed:
                unclear += 1
                continue
            if thing.gone:
                gone.add(thing.name)
            else:
                items[thing.name] = Item(mention=mention(thing, self._setup.source, self._options.own, now))
        # Reddit keeps a shell of what was deleted, so that nothing at all about so many names is no answer to believe;
        # nor is a missing name, where something stood that could not be read.
        if not unclear and (entries or len(asked) <= _TRUSTED):
            gone.update(set(asked) - set(items))
        return Verified(
            asked=tuple(asked),
            items=tuple(items[name] for name in asked if name in items),
            gone=tuple(name for name in asked if name in gone),
        )


def _queries(setup: Setup, options: Options) -> tuple[Query, ...]:
    found = tuple(
        query for brand in setup.brands for query in queries(brand, options.search_in, options.queries.get(brand.id))
    )
    if len(found) > MOST_QUERIES:
        raise SettingsError(
            f"{setup.source}: {len(setup.brands)} brands make {len(found)} searches, at most {MOST_QUERIES} fit one"
            " source; watch fewer, or give them fewer aliases"
        )
    return found
