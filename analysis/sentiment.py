"""How a text feels about its matter, where there is a model for its language, and an abstention elsewhere.

English is scored by VADER (Hutto & Gilbert 2014) with its own thresholds. What VADER says of other languages is near
zero for want of known words; calling that "neutral" would be a guess, so it is not called anything.
"""

import re
from functools import cache
from importlib.metadata import version

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from storage.models import Judgement, Sentiment

CHARACTERS = 2_000
WORDS = 400
EMOJI = 100
RUN = 4
"""VADER's time grows with the square of the words, and each emoji becomes several (4,000 of them: 23 s). These bounds
keep the worst text at a fraction of a second. VADER itself heeds no more than four signs of a kind."""

THRESHOLD = 0.05
"""VADER's own: a compound of at least this is positive, of at most its negative is negative."""

_LONGEST_READ = 20_000
_NAMES = {
    "ar": "Arabic", "de": "German", "es": "Spanish", "fr": "French", "hi": "Hindi", "id": "Indonesian", "it": "Italian",
    "ja": "Japanese", "ko": "Korean", "nl": "Dutch", "pl": "Polish", "pt": "Portuguese", "ru": "Russian",
    "sw": "Swahili", "th": "Thai", "tl": "Tagalog", "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese",
    "zh": "Chinese",
}  # fmt: skip
_RUNS = re.compile(rf"([^\s\d]{{1,3}}?)\1{{{RUN},}}")


def bounded(text: str) -> str:
    """Return what of `text` is scored: runs shortened to 4, then at most 400 whole words, 100 emoji, 2,000 characters.

    >>> bounded("so bad" + "!" * 500)
    'so bad!!!!'
    >>> len(bounded("😡😭" * 50_000))
    8
    """
    shortened = _RUNS.sub(lambda run: run[1] * RUN, text[:_LONGEST_READ])
    kept: list[str] = []
    room, emoji = CHARACTERS, EMOJI
    for word in shortened.split()[:WORDS]:
        room -= len(word) + 1
        emoji -= sum(map(_is_symbol, word))
        if room < -1 or emoji < 0:
            break
        kept.append(word)
    return " ".join(kept) if kept or not shortened.strip() else _first_symbols(shortened)


def compound(text: str) -> float:
    """Score `text` from -1 (most negative) to 1 with VADER, bounded as `bounded` says."""
    return float(_analyzer().polarity_scores(bounded(text))["compound"])


def judge(score: float, language: str | None) -> Judgement[Sentiment]:
    """Turn VADER's compound of a text into a sentiment, or abstain where the text is not known to be English.

    Confidence orders answers, it is no probability: .5 for neutral, and from .4 at no feeling to 1 at the strongest.
    """
    if language is None:
        return abstain("language unknown")
    if language != "en":
        return abstain(f"no sentiment model for {_NAMES.get(language, language)} yet")
    if abs(score) < THRESHOLD:
        return Judgement(model=_model(), value=Sentiment.NEUTRAL, confidence=0.5)
    label = Sentiment.POSITIVE if score > 0 else Sentiment.NEGATIVE
    return Judgement(model=_model(), value=label, confidence=round(0.4 + 0.6 * abs(score), 4))


def abstain(reason: str) -> Judgement[Sentiment]:
    """Say nothing, and why."""
    return Judgement(model=_model(), value=None, reason=reason)


def _is_symbol(character: str) -> bool:
    return character > "\u203b" and not character.isalnum()


def _first_symbols(text: str) -> str:
    """The start of a text whose first word alone is too much: a flood without blanks."""
    return text.strip()[:EMOJI]


@cache
def _model() -> str:
    return f"vaderSentiment {version('vaderSentiment')}"


@cache
def _analyzer() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer()
