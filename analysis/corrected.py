"""What people said of a mention stands above what was read of it, and helps decide what the mention counts as."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from analysis.reading import complains
from storage.models import Aspect, BrandId, Correction, Judgement, Reading, Sentiment, StoredMention, Voice

PERSON = "person"
"""The model of what a person said."""

T = TypeVar("T")


def corrected(stored: StoredMention, reading: Reading, answers: Sequence[Correction]) -> Reading:
    """Return the reading of a mention with the answers that hold of it, one at most for each aspect and brand."""
    if not answers:
        return reading
    feeling, voice, relevance = reading.sentiment, reading.voice, dict(reading.relevance)
    for answer in answers:
        match answer.aspect:
            case Aspect.SENTIMENT:
                feeling = _said(Sentiment(answer.value))
            case Aspect.VOICE:
                voice = _said(Voice(answer.value))
            case Aspect.RELEVANCE if answer.brand is not None:
                relevance[answer.brand] = _said(answer.value == "yes")
            case _:
                pass
    customer = voice.value in (Voice.CUSTOMER, None)
    if not customer and feeling.model != PERSON:
        feeling = Judgement(model=feeling.model, value=None, reason="not a customer's voice")
    counted = customer and _about_any(stored, relevance)
    complaint = counted and complains(reading.hazard, stored.mention.rating, feeling, reading.question)
    return replace(
        reading, sentiment=feeling, voice=voice, relevance=relevance, counted=counted, complaint_like=complaint
    )


def _said(value: T) -> Judgement[T]:
    return Judgement(model=PERSON, value=value, confidence=1.0)


def _about_any(stored: StoredMention, relevance: Mapping[BrandId, Judgement[bool]]) -> bool:
    """Say whether the mention is about one at least of its brands, where it has any."""
    found = [relevance.get(match.brand) for match in stored.matches]
    return not found or any(said is None or said.value is not False for said in found)
