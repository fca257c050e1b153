"""What a word is to VADER: its valence, and what it does to the valence of the words after it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from string import punctuation
from typing import Final

from vaderSentiment.vaderSentiment import BOOSTER_DICT, NEGATE, SPECIAL_CASES

BOOSTERS: Final[Mapping[str, float]] = BOOSTER_DICT
IDIOMS: Final[Mapping[str, float]] = SPECIAL_CASES
BUT: Final = "but"

_NEGATORS = frozenset(NEGATE)
_COMPANIONS = frozenset({"or", "doubt", "at", "the", "to", "for", "of", "just", BUT})
"""Words that rules and phrases name only together with another, rarer one: "at" with "least", "of" with "kind"."""

_PHRASAL = frozenset(word for phrase in (*IDIOMS, *BOOSTERS) if " " in phrase for word in phrase.split()) - _COMPANIONS
_ACTING = (_NEGATORS | _PHRASAL | {*BOOSTERS, "no", "so", "this", "least"}) - _COMPANIONS


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """What one token is to VADER. All that no rule names are one and the same, with `spelled` "".

    `spelled` is in lower case. A `known` word stands in the lexicon and has a `valence`; unless it is a booster it is
    `weighed`, and so is "but". A word that `acts` may change the valence of those around it; one that is `phrasal`
    tells that an idiom may be there.
    """

    spelled: str = ""
    shouted: bool = False
    known: bool = False
    weighed: bool = False
    valence: float = 0.0
    boost: float = 0.0
    negates: bool = False
    phrasal: bool = False
    acts: bool = False


Both = tuple[Word, Word]
"""A word as it is usually written, and in capitals."""

_UNNAMED: Both = Word(), Word(shouted=True)
_CONTRACTED: Both = Word(negates=True, acts=True), Word(shouted=True, negates=True, acts=True)


def reader(lexicon: Mapping[str, float]) -> Callable[[str], Word]:
    """Return what reads a token, as split at blanks, by `lexicon`."""
    named = {spelled: _both(spelled, lexicon.get(spelled)) for spelled in lexicon.keys() | _ACTING | _COMPANIONS}

    def read(token: str) -> Word:
        bare = token.strip(punctuation)
        # Without its signs ":D" would be no smiley.
        written = bare if len(bare) > 2 else token
        spelled = written.lower()
        both = named.get(spelled) or (_CONTRACTED if "n't" in spelled else _UNNAMED)
        return both[written.isupper()]

    return read


def _both(spelled: str, valence: float | None) -> Both:
    usual = Word(
        spelled=spelled,
        known=valence is not None,
        weighed=spelled == BUT or (valence is not None and spelled not in BOOSTERS),
        valence=valence or 0.0,
        boost=BOOSTERS.get(spelled, 0.0),
        negates=spelled in _NEGATORS or "n't" in spelled,
        phrasal=spelled in _PHRASAL,
        acts=spelled in _ACTING or "n't" in spelled,
    )
    return usual, replace(usual, shouted=True)
