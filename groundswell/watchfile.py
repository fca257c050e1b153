"""The watch file: what is watched, as TOML that people keep in git."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import tomlkit

from groundswell.watch import Watch
from storage.errors import SettingsError
from storage.models import Brand, ChannelSettings, Lane, Rule, Severity, Source
from storage.text import slug

T = TypeVar("T")


def read(path: Path) -> Watch:
    """Read a watch file; raise SettingsError naming the entry, the bad value and what would be valid."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path} cannot be read as TOML: {error}") from error
    known = ("brand", "source", "channel", "rule")
    if unknown := [name for name in tables if name not in known]:
        raise SettingsError(f"{path}: unknown table {unknown[0]!r}; valid are {', '.join(f'[[{k}]]' for k in known)}")
    return Watch(
        brands=_entries(path, tables, "brand", _brand),
        sources=_entries(path, tables, "source", partial(_built, Source)),
        channels=_entries(path, tables, "channel", partial(_built, ChannelSettings)),
        rules=_entries(path, tables, "rule", _rule),
    )


def write(watch: Watch) -> str:
    """Write a watch file that `read` takes back to the same."""
    document = tomlkit.document()
    for name, entries in (
        ("brand", watch.brands),
        ("source", watch.sources),
        ("channel", watch.channels),
        ("rule", watch.rules),
    ):
        if entries:
            tables = tomlkit.aot()
            for entry in entries:
                tables.append(_table(entry))
            document.add(name, tables)
    return tomlkit.dumps(document)


def _entries(path: Path, tables: Mapping[str, Any], name: str, build: Callable[[dict[str, Any]], T]) -> tuple[T, ...]:
    found = tables.get(name, [])
    if not isinstance(found, list):
        raise SettingsError(f"{path}: write [[{name}]] with two brackets: there may be several")
    built = []
    for number, entry in enumerate(found, start=1):
        try:
            built.append(build(dict(entry)))
        except (SettingsError, TypeError, ValueError) as error:
            raise SettingsError(f"{path}, [[{name}]] number {number}: {error}") from error
    return tuple(built)


def _brand(entry: dict[str, Any]) -> Brand:
    entry.setdefault("id", slug(str(entry.get("name", ""))))
    entry["id"] = slug(str(entry["id"]))
    brand = _built(Brand, entry)
    try:
        ZoneInfo(brand.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        raise SettingsError(f"timezone = {brand.timezone!r} is no IANA time zone; one is Europe/Amsterdam") from None
    return brand


def _rule(entry: dict[str, Any]) -> Rule:
    if "lane" in entry:
        entry["lane"] = Lane(entry["lane"])
    if "min_severity" in entry:
        entry["min_severity"] = Severity(entry["min_severity"])
    return _built(Rule, entry)


def _built(kind: Callable[..., T], entry: dict[str, Any]) -> T:
    """Build a noun from a TOML table: unknown keys, missing keys and wrong types are refused by name."""
    known = {f.name: f for f in fields(kind)}  # type: ignore[arg-type]
    for name, value in entry.items():
        if name not in known:
            raise SettingsError(f"unknown key {name!r}; valid are {', '.join(known)}")
        if name in _LISTS:
            if not (isinstance(value, list) and all(isinstance(v, str) for v in value)):
                raise SettingsError(f"{name} = {value!r} should be a list of texts")
            entry[name] = tuple(value)
        elif name == "options":
            entry[name] = {str(k): v if isinstance(v, str) else str(v).lower() for k, v in dict(value).items()}
        elif not isinstance(value, _TYPES.get(name, str)) or (isinstance(value, bool) and name not in _FLAGS):
            raise SettingsError(f"{name} = {value!r} should be {_NAMED[_TYPES.get(name, str)]}")
    required = [f.name for f in known.values() if f.default is MISSING and f.default_factory is MISSING]
    if missing := [name for name in required if name not in entry]:
        raise SettingsError(f"{missing[0]} is missing")
    return kind(**entry)


_LISTS = frozenset({"aliases", "products", "excluded", "languages", "channels"})
_FLAGS = frozenset({"sample", "enabled"})
_TYPES: Mapping[str, Any] = {
    "interval_seconds": int,
    "enabled": bool,
    "sample": bool,
    "max_q": int | float,
    "min_reporters": int,
    "min_ratio": int | float,
    "min_severity": int,
    "quiet_hours": int,
}
_NAMED = {str: "a text", int: "a whole number", int | float: "a number", bool: "true or false"}


def _table(entry: Brand | Source | ChannelSettings | Rule) -> dict[str, Any]:
    """Give the keys of an entry that differ from their defaults, in the order of its class."""
    table: dict[str, Any] = {}
    for f in fields(entry):
        value = getattr(entry, f.name)
        default = f.default_factory() if f.default_factory is not MISSING else f.default
        if value is None or value == default:
            continue
        if isinstance(value, Mapping):
            table[f.name] = dict(value)
        elif isinstance(value, Sequence) and not isinstance(value, str):
            table[f.name] = list(value)
        elif isinstance(value, Severity):
            table[f.name] = int(value)
        else:
            table[f.name] = value if isinstance(value, int | float) else str(value)
    return table
