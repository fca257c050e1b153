"""What people said of a mention stands above what was read of it, and helps decide what the mention counts as."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from analysis.counted import counts
from storage.models import PERSON, Aspect, Correction, Judgement, Reading, Sentiment, StoredMention, Voice

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
    found = counts(stored, feeling, voice, relevance, reading.hazard, reading.question)
    return replace(
        reading,
        sentiment=found.sentiment,
        voice=voice,
        relevance=relevance,
        counted=found.counted,
        complaint_like=found.complaint_like,
    )


def _said(value: T) -> Judgement[T]:
    return Judgement(model=PERSON, value=value, confidence=1.0)
