"""How an option refers to a secret instead of holding it: `env:NAME` or `file:PATH`."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

from storage.errors import SettingsError

_SECRET = frozenset({"apikey", "credential", "key", "passphrase", "passwd", "password", "secret", "token"})
_REFERENCE = re.compile(r"(env|file):\S.*")


def is_secret(option: str) -> bool:
    """Tell from its name whether an option holds a secret; what follows a dot names a brand.

    >>> [is_secret(name) for name in ("api_key", "bearerToken", "client-secret", "passwords")]
    [True, True, True, True]
    >>> [is_secret(name) for name in ("client_id", "keywords", "query.key-lime")]
    [False, False, False]
    """
    words = re.findall("[a-z]+", re.sub("([a-z])([A-Z])", r"\1_\2", option.partition(".")[0]).lower())
    return any(word.removesuffix("s") in _SECRET or word in _SECRET for word in words)


def is_reference(value: object) -> bool:
    """Tell whether an option's value says where a secret stands instead of holding it."""
    return isinstance(value, str) and _REFERENCE.fullmatch(value) is not None


def split(
    options: Mapping[str, str], environment: Mapping[str, str] = os.environ
) -> tuple[dict[str, str], dict[str, str]]:
    """Part options into plain ones and resolved secrets; raise SettingsError for a reference that leads nowhere.

    >>> split({"url": "https://example.org", "secret": "env:HOOK"}, {"HOOK": "s3cret"})
    ({'url': 'https://example.org'}, {'secret': 's3cret'})
    """
    plain: dict[str, str] = {}
    secrets: dict[str, str] = {}
    for name, value in options.items():
        if value.startswith("env:"):
            secrets[name] = _from_environment(name, value.removeprefix("env:"), environment)
        elif value.startswith("file:"):
            secrets[name] = _from_file(name, Path(value.removeprefix("file:")))
        else:
            plain[name] = value
    return plain, secrets


def _from_environment(option: str, variable: str, environment: Mapping[str, str]) -> str:
    if not environment.get(variable):
        raise SettingsError(f"{option} = 'env:{variable}': the environment has no variable {variable}")
    return environment[variable]


def _from_file(option: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except UnicodeDecodeError:
        # The error's own words would quote what is in the file.
        raise SettingsError(f"{option} = 'file:{path}' is no UTF-8 text") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SettingsError(f"{option} = 'file:{path}' cannot be read: {reason}") from error
