"""Who writes: invented handles, a few of them often, most of them rarely."""

import random

from collectors.sample.wording import phrases

LANGUAGES = ("en", "id", "nl", "sw")
_SHARES = (70, 12, 10, 8)
_REGULARS = 900
"""How many people of each channel write in English now and then; the other languages have their share of that."""


def language(rng: random.Random) -> str:
    """Draw the language of a post."""
    return rng.choices(LANGUAGES, _SHARES)[0]


def regular(rng: random.Random, language: str) -> str:
    """Draw somebody who may well have written before; a few people write most."""
    share = _SHARES[LANGUAGES.index(language)] / _SHARES[0]
    return handle(language, int(_REGULARS * share * rng.random() ** 1.5))


def newcomer(language: str, n: int) -> str:
    """Name the n-th of those who write only once."""
    return handle(language, _REGULARS + n)


def handle(language: str, n: int) -> str:
    """Name the n-th person who writes in a language; no two people share a name.

    >>> handle("en", 0), handle("en", 1), handle("nl", 1)
    ('amberbadger', 'saffronowl', 'coralladder')
    """
    words = phrases("handles")
    first, second = words["first"], words["second"]
    turn, place = divmod(n * len(LANGUAGES) + LANGUAGES.index(language), len(first) * len(second))
    # A step prime to the number of pairs gives neighbours unlike names and no name twice.
    mixed = place * 997 % (len(first) * len(second))
    return f"{first[mixed % len(first)]}{second[mixed // len(first)]}{turn + 1 if turn else ''}"
