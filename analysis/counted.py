"""What a mention counts as: whether a customer says it about a brand at all, and whether it is a complaint.

Decided here alone, for what was read and for what people said of it.
"""

from collections.abc import Mapping
from typing import NamedTuple

from analysis import sentiment
from storage.models import (
    PERSON,
    BrandId,
    HazardFinding,
    Judgement,
    Rating,
    Sentiment,
    StoredMention,
    Voice,
    is_customer,
)

LOW_RATING = 0.4
HIGH_RATING = 0.75
"""Shares of a rating's scale: two of five stars and less complain, four and more do not."""


class Counts(NamedTuple):
    """What a mention counts as; its feeling, unless a person stated it, only where a customer speaks."""

    sentiment: Judgement[Sentiment]
    counted: bool
    complaint_like: bool


def counts(
    stored: StoredMention,
    feeling: Judgement[Sentiment],
    voice: Judgement[Voice],
    relevance: Mapping[BrandId, Judgement[bool]],
    hazard: HazardFinding | None,
    question: bool,
) -> Counts:
    """Decide what a mention counts as. Of a brand of which nothing or an abstention is said, it is about that brand."""
    customer = is_customer(voice.value)
    if not customer and feeling.model != PERSON:
        feeling = sentiment.abstain("not a customer's voice")
    counted = customer and _about_any(stored, relevance)
    complaint = counted and complains(hazard, stored.mention.rating, feeling, question)
    return Counts(feeling, counted, complaint)


def complains(
    hazard: HazardFinding | None, rating: Rating | None, feeling: Judgement[Sentiment], question: bool
) -> bool:
    """Decide whether a customer's mention belongs among the complaints that are grouped into issues.

    Harm always does. Then the customer's own rating speaks, where it is low or high; then the text: negative, or a
    question. What has neither rating nor sentiment is let in, since leaving it out would hide whole languages.
    """
    if hazard is not None:
        return True
    share = sentiment.share(rating)
    if share is not None and not LOW_RATING < share < HIGH_RATING:
        return share <= LOW_RATING
    unknown = feeling.value is None and share is None
    return feeling.value is Sentiment.NEGATIVE or question or unknown


def rated_low(rating: Rating | None) -> bool:
    """Tell whether the customer's own rating is a complaint.

    >>> rated_low(Rating(value=2)), rated_low(Rating(value=3)), rated_low(None)
    (True, False, False)
    """
    share = sentiment.share(rating)
    return share is not None and share <= LOW_RATING


def _about_any(stored: StoredMention, relevance: Mapping[BrandId, Judgement[bool]]) -> bool:
    """Say whether the mention is about one at least of its brands, where it has any."""
    found = [relevance.get(match.brand) for match in stored.matches]
    return not found or any(said is None or said.value is not False for said in found)
