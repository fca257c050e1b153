"""What a model is learnt from: answers and stars, what would be said untrained, and who belongs together."""

from collections.abc import Iterable
from datetime import UTC, datetime

import pytest

from analysis.sentiment import Router
from groundswell.attempts import alone, learnt_from
from groundswell.examples import Material, of_sentiment
from storage.lessons import Lesson, Plain
from storage.models import (
    Actor,
    Aspect,
    Correction,
    Kind,
    Mention,
    MentionId,
    Origin,
    Rating,
    SourceName,
    StoredMention,
)

AT = datetime(2026, 10, 14, 12, tzinfo=UTC)


def _stored(number: int, text: str, by: str | None = None, stars: float | None = None) -> StoredMention:
    rating = None if stars is None else Rating(value=stars)
    mention = Mention(
        source=SourceName("x"), external_id=str(number), text=text, published_at=AT, author_key=by, rating=rating
    )
    return StoredMention(id=MentionId(number), mention=mention, matches=())


def _answered(stored: StoredMention, value: str) -> Lesson:
    correction = Correction(
        mention_id=stored.id,
        aspect=Aspect.SENTIMENT,
        value=value,
        said="",
        model="",
        confidence=0.0,
        actor=Actor(name="Ana"),
        at=AT,
    )
    return Lesson(stored=stored, language="nl", correction=correction)


def _of(answered: Iterable[Lesson], rated: Iterable[StoredMention] = (), language: str = "nl") -> Material:
    plain = [Plain(stored=each, collected_at=AT) for each in rated]
    return of_sentiment(language, Kind.MENTION, list(answered), plain, Router(), None)


def test_what_the_text_alone_says_untrained_goes_along_and_silence_is_neutral() -> None:
    texts = ("wat een waardeloze pomp", "hallo daar")
    found = _of([_answered(_stored(n, text, stars=5), "negative") for n, text in enumerate(texts)])

    assert [each.untrained for each in found.examples] == ["negative", "neutral"]


def test_without_a_pack_there_is_no_untrained_answer() -> None:
    found = _of([_answered(_stored(1, "jó napot"), "neutral")], language="hu")
    assert ([each.untrained for each in found.examples], found.incumbent) == ([None], ["neutral"])


def test_a_reader_that_says_nothing_counts_as_neutral() -> None:
    assert _of([_answered(_stored(1, "hallo daar"), "negative")]).incumbent == ["neutral"]


def test_an_author_and_words_that_are_the_same_belong_together() -> None:
    words = "de pomp van nummer {} is weer eens kapot"
    told = [(1, words.format(1), "ana"), (2, words.format(2), "bo"), (3, "hallo daar", "bo"), (4, "hallo daar", "cy")]
    first, second, third, fourth = (
        each.group for each in _of([_answered(_stored(*one), "neutral") for one in told]).examples
    )
    assert first == second == third != fourth


@pytest.mark.parametrize(("answers", "origin"), [(1, Origin.RATINGS), (20, Origin.CORRECTIONS)])
def test_a_model_comes_from_where_most_of_its_worth_does(answers: int, origin: Origin) -> None:
    answered = [_answered(_stored(n, f"hallo {n}"), "neutral") for n in range(answers)]
    rated = [_stored(100 + n, f"tot ziens {n}", stars=1) for n in range(40)]
    assert learnt_from(_of(answered, rated)).origin is origin


def test_an_author_of_two_templates_teaches_nothing() -> None:
    texts = [
        f"{brand} {feeling}, echt heel {feeling} in straat {n}"
        for n in range(300)
        for brand, feeling in (("Acme", "fantastisch"), ("Borealis", "waardeloos"))
    ]
    assert alone("nl", Kind.MENTION, [_stored(n, text, "bot").mention for n, text in enumerate(texts)]) is None
