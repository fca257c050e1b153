"""How a mention was read, in words: what decides how it counts, how sure that is, and who says so."""

from collections.abc import Sequence
from typing import Any

from analysis.corrected import corrected
from dashboard import words
from storage.models import PERSON, Aspect, BrandId, Correction, Judgement, Reading, ReadMention, Voice

HIGH = 0.6
"""The confidence from which on a reading is sure."""
UNSCORED = "unscored"


def read_as(mention: ReadMention, brand: BrandId, answers: Sequence[Correction]) -> str:
    """Say how a mention was read; what people said of it stands above that at once, though counts follow later."""
    return _said(mention, brand, answers)[0]


def sentence(mention: ReadMention, brand: BrandId, answers: Sequence[Correction]) -> str:
    """Say the same in more words: read as negative, left unscored, spam, says Ana."""
    word, model = _said(mention, brand, answers)
    if model in (None, PERSON):
        return word
    return f"left {word}" if word.startswith(UNSCORED) else f"read as {word}"


def _said(mention: ReadMention, brand: BrandId, answers: Sequence[Correction]) -> tuple[str, str | None]:
    """Say how a mention was read, and by whom; None where nobody read it yet."""
    if mention.reading is None:
        return "not read yet", None
    reading = corrected(mention.stored, mention.reading, answers)
    aspect, word, judged = _deciding(reading, brand)
    if judged.model == PERSON:
        names = [a.actor.name for a in answers if a.aspect is aspect and a.brand in (None, brand)]
        return f"{word}, says {names[-1] if names else 'a person'}", PERSON
    unsure = judged.value is not None and judged.confidence < HIGH
    told = [word, *(["unsure"] if unsure else []), *(["read again"] if reading.reread else [])]
    return ", ".join(told), judged.model


def _deciding(reading: Reading, brand: BrandId) -> tuple[Aspect, str, Judgement[Any]]:
    """Pick what decides how a mention counts: whether it is about the brand, else whose voice, else its feeling."""
    about, voice, feeling = reading.relevance.get(brand), reading.voice, reading.sentiment
    if about is not None and about.value is False:
        return Aspect.RELEVANCE, "not about this brand", about
    if voice.value not in (Voice.CUSTOMER, None):
        return Aspect.VOICE, words.VOICES[voice.value], voice
    return Aspect.SENTIMENT, feeling.value or UNSCORED, feeling
