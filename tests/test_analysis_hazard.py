"""Harm is found in four languages, and figures of speech, denials, fears and fiction are left alone."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.hazard import LIMIT, PACKS, find
from analysis.severity import POTENTIAL
from storage.models import Hazard, Severity

GUARDS = (
    "negators", "near_misses", "hypotheses", "figures", "fiction", "questions", "admission", "treatment", "first_aid",
    "own", "reported",
)  # fmt: skip
NONE, NEAR, AID, CARE, STAY = Severity

HARM = [
    ("en", "The torch overheated and burned her hand.", Hazard.FIRE, AID),
    ("en", "battery overheated and burned her hand, we spent the night in the ER", Hazard.FIRE, CARE),
    ("en", "My son's night light caught fire while it was charging", Hazard.FIRE, NONE),
    ("en", "Sparks flew out of the plug and it started smoking", Hazard.FIRE, NONE),
    ("en", "the handle melted after ten minutes", Hazard.FIRE, NONE),
    ("en", "She has blisters on both palms from your glow torch", Hazard.FIRE, AID),
    ("en", "I got a shock from the charger yesterday", Hazard.SHOCK, AID),
    ("en", "The lamp shocked me when I touched the switch", Hazard.SHOCK, AID),
    ("en", "The power bank exploded in the kitchen", Hazard.EXPLOSION, NONE),
    ("en", "My toddler choked on the wheel and turned blue", Hazard.CHOKING, NEAR),
    ("en", "he swallowed two of the magnets and needed surgery", Hazard.MAGNET, CARE),
    ("en", "The magnets came loose after a day", Hazard.MAGNET, NONE),
    ("en", "Small pieces came off within minutes, I found one in her mouth", Hazard.CHOKING, NEAR),
    ("en", "The cord wrapped around his neck", Hazard.STRANGULATION, NEAR),
    ("en", "Sliced my thumb on the lid, four stitches", Hazard.LACERATION, CARE),
    ("en", "my daughter cut her finger on the sharp edge", Hazard.LACERATION, AID),
    ("en", "his finger got stuck in the wheel, it was purple", Hazard.ENTRAPMENT, AID),
    ("en", "The shelf tipped over onto my son and he was admitted to hospital", Hazard.FALL, STAY),
    ("en", "We all got food poisoning from the lasagne", Hazard.POISONING, AID),
    ("en", "He broke out in hives after one bite, used the EpiPen, ambulance came", Hazard.ALLERGY, CARE),
    ("en", "the dart hit him in the eye and the doctor found a corneal abrasion", Hazard.OTHER, CARE),
    ("en", "It could have burned her hand!", Hazard.FIRE, NEAR),
    ("en", "Your charger nearly set the house on fire", Hazard.FIRE, NEAR),
    ("en", "The torch scorched his fingers, urgent care said second degree", Hazard.FIRE, CARE),
    ("en", "Smoke was coming out of the toy", Hazard.FIRE, NONE),
    ("en", "The scooter's brakes failed on the hill", Hazard.CRASH, NEAR),
    ("en", "Love it, five stars! Though the cap came off and he nearly choked on it.", Hazard.CHOKING, NEAR),
    ("id", "Senter ini panas sekali dan tangan anak saya melepuh", Hazard.FIRE, AID),
    ("id", "anakku kena luka bakar, langsung ke UGD", Hazard.FIRE, CARE),
    ("id", "Charger nya meleleh dan keluar asap", Hazard.FIRE, NONE),
    ("id", "Mainannya terbakar waktu dicas", Hazard.FIRE, NONE),
    ("id", "saya kesetrum waktu pegang kabelnya", Hazard.SHOCK, AID),
    ("id", "Baterainya meledak di kamar", Hazard.EXPLOSION, NONE),
    ("id", "Bayi saya tersedak bagian kecil yang copot", Hazard.CHOKING, NEAR),
    ("id", "anak saya menelan magnet dan harus dioperasi", Hazard.MAGNET, CARE),
    ("id", "Jari anak saya terjepit roda sampai bengkak", Hazard.ENTRAPMENT, AID),
    ("id", "tangan saya tergores ujung yang tajam, berdarah", Hazard.LACERATION, AID),
    ("id", "Anak saya keracunan dan dirawat di rumah sakit tiga hari", Hazard.POISONING, STAY),
    ("id", "kulit bayi langsung ruam dan gatal-gatal, ke dokter", Hazard.ALLERGY, CARE),
    ("sw", "Tochi ilipata joto na mtoto wangu ameungua mkono", Hazard.FIRE, AID),
    ("sw", "Ana malengelenge mikononi, tulimpeleka hospitali", Hazard.FIRE, CARE),
    ("sw", "Chaja ilishika moto usiku", Hazard.FIRE, NONE),
    ("sw", "taa inatoa moshi na cheche", Hazard.FIRE, NONE),
    ("sw", "Nilipigwa na shoti ya umeme nilipogusa waya", Hazard.SHOCK, AID),
    ("sw", "Betri ililipuka jikoni", Hazard.EXPLOSION, NONE),
    ("sw", "Mtoto alikabwa na kipande kidogo", Hazard.CHOKING, NEAR),
    ("sw", "mtoto karibu akabwe na kipande", Hazard.CHOKING, NEAR),
    ("sw", "Tochi yenu imemuunguza mtoto wangu mkono", Hazard.FIRE, AID),
    ("sw", "Mtoto amemeza sumaku, amefanyiwa upasuaji", Hazard.MAGNET, CARE),
    ("sw", "Amejikata kidole na damu ilitoka", Hazard.LACERATION, AID),
    ("sw", "Kidole chake kilinaswa kwenye gurudumu", Hazard.ENTRAPMENT, AID),
    ("sw", "Mtoto alitapika baada ya kula, amelazwa hospitalini", Hazard.POISONING, STAY),
    ("nl", "De zaklamp werd gloeiend heet en mijn dochter heeft haar hand verbrand", Hazard.FIRE, AID),
    ("nl", "Mijn zoon heeft blaren en brandwonden, naar de huisarts geweest", Hazard.FIRE, CARE),
    ("nl", "De lader vloog in brand", Hazard.FIRE, NONE),
    ("nl", "Ik kreeg een schok van de stekker", Hazard.SHOCK, AID),
    ("nl", "De accu is ontploft in de gang", Hazard.EXPLOSION, NONE),
    ("nl", "Onze peuter is bijna gestikt in een onderdeel", Hazard.CHOKING, NEAR),
    ("nl", "De magneetjes lieten los en ze heeft er twee magneetjes ingeslikt", Hazard.MAGNET, AID),
    ("nl", "Mijn kind heeft zich gesneden aan de scherpe rand, het bloedde erg", Hazard.LACERATION, AID),
    ("nl", "Zijn vinger zat klem tussen de wielen", Hazard.ENTRAPMENT, AID),
    ("nl", "Mijn dochter viel van de step en heeft een gebroken arm, ziekenhuis", Hazard.OTHER, CARE),
    ("nl", "Hele gezin ziek geworden van de kipfilet, diarree en alles", Hazard.POISONING, AID),
]

HARMLESS = [
    ("en", "Bloody brilliant, thank you!"),
    ("en", "my phone died on the train"),
    ("en", "this album is fire 🔥🔥"),
    ("en", "Sorry, I spoiled my son with this one"),
    ("en", "You guys are killing it"),
    ("en", "the team is on fire tonight"),
    ("en", "My inbox is exploding"),
    ("en", "It melted my heart"),
    ("en", "chocolate that melts in your mouth"),
    ("en", "Shocked at the price, honestly"),
    ("en", "The bill gave me a shock"),
    ("en", "to add insult to injury they lost my bag"),
    ("en", "The app crashes every time I open it"),
    ("en", "Does it get hot enough to burn a child's fingers?"),
    ("en", "It never burned my hand, very safe"),
    ("en", "The handle does not burn your fingers"),
    ("en", "I'm worried it might burn her hand"),
    ("en", "If it burned her hand I would sue"),
    ("en", "In the movie the hero burned his hand"),
    ("en", "Scratching my head over these instructions"),
    ("en", "the cost of this is hard to swallow"),
    ("en", "I'm all choked up, what a lovely gift"),
    ("en", "cut my hours and my pay"),
    ("en", "such a pain in the neck to assemble"),
    ("en", "We got burned by this company before"),
    ("en", "my wallet is bleeding"),
    ("en", "I am sick of waiting for a refund"),
    ("en", "My mother is in hospital and I need to change my flight"),
    ("en", "Best doctor kit for kids, he plays doctor all day"),
    ("en", "no small parts came off, no sharp edges"),
    ("id", "lagu ini membakar semangat"),
    ("id", "Ayam bakar nya enak, keju meleleh di mulut"),
    ("id", "aku jatuh cinta sama produk ini"),
    ("id", "penjualan kami meledak bulan ini"),
    ("id", "Hati saya terbakar cemburu"),
    ("id", "Tidak pernah terbakar, aman dipakai"),
    ("id", "Apakah bisa meledak kalau dicas semalaman?"),
    ("id", "takut terbakar kalau dipakai lama"),
    ("id", "harganya bikin kaget, kayak kesetrum"),
    ("id", "kuota saya hangus lagi"),
    ("id", "di film itu mobilnya meledak"),
    ("id", "bikin gue muntah lihat iklannya"),
    ("sw", "Wimbo huu ni moto wa kuotea mbali"),
    ("sw", "Betri imekufa haraka"),
    ("sw", "Moyo wangu unaungua kwa mapenzi"),
    ("sw", "Nimefungua sanduku leo, nzuri sana"),
    ("sw", "Haijaungua hata kidogo, ni salama"),
    ("sw", "Je, inaweza kulipuka?"),
    ("sw", "Umeme umekatika tena mtaani"),
    ("sw", "Kwenye filamu gari lililipuka"),
    ("sw", "Mungu awabariki kwa huduma nzuri"),
    ("nl", "Ik lag te stikken van het lachen"),
    ("nl", "mijn telefoon is dood"),
    ("nl", "Dat is gesneden koek voor mij"),
    ("nl", "De prijs viel tegen"),
    ("nl", "Mijn hart smolt toen ik haar zag spelen"),
    ("nl", "Bloedmooi gemaakt, bloedserieus"),
    ("nl", "In het boek vloog het huis in brand"),
    ("nl", "Kan de accu ontploffen als hij vol is?"),
    ("nl", "Hij is niet in brand gevlogen, gelukkig"),
    ("nl", "ik ben geschokt door deze service"),
    ("nl", "Wat een schokkende rekening"),
]


@pytest.mark.parametrize(("language", "text", "hazard", "severity"), HARM)
def test_harm_is_found_with_its_class_and_severity(
    language: str, text: str, hazard: Hazard, severity: Severity
) -> None:
    found = find(text, language)

    assert found is not None
    assert (found.hazard, found.severity) == (hazard, severity)
    assert found.potential >= max(found.severity, Severity.FIRST_AID)
    assert found.rule.startswith(f"{language}/")


@pytest.mark.parametrize(("language", "text"), HARMLESS)
def test_what_only_sounds_like_harm_is_left_alone(language: str, text: str) -> None:
    assert find(text, language) is None


@pytest.mark.parametrize(
    ("text", "first_person"),
    [
        ("My son burned his hand on the torch", True),
        ("It exploded in our kitchen", True),
        ("A friend's torch burned her daughter's hand", False),
        ("I read that the torch burned three kids", False),
        ("Torch recalled after it burned two children, reports say", False),
        ("my neighbour's lamp caught fire", False),
        ("Child burned hand on torch", False),
    ],
)
def test_a_witness_is_told_from_hearsay(text: str, first_person: bool) -> None:
    found = find(text, "en")

    assert found is not None
    assert found.first_person is first_person


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("She burned her hand, no doctor needed", AID),
        ("She burned her hand and we almost took her to the hospital", AID),
        ("She burned her hand while playing with the doctor kit", AID),
        ("She burned her hand. The doctor gave us a cream", CARE),
        ("She burned her hand and spent two nights in the hospital", STAY),
        ("The battery swelled. She could have died.", NONE),
    ],
)
def test_only_care_that_was_given_raises_severity(text: str, severity: Severity) -> None:
    found = find(text, "en")

    assert found is not None
    assert found.severity is severity


def test_the_gravest_finding_speaks_for_the_text() -> None:
    found = find("Sharp edges, and small parts came off. The plug caught fire and burned my arm.", "en")

    assert found is not None
    assert (found.hazard, found.severity) == (Hazard.FIRE, Severity.FIRST_AID)


def test_an_unknown_language_is_tried_in_all() -> None:
    assert find("anakku kesetrum", None) is not None
    assert find("hij heeft brandwonden", None) is not None


def test_a_language_without_rules_finds_nothing() -> None:
    assert find("The torch burned my hand", "fr") is None


def test_harm_beyond_the_bound_is_not_read() -> None:
    assert find("ok. " * LIMIT + "It burned my hand", "en") is None


def test_a_rule_is_tried_though_its_stem_begins_with_another_rules_stem() -> None:
    assert find("hij heeft brandwonden", "nl") is not None
    assert find("She threw up all night", "en") is not None


@pytest.mark.parametrize("flood", ["-" * 250, "@" * 250, "@-" * 125, "(" * 250, "her her hand hit " * 500, " " * 2_500])
def test_a_flood_around_a_finding_is_read_to_its_end(flood: str) -> None:
    assert find(f"{flood} burned my hand", "en") is not None
    assert find(f"{flood} can it burn my hand? {flood} burned my hand", "en") is not None


def test_capitals_do_not_hide_harm_nor_move_its_place() -> None:
    found = find("İİ THE TORCH BURNED HER HAND", "en")

    assert found is not None
    assert (found.start, found.end) == (13, 28)


@pytest.mark.parametrize("language", PACKS)
def test_patterns_are_in_lower_case_like_the_text_they_read(language: str) -> None:
    rules, *groups = (getattr(PACKS[language], name) for name in ("rules", "body", "person", *GUARDS))
    written = [pattern for group in (*groups, *(rule.patterns for rule in rules)) for pattern in group]

    assert [pattern for pattern in written if re.search("[A-Z]", re.sub(r"\\[A-Z]", "", pattern))] == []


def test_rule_names_are_unique() -> None:
    names = [rule.name for pack in PACKS.values() for rule in pack.rules]
    assert len(names) == len(set(names))


def test_every_class_has_a_potential() -> None:
    assert set(POTENTIAL) == set(Hazard)


WORDS = st.sampled_from(
    [
        "the",
        "my",
        "her",
        "hand",
        "burned",
        "caught fire",
        "not",
        "if",
        "could",
        "?",
        ".",
        ",",
        "\n",
        "choked",
        "doctor",
        "small parts came off",
        "ER",
        "magnets",
        "tersedak",
        "meledak",
        "ameungua",
        "moto",
        "verbrand",
        "schok",
        "\x00",
        "\ud800",
        "🔥",
        "İ",
        "ß",
        "",
    ]
)


@given(
    st.one_of(st.text(), st.lists(WORDS, max_size=60).map(" ".join)), st.sampled_from(["en", "id", "sw", "nl", None])
)
def test_a_span_lies_inside_the_text(text: str, language: str | None) -> None:
    found = find(text, language)

    if found is not None:
        assert 0 <= found.start < found.end <= len(text)
        assert 0 < found.confidence <= 1
        assert found.potential >= found.severity
