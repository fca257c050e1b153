"""What a mention says, taken together: language, feeling, harm, question, and whether it is complaint-like."""

import logging
from collections.abc import Sequence

from analysis import sentiment
from analysis.fingerprint import fingerprint
from analysis.hazard import find
from analysis.language import identify
from analysis.matching import product
from analysis.question import asks
from storage.models import (
    Brand,
    HazardFinding,
    Judgement,
    Mention,
    Rating,
    Reading,
    Role,
    Sentiment,
    StoredMention,
)

LOW_RATING = 0.4
HIGH_RATING = 0.75
"""Shares of a rating's scale: two of five stars and less complain, four and more do not."""

_log = logging.getLogger(__name__)


class Reader:
    """Reads mentions for a set of brands; holds nothing but the brands, so that workers can each have one."""

    def __init__(self, brands: Sequence[Brand]) -> None:
        self._brands = {brand.id: brand for brand in brands}

    def read(self, stored: Sequence[StoredMention]) -> list[Reading]:
        """Return one reading per mention, in order.

        A mention that breaks a step is read as unknown and logged, since one text must never hold up all behind it.
        """
        return [self._safely(one) for one in stored]

    def _safely(self, stored: StoredMention) -> Reading:
        try:
            return self._read(stored)
        except Exception as error:
            _log.error("mention %d could not be read: %s", stored.id, type(error).__name__)
            return _unreadable(stored, type(error).__name__)

    def _read(self, stored: StoredMention) -> Reading:
        mention = stored.mention
        brands = self._about(stored)
        language = identify(mention.text, _languages(brands), mention.language_hint)
        counted = mention.role is Role.CUSTOMER
        compound = sentiment.compound(mention.text)
        feeling = sentiment.judge(compound, language.value) if counted else sentiment.abstain("not a customer's voice")
        hazard = _harm(mention, language.value)
        question = asks(mention.text, language.value)
        return Reading(
            mention_id=stored.id,
            language=language,
            sentiment=feeling,
            vader_compound=compound,
            hazard=hazard,
            question=question,
            complaint_like=counted and complains(hazard, mention.rating, feeling, question),
            counted=counted,
            fingerprint=fingerprint(mention),
            product=product(mention, brands),
        )

    def _about(self, stored: StoredMention) -> tuple[Brand, ...]:
        """The brands the mention is matched to; all of them where it is matched to none that is known."""
        matched = tuple(self._brands[match.brand] for match in stored.matches if match.brand in self._brands)
        return matched or tuple(self._brands.values())


def complains(
    hazard: HazardFinding | None, rating: Rating | None, feeling: Judgement[Sentiment], question: bool
) -> bool:
    """Decide whether a customer's mention belongs among the complaints that are grouped into issues.

    Harm always does. Then the customer's own rating speaks, where it is low or high; then the text: negative, or a
    question. What has neither rating nor sentiment is let in, since leaving it out would hide whole languages.
    """
    if hazard is not None:
        return True
    share = _share(rating)
    if share is not None and not LOW_RATING < share < HIGH_RATING:
        return share <= LOW_RATING
    unknown = feeling.value is None and share is None
    return feeling.value is Sentiment.NEGATIVE or question or unknown


def _share(rating: Rating | None) -> float | None:
    """Where the rating stands on its scale; None without a rating, or with a scale of no width."""
    return None if rating is None or rating.high == rating.low else rating.share


def _harm(mention: Mention, language: str | None) -> HazardFinding | None:
    """A report of harm; the brand's own voice is never one, since an agent repeats what the customer said."""
    return None if mention.role in (Role.BRAND, Role.BOT) else find(mention.text, language)


def _languages(brands: Sequence[Brand]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(language for brand in brands for language in brand.languages)) or ("en",)


def _unreadable(stored: StoredMention, failure: str) -> Reading:
    reason = f"could not be read: {failure}"
    counted = stored.mention.role is Role.CUSTOMER
    return Reading(
        mention_id=stored.id,
        language=Judgement(model="none", value=None, reason=reason),
        sentiment=Judgement(model="none", value=None, reason=reason),
        vader_compound=0.0,
        hazard=None,
        question=False,
        complaint_like=counted,
        counted=counted,
        fingerprint=f"unread-{stored.id}",
    )
