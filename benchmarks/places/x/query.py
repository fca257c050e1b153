"""X's query language as far as the local X speaks it: phrases, words, OR, brackets, negation, `is:retweet`."""

import re
from collections.abc import Callable
from dataclasses import dataclass

_TOKEN = re.compile(r'\s*(-?"[^"]*"|-?\(|\)|[^\s()"]+|")')
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Said:
    """A text as it is searched: its words between blanks and the text itself, in lower case."""

    words: str
    text: str
    retweet: bool


Test = Callable[[Said], bool]


def said(text: str, retweet: bool = False) -> Said:
    """Prepare a text for searching.

    >>> said("Lost AGAIN, @USAirways!").words
    ' lost again usairways '
    """
    return Said(f" {' '.join(_WORD.findall(text.casefold()))} ", text.casefold(), retweet)


def parse(query: str) -> Test:
    """Read a query; raises ValueError for what X would not understand, in words like X's own.

    >>> found = parse('("US Airways" OR lost) -"found it" -is:retweet')
    >>> found(said("Lost again")), found(said("lost, and found it")), found(said("RT: lost", retweet=True))
    (True, False, False)
    """
    tokens: list[tuple[str, int]] = []
    at = 0
    while at < len(query.rstrip()):
        found = _TOKEN.match(query, at)
        if found is None:
            raise ValueError(f"no viable alternative at character '{query[at]}' (at position {at + 1})")
        tokens.append((found[1], found.start(1) + 1))
        at = found.end()
    reader = _Reader(tokens)
    test = reader.either()
    if reader.tokens:
        raise ValueError("extraneous input '{}' (at position {})".format(*reader.tokens[0]))
    return test


@dataclass(slots=True)
class _Reader:
    tokens: list[tuple[str, int]]

    def either(self) -> Test:
        """Read what is joined by OR, which binds less than standing side by side."""
        tests = [self._all()]
        while self.tokens and self.tokens[0][0] == "OR":
            self.tokens.pop(0)
            tests.append(self._all())
        return lambda post: any(test(post) for test in tests)

    def _all(self) -> Test:
        tests = []
        while self.tokens and self.tokens[0][0] not in ("OR", ")"):
            tests.append(self._one(*self.tokens.pop(0)))
        if not tests:
            token, at = self.tokens[0] if self.tokens else ("<EOF>", 0)
            raise ValueError(f"no viable alternative at input '{token}' (at position {at})")
        return lambda post: all(test(post) for test in tests)

    def _one(self, token: str, at: int) -> Test:
        if token.startswith("-") and len(token) > 1:
            test = self._one(token[1:], at)
            return lambda post: not test(post)
        if token == "(":
            inner = self.either()
            if not self.tokens or self.tokens.pop(0)[0] != ")":
                raise ValueError(f"missing ')' for '(' (at position {at})")
            return inner
        if token == "is:retweet":
            return lambda post: post.retweet
        if token == '"' or ":" in token.partition('"')[0]:
            raise ValueError(f"extraneous input '{token}' (at position {at})")
        return _phrase(token.strip('"'))


def _phrase(phrase: str) -> Test:
    words = " ".join(_WORD.findall(phrase.casefold()))
    if words:
        return lambda post: f" {words} " in post.words
    sign = phrase.strip().casefold()
    if not sign:
        raise ValueError("an empty phrase matches nothing")
    return lambda post: sign in post.text
