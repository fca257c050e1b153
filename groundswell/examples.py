"""What a model is learnt from: examples made of people's answers and of customers' ratings, and what reads them now."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from analysis import sentiment
from analysis.calibration import Example
from analysis.fingerprint import fingerprint
from analysis.linear import Evidence
from analysis.relevance import NO, YES, Judge
from analysis.relevance.judging import Judged
from storage.lessons import Lesson, Plain
from storage.models import Brand, BrandId, Judgement, Kind, Mention, Origin, Rating, Sentiment, Voice

NEGATIVE, NEUTRAL, POSITIVE = 0.25, 0.5, 0.75
"""Shares of a rating's scale: at most the first is negative, at least the last positive, just the middle neutral."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Examples, and what reads now says to each."""

    examples: list[Example]
    incumbent: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """A mention, what is known of it, from whom and since when. `stars` is a rating that is not the answer itself."""

    mention: Mention
    label: str
    origin: Origin
    since: datetime
    stars: Rating | None = None


def of_sentiment(
    language: str,
    kind: Kind,
    answered: Sequence[Lesson],
    rated: Sequence[Plain],
    router: sentiment.Router,
    since: datetime | None,
    watched: Sequence[Brand] = (),
) -> Material:
    """Gather what is known of how one language and kind feels; what a person said goes before the rating.

    `router` reads now; `since` is when its model learnt from such answers, None where it has none that did. Where a
    reader says nothing that counts as neutral, as it does to people. The names of the brands `watched` are not heard.
    """
    told = [_told(each) for each in answered]
    asked = {each.stored.id for each in answered}
    told += [
        _Known(mention=each.stored.mention, label=label, origin=Origin.RATINGS, since=each.collected_at)
        for each in rated
        if each.stored.id not in asked and (label := rated_as(each.stored.mention.rating))
    ]
    texts, stars = [each.mention.text for each in told], [each.stars for each in told]
    heard = sentiment.listen(texts, [language] * len(told), [kind] * len(told), stars, [watched] * len(told))
    return Material(
        examples=_examples(told, map(sentiment.evidence, heard), since, _untrained(heard)),
        incumbent=[_counted(judged) for judged in router.judge(heard)],
    )


def of_voices(answered: Sequence[Lesson], felt: Sequence[Lesson], judge: Judge, since: datetime | None) -> Material:
    """Gather whose voices are known; who only said how somebody feels took them for a customer."""
    customer = Voice.CUSTOMER.value

    def now(judged: Judged) -> str:
        return (judged[0].value or Voice.CUSTOMER).value

    return _judged(answered, felt, customer, judge, judge.voice_evidence, now, since)


def of_relevance(
    brand: BrandId, answered: Sequence[Lesson], felt: Sequence[Lesson], judge: Judge, since: datetime | None
) -> Material:
    """Gather what is known to be about a brand or not; who only said how a mention of it feels took it for one."""

    def now(judged: Judged) -> str:
        about = judged[1].get(brand)
        return NO if about is not None and about.value is False else YES

    mine = [each for each in answered if each.correction.brand == brand]
    felt = [each for each in felt if any(match.brand == brand for match in each.stored.matches)]
    return _judged(mine, felt, YES, judge, lambda mention: judge.about_evidence(mention, brand), now, since)


def _judged(
    answered: Sequence[Lesson],
    felt: Sequence[Lesson],
    usual: str,
    judge: Judge,
    evidence: Callable[[Mention], Evidence],
    now: Callable[[Judged], str],
    since: datetime | None,
) -> Material:
    """Gather answers, and the `usual` one for mentions of which people only said how they feel."""
    asked = {each.stored.id for each in answered}
    felt = [each for each in felt if each.stored.id not in asked]
    told = [*map(_told, answered), *(replace(_told(each), label=usual) for each in felt)]
    stored = [each.stored for each in (*answered, *felt)]
    judged = judge.judge(stored, [False] * len(stored))
    return Material(
        examples=_examples(told, (evidence(each.mention) for each in told), since),
        incumbent=[now(each) for each in judged],
    )


def rated_as(rating: Rating | None) -> str | None:
    """Say what a rating says of a feeling; None where it is between two.

    >>> [rated_as(Rating(value=stars)) for stars in (2, 3, 3.5, 4)]
    ['negative', 'neutral', None, 'positive']
    """
    share = sentiment.share(rating)
    if share is None:
        return None
    if share <= NEGATIVE:
        return Sentiment.NEGATIVE.value
    if share >= POSITIVE:
        return Sentiment.POSITIVE.value
    return Sentiment.NEUTRAL.value if share == NEUTRAL else None


def _untrained(heard: Sequence[sentiment.Heard]) -> list[str | None]:
    """Say what would be said without models of the text alone; None where its language has no pack."""
    judged = sentiment.Router().judge([replace(each, rating=None) for each in heard])
    return [_counted(said) if each.polarity else None for each, said in zip(heard, judged, strict=True)]


def _counted(judged: Judgement[Sentiment]) -> str:
    return (judged.value or Sentiment.NEUTRAL).value


def _told(lesson: Lesson) -> _Known:
    return _Known(
        mention=lesson.stored.mention,
        label=lesson.correction.value,
        origin=Origin.CORRECTIONS,
        since=lesson.correction.at,
        stars=lesson.stored.mention.rating,
    )


def _examples(
    told: Sequence[_Known],
    evidence: Iterable[Evidence],
    since: datetime | None,
    untrained: Iterable[str | None] | None = None,
) -> list[Example]:
    groups = _groups([each.mention for each in told])
    return [
        Example(
            evidence=found,
            label=each.label,
            origin=each.origin,
            group=str(group),
            untrained=said,
            old=since is not None and each.since <= since,
        )
        for each, found, group, said in zip(told, evidence, groups, untrained or [None] * len(told), strict=True)
    ]


def _groups(mentions: Sequence[Mention]) -> list[int]:
    """Number what must be held back together: all that one author said, and all that is said in the same words."""
    names: dict[object, int] = {}
    rows: list[int] = []
    columns: list[int] = []
    for row, mention in enumerate(mentions):
        person = (mention.source, mention.author_key) if mention.author_key else None
        for name in filter(None, (person, fingerprint(mention))):
            rows.append(row)
            columns.append(len(mentions) + names.setdefault(name, len(names)))
    size = len(mentions) + len(names)
    joined = csr_array((np.ones(len(rows), dtype=np.int8), (rows, columns)), shape=(size, size))
    return connected_components(joined, directed=False)[1][: len(mentions)].tolist() if mentions else []
