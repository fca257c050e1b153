"""What becomes of hostile text: when it is stored, put on one line, made a name, or sent to people."""

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from storage.errors import SettingsError
from storage.text import MOST_MARKS, clean, defang, one_line, plain, slug

ANY_TEXT = st.text(alphabet=st.characters(codec=None, categories=None), max_size=200)


@given(ANY_TEXT, st.integers(1, 50))
def test_clean_text_is_encodable_bounded_and_stays_as_it_is(text: str, limit: int) -> None:
    once = clean(text, limit)
    once.encode("utf-8")
    assert len(once) <= limit
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", once)
    assert clean(once, limit) == once


@given(st.text(alphabet=st.characters(categories=["L", "N", "S", "P", "Z"]), max_size=100))
def test_cleaning_takes_nothing_from_honest_text(text: str) -> None:
    assert clean(text) == text


def test_lone_surrogates_are_replaced_and_pairs_joined_even_around_a_control_character() -> None:
    assert clean("a\ud83db") == "a\ufffdb"
    assert clean("\ud83d\x00\ude21") == "😡"


MARKS = st.text(
    alphabet="\u0300\u0301\u0315\u0323\u0344\u0f71\u0f73\u3099\uff9e\u20dd\ufe0fa\u4e00 \u200b", max_size=200
)


@given(MARKS)
def test_a_letter_keeps_so_many_marks_and_what_is_clean_stays_the_same(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    runs = re.findall(r"[\u0300\u0301\u0315\u0323\u0344\u0f71\u0f73\u3099\uff9e]+", once)
    assert all(len(run) <= MOST_MARKS for run in runs)
    assert clean(text.replace("\u200b", "")[:MOST_MARKS]) == text.replace("\u200b", "")[:MOST_MARKS]


@pytest.mark.parametrize(
    "heap", ["\u0301" * 50_000 + "\u0323" * 50_000, "\u0f73\u0f71" * 50_000, "\uff9e\u0315" * 50_000]
)
def test_a_heap_of_marks_takes_nobody_s_time(heap: str) -> None:
    # Each of them would take half a minute if it were normalized whole.
    assert clean(f"Zalg{heap}o") == f"Zalg{heap[:MOST_MARKS]}"
    assert plain(f"ACME {heap}").startswith("acme ")
    assert one_line(f"a{heap}", 100) == f"a{heap[:MOST_MARKS]}"
    assert slug(f"acme {heap}").startswith("acme")


def test_scripts_with_marks_are_left_as_they_are() -> None:
    text = "नमस्ते दुनिया ภาษาไทยใช้สระ שָׁלוֹם عَرَبِيّ Việt Nam ｶﾞｷﾞｸﾞ 👩🏽‍👩🏽‍👧🏽 任天堂" * 40
    assert clean(text) == text


@given(ANY_TEXT)
def test_plain_text_is_the_same_in_any_case_and_with_any_blanks(text: str) -> None:
    assert plain(f" {text}\n") == plain(text)
    assert plain("Straße\u00a0ＵＳ") == plain("STRASSE  us")


@given(ANY_TEXT, st.integers(1, 40))
def test_one_line_is_one_line_within_its_limit(text: str, limit: int) -> None:
    line = one_line(text, limit)
    assert len(line) <= limit
    assert len(line.splitlines()) <= 1
    assert one_line(line, limit) == line


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("US Airways", "us-airways"),
        ("  H&M  ", "h-m"),
        ("Nestlé", "nestle"),
        ("Straße", "strasse"),
        ("Йогурт", "йогурт"),
        ("हिन्दी", "हिन्दी"),
        ("任天堂 Switch", "任天堂-switch"),
        ("a\x00b", "ab"),
    ],
)
def test_a_slug_keeps_the_letters_of_every_script(name: str, expected: str) -> None:
    assert slug(name) == expected


@given(st.text(max_size=80).map(lambda name: f"a{name}"))
@example("0𝓐")
def test_a_slug_is_its_own_slug(name: str) -> None:
    assert slug(slug(name)) == slug(name)


@pytest.mark.parametrize("name", ["", "😡", "--- ", "\x00"])
def test_a_name_without_letters_has_no_slug(name: str) -> None:
    with pytest.raises(SettingsError, match="no letter or digit"):
        slug(name)


@pytest.mark.parametrize(
    "text",
    [
        "https://evil.example/x",
        "HTTP://EVIL.EXAMPLE",
        "ht\u200btps://evil.example",
        "javascript:alert(1)",
        "mailto:a@evil.example",
        "see www.evil.example/login?x=1 now",
        "evil.example/login",
        "[click](https://evil.example)",
        "slack://evil.example/x",
    ],
)
def test_no_link_leaves_in_a_message(text: str) -> None:
    assert "[link]" in defang(text)
    assert "evil" not in defang(text)
    assert "alert(1)" not in defang(text)


@pytest.mark.parametrize("text", ["@channel", "<!here>", "<@U123>", "<b>x</b>", "`rm`", "**x**", "~~x~~", "&lt;b&gt;"])
def test_no_ping_and_no_markup_leaves_in_a_message(text: str) -> None:
    assert not re.search(r"[@<>`*~]|&\w+;", defang(text))


def test_everyday_words_leave_as_they_are() -> None:
    text = "It broke after 2.5 hours (!), at 12:30. R&D, really? 5/10 — never again… 😡"
    assert defang(text) == text


@given(ANY_TEXT)
def test_nothing_unseen_and_no_address_leaves_in_a_message(text: str) -> None:
    sent = defang(text)
    assert "://" not in sent
    assert "@" not in sent
    assert not {unicodedata.category(character) for character in sent} & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    assert len(sent.splitlines()) <= 1


def test_a_flood_of_letters_is_made_harmless_in_no_time() -> None:
    # Would take minutes if a link were looked for from every character anew.
    assert len(defang("a" * 20_000)) == 20_000
    assert len(defang("a." * 10_000)) == 20_000
    assert len(defang("+.-" * 6_000)) == 18_000
