"""What a search on the local Reddit finds: its queries, and an index that grows as submissions are indexed."""

import re
from bisect import insort
from collections.abc import Callable, Sequence
from datetime import datetime

from benchmarks.places.reddit.posts import Key, Post

_WORD = re.compile(r"\w+")
_TOKEN = re.compile(r'"[^"]*"|\(|\)|[^\s()"]+')
Wanted = Callable[[str], bool]


class Index:
    """The submissions that a query finds, by time, as far as they were indexed."""

    def __init__(self, query: str) -> None:
        self._wanted = parsed(query)
        self._seen = 0
        self._keys: list[Key] = []

    def until(self, submissions: Sequence[Post], at: datetime) -> list[Key]:
        """Return the keys of what is found at a time, oldest first; `submissions` are in the order of indexing."""
        while self._seen < len(submissions):
            post = submissions[self._seen]
            if post.created.timestamp() + post.indexed_after > at.timestamp():
                break
            self._seen += 1
            if self._wanted(f" {' '.join(_WORD.findall(f'{post.title} {post.text}'.casefold()))} "):
                insort(self._keys, post.key)
        return self._keys


def parsed(query: str) -> Wanted:
    """Read a query of quoted phrases, words, OR, AND, NOT and brackets; what stands side by side is meant together."""
    tokens = _TOKEN.findall(query)

    def either() -> Wanted:
        found = [both()]
        while tokens and tokens[0] == "OR":
            tokens.pop(0)
            found.append(both())
        return found[0] if len(found) == 1 else lambda text: any(each(text) for each in found)

    def both() -> Wanted:
        found: list[Wanted] = []
        while tokens and tokens[0] not in ("OR", ")"):
            found.append(one())
        return lambda text: all(each(text) for each in found)

    def one() -> Wanted:
        token = tokens.pop(0)
        if token == "NOT" and tokens:
            refused = one()
            return lambda text: not refused(text)
        if token == "(":
            inner = either()
            if tokens:
                tokens.pop(0)
            return inner
        phrase = " ".join(_WORD.findall(token.casefold()))
        return lambda text: token == "AND" or f" {phrase} " in text

    return either()
