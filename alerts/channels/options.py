"""Which options a channel was given, whether in the open or as secrets, and which of them it cannot use."""

from collections.abc import Collection

from alerts.contract import Setup
from storage.errors import SettingsError


def read(setup: Setup, required: Collection[str] = (), optional: Collection[str] = ()) -> dict[str, str]:
    """Give the options and the secrets of a channel by name.

    Raises SettingsError for an option that is missing or not known. No value is told: it may be a secret.
    """
    given = {**setup.options, **setup.secrets}
    known = [*required, *optional]
    for name in given:
        if name not in known:
            raise SettingsError(
                f"channel {setup.name!r} has no option {name!r}; valid are: {', '.join(known) or 'none'}"
            )
    for name in required:
        if not given.get(name):
            raise SettingsError(f"channel {setup.name!r} needs the option {name!r}")
    return given
