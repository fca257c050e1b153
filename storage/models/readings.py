"""What analysis says of a mention: values with their confidence, or an abstention with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import Generic, TypeVar

from storage.models.ids import BrandId, MentionId

T = TypeVar("T")

PERSON = "person"
"""The model of what a person said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement(Generic[T]):
    """One answer of one model. `value` None is an abstention, and then `reason` says why.

    An abstention is not a middle value: it stays out of every average and is counted as unscored.
    """

    model: str
    value: T | None
    confidence: float = 0.0
    reason: str = ""


class Sentiment(StrEnum):
    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"


class Voice(StrEnum):
    """Whose words these are. Only customers are counted; the others are kept."""

    CUSTOMER = "customer"
    BRAND = "the brand's own"
    AGENT = "agent"
    PRESS = "press"
    BOT = "bot"
    SPAM = "spam"
    GIVEAWAY = "giveaway"


CUSTOMER = Judgement(model="role", value=Voice.CUSTOMER, confidence=1.0)


def is_customer(voice: Voice | None) -> bool:
    """Tell whether a voice counts as a customer's; one that nobody could tell does."""
    return voice in (Voice.CUSTOMER, None)


class Hazard(StrEnum):
    FIRE = "fire or burn"
    SHOCK = "electric shock"
    CHOKING = "choking"
    LACERATION = "laceration"
    ENTRAPMENT = "entrapment"
    FALL = "fall or tip-over"
    POISONING = "poisoning or contamination"
    ALLERGY = "allergy"
    CHEMICAL = "chemical or smell"
    EXPLOSION = "explosion or battery"
    STRANGULATION = "strangulation"
    MAGNET = "magnet"
    SUFFOCATION = "suffocation"
    CRASH = "crash or brake"
    RADIATION = "radiation or laser"
    OTHER = "other harm"


class Severity(IntEnum):
    """Harm done (or, as `potential`, harm that could come)."""

    NONE = 0
    NEAR_MISS = 1
    FIRST_AID = 2
    TREATMENT = 3
    ADMISSION = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardFinding:
    """A report of harm: its class, the harm done, the harm that could come, and the words that say so.

    `start` and `end` are character offsets into the mention's text; `rule` names the rule that fired.
    `first_person` is True where the writer, or somebody in their care, was there.
    """

    hazard: Hazard
    severity: Severity
    potential: Severity
    first_person: bool
    start: int
    end: int
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that analysis says of one mention.

    `vader_compound` is stored whatever the language (-1..1), so that a later model can be compared with it.
    `fingerprint` is equal for reposts and near-copies of a text. `complaint_like` mentions are grouped into issues.
    `relevance` says for each matched brand whether the mention is about it (an abstention counts as yes). `counted` is
    True where a customer speaks, about one of the brands at least. `product` is what the source states, else a product
    of the brand's catalogue that the text names, else empty. `reread` says that an earlier reading of the same words
    was replaced, because a person or a newer model knew better.
    """

    mention_id: MentionId
    language: Judgement[str]
    sentiment: Judgement[Sentiment]
    vader_compound: float
    hazard: HazardFinding | None
    question: bool
    complaint_like: bool
    counted: bool
    fingerprint: str
    product: str = ""
    voice: Judgement[Voice] = CUSTOMER
    relevance: Mapping[BrandId, Judgement[bool]] = field(default_factory=lambda: MappingProxyType({}))
    reread: bool = False

    def counts_for(self, brand: BrandId) -> bool:
        """Tell whether the mention is counted among what customers say about `brand`."""
        found = self.relevance.get(brand)
        return self.counted and (found is None or found.value is not False)
