"""From a text to VADER's four scores: emoji put in words, what each word is worth, "but", and how loudly it is said."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from heapq import heappush, heappushpop

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer, normalize

from analysis.kept import Kept
from analysis.vader.valence import valence
from analysis.vader.words import BUT, Word, reader

_LAST_OF_FIRST_PLANE = "\uffff"
_LATER_PLANES = "\U00010000-\U0010ffff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """VADER's `neg`, `neu` and `pos`, shares of the text that add up to 1, and its `compound` from -1 to 1.

    All are 0 for a text without words.
    """

    negative: float = 0.0
    neutral: float = 0.0
    positive: float = 0.0
    compound: float = 0.0


_NOTHING, _CALM = Scores(), Scores(neutral=1.0)


def scores(texts: Sequence[str]) -> list[Scores]:
    """Score each text, in order. There is no string that cannot be scored.

    >>> scores(["The torch is great!", "Not good at all :("])[1].compound
    -0.6492
    """
    score = _engine().score
    return [score(text) for text in texts]


class Engine:
    """Scores texts with a lexicon and the names of emoji; keeps a bounded number of the tokens it met."""

    def __init__(self, lexicon: Mapping[str, float], emoji: Mapping[str, str]) -> None:
        self._words = Kept(reader(lexicon))
        # The package looks at one character at a time, so it never sees an emoji of several. It puts a blank before a
        # name where there is none; one more does not matter, since the text is only split and its signs counted.
        self._named = {sign: f" {name}" for sign, name in emoji.items() if len(sign) == 1}
        # One range of all the later characters is searched at once, each emoji by itself a thousand times slower.
        near = "".join(re.escape(sign) for sign in self._named if sign <= _LAST_OF_FIRST_PLANE)
        self._emoji = re.compile(f"[{near}{_LATER_PLANES}]")

    def score(self, text: str) -> Scores:
        """Score one text."""
        # No sign of ASCII is an emoji.
        if not text.isascii() and self._emoji.search(text):
            text = self._emoji.sub(lambda sign: self._named.get(sign[0], sign[0]), text)
        words = list(map(self._words.__getitem__, text.split()))
        worths = _worths(words, in_capitals=not text.islower())
        if not worths:
            return _CALM if words else _NOTHING
        return _weighed(worths, len(words) - len(worths), _loudness(text))


def _worths(words: Sequence[Word], in_capitals: bool) -> list[float]:
    """The valences of the words that have one other than 0, in order; some may be `in_capitals`."""
    weighed = [place for place, word in enumerate(words) if word.weighed]
    if not weighed:
        return []
    shouted = len([word for word in words if word.shouted]) if in_capitals else 0
    shouting = 0 < shouted < len(words)
    but = len(words)
    worths: list[float] = []
    places: list[int] = []
    for place in weighed:
        if words[place].spelled == BUT:
            but = min(but, place)
        elif worth := valence(words, place, shouting):
            worths.append(worth)
            places.append(place)
    return worths if but == len(words) else _turned(worths, [place < but for place in places])


def _turned(worths: list[float], before: Sequence[bool]) -> list[float]:
    """Halve what stands before the first "but" and raise what stands after it, as the package does.

    It goes through them once, but looks for the one to change by its value and so always meets the first that is
    equal, which may have been changed before. `holders` has the places of each value among those passed, as heaps.
    """
    holders: dict[float, list[int]] = {}
    for place, worth in enumerate(worths):
        first = heappushpop(holders.setdefault(worth, []), place)
        worths[first] = worth * (0.5 if before[first] else 1.5)
        heappush(holders.setdefault(worths[first], []), first)
    return worths


def _loudness(text: str) -> float:
    """The emphasis of exclamation and question marks."""
    asked = text.count("?")
    exclaimed = min(text.count("!"), 4) * 0.292
    if asked < 2:
        return exclaimed
    return exclaimed + (asked * 0.18 if asked <= 3 else 0.96)


def _weighed(worths: Sequence[float], neutral: int, loudness: float) -> Scores:
    total = float(sum(worths))
    if total:
        total += loudness if total > 0 else -loudness
    # A word without feeling counts 1; one with feeling as much and its strength besides.
    positive = negative = 0.0
    for worth in worths:
        if worth > 0:
            positive += worth + 1
        else:
            negative += 1 - worth
    if positive > negative:
        positive += loudness
    elif positive < negative:
        negative += loudness
    whole = positive + negative + neutral
    return Scores(
        negative=round(negative / whole, 3),
        neutral=round(neutral / whole, 3),
        positive=round(positive / whole, 3),
        compound=round(normalize(total), 4),
    )


@cache
def _engine() -> Engine:
    package = SentimentIntensityAnalyzer()
    return Engine(package.lexicon, package.emojis)
