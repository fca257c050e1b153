"""What X is asked about a brand: its names and aliases, without what is excluded, in as few queries as X can read.

In X's syntax a phrase in double quotes is read word for word, so that only the quotes themselves can break out of it.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from storage.errors import SettingsError
from storage.models import Brand, BrandId, Match
from storage.text import plain

_NO_RETWEETS = "-is:retweet"
# What ends a phrase, or is read as the end of one; a backslash would take the end away.
_BREAKING = re.compile(r"[\"“”„‟«»＂\\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One question to X, and the brand it is about."""

    brand: Brand
    text: str

    @property
    def key(self) -> str:
        """What a cursor knows the query by: another wording is another query."""
        return hashlib.sha256(f"{self.brand.id}\n{self.text}".encode()).hexdigest()[:16]

    def matches(self, text: str) -> tuple[Match, ...]:
        """Say what found a post: the brand's name or alias in its text, the longest one; else the brand's name."""
        return (Match(brand=self.brand.id, query=named(self.brand, text) or self.brand.name),)


def translated(brand: Brand, *, retweets: bool, longest: int) -> tuple[Query, ...]:
    """Translate a brand into queries of at most `longest` characters.

    Raises SettingsError for a name that does not fit into one, and for a brand without a name that X could find.

    >>> brand = Brand(id=BrandId("us"), name="US Airways", aliases=("@USAirways",), excluded=("US OR them",))
    >>> [query.text for query in translated(brand, retweets=False, longest=512)]
    ['("US Airways" OR "@USAirways") -"US OR them" -is:retweet']
    """
    names = _phrases((brand.name, *brand.aliases))
    if not names:
        raise SettingsError(f"brand {brand.id!r}: name {brand.name!r} holds no letter, digit or symbol X could find")
    without = [f"-{phrase}" for phrase in _phrases(brand.excluded)] + ([] if retweets else [_NO_RETWEETS])
    return tuple(Query(brand=brand, text=text) for text in _packed(brand.id, names, without, longest))


def written(brand: Brand, text: str, longest: int) -> Query:
    """Take a query that a person wrote; raises SettingsError for an empty or overlong one."""
    text = " ".join(text.split())
    if not text or _length(text) > longest:
        raise SettingsError(f"query.{brand.id} has {_length(text)} characters; valid is 1 to {longest}")
    return Query(brand=brand, text=text)


def named(brand: Brand, text: str) -> str:
    """Return the longest name or alias of the brand that stands in the text as whole words, blanks or not, else "".

    >>> named(Brand(id=BrandId("us"), name="US Airways", aliases=("Airways",)), "Lost again, #usairways!")
    'US Airways'
    """
    said = plain(text)
    for name in sorted((brand.name, *brand.aliases), key=len, reverse=True):
        spelled = r"\s*".join(map(re.escape, plain(name).lstrip("@#").split()))
        if spelled and re.search(rf"(?<!\w){spelled}(?!\w)", said):
            return name
    return ""


def _packed(brand: BrandId, names: Sequence[str], without: Sequence[str], longest: int) -> Iterator[str]:
    taken: list[str] = []
    for name in names:
        if _length(_joined([name], without)) > longest:
            raise SettingsError(
                f"brand {brand!r}: name {name} and what is excluded do not fit into a query of {longest} characters;"
                f" shorten them, or write the query as query.{brand}"
            )
        if _length(_joined([*taken, name], without)) > longest:
            yield _joined(taken, without)
            taken = []
        taken.append(name)
    yield _joined(taken, without)


def _joined(names: Sequence[str], without: Sequence[str]) -> str:
    found = names[0] if len(names) == 1 else f"({' OR '.join(names)})"
    return " ".join((found, *without))


def _phrases(names: Sequence[str]) -> list[str]:
    """Quote each name once, in whatever case; what holds nothing that could be found is left out."""
    phrases: dict[str, str] = {}
    for name in names:
        shown = "".join(c for c in _BREAKING.sub(" ", name) if c.isspace() or unicodedata.category(c)[0] != "C")
        phrase = " ".join(shown.split())
        if any(unicodedata.category(c)[0] in "LNS" for c in phrase):
            phrases.setdefault(phrase.casefold(), f'"{phrase}"')
    return list(phrases.values())


def _length(query: str) -> int:
    """Count as X does at the strictest: a character beyond the basic plane, such as an emoji, is two."""
    return len(query.encode("utf-16-le", "surrogatepass")) // 2
