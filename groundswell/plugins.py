"""Which collectors and channels exist: whatever is registered as an entry point, the built-in ones included."""

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import alerts.contract
import collectors.contract
from groundswell import secrets
from storage.errors import PluginError, SettingsError
from storage.models import Brand, ChannelSettings, Source

COLLECTORS = "groundswell.collectors"
CHANNELS = "groundswell.channels"


@cache
def _points(group: str) -> tuple[EntryPoint, ...]:
    """Look the group's plugins up once: reading every installed package's metadata takes longer than a cycle should."""
    return tuple(entry_points(group=group))


def names(group: str) -> tuple[str, ...]:
    """List the plugins of a group by name."""
    return tuple(sorted({point.name for point in _points(group)}))


def collector(source: Source, brands: tuple[Brand, ...]) -> collectors.contract.Collector:
    """Build the collector of a source; raise SettingsError or PluginError where that is impossible."""
    plain, hidden = secrets.split(source.options)
    setup = collectors.contract.Setup(source=source.name, brands=brands, options=plain, secrets=hidden)
    built = _factory(COLLECTORS, source.collector)(setup)
    if not callable(getattr(built, "collect", None)):
        raise PluginError(f"collector {source.collector!r} built a {type(built).__name__} without collect()")
    return built  # type: ignore[no-any-return]


def channel(settings: ChannelSettings) -> alerts.contract.Channel:
    """Build a channel; raise SettingsError or PluginError where that is impossible."""
    plain, hidden = secrets.split(settings.options)
    built = _factory(CHANNELS, settings.plugin)(
        alerts.contract.Setup(name=settings.name, options=plain, secrets=hidden)
    )
    if not callable(getattr(built, "send", None)):
        raise PluginError(f"channel {settings.plugin!r} built a {type(built).__name__} without send()")
    return built  # type: ignore[no-any-return]


def _factory(group: str, name: str) -> Any:
    found = [point for point in _points(group) if point.name == name]
    if not found:
        raise SettingsError(
            f"There is no {group.rsplit('.', 1)[1][:-1]} {name!r}; installed are {', '.join(names(group))}"
        )
    try:
        return found[0].load()
    except Exception as error:
        raise PluginError(f"{group} {name!r} cannot be loaded: {error}") from error
