"""Feeling is scored in English, bounded, and abstained from elsewhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.sentiment import CHARACTERS, EMOJI, WORDS, bounded, compound, judge
from storage.models import Sentiment


@pytest.mark.parametrize(
    ("text", "sentiment"),
    [
        ("I love it, works great!", Sentiment.POSITIVE),
        ("Terrible service, I hate waiting", Sentiment.NEGATIVE),
        ("The parcel has a blue label", Sentiment.NEUTRAL),
        ("not good at all 😡", Sentiment.NEGATIVE),
    ],
)
def test_english_feeling(text: str, sentiment: Sentiment) -> None:
    assert judge(compound(text), "en").value is sentiment


@pytest.mark.parametrize(
    ("score", "sentiment"),
    [
        (0.05, Sentiment.POSITIVE),
        (0.0499, Sentiment.NEUTRAL),
        (-0.0499, Sentiment.NEUTRAL),
        (-0.05, Sentiment.NEGATIVE),
    ],
)
def test_the_thresholds_are_vaders(score: float, sentiment: Sentiment) -> None:
    assert judge(score, "en").value is sentiment


@pytest.mark.parametrize(
    ("language", "reason"),
    [
        ("id", "no sentiment model for Indonesian yet"),
        ("sw", "no sentiment model for Swahili yet"),
        ("nl", "no sentiment model for Dutch yet"),
        ("xx", "no sentiment model for xx yet"),
        (None, "language unknown"),
    ],
)
def test_without_a_model_it_abstains_and_says_why(language: str | None, reason: str) -> None:
    found = judge(-0.9, language)

    assert found.value is None
    assert found.reason == reason


def test_a_stronger_feeling_is_surer() -> None:
    assert judge(-0.9, "en").confidence > judge(-0.3, "en").confidence > 0.5


def test_an_ordinary_text_is_scored_as_it_is() -> None:
    text = "Great lamp, soooo bright!!! But the cable broke :( twice... WHY???"
    assert bounded(text) == text


@pytest.mark.parametrize(
    "flood",
    [
        "😡" * 100_000,
        "😡😭" * 50_000,
        "😡 " * 50_000,
        "😀😁😂🤣😃😄😅😆" * 12_500,
        "so bad " + "😀😁😂🤣😃😄😅😆" * 12_500,
        "bad " * 25_000,
        "!" * 100_000,
        "x" * 100_000,
        "no but " * 20_000,
        "❤️" * 50_000,
    ],
)
def test_a_flood_is_cut_to_a_bounded_size(flood: str) -> None:
    kept = bounded(flood)

    assert 0 < len(kept) <= CHARACTERS
    assert len(kept.split()) <= WORDS
    assert sum(not (character.isalnum() or character.isspace() or character.isascii()) for character in kept) <= EMOJI
    assert -1 <= compound(flood) <= 1


def test_words_behind_a_run_are_still_scored() -> None:
    assert compound("!" * 10_000 + " terrible service") < 0


def test_only_whole_words_are_kept() -> None:
    words = ("abcdefg " * 1_000).strip()
    assert set(bounded(words).split()) == {"abcdefg"}


@given(st.text(max_size=5_000))
def test_any_text_is_scored_between_minus_one_and_one(text: str) -> None:
    assert len(bounded(text)) <= CHARACTERS
    assert -1 <= compound(text) <= 1
