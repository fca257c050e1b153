"""What a mention says, taken together: language, feeling, whose voice, harm, question, and whether it complains."""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from analysis import sentiment
from analysis.counted import counts
from analysis.fingerprint import fingerprint
from analysis.hazard import find
from analysis.language import identify
from analysis.linear import Model
from analysis.matching import product
from analysis.question import asks
from analysis.relevance import Judge
from storage.models import (
    PERSON,
    Brand,
    BrandId,
    HazardFinding,
    Judgement,
    MentionId,
    Reading,
    Role,
    Sentiment,
    StoredMention,
    Voice,
)

_SAID_TO_BE_ONE: Judgement[Voice] = Judgement(model=PERSON, value=Voice.CUSTOMER, confidence=1.0)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
    """The models that were promoted, with their versions: of sentiment by scope, of voices, of relevance by brand."""

    sentiment: Mapping[str, tuple[int, Model]] = field(default_factory=dict)
    voice: tuple[int, Model] | None = None
    relevance: Mapping[BrandId, tuple[int, Model]] = field(default_factory=dict)


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
        hazards = [_harm(one, language, one.id in customers) for one, language in zip(stored, spoken, strict=True)]
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
    question = asks(mention.text, language.value)
    found = counts(stored, feeling, voice, relevance, hazard, question)
    return Reading(
        mention_id=stored.id,
        language=language,
        sentiment=found.sentiment,
        vader_compound=heard.vader.compound,
        hazard=hazard,
        question=question,
        complaint_like=found.complaint_like,
        counted=found.counted,
        fingerprint=fingerprint(mention),
        product=product_named,
        voice=voice,
        relevance=relevance,
    )


def _harm(stored: StoredMention, language: str | None, customer: bool) -> HazardFinding | None:
    """A report of harm. The brand's own voice makes none, since an agent repeats what the customer said.

    Where a person said that a customer speaks, the source was wrong about who does.
    """
    mention = stored.mention
    return find(mention.text, language) if customer or mention.role not in (Role.BRAND, Role.BOT) else None


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
