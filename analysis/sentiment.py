"""Who says how a text feels: a model that was learnt for its language and kind, else the word lists, else nobody.

What was learnt from answers and stars answers always, and its confidence says how sure it is. Without it the language's
pack answers, with VADER in English and the customer's own rating where there is one. Where these have nothing to go by,
nothing is said: calling that "neutral" would be a guess. So it would be for a model that mentions alone have taught:
where the words are unknown, it has to be sure of a feeling.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import metadata
from math import log1p

import numpy as np

from analysis import lexicon, untrained, vader
from analysis.lexicon import Polarity
from analysis.linear import Evidence, Model
from analysis.matching import unnamed
from storage.models import Brand, Judgement, Kind, Rating, Sentiment

SCORES = 6
"""How many scores stand beside a text in its evidence."""

UNSAID = ""
"""The class of a text that neither praises nor blames, in models that saw no neutral one since no person taught them.
Such a text is neutral where its words are known."""

SURE = 0.6
"""Confidence from which those models are believed about a text of which the untrained say nothing."""

RATING = 2.0
"""How far the best rating moves the odds of a learnt model (a factor of e² towards praise, away from blame)."""

_VADER = f"vaderSentiment {metadata.version('vaderSentiment')}"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A text, with what the word lists say of it; `polarity` is None where its language has no pack.

    `vader` is of the whole text, `compound` VADER's of the words that are heard (`untrained.heard`), 0 but in English.
    `rating` is the customer's own, the share of its scale from 0 to 1.
    """

    text: str
    language: str | None
    kind: Kind
    rating: float | None
    vader: vader.Scores
    compound: float
    polarity: Polarity | None


def listen(
    texts: Sequence[str],
    languages: Sequence[str | None],
    kinds: Sequence[Kind],
    ratings: Sequence[Rating | None],
    brands: Sequence[Sequence[Brand]] | None = None,
) -> list[Heard]:
    """Look up the words of a batch of texts, each in its language; None is an unknown one.

    The names of the brands that each is about say nothing of a feeling ("United", "Best Buy").
    """
    named = [_feeling(tuple(some)) for some in brands] if brands else [()] * len(texts)
    return [
        Heard(
            text=text,
            language=language,
            kind=kind,
            rating=share(rating),
            vader=scores,
            compound=untrained.heard(said, text, scores.compound) if language == "en" else 0.0,
            polarity=_polarity(said, language),
        )
        for text, said, language, kind, rating, scores in zip(
            texts, map(unnamed, texts, named), languages, kinds, ratings, vader.scores(texts), strict=True
        )
    ]


@lru_cache(maxsize=1_024)
def _feeling(brands: tuple[Brand, ...]) -> tuple[str, ...]:
    """The names of brands, their accounts and products in which a word list would hear a feeling."""
    names = (name for brand in brands for name in (brand.name, *brand.aliases, *brand.accounts, *brand.products))
    spoken = {language for brand in brands for language in brand.languages}
    return tuple(name for name in names if vader.scores([name])[0].compound or any(_known(name, spoken)))


def _known(name: str, languages: Iterable[str]) -> Iterator[bool]:
    for language in languages:
        polarity = _polarity(name, language)
        yield polarity is not None and polarity.known > 0


def share(rating: Rating | None) -> float | None:
    """Say where the rating stands on its scale; None without a rating, or with a scale of no width."""
    return None if rating is None or rating.high == rating.low else rating.share


def evidence(heard: Heard) -> Evidence:
    """Give what a model learns from: the text, and what the word lists say; never the rating, since models learn it."""
    polarity = heard.polarity or Polarity()
    scores = (
        untrained.evidence(heard.language, heard.polarity, heard.compound),
        log1p(polarity.positive) / 3,
        log1p(polarity.negative) / 3,
        heard.vader.negative,
        heard.vader.positive,
        log1p(len(heard.text.split())) / 5,
    )
    return Evidence(text=heard.text, scores=scores)


