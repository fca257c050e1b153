"""The engine's scores are the package's own, quirk by quirk and on every text; floods are scored at all."""

from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from vaderSentiment.vaderSentiment import (
    BOOSTER_DICT,
    NEGATE,
    SENTIMENT_LADEN_IDIOMS,
    SPECIAL_CASES,
    SentimentIntensityAnalyzer,
)

from analysis.kept import LONGEST, MOST, Kept
from analysis.vader import Scores, scores
from analysis.vader.engine import Engine


@cache
def package() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer()


def expected(text: str) -> Scores:
    found = package().polarity_scores(text)
    return Scores(negative=found["neg"], neutral=found["neu"], positive=found["pos"], compound=found["compound"])


def felt() -> list[str]:
    """Words of the lexicon, the equal and the rare among them, smileys too."""
    lexicon = sorted(package().lexicon)
    return ["good", "bad", "great", "shit", "bomb", "ass", "die", "right", "no", "kind", "doubt", ":)", ":(", *lexicon]


NAMED = "never so this without doubt least at very the to for of kind sort just but BUT But no No or nor not now"
SIGNS = [
    "!",
    "!!!!!",
    "?",
    "??",
    "???",
    "????",
    "!?",
    ".",
    ",",
    "...",
    "'",
    '"',
    "-",
    "but!",
    "#",
    "(no)",
    "n't",
    "N'T",
]
PHRASES = [*SPECIAL_CASES, *SENTIMENT_LADEN_IDIOMS, *(phrase for phrase in BOOSTER_DICT if " " in phrase)]
BLANKS = [" ", " ", " ", "  ", "\n", "\t", "\u00a0", "\u2003", "\u2028", "\x1c", "\x85", "\u200b", "\u3000", ""]
CASES = (str, str, str.lower, str.upper, str.title, str.swapcase)


@st.composite
def said(draw: st.DrawFn) -> str:
    """A text of what the rules know, in any order, case and punctuation."""
    emoji = [sign for sign in package().emojis if len(sign) <= 2]
    word = st.one_of(
        st.sampled_from(felt()),
        st.sampled_from(NAMED.split()),
        st.sampled_from([*BOOSTER_DICT, *NEGATE, *PHRASES]),
        st.sampled_from(emoji),
        st.sampled_from(SIGNS),
        st.sampled_from(["parcel", "ß", "İ", "ǅ", "ΣΑΣ", "K", "x", "The", "\ud83d", "\x00", "\ue000", "\ufe0f"]),
    )
    pieces = draw(
        st.lists(st.tuples(word, st.sampled_from(CASES), st.sampled_from(["", "", "!", "?", ".", "'"])), max_size=24)
    )
    return "".join(case(text) + sign + draw(st.sampled_from(BLANKS)) for text, case, sign in pieces)


@settings(max_examples=600)
@given(said())
def test_texts_of_known_words_score_as_in_the_package(text: str) -> None:
    assert scores([text]) == [expected(text)]


@settings(max_examples=300)
@given(st.text(st.characters(), max_size=60))
def test_any_string_scores_as_in_the_package(text: str) -> None:
    assert scores([text]) == [expected(text)]


