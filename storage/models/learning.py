"""What people taught: corrections of readings, and the models that were learnt from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from storage.models.brands import Actor
from storage.models.ids import BrandId, CorrectionId, MentionId, ModelId, SourceName
from storage.models.mentions import Kind


class Aspect(StrEnum):
    """What of a reading a person corrects, and a model is learnt for."""

    SENTIMENT = "sentiment"
    VOICE = "voice"
    RELEVANCE = "relevance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A person's answer about one mention, append-only: the newest of a mention, aspect and brand holds.

    `value` is the right answer: a `Sentiment`, a `Voice`, or "yes" and "no" for whether the mention is about `brand`
    (None for the other aspects). `said` is what the reading said when the person answered ("" for an abstention), by
    which `model` and how sure, so that the model can be judged by it. `drawn` says that the mention was drawn by
    chance to be checked, not picked because it looked wrong: only such answers estimate how often readings are right.
    """

    id: CorrectionId | None = None
    mention_id: MentionId
    aspect: Aspect
    brand: BrandId | None = None
    value: str
    said: str
    model: str
    confidence: float
    drawn: bool = False
    actor: Actor
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A correction with what it is about: where the mention stands, for judging models by language, kind and source."""

    correction: Correction
    language: str | None
    kind: Kind
    source: SourceName


class ModelState(StrEnum):
    PROMOTED = "promoted"
    REFUSED = "refused"
    RETIRED = "retired"


class Origin(StrEnum):
    """What a model was learnt from, in order of worth."""

    CORRECTIONS = "corrections"
    RATINGS = "ratings"
    OWN_WORDS = "own words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Why a model was promoted or refused.

    `labels` counts the answers by class. `candidate` and `incumbent` are cross-validated macro-F1 on them (on the
    held-back confident words of the pack where there are no answers); `reason` is one sentence for people.
    """

    passed: bool
    labels: Mapping[str, int]
    candidate: float
    incumbent: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedModel:
    """One version of a model. `scope` is LANGUAGE/KIND for sentiment, a brand's id for relevance, "" for voice.

    `weights` is what `analysis.linear` wrote and reads. Of one aspect and scope at most one is promoted.
    """

    id: ModelId | None = None
    aspect: Aspect
    scope: str
    version: int
    origin: Origin
    state: ModelState
    gate: Gate
    weights: bytes
    made_at: datetime

    @property
    def name(self) -> str:
        """What people call it; `model_named` says what they mean by that."""
        return model_name(self.aspect, self.scope)


_VOICE, _BRAND = "voice", "brand:"


def model_name(aspect: Aspect, scope: str) -> str:
    """Name what a model reads: LANGUAGE/KIND, a brand's id, or voice.

    >>> model_name(Aspect.SENTIMENT, "en/review"), model_name(Aspect.VOICE, ""), model_name(Aspect.RELEVANCE, "acme")
    ('en/review', 'voice', 'acme')
    >>> model_name(Aspect.RELEVANCE, "voice")
    'brand:voice'
    """
    if aspect is Aspect.VOICE:
        return _VOICE
    return f"{_BRAND}{scope}" if aspect is Aspect.RELEVANCE and scope == _VOICE else scope


def model_named(name: str) -> tuple[Aspect, str]:
    """Say which aspect and scope a name means; "brand:" may stand before any brand's id.

    >>> model_named("en/review")[1], model_named("brand:voice")[1], model_named("voice")[1], model_named("acme")[1]
    ('en/review', 'voice', '', 'acme')
    """
    if name == _VOICE:
        return Aspect.VOICE, ""
    return (Aspect.SENTIMENT if "/" in name else Aspect.RELEVANCE), name.removeprefix(_BRAND)
