"""What the language packs say of texts, what a pack must be, and that no text can hold the scorer up."""

import json
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.lexicon import Pack, Polarity, load, scaled, score, unscaled
from analysis.pack import Contents, parse
from analysis.tokens import tokens
from analysis.vocabulary import Vocabulary
from storage.errors import SettingsError

NAMES = sorted(
    file.name.removesuffix(".json") for file in (files("analysis") / "packs").iterdir() if ".json" in file.name
)
LANGUAGES = [name for name in NAMES if name != "emoji"]


def _contents(name: str) -> Contents:
    return parse((files("analysis") / "packs" / f"{name}.json").read_text("utf-8"), name)


def _pack(**keys: Any) -> Pack:
    contents = parse(json.dumps({"language": "xx", "version": 1, **keys}), "xx.json")
    return Pack(language="xx", version=1, vocabulary=Vocabulary(contents))


def _of(text: str, language: str) -> float:
    pack = load(language)
    assert pack is not None
    return score(text, pack).mass


SMALL = _pack(
    positive={"good": 2, "werkt": 2, "schön": 2, "perfect*": 3, "well made": 2, "agrada": 2, ":)": 2},
    negative={"bad": 2, "broken": 2, "not worth": 3, "great, another": 3, ";(": 2, ":/": 1},
    neutral=["schon", "as good as"],
    requests=["please", "if"],
    failings=["won't", "unable"],
    negators=["not", "niet", "won't"],
    negators_after=["niet"],
    boosters={"very": 1.5, "bit": 0.5},
    boosters_after={"indeed": 1.5},
    contrast=["but"],
    spellings={"gud": "good"},
    enclitics=["ism"],
    proclitics=["re"],
    negating_proclitics=["un"],
)


def _mass(text: str) -> float:
    return score(text, SMALL).mass


@pytest.mark.parametrize("name", NAMES)
def test_every_pack_keeps_the_rules_and_names_its_own_language(name: str) -> None:
    contents = _contents(name)
    assert contents.language == name
    assert load(name) is not None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_between_150_and_400_words_for_praise_and_for_blame(language: str) -> None:
    weights = [entry.weight for entry in _contents(language).entries.values()]
    assert 150 <= sum(weight > 0 for weight in weights) <= 400
    assert 150 <= sum(weight < 0 for weight in weights) <= 400


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_word_of_a_pack_is_found_in_a_text_and_bears_its_own_feeling(language: str) -> None:
    for key, entry in _contents(language).entries.items():
        found = _of(key.removesuffix("*"), language)
        assert not entry.weight or found * entry.weight > 0, key


def test_a_language_without_a_pack_has_none() -> None:
    assert load("xx") is None
    assert load("../en") is None


