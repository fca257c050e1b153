"""The watch file: what is watched, as TOML that people keep in git."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, TypeVar

import tomlkit

from groundswell import entries, secrets
from groundswell.watch import Watch
from storage.errors import SettingsError
from storage.models import Brand, Budget, ChannelSettings, Rule, Severity, Source

Noun = TypeVar("Noun", Brand, Source, ChannelSettings, Rule)
TABLES = ("brand", "source", "channel", "rule")
UNSAID = "kept in the store; write env:NAME or file:PATH instead"


def read(path: Path) -> Watch:
    """Read a watch file; raise SettingsError naming the entry, the bad value and what would be valid."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SettingsError(f"{path} cannot be read as TOML: {reason}") from error
    if unknown := [name for name in tables if name not in TABLES]:
        raise SettingsError(f"{path}: unknown table {unknown[0]!r}; valid are {', '.join(f'[[{t}]]' for t in TABLES)}")
    return Watch(
        brands=_entries(path, tables, "brand", entries.brand),
        sources=_entries(path, tables, "source", entries.source),
        channels=_entries(path, tables, "channel", entries.channel),
        rules=_entries(path, tables, "rule", entries.rule),
    )


def write(watch: Watch) -> str:
    """Write a watch file that `read` takes back to the same.

    A secret that stands in an option itself is not written; `read` then asks for a reference to it.
    """
    document = tomlkit.document()
    kinds: dict[str, Sequence[Brand | Source | ChannelSettings | Rule]] = {
        "brand": watch.brands,
        "source": watch.sources,
        "channel": watch.channels,
        "rule": watch.rules,
    }
    for name, nouns in kinds.items():
        tables = tomlkit.aot()
        for noun in nouns:
            tables.append(_table(noun))
        if nouns:
            document.add(name, tables)
    return tomlkit.dumps(document)


def _entries(
    path: Path, tables: Mapping[str, Any], name: str, build: Callable[[Mapping[str, Any]], Noun]
) -> tuple[Noun, ...]:
    found = tables.get(name, [])
    if not (isinstance(found, list) and all(isinstance(entry, dict) for entry in found)):
        raise SettingsError(f"{path}: write [[{name}]] with two brackets: there may be several")
    built: dict[str, Noun] = {}
    for number, entry in enumerate(found, start=1):
        try:
            noun = build(entry)
            key = noun.id if isinstance(noun, Brand) else noun.name
            if key in built:
                raise SettingsError(f"there is a {name} {key!r} already; give each its own name")
        except SettingsError as error:
            raise SettingsError(f"{path}, [[{name}]] number {number}: {error}") from error
        built[key] = noun
    return tuple(built.values())


def _table(noun: Brand | Source | ChannelSettings | Rule | Budget) -> dict[str, Any]:
    """Give the keys of an entry that differ from their defaults, in the order of its class."""
    table: dict[str, Any] = {}
    for f in fields(noun):
        value = getattr(noun, f.name)
        default = f.default_factory() if f.default_factory is not MISSING else f.default
        if value is not None and value != default:
            table[f.name] = _options(value) if f.name == "options" else _toml(value)
    return table


def _options(options: Mapping[str, str]) -> dict[str, str]:
    return {
        name: UNSAID if secrets.is_secret(name) and not secrets.is_reference(value) else str(value)
        for name, value in options.items()
    }


def _toml(value: object) -> object:
    match value:
        case Budget():
            return _table(value)
        case tuple():
            return list(value)
        case Severity():
            return int(value)
        case str():
            return str(value)
        case _:
            return value
