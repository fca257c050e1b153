"""What a mention says, taken together: language, feeling, whose voice, harm, question, and whether it complains."""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from analysis import sentiment
from analysis.fingerprint import fingerprint
from analysis.hazard import find
from analysis.language import identify
from analysis.linear import Model
from analysis.matching import product
from analysis.question import asks
from analysis.relevance import Judge
from storage.models import (
    Brand,
    BrandId,
    HazardFinding,
    Judgement,
    Mention,
    MentionId,
    Rating,
    Reading,
    Role,
    Sentiment,
    StoredMention,
    Voice,
)

LOW_RATING = 0.4
HIGH_RATING = 0.75
"""Shares of a rating's scale: two of five stars and less complain, four and more do not."""

_SAID_TO_BE_ONE: Judgement[Voice] = Judgement(model="person", value=Voice.CUSTOMER, confidence=1.0)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
    """The models that were promoted: of sentiment by scope, with their versions, of voices, of brands' relevance."""

    sentiment: Mapping[str, tuple[int, Model]] = field(default_factory=dict)
    voice: Model | None = None
    relevance: Mapping[BrandId, Model] = field(default_factory=dict)


class Reader:
    """Reads mentions for a set of brands with what was learnt; holds nothing else, so that each worker can have one."""

    def __init__(self, brands: Sequence[Brand], learnt: Learnt | None = None) -> None:
        learnt = learnt or Learnt()
        self._brands = {brand.id: brand for brand in brands}
        self._router = sentiment.Router(learnt.sentiment)
        self._judge = Judge(brands, learnt.voice, learnt.relevance)

    def read(self, stored: Sequence[StoredMention], customers: Collection[MentionId] = ()) -> list[Reading]:
        """Return one reading per mention, in order; in `customers` a customer speaks, as a person said.

        A mention that breaks a step is read as unknown and logged, since one text must never hold up all behind it.
        """
        try:
            return self._read(stored, customers)
        except Exception as error:
            if len(stored) > 1:
                return [reading for one in stored for reading in self.read([one], customers)]
            _log.error("mention %d could not be read: %s", stored[0].id, type(error).__name__)
            return [_unreadable(stored[0], type(error).__name__)]

    def _read(self, stored: Sequence[StoredMention], customers: Collection[MentionId]) -> list[Reading]:
        mentions = [one.mention for one in stored]
        brands = [self._about(one) for one in stored]
        texts = [mention.text for mention in mentions]
        languages = identify(texts, [_languages(some) for some in brands], [m.language_hint for m in mentions])
        spoken = [language.value for language in languages]
        heard = sentiment.listen(texts, spoken, [m.kind for m in mentions], [m.rating for m in mentions], brands)
        feelings = self._router.judge(heard)
        hazards = [_harm(mention, language) for mention, language in zip(mentions, spoken, strict=True)]
        judged = self._judge.judge(stored, [hazard is not None for hazard in hazards])
        judged = [
            (_SAID_TO_BE_ONE if one.id in customers else voice, about)
            for one, (voice, about) in zip(stored, judged, strict=True)
        ]
        return [
            _reading(stored[place], languages[place], heard[place], feelings[place], hazards[place], *judged[place],
                     product(mentions[place], brands[place]))
            for place in range(len(stored))
        ]  # fmt: skip

    def _about(self, stored: StoredMention) -> tuple[Brand, ...]:
        """The brands the mention is matched to; all of them where it is matched to none that is known."""
        matched = tuple(self._brands[match.brand] for match in stored.matches if match.brand in self._brands)
        return matched or tuple(self._brands.values())


def _reading(
    stored: StoredMention,
    language: Judgement[str],
    heard: sentiment.Heard,
    feeling: Judgement[Sentiment],
    hazard: HazardFinding | None,
    voice: Judgement[Voice],
    relevance: Mapping[BrandId, Judgement[bool]],
    product_named: str,
) -> Reading:
    mention = stored.mention
    customer = voice.value in (Voice.CUSTOMER, None)
    counted = customer and (not relevance or any(said.value is not False for said in relevance.values()))
    question = asks(mention.text, language.value)
    return Reading(
        mention_id=stored.id,
        language=language,
        sentiment=feeling if customer else sentiment.abstain("not a customer's voice"),
        vader_compound=heard.vader.compound,
        hazard=hazard,
        question=question,
        complaint_like=counted and complains(hazard, mention.rating, feeling, question),
        counted=counted,
        fingerprint=fingerprint(mention),
        product=product_named,
        voice=voice,
        relevance=relevance,
    )


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
