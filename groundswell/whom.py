"""Whom an import is about: a brand that is watched, or one that is watched from now on."""

from collections.abc import Sequence
from difflib import get_close_matches

from storage.errors import SettingsError
from storage.models import Brand
from storage.text import one_line, slug

LISTED = 20


def meant(known: Sequence[Brand], name: str) -> Brand:
    """Find the watched brand a person means, by its id or one of its names; else make up a new one.

    Raises SettingsError for a name that no brand can bear.
    """
    wanted = one_line(name, 100)
    for each in known:
        if wanted.casefold() in (each.id, *(n.casefold() for n in (each.name, *each.aliases))):
            return each
    short = slug(wanted)
    return next((b for b in known if b.id == short), Brand(id=short, name=wanted))


def unwatched(known: Sequence[Brand], named: Sequence[Brand], given: bool, wished: bool) -> tuple[Brand, ...]:
    """Give those of the brands a file is about that are not watched yet.

    `given` says that a person named the brand; where others are watched already, a name that nobody watches is more
    likely a slip than a wish, unless a new brand is `wished`. Raises SettingsError for such a name, for a wish without
    one, and where nobody is named and nobody is watched.
    """
    watched = {brand.id for brand in known}
    new = tuple(brand for brand in {brand.id: brand for brand in named}.values() if brand.id not in watched)
    if wished and not given:
        raise SettingsError("--new-brand is for the brand that --brand names; say --brand NAME, too")
    if given and new and known and not wished:
        raise SettingsError(_unknown(known, new[0].name))
    if not named and not known:
        raise SettingsError("whom is this file about? Say --brand NAME, or --map brand=COLUMN where a column tells")
    return new


def _unknown(known: Sequence[Brand], name: str) -> str:
    ids = {alias.casefold(): brand.id for brand in known for alias in (*brand.aliases, brand.name, brand.id)}
    close = get_close_matches(name.casefold(), ids, n=1)
    guess = f"do you mean {ids[close[0]]}? " if close else ""
    listed = ", ".join(brand.id for brand in known[:LISTED]) + (" and more" if len(known) > LISTED else "")
    return f"there is no brand {name!r}; {guess}watched are {listed}; --new-brand watches it as well"
