"""What is said of a text's feeling where no model was learnt: by words, by VADER in English, by the customer's rating.

All evidence is put on one scale, the mass of feeling, on which a clear word weighs 2, and added up.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from analysis import vader
from analysis.lexicon import Polarity, scaled, unscaled
from analysis.prose import unaddressed
from analysis.tally import WISHED
from storage.models import Sentiment

BAND = 0.1
"""A score nearer to 0 than this is neutral, in every language. The scale is VADER's, whose own band is .05."""

COURTESY = 1.4
"""The mass of praise that VADER hears in weak words and in names: so much of it does not count."""

_COURTESIES = re.compile(
    r"\b(?:please|pls|plz|like|likes|yes|sure|united|help|helps|helping|hope|hopes|hoping|wish|wishes|wishing"
    r"|want|wants)\b",
    re.IGNORECASE,
)
"""What VADER takes for praise, and what in customers' voices asks, hopes, compares, or is a name."""
_WITHOUT_FEELING = "it"

RATING = 4.0
"""The mass of the best rating; of the worst, its negative."""

NOTHING_FOUND = 0.5
EVENLY_MIXED = 0.15
"""Shares of right answers: of English texts without any feeling, and of texts whose praise and blame cancel."""


class Witness(Enum):
    """Who speaks for an answer: a rating, pack and VADER, one of them alone, or one of them against the other."""

    RATING = "rating"
    BOTH = "both"
    PACK = "pack"
    VADER = "vader"
    DISPUTED = "disputed"


_RIGHT: Mapping[tuple[Witness, Sentiment], tuple[float, float]] = {
    (Witness.RATING, Sentiment.POSITIVE): (0.5, 0.49),
    (Witness.RATING, Sentiment.NEGATIVE): (0.5, 0.49),
    (Witness.BOTH, Sentiment.POSITIVE): (0.35, 0.55),
    (Witness.BOTH, Sentiment.NEGATIVE): (0.62, 0.35),
    (Witness.PACK, Sentiment.POSITIVE): (0.33, 0.64),
    (Witness.PACK, Sentiment.NEGATIVE): (0.47, 0.5),
    (Witness.VADER, Sentiment.POSITIVE): (0.4, 0.15),
    (Witness.VADER, Sentiment.NEGATIVE): (0.48, 0.4),
    (Witness.DISPUTED, Sentiment.POSITIVE): (0.25, 0.3),
    (Witness.DISPUTED, Sentiment.NEGATIVE): (0.48, 0.4),
}
"""The share of right answers at no score and how it rises with the score, fitted roughly to each tenth of the score
over reviews and tweets in ten languages. Praise that VADER alone hears is wrong as often as right."""

_RIGHT_IN: Mapping[str, tuple[float, float]] = {"id": (0.46, 0.53), "sw": (0.33, 0.2)}
"""The same, of packs that are right more often than the others, or less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A sentiment and the rough probability that it is right, or None and the reason for saying nothing."""

    value: Sentiment | None
    confidence: float = 0.0
    reason: str = ""


def decide(language: str | None, polarity: Polarity | None, compound: float, rating: float | None = None) -> Decision:
    """Say how a text in `language` feels, from what its language's pack found in it (None: there is no pack).

    `compound` is VADER's of what is `heard`, and counts in English only. `rating` is the customer's own, the share of
    its scale from 0 to 1.

    >>> decide("en", Polarity(negative=5.0, known=2), 0.62).value
    <Sentiment.NEGATIVE: 'negative'>
    >>> decide("sw", Polarity(tokens=8), 0.0).reason
    'no word that the language pack knows'
    """
    if rating is None and language != "en" and not (polarity and polarity.known):
        return Decision(value=None, reason=_silence(language, polarity))
    score = evidence(language, polarity, compound, rating)
    if abs(score) < BAND:
        return Decision(value=Sentiment.NEUTRAL, confidence=EVENLY_MIXED if _mixed(polarity) else NOTHING_FOUND)
    value = Sentiment.POSITIVE if score > 0 else Sentiment.NEGATIVE
    witness = Witness.RATING if rating is not None else _witness(language, polarity, compound)
    own = _RIGHT_IN.get(language or "") if witness is Witness.PACK else None
    floor, rise = own or _RIGHT[witness, value]
    return Decision(value=value, confidence=round(floor + rise * abs(score), 4))


def heard(text: str, whole: str, compound: float) -> float:
    """Return VADER's compound of what a person says in an English `text`.

    Links, @names and courtesies are kept from VADER: it hears praise in "@united". `whole` has the `compound`, and is
    not scored again where it is what is heard.

    >>> heard("@united false.", "@united false.", 0.4215)
    0.0
    """
    said = _COURTESIES.sub(_WITHOUT_FEELING, unaddressed(text))
    return compound if said == whole else vader.scores([said])[0].compound


def evidence(language: str | None, polarity: Polarity | None, compound: float, rating: float | None = None) -> float:
    """Add up what speaks for praise and what for blame: from -1 to 1, on the scale of VADER's compound."""
    mass = polarity.mass if polarity else 0.0
    if language == "en":
        mass += _vaders(compound, polarity)
    if rating is not None:
        mass += RATING * (2 * rating - 1)
    return scaled(mass)


def _vaders(compound: float, polarity: Polarity | None) -> float:
    """What VADER's compound weighs: praise less courtesies, and little of it in sentences that ask or wish."""
    mass = unscaled(compound)
    if mass < 0:
        return mass
    wished = polarity.wished / polarity.tokens if polarity and polarity.tokens else 0.0
    return max(0.0, mass - COURTESY) * (1 - (1 - WISHED) * wished)


def _witness(language: str | None, polarity: Polarity | None, compound: float) -> Witness:
    words = polarity.mass if polarity else 0.0
    vaders = _vaders(compound, polarity) if language == "en" else 0.0
    if words and vaders:
        return Witness.BOTH if (words > 0) == (vaders > 0) else Witness.DISPUTED
    return Witness.VADER if vaders else Witness.PACK


def _mixed(polarity: Polarity | None) -> bool:
    return polarity is not None and polarity.known > 0


def _silence(language: str | None, polarity: Polarity | None) -> str:
    if language is None:
        return "language unknown"
    return f"no language pack for {language}" if polarity is None else "no word that the language pack knows"
