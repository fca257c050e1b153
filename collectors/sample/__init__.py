"""A sample brand to watch before one's own: an invented toy maker's autumn of 60 days, and every day after it.

A generator writes the story, the same one for the same seed, and this ordinary collector tells it from a start date to
`now`; whoever passes a `now` that runs faster than the clock sees the autumn in a minute.
"""

from datetime import date

from collectors.contract import Collector, Setup
from collectors.sample.brand import BRAND
from collectors.sample.channels import Channel
from collectors.sample.collector import SampleCollector
from storage.errors import SettingsError
from storage.models import Match

_OPTIONS = ("channel", "seed", "start")


def build(setup: Setup) -> Collector:
    """Build the collector of one channel of the sample brand.

    Options: `channel` (social, shop, forum, survey or tickets), `start` (the ISO date on which the story begins;
    without it, 59 days before the first call), `seed` (another seed tells the same plot in other words). Raises
    SettingsError for any other option or value.
    """
    if unknown := sorted(set(setup.options) - set(_OPTIONS)):
        raise SettingsError(f"source {setup.source!r}: unknown options {unknown}; valid are {', '.join(_OPTIONS)}")
    return SampleCollector(
        source=setup.source,
        channel=_channel(setup),
        seed=setup.options.get("seed", "autumn"),
        start=_start(setup),
        matches=tuple(Match(brand=brand.id, query="sample") for brand in setup.brands if brand.id == BRAND),
    )


def _channel(setup: Setup) -> Channel:
    named = setup.options.get("channel")
    if named not in [channel.value for channel in Channel]:
        raise SettingsError(f"source {setup.source!r}: channel {named!r} is none of {', '.join(Channel)}")
    return Channel(named)


def _start(setup: Setup) -> date | None:
    written = setup.options.get("start")
    try:
        return date.fromisoformat(written) if written is not None else None
    except ValueError as error:
        raise SettingsError(f"source {setup.source!r}: start {written!r} is no ISO date such as 2026-09-07") from error
