"""The sample brand: what an empty store watches, and the pace at which its past is played."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from collectors.sample.brand import sample_brand, sample_sources
from groundswell.house import House
from groundswell.monitor import LAST_CYCLE
from storage import brands, sources, state

DAYS = 60
SECONDS = 30.0
"""About how long the past takes to play, so that its last days can be watched as they happen."""
# The everyday weeks pass in half days; the last days, in which things go wrong, hour by hour.
EVERYDAY = timedelta(hours=12)
EVENTFUL = timedelta(hours=1)
EVENTFUL_DAYS = timedelta(days=5)


def plant(house: House, now: datetime) -> datetime | None:
    """Let a store without settings, brands and sources watch the sample brand.

    Returns the moment at which its play begins or goes on; None where nothing is to be played.
    """
    with house.database.write() as tx:
        if house.settings.file is None and not brands.everything(tx) and not sources.states(tx):
            brands.save(tx, sample_brand())
            for source in sample_sources((now - timedelta(days=DAYS - 1)).date()):
                sources.save(tx, source)
        days = [s.source.options["start"] for s in sources.states(tx) if "start" in s.source.options]
        last = state.get(tx, LAST_CYCLE)
    if not days:
        return None
    start = datetime.combine(date.fromisoformat(min(days)), time.min, UTC)
    return max(start, datetime.fromisoformat(last)) if last else start


def steps(start: datetime, now: datetime) -> Iterator[datetime]:
    """Yield the moments at which to look, from `start` up to `now`, in whole steps of UTC hours."""
    moment = start
    while moment + EVENTFUL < now:
        moment += EVERYDAY if moment + EVERYDAY < now - EVENTFUL_DAYS else EVENTFUL
        yield moment
