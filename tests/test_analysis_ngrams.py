"""Texts become words and sequences of letters, alike on every machine, in bounded time, each for itself."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.ngrams import CHARACTERS, COLUMNS, WORDS, ngrams

GOLDEN = [
    4089,
    4843,
    19421,
    30260,
    34291,
    49228,
    54982,
    66199,
    68183,
    74091,
    79008,
    82980,
    85308,
    88453,
    99478,
    110338,
    112634,
    114301,
    128277,
]

anything = st.text(st.characters(exclude_categories=()), max_size=80)


def _columns(text: str) -> set[int]:
    return set(ngrams([text]).indices.tolist())


def _words(text: str) -> set[int]:
    return {column for column in _columns(text) if column < WORDS}


def test_columns_never_change_since_models_are_kept_by_them() -> None:
    assert sorted(_columns("Not good! 😡")) == GOLDEN


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("GOOD Crew", "good crew"),
        ("sooooo good!!!!!!", "soo good!!"),
        ("see https://a.example/x now", "see www.b.example now"),
        ("@acme is late", "@delta is late"),
        ("for 39 euro", "for 41 euro"),
        ("don't", "dont"),
        ("don’t", "don't"),
        ("ｇｏｏｄ", "good"),
        ("good\u200b", "good"),
        ("a  \n b", "a b"),
        ("bad bad bad bad", "bad bad"),
    ],
)
def test_what_says_the_same_has_the_same_row(one: str, other: str) -> None:
    assert (ngrams([one]) != ngrams([other])).nnz == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [("not good", "good not"), ("good", "goood bad"), ("good", "good!"), ("good 😀", "good 😡"), ("soo", "so")],
)
def test_what_says_something_else_has_another_row(one: str, other: str) -> None:
    assert (ngrams([one]) != ngrams([other])).nnz > 0


def test_a_misspelling_shares_letters_but_no_word() -> None:
    shared = _columns("terrible") & _columns("terribel")
    assert shared
    assert all(column >= WORDS for column in shared)


def test_signs_and_emoji_are_words_without_letters() -> None:
    assert len(_words("😡")) == 1
    assert _columns("😡") == _words("😡")


def test_both_blocks_have_length_one() -> None:
    row = ngrams(["The crew was rude and the flight late"]).toarray()[0]
    assert np.linalg.norm(row[:WORDS]) == pytest.approx(1, abs=1e-5)
    assert np.linalg.norm(row[WORDS:]) == pytest.approx(1, abs=1e-5)


def test_only_the_beginning_of_a_flood_is_read() -> None:
    start = "late again " * (CHARACTERS // 11 + 1)
    assert (ngrams([start[:CHARACTERS] + " terrible" * 50_000]) != ngrams([start[:CHARACTERS]])).nnz == 0


@pytest.mark.parametrize(
    "flood",
    ["😡" * 100_000, "x" * 100_000, "\ufdfa" * 100_000, "e" + "\u0301" * 100_000, "\x00" * 9, "\ud800", "", "@"],
)
def test_hostile_texts_are_rows_like_others(flood: str) -> None:
    matrix = ngrams([flood, "fine", flood])

    assert matrix.shape == (3, COLUMNS)
    assert (matrix[[1]] != ngrams(["fine"])).nnz == 0
    assert np.isfinite(matrix.data).all()


def test_a_batch_larger_than_what_is_turned_at_once_keeps_its_order() -> None:
    texts = [f"word{place % 7} " * 180 for place in range(400)]
    whole = ngrams(texts)
    assert (whole != ngrams(texts[:7])[[place % 7 for place in range(400)]]).nnz == 0


def test_no_texts_are_no_rows() -> None:
    assert ngrams([]).shape == (0, COLUMNS)


@given(st.lists(anything, max_size=6))
def test_a_batch_is_read_as_its_texts_are_one_by_one(texts: list[str]) -> None:
    whole = ngrams(texts)
    assert whole.shape == (len(texts), COLUMNS)
    for place, text in enumerate(texts):
        assert (whole[[place]] != ngrams([text])).nnz == 0
