"""What tells a voice that is no customer's: a pattern with its weight, tried only where one of its words stands.

Patterns are regular expressions over text in one case, with links as `<link>` and single blanks; they begin and end
where words do. In them `<gap>` is up to four words; the other shorthands are lists of words.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from storage.models import Voice

_SHORTHANDS = {
    "<gap>": r"(?:[\w'&-]+[ ,:]+){0,4}",
    "<private>": "(?:dm|pm|direct message|private message)",
    "<media>": "(?:chan?nell?|chanel|chhanel|page|profile|songs?|music|track|mixtape|album|ep|remix(?:es)?|covers?|blog"
    "|vlogs?|videos?|vids?|vidios?|site|website|web|shop|store|etsy|ebay|soundcloud|spotify|insta|instagram|ig|twitter"
    "|facebook|fb|youtube|yt|tiktok|twitch|streams?|book|ebook|podcast|link|bio|beats?|gig|art|artwork|patreon|onlyfans"
    "|discord|server|group|playlist|clips?|content|stuff)",
    "<art>": "(?:chan?nell?|chanel|songs?|music|track|mixtape|album|remix|covers?|soundcloud|beats?"
    "|videos? (?:out|please|pls|plz)|podcast|etsy)",
    "<places>": "(?:twitter|facebook|fb|instagram|insta|ig|snapchat|snap|tiktok|twitch|youtube|yt|tumblr|soundcloud"
    "|vine|telegram|spotify|linkedin|pinterest)",
}


class Sign(NamedTuple):
    """One sign; a weight of 1 decides alone. One of its `words`, in one case, stands in whatever `pattern` finds."""

    name: str
    weight: float
    words: str
    pattern: str


class Index:
    """Signs made ready for use: found by their words, so that most texts are tried against none."""

    def __init__(self, signs: Mapping[Voice, Iterable[Sign]]) -> None:
        self._waiting: dict[str, list[tuple[Voice, Sign, re.Pattern[str]]]] = {}
        for voice, some in signs.items():
            for sign in some:
                entry = (voice, sign, _compiled(sign.pattern))
                for word in sign.words.split():
                    self._waiting.setdefault(word, []).append(entry)
        self.words = frozenset(self._waiting)

    def found(self, text: str, words: Iterable[str]) -> Iterator[tuple[Voice, Sign]]:
        """Yield the signs that `text` gives, each once, of those that wait for one of `words`."""
        waiting = {entry[1]: entry for word in sorted(words) for entry in self._waiting.get(word, ())}
        for voice, sign, pattern in waiting.values():
            if pattern.search(text):
                yield voice, sign


def _compiled(pattern: str) -> re.Pattern[str]:
    for short, long in _SHORTHANDS.items():
        pattern = pattern.replace(short, long)
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)")
