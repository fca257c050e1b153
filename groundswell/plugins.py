"""Which collectors and channels exist: whatever is registered as an entry point, the built-in ones included."""

import sys
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import alerts.contract
import collectors.contract
from collectors.contract import Meter, Unmetered
from groundswell import secrets
from storage.errors import GroundswellError, PluginError, SettingsError
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


def collector(source: Source, brands: tuple[Brand, ...], meter: Meter | None = None) -> collectors.contract.Collector:
    """Build the collector of a source; raise SettingsError or PluginError where that is impossible.

    Without a meter it may be looked at and not be read: what it cost would stand in no book.
    """
    plain, hidden = secrets.split(source.options)
    setup = collectors.contract.Setup(
        source=source.name, brands=brands, options=plain, secrets=hidden, meter=meter or Unmetered()
    )
    return _built(COLLECTORS, source.collector, setup, "collect")  # type: ignore[no-any-return]


def require_usable(source: Source, brands: tuple[Brand, ...]) -> None:
    """Raise SettingsError for a source whose collector is not installed, or refuses its options.

    Where a secret is not there, nobody can tell about the options: it may be there for the worker.
    """
    _factory(COLLECTORS, source.collector)
    try:
        secrets.split(source.options)
    except SettingsError:
        return
    try:
        collector(source, brands)
    except SettingsError as error:
        raise SettingsError(f"source {source.name!r}: {error}") from error


def asks_by(name: str, option: str) -> bool:
    """Tell whether an option of a collector decides what is asked for; of one that does not say, every option may.

    A collector says so by `ASKS_BY` in the module of its factory: names of options, or beginnings that end with a dot.
    """
    try:
        module = sys.modules[_factory(COLLECTORS, name).__module__]
    except (GroundswellError, AttributeError, KeyError):
        return True
    asked = getattr(module, "ASKS_BY", None)
    return asked is None or option in asked or any(option.startswith(a) for a in asked if a.endswith("."))


def channel(settings: ChannelSettings) -> alerts.contract.Channel:
    """Build a channel; raise SettingsError or PluginError where that is impossible."""
    plain, hidden = secrets.split(settings.options)
    setup = alerts.contract.Setup(name=settings.name, options=plain, secrets=hidden)
    return _built(CHANNELS, settings.plugin, setup, "send")  # type: ignore[no-any-return]


def _built(group: str, name: str, setup: object, promised: str) -> Any:
    """Call a plugin's factory; whatever it raises that its contract does not name is the plugin's own fault."""
    what = f"{_kind(group)} {name!r}"
    factory = _factory(group, name)
    try:
        built = factory(setup)
    except GroundswellError:
        raise
    except Exception as error:
        # Only the class is told: the error's own words may quote a secret.
        raise PluginError(f"{what} cannot be built: it raised {type(error).__name__}") from error
    if not callable(getattr(built, promised, None)):
        raise PluginError(f"{what} built a {type(built).__name__} without {promised}()")
    return built


def _factory(group: str, name: str) -> Any:
    found = [point for point in _points(group) if point.name == name]
    if not found:
        raise SettingsError(f"there is no {_kind(group)} {name!r}; installed are {', '.join(names(group))}")
    try:
        return found[0].load()
    except Exception as error:
        raise PluginError(f"{_kind(group)} {name!r} cannot be loaded: {error}") from error


def _kind(group: str) -> str:
    return group.rpartition(".")[2].removesuffix("s")
