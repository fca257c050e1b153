"""How one model is attempted: sentiment of a language and kind, whose voice it is, or what is about a brand.

Sentiment is learnt from people's answers and customers' ratings; where these are too few, in languages that have a pack
of words, from the mentions themselves. The others are learnt from people's answers alone.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from analysis import calibration, selftraining, sentiment
from analysis.lexicon import load
from analysis.linear import Model
from analysis.relevance import Judge
from groundswell import examples, learnt
from groundswell.examples import Material
from groundswell.house import House
from storage import brands, lessons
from storage.lessons import Lesson
from storage.models import Brand, BrandId, Gate, Kind, Mention, Origin

AT_MOST = 20_000
"""How many mentions without answers one model learns from, the latest."""
NEVER_ALONE = frozenset({"en", "sw"})
"""Languages whose mentions alone teach nothing: what VADER and a pack are sure of in English foresees too little, and
of nothing in Swahili is its pack sure enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What was learnt, from what, and whether it may read. Without a model there was too little to learn from."""

    model: Model | None
    gate: Gate
    origin: Origin


def from_answers(
    house: House, language: str, kind: Kind, answers: tuple[Lesson, ...], since: datetime | None
) -> Attempt | None:
    """Learn how a language and kind feels from answers and ratings; None where there are neither.

    `since` is when the model that reads learnt from such; None where none did.
    """
    with house.database.read() as tx:
        rated = lessons.latest(tx, language, kind, AT_MOST, rated=True)
        watched = brands.everything(tx)
    router = sentiment.Router(learnt.load(house).sentiment)
    material = examples.of_sentiment(language, kind, answers, rated, router, since, watched)
    return learnt_from(material) if material.examples else None


def from_own_words(house: House, language: str, kind: Kind) -> Attempt | None:
    """Learn the same from what the words of its pack are sure of; None where that is too little."""
    if language in NEVER_ALONE or load(language) is None:
        return None
    with house.database.read() as tx:
        plain = lessons.latest(tx, language, kind, AT_MOST, rated=False)
        watched = brands.everything(tx)
    return alone(language, kind, [each.stored.mention for each in plain], watched)


def alone(language: str, kind: Kind, mentions: Sequence[Mention], watched: Sequence[Brand] = ()) -> Attempt | None:
    """Learn from mentions of one language and kind, as far as they are different; None where they are too few."""
    mentions = selftraining.different(mentions)
    texts = [mention.text for mention in mentions]
    many = len(texts)
    heard = sentiment.listen(texts, [language] * many, [kind] * many, [None] * many, [watched] * many)
    judged = sentiment.Router().judge(heard)
    found = selftraining.learn_alone(
        [sentiment.evidence(each) for each in heard],
        [each.value for each in judged],
        [each.confidence for each in judged],
        [selftraining.author(mention) for mention in mentions],
    )
    return found and Attempt(model=found[0], gate=found[1], origin=Origin.OWN_WORDS)


def of_voices(house: House, answers: tuple[Lesson, ...], felt: tuple[Lesson, ...], since: datetime | None) -> Attempt:
    """Learn whose voices mentions have from answers about that, of which there is one, and about how they feel."""
    return learnt_from(examples.of_voices(answers, felt, _judge(house), since))


def of_relevance(
    house: House, brand: BrandId, answers: tuple[Lesson, ...], felt: tuple[Lesson, ...], since: datetime | None
) -> Attempt:
    """Learn which mentions are about a brand, from the same kinds of answers."""
    return learnt_from(examples.of_relevance(brand, answers, felt, _judge(house), since))


def learnt_from(material: Material) -> Attempt:
    """Learn from examples, of which there is one; the origin is that of most of their worth."""
    model, gate = calibration.learn(material.examples, material.incumbent)
    counts = Counter(each.origin for each in material.examples)
    most = max(counts, key=lambda origin: counts[origin] * calibration.WORTH[origin])
    return Attempt(model=model, gate=gate, origin=most)


def _judge(house: House) -> Judge:
    with house.database.read() as tx:
        watched = brands.everything(tx)
    reads = learnt.load(house)
    return Judge(watched, reads.voice, reads.relevance)
