"""Which brands a mention is about, and which product, where its source does not say."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from storage.models import Brand, Match, Mention
from storage.text import clean


def match(mention: Mention, brands: Sequence[Brand]) -> tuple[Match, ...]:
    """Return a match for each brand that the text or the stated maker names, in the order of `brands`.

    Names and aliases count as whole words, in any case, with blanks or without (#USAirways), as @name or #name;
    the longest name found is the match's query. One of the brand's excluded words in the text vetoes it.
    """
    text = _folded(mention.text)
    maker = _folded(mention.maker or "")
    found = ((brand, _named(text, maker, brand)) for brand in brands)
    return tuple(Match(brand=brand.id, query=name) for brand, name in found if name)


def product(mention: Mention, brands: Sequence[Brand]) -> str:
    """Return the product the source states, else the product of `brands` that the text names first, else ""."""
    stated = " ".join((mention.product or "").split())
    if stated:
        return stated
    catalogue = _catalogue(tuple(name for brand in brands for name in brand.products))
    found = next(_names(tuple(catalogue)).within(_folded(mention.text)), None)
    if found is None:
        return ""
    return next((name for spelled, name in catalogue.items() if _squeezed(spelled) == _squeezed(found)), found)


def unnamed(text: str, names: tuple[str, ...]) -> str:
    """Return `text` with "it" for each of `names`, whole words in any case, with blanks or without, as @name or #name.

    >>> unnamed("#BestBuy lost it", ("Best Buy",))
    'it lost it'
    """
    pattern = _spoken(names)
    return pattern.sub("it", text) if pattern else text


@lru_cache(maxsize=1_024)
def _spoken(names: tuple[str, ...]) -> re.Pattern[str] | None:
    found = sorted({" ".join(name.split()) for name in names if name.split()}, key=lambda name: (-len(name), name))
    spelled = "|".join(r"\s*".join(map(re.escape, name.split())) for name in found)
    return re.compile(rf"(?<!\w)[@#]?(?:{spelled})(?!\w)", re.IGNORECASE) if found else None


@dataclass(frozen=True, slots=True)
class _Names:
    """Names to look for: the words of each, all of which a text that names it holds, and a pattern for any of them."""

    words: tuple[tuple[str, ...], ...]
    pattern: re.Pattern[str]

    def within(self, text: str) -> Iterator[str]:
        """Yield the names found in a folded text, in order."""
        if any(all(map(text.__contains__, words)) for words in self.words):
            yield from (" ".join(found[1].split()) for found in self.pattern.finditer(text))


def _named(text: str, maker: str, brand: Brand) -> str:
    if any(_names(brand.excluded).within(text)):
        return ""
    names = _names((brand.name, *brand.aliases))
    return max((name for place in (text, maker) for name in names.within(place)), key=len, default="")


@lru_cache(maxsize=1_024)
def _catalogue(products: tuple[str, ...]) -> Mapping[str, str]:
    """The products by how their names are looked for."""
    return {_spelled(name): name for name in products}


@lru_cache(maxsize=1_024)
def _names(names: tuple[str, ...]) -> _Names:
    """Any of `names` as whole words, the longest first."""
    found = sorted({name for name in map(_spelled, names) if name}, key=lambda name: (-len(name), name))
    # A blank may be missing or doubled: "US Airways" is also "USAirways".
    spelled = "|".join(r"\s*".join(map(re.escape, name.split())) for name in found)
    return _Names(tuple(tuple(name.split()) for name in found), re.compile(rf"(?<!\w)[@#]?({spelled})(?!\w)"))


def _folded(text: str) -> str:
    """Text as names are compared, with its blanks as they are: in one case, and with i where Turkish people write ı."""
    return unicodedata.normalize("NFKC", clean(text)).casefold().replace("ı", "i")


def _spelled(name: str) -> str:
    return " ".join(_folded(name).split())


def _squeezed(text: str) -> str:
    return text.replace(" ", "")
