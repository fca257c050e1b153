"""The language of a text: known, foreign, or honestly unknown."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from analysis.langid import PIECE, Langid
from analysis.language import BLOCK, LIMIT, identify
from analysis.prose import prose
from storage.models import Judgement

FOUR = ("en", "id", "sw", "nl")
TEN = ("ar", "de", "en", "es", "fr", "id", "it", "nl", "pt", "sw")

SENTENCES = [
    ("ar", "الطلب لم يصل حتى الآن ولا أحد يرد على الهاتف"),
    ("de", "Ich warte seit drei Wochen auf meine Bestellung und niemand geht ans Telefon."),
    ("en", "I ordered this lamp three weeks ago and it still has not arrived."),
    ("es", "Llevo tres semanas esperando mi pedido y nadie contesta al teléfono."),
    ("fr", "La livraison est arrivée avec trois semaines de retard et personne ne répond au téléphone."),
    ("id", "Saya sudah menunggu tiga minggu tetapi barangnya belum juga sampai."),
    ("it", "Aspetto il mio ordine da tre settimane e nessuno risponde al telefono."),
    ("nl", "Ik wacht al drie weken op mijn bestelling en niemand reageert op mijn mails."),
    ("pt", "Estou há três semanas à espera da encomenda e ninguém atende o telefone."),
    ("sw", "Nimesubiri wiki tatu lakini mzigo wangu bado haujafika nyumbani."),
]

FLOODS = [
    "",
    "\x00" * 500,
    "\ud800\udc00 \ud83d" * 50,
    "😀" * 2_500,
    "x" * 20_000,
    "ﷺ" * LIMIT,
    "<b>" * 3_000,
    "https://t.co/" + "a" * 5_000,
    "a\u0301\u0302\u0303" * 1_000,
    "１２３ ＡＢＣ",
]


def one(text: str, languages: Sequence[str] = FOUR, hint: str | None = None) -> Judgement[str]:
    return identify([text], [languages], [hint])[0]


@pytest.fixture(scope="module")
def package() -> LanguageIdentifier:
    """py3langid itself, but adding up in double precision, so that only the rules are compared."""
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.nb_ptc = identifier.nb_ptc.astype(np.float64)
    identifier.nb_pc = identifier.nb_pc.astype(np.float64)
    return identifier


@pytest.fixture(scope="module")
def langid() -> Langid:
    return Langid({})


@pytest.mark.parametrize(("language", "text"), SENTENCES)
def test_a_sentence_in_one_of_the_brands_languages_is_known(language: str, text: str) -> None:
    found = one(text, TEN)

    assert found.value == language
    assert found.confidence > 0.9


@pytest.mark.parametrize(("language", "text"), [pair for pair in SENTENCES if pair[0] not in FOUR])
def test_a_sentence_in_another_language_keeps_that_language(language: str, text: str) -> None:
    assert one(text).value == language


@pytest.mark.parametrize(
    ("language", "near", "text"),
    [
        ("af", ("nl", "en"), "Ek wag al drie weke vir my bestelling en niemand antwoord my e-posse nie."),
        (
            "ca",
            ("es", "pt"),
            "El paquet encara no ha arribat i ningú no contesta al telèfon de l'empresa des de fa dies.",
        ),
        ("gl", ("pt", "es"), "O paquete aínda non chegou e ninguén contesta ao teléfono desde hai máis dunha semana."),
        ("so", ("sw", "en"), "Alaabtii ma imaan weli mana jawaabaan telefoonka"),
    ],
)
def test_a_relative_of_the_brands_languages_is_not_taken_for_one(
    language: str, near: tuple[str, ...], text: str
) -> None:
    assert one(text, near).value == language


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ja", "とても良い商品です"),
        ("ko", "배송이 너무 늦어요"),
        ("th", "พัสดุยังไม่มาเลย"),
        ("hi", "मेरा पैकेज अभी तक नहीं आया है और कोई फोन नहीं उठाता"),
        ("el", "Η παραγγελία δεν έχει φτάσει"),
    ],
)
def test_another_script_is_foreign_however_short(language: str, text: str) -> None:
    assert one(text, ("en",)).value == language


def test_malay_counts_as_indonesian() -> None:
    text = "Saya sangat gembira kerana awak telah datang ke kedai kami semalam"

    assert one(text, ("en", "id")).value == "id"
    assert one(text, ("en", "ms")).value == "id"
    assert one(text, ("en", "nl")).value == "id"


@pytest.mark.parametrize(
    ("text", "languages", "language"),
    [
        ("@acme thanks", ("en", "nl"), "en"),
        ("Jammer.", ("nl", "en", "de"), "nl"),
        ("Danke!", ("de", "en", "nl"), "de"),
        ("mantap gan", ("id", "en"), "id"),
        ("não funciona", ("es", "pt"), "pt"),
        ("no funciona", ("es", "pt"), "es"),
        ("asante sana", FOUR, "sw"),
        ("Vergogna!", TEN, "it"),
        ("mantap", TEN, "id"),
    ],
)
def test_few_words_are_enough_among_few_languages(text: str, languages: tuple[str, ...], language: str) -> None:
    assert one(text, languages).value == language


@pytest.mark.parametrize(("language", "text"), [pair for pair in SENTENCES if pair[0] != "ar"])
def test_shouting_and_title_case_change_nothing(language: str, text: str) -> None:
    assert one(text.upper(), TEN) == one(text, TEN) == one(text.title(), TEN)


def test_letters_in_disguise_are_read() -> None:
    assert one("𝐈 𝐨𝐫𝐝𝐞𝐫𝐞𝐝 𝐭𝐡𝐢𝐬 𝐥𝐚𝐦𝐩 𝐭𝐡𝐫𝐞𝐞 𝐰𝐞𝐞𝐤𝐬 𝐚𝐠𝐨").value == "en"
    assert one("ﻫﻞ ﺗﻌﻠﻢ ﺃﻥ ﺷﺮﺏ ﺍﻟﺤﻠﻴﺐ ﻳﻮﻣﻴﺎً ﻳﺴﺎﻋﺪﻙ", ("ar", "en")).value == "ar"


def test_addresses_and_emoji_are_no_evidence() -> None:
    assert prose("@acme https://t.co/verzending www.bestelling.nl #helaas") == "helaas"
    assert one("@bezorgdienst https://example.nl/bestelling where is my order 😡😡 123") == one("where is my order")


@pytest.mark.parametrize("text", ["", "   ", "12345", "👍👍", "@acme https://t.co/x", "?!", "a"])
def test_a_text_without_words_is_not_guessed(text: str) -> None:
    found = one(text)

    assert found.value is None
    assert found.reason == "too short to tell"


@pytest.mark.parametrize(("text", "language"), [("ok", "en"), ("ok", "nl"), ("thx", "en"), ("terima kasih", "id")])
def test_a_short_text_of_common_words_is_read_in_the_brands_only_language(text: str, language: str) -> None:
    assert one(text, (language,)).value == language


@pytest.mark.parametrize(("text", "language"), [("good", "id"), ("Aanrader", "en"), ("asante sana", "nl")])
def test_a_short_text_in_another_language_is_not_forced_into_the_brands_only_one(text: str, language: str) -> None:
    assert one(text, (language,)).value != language


def test_an_undecided_text_is_not_guessed() -> None:
    found = one("wifi")

    assert found.value is None
    assert found.reason.startswith("no language above")


@pytest.mark.parametrize(("hint", "language"), [("nl", "nl"), ("nl-BE", "nl"), ("id_ID", "id"), ("in", "id")])
def test_a_plausible_hint_decides_an_undecided_text(hint: str, language: str) -> None:
    assert one("wifi", FOUR, hint).value == language


def test_a_wrong_hint_does_not_overrule_a_clear_text() -> None:
    text = "Ik wacht al drie weken op mijn bestelling en niemand reageert op mijn mails, schandalig."
    assert one(text, FOUR, "en").value == "nl"


@pytest.mark.parametrize("hint", ["und", "", "xx-YY", "-", "\ud800"])
def test_a_hint_that_says_nothing_is_ignored(hint: str) -> None:
    assert one("where is my order, please", ("en", "xx"), hint) == one("where is my order, please", ("en",))


def test_without_a_known_language_of_the_brand_only_a_clear_one_is_believed() -> None:
    assert one("Where is the order that I placed with you three weeks ago?", ("xx",)).value == "en"
    assert one("where", ()).value is None


def test_a_language_without_listed_words_stands_its_ground_beside_one_with() -> None:
    text = "Bestillingen kom ikke til tiden, og ingen svarer på telefonen i butikken."
    assert one(text, ("no", "de")).value == one(text, ("no",)).value == "no"


def test_names_and_links_before_the_text_do_not_crowd_it_out() -> None:
    names = " ".join(f"@customer_number_{number}" for number in range(50))
    assert one(f"{names} https://example.com/{'a' * 300} {dict(SENTENCES)['nl']}").value == "nl"


def test_a_batch_is_judged_as_its_texts_are_one_by_one() -> None:
    texts = [text * (1 + at % 3) for at, (_, text) in enumerate(SENTENCES * 60)] + FLOODS + ["wifi", "Jammer."]
    languages = [(FOUR, TEN, ("en",), ())[at % 4] for at in range(len(texts))]
    hints = [(None, "nl", "id-ID")[at % 3] for at in range(len(texts))]
    assert len(texts) > BLOCK

    found = identify(texts, languages, hints)

    assert found == [one(*each) for each in zip(texts, languages, hints, strict=True)]


def test_an_empty_batch_has_no_answers() -> None:
    assert identify([], [], []) == []


def test_batches_that_do_not_go_together_are_refused() -> None:
    with pytest.raises(ValueError, match="2 texts, 1 languages and 2 hints"):
        identify(["a", "b"], [FOUR], [None, None])


@pytest.mark.parametrize("flood", FLOODS)
def test_a_flood_gets_a_language_or_a_reason(flood: str) -> None:
    found = one(flood)

    assert bool(found.value) != bool(found.reason)


@given(st.text(), st.sampled_from([FOUR, ("en",), ()]), st.one_of(st.none(), st.text(max_size=6)))
def test_any_text_gets_a_language_or_a_reason(text: str, languages: tuple[str, ...], hint: str | None) -> None:
    found = one(text, languages, hint)

    assert bool(found.value) != bool(found.reason)
    assert 0 <= found.confidence <= 1


words = st.sampled_from([word for _, text in SENTENCES for word in text.split()])
sentences = st.lists(words, max_size=40).map(" ".join)
anything = st.text(st.characters(exclude_categories=()), max_size=3 * PIECE)


@settings(max_examples=150)
@given(st.lists(st.one_of(sentences, anything), min_size=1, max_size=6))
def test_probabilities_are_py3langids(package: LanguageIdentifier, langid: Langid, texts: list[str]) -> None:
    for text, found in zip(texts, langid.probabilities(texts), strict=True):
        expected = dict(package.rank(text))

        assert expected.keys() == set(langid.codes)
        assert found == pytest.approx([expected[code] for code in langid.codes], abs=1e-9)


@pytest.mark.parametrize("length", [1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 7 * PIECE + 5, 4_000])
def test_a_text_cut_anywhere_gives_the_probabilities_of_the_whole(
    package: LanguageIdentifier, langid: Langid, length: int
) -> None:
    text = (" ".join(text for _, text in SENTENCES) * 8)[:length]
    expected = dict(package.rank(text))

    found = langid.probabilities(["short", text, ""])[1]

    assert found == pytest.approx([expected[code] for code in langid.codes], abs=1e-9)
