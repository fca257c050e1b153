"""The language of a text: known, foreign, or honestly unknown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.language import identify
from analysis.prose import prose

FOUR = ("en", "id", "sw", "nl")

SENTENCES = [
    ("en", "I ordered this lamp three weeks ago and it still has not arrived."),
    ("en", "WHY IS NOBODY ANSWERING THE PHONE AT YOUR OFFICE TODAY"),
    ("id", "Saya sudah menunggu tiga minggu tetapi barangnya belum juga sampai."),
    ("id", "pengirimannya lama banget, gak ada kabar sama sekali dari penjualnya"),
    ("sw", "Nimesubiri wiki tatu lakini mzigo wangu bado haujafika nyumbani."),
    ("nl", "Ik wacht al drie weken op mijn bestelling en niemand reageert op mijn mails."),
]


@pytest.mark.parametrize(("language", "text"), SENTENCES)
def test_a_sentence_in_one_of_the_brands_languages_is_known(language: str, text: str) -> None:
    found = identify(text, FOUR)

    assert found.value == language
    assert found.confidence > 0.5


def test_malay_counts_as_indonesian() -> None:
    assert identify("Saya sangat gembira kerana awak telah datang ke kedai kami semalam", FOUR).value == "id"


def test_a_longer_text_in_a_foreign_language_keeps_that_language() -> None:
    text = "La livraison est arrivée avec trois semaines de retard et personne ne répond au téléphone."
    assert identify(text, FOUR).value == "fr"


def test_another_script_is_foreign_however_short() -> None:
    assert identify("とても良い商品です", ("en",)).value == "ja"


def test_a_short_text_is_read_in_the_brands_only_language() -> None:
    assert identify("@acme thanks", ("en",)).value == "en"


def test_addresses_are_no_evidence() -> None:
    assert prose("@acme https://t.co/verzending www.bestelling.nl #helaas") == "helaas"
    assert identify("@bezorgdienst https://example.nl/bestelling where is my order", FOUR).value == "en"


@pytest.mark.parametrize("text", ["", "   ", "12345", "👍👍", "@acme https://t.co/x", "?!"])
def test_a_text_without_words_is_not_guessed(text: str) -> None:
    found = identify(text, FOUR)

    assert found.value is None
    assert found.reason == "too short to tell"


def test_an_undecided_text_is_not_guessed() -> None:
    found = identify("cool", FOUR)

    assert found.value is None
    assert found.reason.startswith("no language above")


@pytest.mark.parametrize(("hint", "language"), [("en", "en"), ("en-GB", "en"), ("nl_NL", "nl"), ("in", "id")])
def test_a_plausible_hint_decides_an_undecided_text(hint: str, language: str) -> None:
    assert identify("cool", FOUR, hint).value == language


def test_a_wrong_hint_does_not_overrule_a_clear_text() -> None:
    text = "Ik wacht al drie weken op mijn bestelling en niemand reageert op mijn mails, schandalig."
    assert identify(text, FOUR, "en").value == "nl"


def test_an_unknown_hint_or_brand_language_is_ignored() -> None:
    assert identify("where is my order, please", ("en", "xx"), "und").value == "en"
    assert identify("where", ("xx",)).value is None


@given(st.text(), st.sampled_from([FOUR, ("en",), ()]), st.one_of(st.none(), st.text(max_size=6)))
def test_any_text_gets_a_language_or_a_reason(text: str, languages: tuple[str, ...], hint: str | None) -> None:
    found = identify(text, languages, hint)

    assert bool(found.value) != bool(found.reason)
    assert 0 <= found.confidence <= 1
