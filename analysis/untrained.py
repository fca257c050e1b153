"""What is said of a text's feeling where no model was learnt: by words, by VADER in English, by the customer's rating.

All evidence is put on one scale, the mass of feeling, on which a clear word weighs 2, and added up.
"""

from dataclasses import dataclass

from analysis.lexicon import Polarity, scaled, unscaled
from storage.models import Sentiment

BAND = 0.1
"""A score nearer to 0 than this is neutral, in every language. The scale is VADER's, whose own band is .05."""

COURTESY = 1.5
"""The mass of praise that VADER hears in courtesies and names ("please", "United"): so much of it does not count."""

RATING = 4.0
"""The mass of the best rating; of the worst, its negative."""

NOTHING_FOUND = 0.5
EVENLY_MIXED = 0.3
CHANCE, CERTAINTY = 0.33, 0.64
"""Shares of right answers, measured over ten languages with each class weighed equally: of English texts without
any feeling; of texts whose praise and blame cancel; and of the others .33 + .64 |score|, within .04 in each tenth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A sentiment and the rough probability that it is right, or None and the reason for saying nothing."""

    value: Sentiment | None
    confidence: float = 0.0
    reason: str = ""


def decide(language: str | None, polarity: Polarity | None, compound: float, rating: float | None = None) -> Decision:
    """Say how a text in `language` feels, from what its language's pack found in it (None: there is no pack).

    `compound` is VADER's and heard in English only. `rating` is the customer's own, the share of its scale from 0 to 1.

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
    return Decision(
        value=Sentiment.POSITIVE if score > 0 else Sentiment.NEGATIVE,
        confidence=round(CHANCE + CERTAINTY * abs(score), 4),
    )


def evidence(language: str | None, polarity: Polarity | None, compound: float, rating: float | None = None) -> float:
    """Add up what speaks for praise and what for blame: from -1 to 1, on the scale of VADER's compound."""
    mass = polarity.mass if polarity else 0.0
    if language == "en":
        heard = unscaled(compound)
        mass += heard if heard < 0 else max(0.0, heard - COURTESY)
    if rating is not None:
        mass += RATING * (2 * rating - 1)
    return scaled(mass)


def _mixed(polarity: Polarity | None) -> bool:
    return polarity is not None and polarity.known > 0


def _silence(language: str | None, polarity: Polarity | None) -> str:
    if language is None:
        return "language unknown"
    return f"no language pack for {language}" if polarity is None else "no word that the language pack knows"
