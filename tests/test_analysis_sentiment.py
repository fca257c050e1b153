"""A feeling is told by what was learnt for its language and kind, else by word lists and stars, else by nobody."""

import logging
from collections.abc import Sequence

import numpy as np
import pytest

from analysis import ngrams
from analysis.linear import Model
from analysis.sentiment import SCORES, UNSAID, Heard, Router, evidence, listen, scope
from storage.models import Kind, Rating, Sentiment

BAD, PLAIN, GOOD = (each.value for each in (Sentiment.NEGATIVE, Sentiment.NEUTRAL, Sentiment.POSITIVE))
ENGLISH = scope("en", Kind.MENTION)


def _heard(text: str, language: str | None = "en", kind: Kind = Kind.MENTION, stars: float | None = None) -> Heard:
    return listen([text], [language], [kind], [None if stars is None else Rating(value=stars)])[0]


def _model(bias: Sequence[float], classes: tuple[str, ...] = (BAD, PLAIN, GOOD), scores: int = SCORES) -> Model:
    """A model that says the same of every text."""
    weights = np.zeros((ngrams.COLUMNS + scores, len(classes)), dtype=np.float32)
    return Model(classes=classes, weights=weights, bias=np.array(bias, dtype=np.float32))


@pytest.mark.parametrize(
    ("text", "language", "felt"),
    [
        ("I love it, works great!", "en", Sentiment.POSITIVE),
        ("Terrible service, I hate waiting", "en", Sentiment.NEGATIVE),
        ("The parcel has a blue label", "en", Sentiment.NEUTRAL),
        ("wat een waardeloos slechte pomp", "nl", Sentiment.NEGATIVE),
    ],
)
def test_without_a_model_the_word_lists_answer(text: str, language: str, felt: Sentiment) -> None:
    assert Router().judge([_heard(text, language)])[0].value is felt


@pytest.mark.parametrize(
    ("text", "language", "model", "reason"),
    [
        ("hallo daar", "nl", "nl pack", "no word that the language pack knows"),
        ("jó napot", "hu", "none", "no language pack for hu"),
        ("good morning", None, "none", "language unknown"),
    ],
)
def test_who_has_nothing_to_go_by_says_nothing_and_why(
    text: str, language: str | None, model: str, reason: str
) -> None:
    (said,) = Router().judge([_heard(text, language)])

    assert (said.value, said.confidence, said.reason) == (None, 0.0, reason)
    assert said.model.startswith(model)


def test_stars_answer_where_no_word_does() -> None:
    low, high, abroad = Router().judge(
        [_heard("hallo daar", "nl", stars=1), _heard("hallo daar", "nl", stars=5), _heard("jó", "hu", stars=1)]
    )
    assert (low.value, high.value, abroad.value) == (Sentiment.NEGATIVE, Sentiment.POSITIVE, Sentiment.NEGATIVE)
    assert abroad.model == "rating"


def test_what_was_learnt_answers_first_and_only_for_its_language_and_kind() -> None:
    batch = [_heard("I love it"), _heard("heerlijk", "nl"), _heard("I love it", kind=Kind.REVIEW)]
    learnt, dutch, review = Router({ENGLISH: (7, _model([3.0, 0.0, 0.0]))}).judge(batch)

    assert (learnt.model, learnt.value) == ("learnt en/mention 7", Sentiment.NEGATIVE)
    assert [dutch.value, review.value] == [Sentiment.POSITIVE] * 2
    assert not dutch.model.startswith("learnt")
    assert not review.model.startswith("learnt")


def test_names_of_the_untrained_say_which_version_answered() -> None:
    english, dutch = Router().judge([_heard("I love it"), _heard("heerlijk", "nl")])
    assert english.model.startswith("vaderSentiment 3")
    assert " and en pack " in english.model
    assert dutch.model.removeprefix("nl pack ")[0].isdigit()


def test_the_rating_is_no_feature_but_moves_the_odds() -> None:
    low, none, high = (_heard("it came on Monday", stars=stars) for stars in (1, None, 5))
    assert evidence(low) == evidence(none) == evidence(high)

    said = Router({ENGLISH: (1, _model([0.0, 0.0, 0.0]))}).judge([low, none, high])
    assert [said[0].value, said[2].value] == [Sentiment.NEGATIVE, Sentiment.POSITIVE]
    assert said[1].confidence == pytest.approx(1 / 3, abs=1e-3)


@pytest.mark.parametrize(
    "unfit",
    [_model([9.0, 0.0, 0.0], scores=SCORES + 1), _model([9.0, 0.0], classes=("angry", "calm"))],
    ids=["scores", "classes"],
)
def test_a_model_of_other_scores_or_classes_is_left_out(unfit: Model, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        (said,) = Router({ENGLISH: (3, unfit)}).judge([_heard("I love it")])

    assert (said.value, said.model.startswith("learnt")) == (Sentiment.POSITIVE, False)
    assert "en/mention 3" in caplog.text


@pytest.mark.parametrize(
    ("text", "bias", "felt"),
    [
        ("hallo daar", (0.0, 2.0, 0.0), None),
        ("hallo daar", (0.2, 0.0, 0.0), None),
        ("hallo daar", (3.0, 0.0, 0.0), Sentiment.NEGATIVE),
        ("een slechte pomp", (0.0, 2.0, 0.0), Sentiment.NEUTRAL),
        ("een slechte pomp", (0.2, 0.0, 0.0), Sentiment.NEGATIVE),
    ],
)
def test_who_taught_itself_needs_known_words_or_a_sure_feeling(
    text: str, bias: tuple[float, ...], felt: Sentiment | None
) -> None:
    model = _model(bias, classes=(BAD, UNSAID, GOOD))
    (said,) = Router({scope("nl", Kind.MENTION): (2, model)}).judge([_heard(text, "nl")])

    assert (said.value, said.model) == (felt, "learnt nl/mention 2")
    assert said.reason == ("no word that the language pack knows" if felt is None else "")


def test_a_batch_is_judged_as_its_texts_one_by_one() -> None:
    batch = [
        _heard(text, language, kind, stars)
        for text, language in [("I love it", "en"), ("heerlijk", "nl"), ("hallo", "nl"), ("", "en"), ("jó", "hu")]
        for kind in (Kind.MENTION, Kind.REVIEW)
        for stars in (None, 2)
    ]
    router = Router({ENGLISH: (1, _model([0.5, 0.0, 0.1]))})
    assert router.judge(batch) == [router.judge([each])[0] for each in batch]
    assert router.judge([]) == []