@settings(max_examples=100)
@given(st.lists(st.sampled_from(["good", "great", "bad", "joy", "parcel"]), max_size=60), st.integers(0, 60))
@example(["good"] * 5, 2)
def test_but_turns_equal_words_as_the_package_does(words: list[str], place: int) -> None:
    text = " ".join([*words[:place], "but", *words[place:], "but"])

    assert scores([text]) == [expected(text)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param(" \t\n\u2003\x1c", id="only blanks"),
        pytest.param("\u200b", id="a blank that splits no words"),
        pytest.param("\x00", id="NUL"),
        pytest.param("\ud83d good \ude00", id="halves of a pair"),
        pytest.param("\ue000good\ue000 😀\ue000", id="private use"),
        pytest.param("The parcel has a label", id="no feeling"),
        pytest.param("VADER is VERY SMART, handsome, and FUNNY!!!", id="some capitals"),
        pytest.param("VERY SMART AND FUNNY", id="all capitals"),
        pytest.param("I'm SO sad, so VERY VERY sad", id="shouted boosters before a bad word"),
        pytest.param("the book was only kind of good", id="kind of before a good word"),
        pytest.param("they are kind of", id="kind of at the end"),
        pytest.param("so kind", id="kind"),
        pytest.param("no problem, no good", id="no before words of the lexicon"),
        pytest.param("NO good", id="a shouted no"),
        pytest.param("no parcel", id="no before another word"),
        pytest.param("they said no", id="no at the end"),
        pytest.param("no ads or spam, no ads nor spam", id="no … nor, no … or"),
        pytest.param("never so good, never this good", id="never so"),
        pytest.param("it was so never good, so it is good", id="so three words before, without never"),
        pytest.param("without doubt a good lamp, without a doubt good, without doubt good", id="without doubt"),
        pytest.param("least good, at least good, the very least good, the least good", id="least"),
        pytest.param("this is the shit, it is the bomb, yeah right, bad ass", id="idioms"),
        pytest.param("a fruit cake to die for", id="to die for"),
        pytest.param("he gave me the kiss of death", id="idiom of three words from here on"),
        pytest.param("we all wait at the bus stop", id="idiom worth nothing"),
        pytest.param("a cake that is sort of really good", id="a phrase that boosts"),
        pytest.param("good but good but good good", id="two buts"),
        pytest.param("good good great but great good bad", id="equal words around but"),
        pytest.param("good, BUT! bad", id="but with signs"),
        pytest.param("it isn't good, it ain't bad, tisn't good", id="n't"),
        pytest.param("good? good?? good???? good!!!!!", id="more signs than count"),
        pytest.param("love😀hate 😡  😀x", id="emoji without blanks"),
        pytest.param("👍🏽 ❤️ 👨‍👩‍👧 ©®", id="emoji of several characters"),
        pytest.param(":D :-D xD :) (: :'(", id="smileys in letters"),
        pytest.param("...good--- 'bad' (ok) (no)", id="signs around words"),
        pytest.param("can't stand it, fed up", id="entries of the lexicon with a blank"),
        pytest.param("İSTANBUL is GOOD, ǅ good", id="letters whose case is odd"),
    ],
)
def test_quirks_of_the_package_are_kept(text: str) -> None:
    assert scores([text]) == [expected(text)]


@pytest.mark.parametrize(
    "flood",
    [
        pytest.param("😂" * 20_000, id="emoji"),
        pytest.param("😡 " * 10_000, id="emoji with blanks"),
        pytest.param("not " * 5_000, id="negators"),
        pytest.param("but " * 5_000, id="but"),
        pytest.param("joy " * 4_999 + "but", id="equal words before but"),
        pytest.param("but " + "joy " * 4_999, id="equal words after but"),
        pytest.param("good bad " * 1_100 + "but " + "no joy " * 1_400, id="words around but"),
        pytest.param("x" * 20_000, id="one long word"),
        pytest.param("!" * 20_000, id="signs"),
        pytest.param("n't" * 6_000, id="one long negation"),
        pytest.param(" " * 20_000, id="blanks"),
    ],
)
def test_a_flood_is_scored_whole(flood: str) -> None:
    found = scores([flood])[0]

    shares = found.negative + found.neutral + found.positive
    assert shares == pytest.approx(1, abs=0.002) or not flood.strip()


def test_a_longer_flood_scores_as_in_the_package() -> None:
    texts = ["😂" * 150, "joy but " * 60 + "bad " * 60, "not so good " * 50]

    assert scores(texts) == list(map(expected, texts))


def test_scores_come_in_the_order_of_the_texts() -> None:
    found = scores(["good", "bad", ""])

    assert found[0].compound > 0 > found[1].compound
    assert found[2] == Scores()


def test_the_words_kept_are_bounded_in_number_and_length() -> None:
    kept = Kept(len)
    found = [kept[f"word{number}"] for number in range(MOST + 10)]
    found.append(kept["x" * (LONGEST + 1)])

    assert found[-2:] == [len(f"word{MOST + 9}"), LONGEST + 1]
    assert len(kept) <= MOST
    assert max(map(len, kept)) <= LONGEST


def test_scores_stay_the_same_when_the_kept_words_are_dropped() -> None:
    engine = Engine({"good": 1.9}, {})
    first = engine.score("so good")
    for number in range(0, MOST + 10, 100):
        engine.score(" ".join(f"word{number + step}" for step in range(100)))

    assert engine.score("so good") == first
