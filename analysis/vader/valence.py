"""What one word of the lexicon is worth among its neighbours, by VADER's rules and in VADER's order of operations."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Final

from vaderSentiment.vaderSentiment import C_INCR, N_SCALAR

from analysis.vader.words import BOOSTERS, IDIOMS, Word

_TURNED: Final[float] = N_SCALAR
_SHOUTED: Final[float] = C_INCR

_REACH = 3
"""Words before a word that may change its valence."""

_FADING = (1.0, 0.95, 0.9)
"""How much of a booster arrives from one, two and three words before."""

_INTENSIFIED = 1.25
_INTENSIFYING = ("so", "this")
"""Words that do so after "never"."""

_phrasal = attrgetter("phrasal")


def valence(words: Sequence[Word], place: int, shouting: bool) -> float:
    """Return the valence of the word at `place`, which must have one.

    `shouting` tells that some words of the text are in capitals and others not.
    """
    word = words[place]
    for near in words[max(place - _REACH, 0) : place + 1]:
        if near.acts:
            return _among_others(words, place, shouting)
    worth = word.valence
    return worth + _emphasis(worth) if shouting and word.shouted else worth


def _among_others(words: Sequence[Word], place: int, shouting: bool) -> float:
    word = words[place]
    if word.spelled == "kind" and _spelled(words, place + 1) == "of":
        return 0.0
    worth = _alone(words, place)
    if shouting and word.shouted:
        worth += _emphasis(worth)
    for distance in range(1, min(place, _REACH) + 1):
        before = words[place - distance]
        if before.known:
            continue
        if before.boost:
            worth += _boost(before, worth, shouting) * _FADING[distance - 1]
        worth *= _turn(words, place, distance)
        if distance == _REACH:
            worth = _idiom(worth, words, place)
    return worth * _least(words, place)


def _alone(words: Sequence[Word], place: int) -> float:
    """The lexicon's value, with what "no" makes of it: before a word of the lexicon it only negates."""
    value = words[place].valence
    last = _spelled(words, place - 1)
    denied = last == "no" or _spelled(words, place - 2) == "no"
    if denied or (last in ("or", "nor") and _spelled(words, place - 3) == "no"):
        return value * _TURNED
    if words[place].spelled == "no" and place + 1 < len(words) and words[place + 1].known:
        return 0.0
    return value


def _emphasis(worth: float) -> float:
    return _SHOUTED if worth > 0 else -_SHOUTED


def _boost(booster: Word, worth: float, shouting: bool) -> float:
    boost = -booster.boost if worth < 0 else booster.boost
    return boost + _emphasis(worth) if shouting and booster.shouted else boost


def _turn(words: Sequence[Word], place: int, distance: int) -> float:
    """The factor by which the word `distance` before turns the valence round, or strengthens it."""
    before, after = words[place - distance], words[place - distance + 1]
    if distance > 1:
        # By the package's own precedence, three words on "so" and "this" need no "never".
        if distance == _REACH and words[place - 1].spelled in _INTENSIFYING:
            return _INTENSIFIED
        if before.spelled == "never" and after.spelled in _INTENSIFYING:
            return _INTENSIFIED
        if before.spelled == "without" and "doubt" in (after.spelled, words[place - 1].spelled):
            return 1.0
    return _TURNED if before.negates else 1.0


def _idiom(worth: float, words: Sequence[Word], place: int) -> float:
    """The value of an idiom around the word instead of its own, with the boost of a phrase such as "kind of"."""
    if not any(map(_phrasal, words[place - _REACH : place + 1])):
        return worth
    three, two, one, here, *after = (word.spelled for word in words[place - 3 : place + 3])
    before = (f"{one} {here}", f"{two} {one} {here}", f"{two} {one}", f"{three} {two} {one}", f"{three} {two}")
    worth = next((IDIOMS[phrase] for phrase in before if phrase in IDIOMS), worth)
    for last in range(1, len(after) + 1):
        worth = IDIOMS.get(" ".join((here, *after[:last])), worth)
    for phrase in (before[3], before[4], before[2]):
        worth += BOOSTERS.get(phrase, 0.0)
    return worth


def _least(words: Sequence[Word], place: int) -> float:
    """The factor of a "least" right before, which turns the valence round unless it is "at least" or "very least"."""
    if _spelled(words, place - 1) != "least" or _spelled(words, place - 2) in ("at", "very"):
        return 1.0
    return _TURNED


def _spelled(words: Sequence[Word], place: int) -> str:
    return words[place].spelled if 0 <= place < len(words) else ""
