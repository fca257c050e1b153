"""The sample brand: what an empty store watches, and the pace at which its past is played."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from collectors.sample.brand import sample_brand, sample_sources
from groundswell.house import House
from groundswell.present import last_look
from storage import brands, sources

COLLECTOR = "sample"
DAYS = 60
SECONDS = 30.0
"""About how long the past takes to play, so that its last days can be watched as they happen."""
# The everyday weeks pass day by day; the last days, in which things go wrong, hour by hour.
EVERYDAY = timedelta(days=1)
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
        days = [s.source.options.get("start", "") for s in sources.states(tx) if s.source.collector == COLLECTOR]
        last = last_look(tx)
    if not days or not alone(house):
        return None
    try:
        start = datetime.combine(date.fromisoformat(min(days)), time.min, UTC)
    except ValueError:  # a start somebody wrote by hand; the collector says what is wrong with it
        return None
    return max(start, last) if last else start


def alone(house: House) -> bool:
    """Tell whether the store watches nothing but the sample.

    Anything else must not be played along: at the moments of the play its mentions would lie in the future.
    """
    with house.database.read() as tx:
        read = [s.source.collector for s in sources.states(tx) if s.source.enabled]
        return all(b.sample for b in brands.everything(tx)) and all(name == COLLECTOR for name in read)


def steps(start: datetime, now: datetime) -> Iterator[datetime]:
    """Yield the moments at which to look, from `start` up to `now`, in whole steps of UTC hours."""
    moment = start
    while moment + EVENTFUL < now:
        moment += EVERYDAY if moment + EVERYDAY < now - EVENTFUL_DAYS else EVENTFUL
        yield moment
