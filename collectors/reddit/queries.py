"""What is searched for: a brand's names in Reddit's syntax, and which brands a thing that was found is about."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from storage.models import Brand, BrandId, Match
from storage.text import clean, plain

LONGEST_QUERY = 512
"""Characters Reddit takes as `q` (https://www.reddit.com/dev/api/#GET_search)."""
_LONGEST_PHRASE = 200
_MOST_EXCLUDED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One search for a brand: `key` names it in the cursor, `digest` changes with what is asked and where."""

    brand: BrandId
    key: str
    text: str
    digest: str


def queries(brand: Brand, search_in: str, written: str | None = None) -> tuple[Query, ...]:
    """Return the searches that together ask for a brand; `written` is a person's own, and then the only one.

    >>> [query.text for query in queries(Brand(id="acme", name='Acme "Toys"', aliases=("acme",)), "all")]
    ['"Acme Toys" OR "acme"']
    """
    texts = (written,) if written else tuple(_texts(brand))
    return tuple(
        Query(
            brand=brand.id,
            key=brand.id if number == 0 else f"{brand.id}#{number}",
            text=text,
            digest=digest(search_in, text),
        )
        for number, text in enumerate(texts)
    )


def digest(*asked: str) -> str:
    """Return what tells a question from another."""
    return hashlib.sha256("\0".join(asked).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def about(brands: Sequence[Brand], query: str, text: str) -> tuple[Match, ...]:
    """Return a match for each of the brands a text was found for; none where it holds one of their excluded words.

    Without a match it is left to whoever keeps the mention to look for names: a search engine's NOT is no veto, and
    takes only so many words.
    """
    said = plain(text)
    if any((vetoes := _words(brand.excluded)) and vetoes.search(said) for brand in brands):
        return ()
    return tuple(Match(brand=brand.id, query=query) for brand in brands)


def _texts(brand: Brand) -> Iterator[str]:
    excluded = ""
    for phrase in _phrases(brand.excluded):
        if len(excluded) + len(phrase) + 5 <= _MOST_EXCLUDED:
            excluded += f" NOT {phrase}"
    names: list[str] = []
    for phrase in _phrases((brand.name, *brand.aliases)):
        if names and len(_joined([*names, phrase], excluded)) > LONGEST_QUERY:
            yield _joined(names, excluded)
            names = []
        names.append(phrase)
    if names:
        yield _joined(names, excluded)


def _joined(names: Sequence[str], excluded: str) -> str:
    either = " OR ".join(names)
    return f"({either}){excluded}" if excluded and len(names) > 1 else either + excluded


def _phrases(names: Sequence[str]) -> list[str]:
    """Quote names, so that nothing in them is syntax; what holds no letter or digit cannot be searched for."""
    shown = (" ".join(re.sub(r'["\\]', " ", clean(name)).split()) for name in names)
    return list(
        dict.fromkeys(
            f'"{name}"' for name in shown if len(name) <= _LONGEST_PHRASE and any(letter.isalnum() for letter in name)
        )
    )


@lru_cache(maxsize=1_024)
def _words(words: tuple[str, ...]) -> re.Pattern[str] | None:
    found = sorted({word for word in map(plain, words) if word}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, found))})(?!\w)") if found else None
