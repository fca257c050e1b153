"""Which settings belong to the process, where they come from, and what is refused.

A TOML file holds them; an environment variable overrides each. What is watched (brands, sources, rules, channels) lives
in the store instead, because people change it while the program runs.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

from storage.errors import SettingsError

DEFAULT_FILE = Path("groundswell.toml")
LONGEST_INTERVAL = 86_400
_SQLITE = "sqlite:///"
_NAMED = {str: "a text", int: "a whole number"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the process needs before it can open the store.

    `store` is an SQLAlchemy URL; a relative SQLite path counts from the settings file's folder. `interval_seconds` is
    the pause between two cycles. `base_url` is how people reach the dashboard: alerts link to it. `file` is None when
    nothing was configured: then the sample brand is watched. `worker` names this worker among several: one that is
    started again under the same name goes on at once with what it held; empty is a new name each time.
    """

    # The URL of a store may hold a password.
    store: str = field(default="sqlite:///var/groundswell.db", repr=False)
    interval_seconds: int = 60
    host: str = "127.0.0.1"
    port: int = 8501
    base_url: str = ""
    worker: str = ""
    file: Path | None = None

    @property
    def dashboard_url(self) -> str:
        """Where alerts point to, without a slash at the end."""
        return (self.base_url or f"http://{self.host}:{self.port}").rstrip("/")


def load(path: Path | None, environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings from `path`, else from $GROUNDSWELL_SETTINGS, else from ./groundswell.toml, else the defaults.

    Raises SettingsError for a file that is named and missing, that is no TOML, or that holds an unknown key or a value
    of the wrong type.
    """
    named = path or (Path(environment["GROUNDSWELL_SETTINGS"]) if environment.get("GROUNDSWELL_SETTINGS") else None)
    file = named or (DEFAULT_FILE if DEFAULT_FILE.exists() else None)
    values = _read(file) if file else {}
    for key in _types():
        if (text := environment.get(f"GROUNDSWELL_{key.upper()}")) is not None:
            values[key] = _from_text(key, text)
    settings = Settings(**values, file=file.resolve() if file else None)  # type: ignore[arg-type]
    if not 1 <= settings.port <= 65535:
        raise SettingsError(f"port = {settings.port} is no TCP port; valid are 1 to 65535")
    if not 1 <= settings.interval_seconds <= LONGEST_INTERVAL:
        raise SettingsError(f"interval_seconds = {settings.interval_seconds}; valid are 1 to {LONGEST_INTERVAL}, a day")
    if not settings.host.strip():
        raise SettingsError("host is empty; valid is for example 127.0.0.1, which only this machine reaches")
    return _anchored(settings)


def _types() -> dict[str, type]:
    return {f.name: type(f.default) for f in fields(Settings) if f.name != "file"}


def _read(file: Path) -> dict[str, str | int]:
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingsError(f"there is no settings file {file}; `groundswell init` writes one") from None
    except (OSError, ValueError, RecursionError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SettingsError(f"{file} cannot be read as TOML: {reason}") from error
    types = _types()
    for key, value in found.items():
        if key not in types:
            raise SettingsError(f"{file}: unknown setting {key!r}; valid are {', '.join(sorted(types))}")
        if type(value) is not types[key]:
            raise SettingsError(f"{file}: {key} = {value!r} should be {_NAMED[types[key]]}")
    return found


def _from_text(key: str, text: str) -> str | int:
    if _types()[key] is str:
        return text
    try:
        return int(text)
    except ValueError:
        raise SettingsError(f"GROUNDSWELL_{key.upper()}={text!r} should be a whole number") from None


def _anchored(settings: Settings) -> Settings:
    """Make a relative SQLite path count from the settings file's folder, so that every command meets one store."""
    name = settings.store.removeprefix(_SQLITE)
    if not settings.store.startswith(_SQLITE) or name.startswith(("/", ":")) or not name or settings.file is None:
        return settings
    return replace(settings, store=f"{_SQLITE}{settings.file.parent / name}")
