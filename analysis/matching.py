"""Which brands a mention is about, and which product, where its source does not say."""

import re
from collections.abc import Sequence
from functools import lru_cache

from storage.models import Brand, Match, Mention
from storage.text import plain


def match(mention: Mention, brands: Sequence[Brand]) -> tuple[Match, ...]:
    """Return a match for each brand that the text or the stated maker names, in the order of `brands`.

    Names and aliases count as whole words, in any case, with blanks or without (#USAirways), as @name or #name;
    the longest name found is the match's query. One of the brand's excluded words in the text vetoes it.
    """
    text = plain(mention.text)
    maker = plain(mention.maker or "")
    found = ((brand, _named(text, maker, brand)) for brand in brands)
    return tuple(Match(brand=brand.id, query=name) for brand, name in found if name)


def product(mention: Mention, brands: Sequence[Brand]) -> str:
    """Return the product the source states, else the product of `brands` that the text names first, else ""."""
    stated = " ".join((mention.product or "").split())
    if stated:
        return stated
    catalogue = {plain(name): name for brand in brands for name in brand.products}
    pattern = _names(tuple(catalogue))
    found = pattern.search(plain(mention.text)) if pattern else None
    if found is None:
        return ""
    return next((name for spelled, name in catalogue.items() if _squeezed(spelled) == _squeezed(found[1])), found[1])


def _named(text: str, maker: str, brand: Brand) -> str:
    excluded = _names(brand.excluded)
    if excluded and excluded.search(text):
        return ""
    pattern = _names((brand.name, *brand.aliases))
    if pattern is None:
        return ""
    return max((found[1] for place in (text, maker) for found in pattern.finditer(place)), key=len, default="")


@lru_cache(maxsize=1_024)
def _names(names: tuple[str, ...]) -> re.Pattern[str] | None:
    """A pattern that finds any of `names` as whole words, the longest first; None where there are none."""
    found = sorted({name for name in map(plain, names) if name}, key=lambda name: (-len(name), name))
    if not found:
        return None
    # A blank may be missing or doubled: "US Airways" is also "USAirways".
    spelled = "|".join(r"\s*".join(map(re.escape, name.split())) for name in found)
    return re.compile(rf"(?<!\w)[@#]?({spelled})(?!\w)", re.IGNORECASE)


def _squeezed(text: str) -> str:
    return text.replace(" ", "")
