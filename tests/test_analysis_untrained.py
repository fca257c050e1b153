"""What is said of a text where no model was learnt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import vader
from analysis.lexicon import Polarity, load, score
from analysis.untrained import Decision, decide
from storage.models import Sentiment

PRAISE, BLAME = Polarity(positive=3.0, known=1, tokens=5), Polarity(negative=3.0, known=1, tokens=5)
NOTHING = Polarity(tokens=5)


def _english(text: str) -> Sentiment | None:
    pack = load("en")
    assert pack is not None
    return decide("en", score(text, pack), vader.scores([text])[0].compound).value


@pytest.mark.parametrize(
    ("text", "felt"),
    [
        ("Great, another outage", Sentiment.NEGATIVE),
        ("I would not recommend this to a friend", Sentiment.NEGATIVE),
        ("on hold for 3 hours, thanks so much", Sentiment.NEGATIVE),
        ("no problems so far", Sentiment.POSITIVE),
        ("what a wonderful crew", Sentiment.POSITIVE),
        ("flying United to Denver tomorrow", Sentiment.NEUTRAL),
        ("my order number is 4711", Sentiment.NEUTRAL),
    ],
)
def test_the_pack_corrects_vader_in_english(text: str, felt: Sentiment) -> None:
    assert _english(text) is felt


@pytest.mark.parametrize(
    ("language", "polarity", "reason"),
    [
        (None, None, "language unknown"),
        ("ja", None, "no language pack for ja"),
        ("sw", NOTHING, "no word that the language pack knows"),
    ],
)
def test_where_nothing_is_known_nothing_is_said_and_why(
    language: str | None, polarity: Polarity | None, reason: str
) -> None:
    assert decide(language, polarity, 0.9) == Decision(value=None, reason=reason)


def test_vader_is_heard_in_english_only() -> None:
    assert decide("id", PRAISE, -0.9) == decide("id", PRAISE, 0.9)
    assert decide("en", NOTHING, -0.9).value is Sentiment.NEGATIVE


def test_faint_praise_by_vader_alone_is_courtesy() -> None:
    assert decide("en", NOTHING, 0.3).value is Sentiment.NEUTRAL
    assert decide("en", NOTHING, -0.3).value is Sentiment.NEGATIVE


@pytest.mark.parametrize(
    ("rating", "felt"), [(0.0, "negative"), (0.25, "negative"), (0.5, "neutral"), (1.0, "positive")]
)
def test_a_rating_speaks_where_words_do_not(rating: float, felt: str) -> None:
    for language in (None, "ja", "sw"):
        assert decide(language, NOTHING, 0.0, rating).value is Sentiment(felt)


def test_a_rating_that_agrees_makes_surer_and_one_that_does_not_less_sure() -> None:
    alone = decide("id", BLAME, 0.0).confidence
    assert decide("id", BLAME, 0.0, 0.0).confidence > alone > decide("id", BLAME, 0.0, 0.75).confidence


def test_praise_and_blame_that_cancel_are_a_weak_neutral() -> None:
    mixed = decide("nl", Polarity(positive=2.0, negative=2.0, known=2), 0.0)
    assert mixed.value is Sentiment.NEUTRAL
    assert mixed.confidence < 0.5


def test_the_strongest_words_are_of_high_confidence_and_one_weak_word_is_not() -> None:
    assert decide("id", Polarity(negative=6.0, known=3), 0.0).confidence >= 0.6
    assert decide("id", Polarity(negative=1.0, known=1), 0.0).confidence < 0.6


@given(
    st.sampled_from([None, "en", "sw", "ja"]),
    st.floats(0, 1e6),
    st.floats(0, 1e6),
    st.floats(-1, 1),
    st.none() | st.floats(0, 1),
)
def test_a_confidence_is_a_probability_and_comes_with_an_answer_only(
    language: str | None, positive: float, negative: float, compound: float, rating: float | None
) -> None:
    found = decide(language, Polarity(positive=positive, negative=negative, known=2), compound, rating)
    assert 0 <= found.confidence <= 1
    assert (found.value is None) == bool(found.reason) == (found.confidence == 0)
