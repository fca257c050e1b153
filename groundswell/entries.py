"""What one entry of a watch file may hold: unknown keys, wrong types and impossible values are refused by name."""

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from math import isfinite
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from groundswell import secrets
from storage.errors import SettingsError
from storage.models import Brand, Budget, ChannelSettings, Lane, Period, Rule, Severity, Source
from storage.text import one_line, slug

T = TypeVar("T")
Entry = Mapping[str, Any]

LONGEST_NAME = 100
_LANGUAGE = re.compile("[a-z]{2,3}")
_LISTS = frozenset({"aliases", "products", "excluded", "accounts", "context", "languages", "channels"})
_TYPES: Mapping[str, type] = {
    "interval_seconds": int,
    "jitter_seconds": int,
    "deadline_seconds": int,
    "requests": int,
    "items": int,
    "dollars": float,
    "enabled": bool,
    "sample": bool,
    "max_q": float,
    "min_reporters": int,
    "min_ratio": float,
    "min_severity": int,
    "quiet_hours": int,
}
_NAMED = {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}
# The least and the most that make sense; what lies beyond is a slip of the keyboard.
_BOUNDS = {
    "interval_seconds": (1, 30 * 86_400),
    "jitter_seconds": (0, 86_400),
    "deadline_seconds": (1, 86_400),
    "requests": (1, 1_000_000_000),
    "items": (1, 1_000_000_000),
    "dollars": (0.01, 1_000_000),
    "max_q": (0, 1),
    "min_reporters": (1, 1_000_000),
    "min_ratio": (1, 1_000_000),
    "min_severity": (int(min(Severity)), int(max(Severity))),
    "quiet_hours": (1, 366 * 24),
}


def brand(entry: Entry) -> Brand:
    """Build a brand; its id is made from its name where none is given."""
    given = _checked(Brand, {"id": str(entry.get("name") or "?"), **entry})
    given["id"] = slug(given["id"])
    found = Brand(**given)
    try:
        ZoneInfo(found.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingsError(f"timezone = {found.timezone!r} is no IANA time zone; one is 'Europe/Amsterdam'") from None
    for code in found.languages:
        if not _LANGUAGE.fullmatch(code):
            raise SettingsError(f"languages: {code!r} is no ISO 639 code; valid are for example 'en', 'id', 'nl'")
    return found


def source(entry: Entry) -> Source:
    """Build a source."""
    return Source(**_checked(Source, entry))


def channel(entry: Entry) -> ChannelSettings:
    """Build a channel's settings."""
    return ChannelSettings(**_checked(ChannelSettings, entry))


def rule(entry: Entry) -> Rule:
    """Build a rule; whether its brand and its channels exist, only the store can tell."""
    given = _checked(Rule, entry)
    if given["lane"] not in tuple(Lane):
        raise SettingsError(f"lane = {given['lane']!r} is unknown; valid are {', '.join(Lane)}")
    given["lane"] = Lane(given["lane"])
    if "min_severity" in given:
        given["min_severity"] = Severity(given["min_severity"])
    return Rule(**given)


def _checked(kind: Callable[..., object], entry: Entry) -> dict[str, Any]:
    known = {f.name: f for f in fields(kind)}  # type: ignore[arg-type]
    if unknown := [name for name in entry if name not in known]:
        raise SettingsError(f"unknown key {unknown[0]!r}; valid are {', '.join(known)}")
    required = [f.name for f in known.values() if f.default is MISSING and f.default_factory is MISSING]
    if missing := [name for name in required if entry.get(name, "") == ""]:
        raise SettingsError(f"{missing[0]} is missing")
    return {name: _value(name, value) for name, value in entry.items()}


def _value(name: str, value: object) -> object:
    if name in _LISTS:
        return _texts(name, value)
    if name == "options":
        return _options(value)
    if name == "budget":
        return _budget(value)
    wanted = _TYPES.get(name, str)
    if wanted is float and type(value) is int:
        value = float(value)
    if type(value) is not wanted:
        raise SettingsError(f"{name} = {value!r} should be {_NAMED[wanted]}")
    if name in _BOUNDS and isinstance(value, int | float):
        low, high = _BOUNDS[name]
        if not (isfinite(value) and low <= value <= high):
            raise SettingsError(f"{name} = {value!r} is out of bounds; valid are {low} to {high:,}")
    if name == "name" and one_line(str(value), LONGEST_NAME) != value:
        raise SettingsError(f"name = {value!r} should be one line of at most {LONGEST_NAME} characters")
    return value


def _texts(name: str, value: object) -> tuple[str, ...]:
    if not (isinstance(value, list) and all(isinstance(each, str) and each.strip() for each in value)):
        raise SettingsError(f'{name} = {value!r} should be a list of texts, such as ["one", "other"]')
    return tuple(value)


def _budget(value: object) -> Budget:
    if not isinstance(value, dict):
        raise SettingsError(f'budget = {value!r} should be a table, such as {{ period = "month", dollars = 25 }}')
    try:
        given = _checked(Budget, value)
        if "period" in given:
            if given["period"] not in tuple(Period):
                raise SettingsError(f"period = {given['period']!r} is unknown; valid are {', '.join(Period)}")
            given["period"] = Period(given["period"])
    except SettingsError as error:
        raise SettingsError(f"budget: {error}") from error
    return Budget(**given)


def _options(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        raise SettingsError(f"options = {value!r} should be a table of its own")
    for name, each in value.items():
        if secrets.is_secret(name) and not secrets.is_reference(each):
            # Not quoted: what stands there may be the secret.
            raise SettingsError(
                f"options: {name} is a secret, which belongs elsewhere; write env:NAME for an environment variable, or "
                "file:PATH for a file that holds nothing else"
            )
        if not isinstance(each, str | int | float):
            raise SettingsError(f"options: {name} = {each!r} should be a text")
    return {name: each if isinstance(each, str) else str(each).lower() for name, each in value.items()}