@pytest.mark.parametrize(
    ("broken", "complaint"),
    [
        ('{"language": "xx", "version": 1, "postive": {}}', "postive"),
        ('{"language": "xx", "version": 1, "positive": {"good": 1, "good": 2}}', "'good' stands in it twice"),
        ('{"language": "xx", "version": 1, "positive": {"good": 1}, "negative": {"good": 1}}', "both"),
        ('{"language": "xx", "version": 1, "negators": ["no"], "neutral": ["no"]}', "both"),
        ('{"language": "xx", "version": 1, "positive": {"Good": 1}}', "lower case"),
        ('{"language": "xx", "version": 1, "positive": {"scho\\u0308n": 1}}', "NFC"),
        ('{"language": "xx", "version": 1, "positive": {"so  good": 1}}', "blanks"),
        ('{"language": "xx", "version": 1, "positive": {"goo*": 1}}', "star"),
        ('{"language": "xx", "version": 1, "positive": {"go*od": 1}}', "go\\*od"),
        ('{"language": "xx", "version": 1, "positive": {"a+": 1}}', "signs"),
        ('{"language": "xx", "version": 1, "positive": {"good": 4}}', "weighs 4"),
        ('{"language": "xx", "version": 1, "positive": {"good": 0}}', "weighs 0"),
        ('{"language": "xx", "version": 1, "positive": ["good"]}', "positive"),
        ('{"language": "xx", "version": 1, "negators": ["no", "no"]}', "repetitions"),
        ('{"language": "xx", "version": 1, "spellings": {"gud": "very good"}}', "one word"),
        ('{"language": "xx", "version": 1, "spellings": {"a": "b", "b": "c"}}', "one to the next"),
        ('{"language": "xx", "version": 1, "positive": {"gud": 1}, "spellings": {"gud": "good"}}', "spellings"),
        ('{"language": "xx", "version": "1"}', "version"),
        ('{"version": 1}', "language"),
        ("[]", "object"),
        ("{", "xx.json"),
    ],
)
def test_a_pack_that_breaks_a_rule_is_refused_with_the_word_that_does(broken: str, complaint: str) -> None:
    with pytest.raises(SettingsError, match=complaint):
        parse(broken, "xx.json")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Pelayanannya memuaskan banget, makasih kak", "id"),
        ("mantaaaap bgt aplikasinya", "id"),
        ("bagus2 semua barangnya", "id"),
        ("Gak kecewa beli di sini", "id"),
        ("mahal tapi enak", "id"),
        ("senyaman di rumah, disukai anak anak", "id"),
        ("Huduma nzuri sana, asanteni", "sw"),
        ("Nimefurahi sana, kazi nzuri", "sw"),
        ("naipenda hii app", "sw"),
        ("hakuna shida, iko poa", "sw"),
        ("no problems at all with my order", "en"),
        ("Not bad, arrived early", "en"),
        ("I can't recommend it enough, can't recommend enough", "en"),
        ("thank you 😍", "en"),
    ],
)
def test_praise_is_heard(text: str, language: str) -> None:
    assert _of(text, language) > 0


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Aplikasi lemot, eror terus, gk bisa login", "id"),
        ("tdk memuaskan sama sekali", "id"),
        ("barang belum sampe, parah", "id"),
        ("kuciwa? bukan, KECEWA BERAT", "id"),
        ("bagus tapi ribet dan mahal banget", "id"),
        ("nyesel beli, zonk", "id"),
        ("merugikan nasabah, kerugiannya besar", "id"),
        ("cs nya babi, dasar pecundang", "id"),
        ("tidak ada solusi, gak bermanfaat", "id"),
        ("tidak ada gunanya komplen", "id"),
        ("jammer dat het niet lukt", "nl"),
        ("helaas niet gelukt", "nl"),
        ("Mtandao mbovu, mnatuibia pesa", "sw"),
        ("huduma yenu si nzuri kabisa", "sw"),
        ("sipendi hii huduma", "sw"),
        ("nimechoka na huu mtandao, haifanyi kazi", "sw"),
        ("Great, another outage", "en"),
        ("I would not recommend this to anyone", "en"),
        ("on hold for 3 hours", "en"),
        ("They cancelled my flight, want a refund", "en"),
        ("doesnt work, total scammers", "en"),
        ("thanks for nothing", "en"),
        ("so much for customer service :(", "en"),
    ],
)
def test_blame_is_heard(text: str, language: str) -> None:
    assert _of(text, language) < 0


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Mwezi huu ni wa pili", "sw"),
        ("salah satu cabang di bandung", "id"),
        ("selamat pagi kak", "id"),
        ("setop dulu selama proses", "id"),
        ("maendeleo ya umoja wetu", "sw"),
        ("I would like to change my seat", "en"),
        ("what kind of battery is it", "en"),
        ("https://good.example/great @love_bad", "en"),
    ],
)
def test_look_alikes_say_nothing(text: str, language: str) -> None:
    assert _of(text, language) == 0


def test_a_negator_turns_praise_and_blame_round_and_weakens_both() -> None:
    assert -2 < _mass("not good") < 0
    assert 0 < _mass("not bad") < 1


def test_a_negation_ends_with_its_clause_and_its_reach() -> None:
    assert _mass("not that, good") == 2
    assert _mass("not one two three good") == 2
    assert _mass("not one two good") < 0


def test_a_negator_that_may_follow_turns_what_stands_before_it() -> None:
    assert _mass("het werkt niet") < 0
    assert _mass("werkt helaas niet.") < 0
    assert _mass("good not") == 2


def test_a_negator_that_follows_blame_does_not_make_it_praise() -> None:
    assert _mass("bad niet") == -2


def test_faces_are_never_turned_round() -> None:
    assert _mass("niet :)") == 2
    assert _mass(";( niet") == -2
    assert _mass("not so ;(") == -2
    assert _mass("not :) good") == pytest.approx(2 - 2 * 0.8)


@pytest.mark.parametrize("text", ["user://x", "user:// x", "(NEU): EUR", "a:/b", "file:/ x", "good (for now): 3"])
def test_signs_within_addresses_and_after_brackets_are_no_faces(text: str) -> None:
    assert not {":/", "://", "):"} & set(tokens(text))


@pytest.mark.parametrize("text", ["bad :/", ":/", "good:)", "bad ;(", "(: good"])
def test_a_face_beside_a_word_is_one(text: str) -> None:
    assert any(not token[0].isalnum() for token in tokens(text))


def test_praise_in_a_question_a_request_or_a_wish_counts_a_third() -> None:
    assert _mass("good?") == pytest.approx(2 / 3)
    assert _mass("please make it good") == pytest.approx(2 / 3)
    assert _mass("good if it comes!") == pytest.approx(2 / 3)
    assert _mass("please. good") == 2
    assert _mass("please it is broken") == -2