def scope(language: str, kind: Kind) -> str:
    """Name what a model is learnt for.

    >>> scope("en", Kind.REVIEW)
    'en/review'
    """
    return f"{language}/{kind.value}"


class Router:
    """Judges feelings by the models that it was given and, where it has none, without any."""

    def __init__(self, models: Mapping[str, tuple[int, Model]] | None = None) -> None:
        """Take a model for each scope, with its version.

        One that an older groundswell made, which knew other scores, is left out and logged.
        """
        self._models = dict(_fitting(models or {}))

    def judge(self, batch: Sequence[Heard]) -> list[Judgement[Sentiment]]:
        """Judge each text."""
        found = {place: _untrained(heard) for place, heard in enumerate(batch) if _scope(heard) not in self._models}
        learnt: defaultdict[str, list[int]] = defaultdict(list)
        for place in range(len(batch)):
            if place not in found:
                learnt[_scope(batch[place])].append(place)
        for named, places in learnt.items():
            judged = _learnt(named, *self._models[named], [batch[place] for place in places])
            found.update(zip(places, judged, strict=True))
        return [found[place] for place in range(len(batch))]


def abstain(reason: str) -> Judgement[Sentiment]:
    """Say nothing, and why."""
    return Judgement(model="none", value=None, reason=reason)


def _fitting(models: Mapping[str, tuple[int, Model]]) -> Iterator[tuple[str, tuple[int, Model]]]:
    known = {UNSAID, *(sentiment.value for sentiment in Sentiment)}
    for named, (version, model) in models.items():
        if model.scores == SCORES and known.issuperset(model.classes):
            yield named, (version, model)
        else:
            _log.warning("the model %s %d knows other scores or classes: it has to be learnt anew", named, version)


def _scope(heard: Heard) -> str:
    return scope(heard.language or "", heard.kind)


def _learnt(named: str, version: int, model: Model, batch: Sequence[Heard]) -> Iterator[Judgement[Sentiment]]:
    probabilities = model.probabilities([evidence(heard) for heard in batch])
    towards = np.array([{"positive": RATING, "negative": -RATING}.get(each, 0.0) for each in model.classes])
    stars = np.array([0.0 if heard.rating is None else 2 * heard.rating - 1 for heard in batch])
    weighed = probabilities * np.exp(np.outer(stars, towards))
    weighed /= weighed.sum(axis=1, keepdims=True)
    best = weighed.argmax(axis=1)
    name = f"learnt {named} {version}"
    for heard, place, confidence in zip(batch, best.tolist(), weighed.max(axis=1).tolist(), strict=True):
        said = model.classes[place]
        if UNSAID in model.classes and (said == UNSAID or confidence < SURE) and (reason := _silent(heard)):
            yield Judgement(model=name, value=None, reason=reason)
        else:
            yield Judgement(model=name, value=Sentiment(said or Sentiment.NEUTRAL), confidence=round(confidence, 4))


def _silent(heard: Heard) -> str:
    """Why the untrained say nothing; empty where they say something."""
    return untrained.decide(heard.language, heard.polarity, heard.compound, heard.rating).reason


def _untrained(heard: Heard) -> Judgement[Sentiment]:
    language, polarity = heard.language, heard.polarity
    said = untrained.decide(language, polarity, heard.compound, heard.rating)
    if said.value is None and polarity is None:
        return abstain(said.reason)
    return Judgement(model=_name(language), value=said.value, confidence=said.confidence, reason=said.reason)


def _name(language: str | None) -> str:
    pack = _pack(language)
    if pack is None:
        return "rating"
    named = f"{pack.language} pack {pack.version}"
    return f"{_VADER} and {named}" if language == "en" else named


def _polarity(text: str, language: str | None) -> Polarity | None:
    pack = _pack(language)
    return None if pack is None else lexicon.score(text, pack)


def _pack(language: str | None) -> lexicon.Pack | None:
    return lexicon.load(language) if language else None
