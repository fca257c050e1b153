"""What is said of a text where no model was learnt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import vader
from analysis.lexicon import Polarity, load, score
from analysis.untrained import Decision, decide, heard
from storage.models import Sentiment

PRAISE, BLAME = Polarity(positive=3.0, known=1, tokens=5), Polarity(negative=3.0, known=1, tokens=5)
NOTHING = Polarity(tokens=5)


def _decided(text: str, language: str = "en") -> Decision:
    pack = load(language)
    assert pack is not None
    return decide(language, score(text, pack), heard(text, text, vader.scores([text])[0].compound))


def _english(text: str) -> Sentiment | None:
    return _decided(text).value


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
        ("@united false.", Sentiment.NEUTRAL),
        ("https://love.example/best see there", Sentiment.NEUTRAL),
        ("can you help me please", Sentiment.NEUTRAL),
        ("the door won't open", Sentiment.NEGATIVE),
        ("been unable to reach anybody", Sentiment.NEGATIVE),
        ("why do I pay for this", Sentiment.NEGATIVE),
        ("can't complain, I can't wait to fly again", Sentiment.POSITIVE),
        ("It was not bad at all", Sentiment.POSITIVE),
        ("would be nice if your crew picked up the phone. It's been broken for a week", Sentiment.NEGATIVE),
        ("could you fix this today? Thanks", Sentiment.POSITIVE),
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


@pytest.mark.parametrize("text", ["", "nothing to leave out", "the crew was great!!! :)"])
def test_a_text_of_nothing_but_prose_keeps_its_compound(text: str) -> None:
    assert heard(text, text, 0.1234) == 0.1234


@pytest.mark.parametrize(
    ("text", "prose"),
    [
        ("@Best_Love_United lost my bag", "lost my bag"),
        ("lost my bag https://good.example/great", "lost my bag"),
        ("PLEASE call, like now", "it call, it now"),
    ],
)
def test_names_links_and_courtesies_are_kept_from_vader(text: str, prose: str) -> None:
    assert heard(text, text, 0.9) == vader.scores([prose])[0].compound


@given(st.text(max_size=100))
def test_whatever_is_heard_lies_on_the_scale(text: str) -> None:
    assert -1 <= heard(text, text, vader.scores([text])[0].compound) <= 1


def test_praise_in_a_request_weighs_less_for_vader_too() -> None:
    said = Polarity(positive=2.0, known=1, tokens=6)
    asked = Polarity(positive=2.0, known=1, tokens=6, wished=6)
    assert decide("en", asked, 0.8).confidence < decide("en", said, 0.8).confidence
    assert decide("en", asked, -0.8) == decide("en", said, -0.8)


@pytest.mark.parametrize("compound", [0.4, 0.7, 0.95, 1.0])
def test_praise_heard_by_vader_alone_is_never_of_high_confidence(compound: float) -> None:
    assert decide("en", NOTHING, compound).confidence < 0.6


@pytest.mark.parametrize("compound", [-0.1, -0.5, -1.0])
def test_blame_on_which_pack_and_vader_agree_is_always_of_high_confidence(compound: float) -> None:
    assert decide("en", Polarity(negative=0.4, known=0, tokens=5), compound).confidence >= 0.6


def test_praise_that_the_other_witness_disputes_is_never_of_high_confidence() -> None:
    assert decide("en", PRAISE, -0.2).confidence < 0.6
    assert decide("en", Polarity(negative=0.4, tokens=5), 1.0).confidence < 0.6


def test_a_language_is_trusted_as_far_as_its_pack_was_right() -> None:
    strong = Polarity(negative=8.0, known=4, tokens=9)
    assert decide("sw", strong, 0.0).confidence < 0.6 <= decide("nl", strong, 0.0).confidence
    assert decide("id", PRAISE, 0.0).confidence > decide("nl", PRAISE, 0.0).confidence
    assert decide("sw", strong, 0.0, 0.0).confidence >= 0.6


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