def test_the_tokens_of_sentences_that_ask_are_counted() -> None:
    assert score("good one. please do it. good", SMALL).wished == 4
    assert score("good one.", SMALL).wished == 0
    assert score("how good?", SMALL).wished == 2


def test_a_negator_that_turns_nothing_round_is_weak_blame_three_times_at_most() -> None:
    assert _mass("it won't open") == pytest.approx(-0.4)
    assert _mass("unable, unable") == pytest.approx(-0.8)
    assert _mass("won't open. " * 9) == pytest.approx(-1.2)
    assert _mass("won't be bad") == pytest.approx(0.8)
    assert _mass("won't be one two good") == pytest.approx(2 - 0.4)
    assert _mass("it is not that") == 0


def test_laughter_says_neither_praise_nor_blame() -> None:
    for language in LANGUAGES:
        assert _of("xyz 😂🤣 xyz", language) == 0


def test_a_negator_between_two_feelings_is_of_the_second() -> None:
    assert _mass("werkt niet bad") == pytest.approx(2 + 0.8)


def test_a_phrase_goes_before_its_words_and_may_hold_a_comma() -> None:
    assert _mass("not worth it") == -3
    assert _mass("as good as the other") == 0
    assert _mass("Great, another one") == -3


def test_boosters_strengthen_and_weaken_their_neighbours_only() -> None:
    assert _mass("very good") == pytest.approx(3)
    assert _mass("bit bad") == pytest.approx(-1)
    assert _mass("good indeed") == pytest.approx(3)
    assert _mass("very one two three good") == 2


def test_what_follows_a_contrast_outweighs_what_came_before_it() -> None:
    assert _mass("good but bad") < 0 < _mass("bad but good")


def test_shouting_strengthens_and_asking_weakens() -> None:
    assert _mass("good?") < _mass("good") < _mass("good!")
    assert _mass("GOOD") > _mass("good")


@pytest.mark.parametrize(
    "spelt",
    ["goood", "gooooood", "good2", "gud", "GOOD", "ｇｏｏｄ", "l'good", "good’", "good-", "#good", "goodism", "regood"],
)
def test_a_word_is_found_as_people_write_it(spelt: str) -> None:
    assert _mass(spelt) > 0


def test_accents_may_be_left_out_unless_that_makes_another_word() -> None:
    assert _mass("scho\u0308n") == _mass("schoen") == _mass("schön") == 2
    assert _mass("schon") == 0


def test_a_star_stands_for_any_ending_and_no_star_for_none() -> None:
    assert _mass("perfectly") == 3
    assert _mass("goodness") == 0


def test_letters_written_onto_a_word_may_negate_it() -> None:
    assert _mass("ungood") < 0


def test_faces_and_emoji_speak_in_every_language() -> None:
    for language in LANGUAGES:
        assert _of("xyz 😡 xyz", language) < 0 < _of("xyz ❤️ :-)", language)
    assert _of("👍🏽", "en") > 0
    assert _of(":(((((", "en") == _of(":(", "en") < 0


def test_a_repeated_emoji_is_said_once() -> None:
    assert _of("😡" * 500, "id") == _of("😡", "id")


def test_a_flood_is_read_to_its_bound_and_no_further() -> None:
    assert score("x " * 20_000 + "good", SMALL) == Polarity(tokens=10_000)


@pytest.mark.parametrize(
    "flood",
    [
        "😡😍",
        "not ",
        "but good ",
        "a'",
        ":(",
        "good",
        "\u0301",
        "a\u0301",
        "(",
        "-_",
        "x",
        "\x00",
        "\ud800",
        "<b>",
        "no, ",
        "#",
        "@",
    ],
)
@pytest.mark.parametrize("language", ["en", "sw", "ar"])
def test_no_flood_of_signs_breaks_the_scorer(flood: str, language: str) -> None:
    pack = load(language)
    assert pack is not None
    found = score((flood * 20_000)[:20_000], pack)
    assert found.known <= found.tokens <= 20_000


@given(st.text(alphabet=st.characters(), max_size=200))
def test_any_text_has_a_score_and_always_the_same(text: str) -> None:
    pack = load("en")
    assert pack is not None
    found = score(text, pack)
    assert found == score(text, pack)
    assert found.positive >= 0 <= found.negative
    assert -1 < found.score < 1


@given(st.text(max_size=200))
def test_tokens_stand_in_the_text_in_order(text: str) -> None:
    position = 0
    for token in tokens(text):
        position = text.index(token, position) + len(token)


@given(st.floats(-25, 25))
def test_a_mass_comes_back_from_its_score(mass: float) -> None:
    assert unscaled(scaled(mass)) == pytest.approx(mass)
