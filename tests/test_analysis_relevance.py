"""Whose voice a mention is, and whether it is about the brand: named cases, guards for customers, hostile texts."""

import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.calibration import Example, learn
from analysis.linear import Evidence, Model, loads
from analysis.relevance import NO, YES, Judge, about, signals, voice
from analysis.relevance.common import common
from storage.errors import StorageError
from storage.models import (
    Brand,
    BrandId,
    Kind,
    Match,
    Mention,
    MentionId,
    Origin,
    Rating,
    Role,
    SourceName,
    StoredMention,
    Voice,
)

ACME = Brand(id=BrandId("acme"), name="Acme", aliases=("Acme Kettles",), accounts=("@AcmeHelps",))
DELTA = Brand(
    id=BrandId("delta"),
    name="Delta",
    aliases=("Delta Air Lines", "@DeltaAssist", "#flydelta"),
    products=("Sky Club",),
    accounts=("Delta",),
    context=("flight", "gate", "bag", "航班"),
)
ONLY_NAMED = Brand(id=BrandId("delta"), name="Delta")


def said(text: str, **stated: object) -> Mention:
    values = {"source": SourceName("x"), "external_id": "1", "published_at": datetime(2026, 1, 1, tzinfo=UTC), **stated}
    return Mention(text=text, **values)  # type: ignore[arg-type]


def heard(text: str, **stated: object) -> Voice | None:
    return voice(said(text, **stated), (ACME,)).value


@pytest.mark.parametrize(
    "text",
    [
        # English
        "@ann82 We're sorry to hear that, Ann. Please DM us your order number so we can help. ^MO",
        "@ann82 Hi Ann, thanks for reaching out. Could you send us a private message with your email address?",
        "@ann82 Noted! ^MO",
        "@ann82 Is the kettle plugged in? *TJN https://t.co/abc",
        "@ann82 Thanks for stopping by! -Becky",
        "@ann82 Sorry for the inconvenience. Let us know if a restart helps.",
        # Indonesian
        "@budi Halo Kak, mohon maaf atas ketidaknyamanannya. Silakan DM kami nomor pesanannya ya. ^Ayu",
        "@budi Hai Kak Budi, terima kasih telah menghubungi kami. Mohon informasikan nomor HP terdaftar melalui DM ya.",
        # Swahili
        "@juma Habari Juma, samahani kwa usumbufu. Tafadhali tutumie namba yako ya simu DM tukusaidie.",
        "@juma Ahsante kwa kuwasiliana nasi. Tafadhali tunaomba kufahamu changamoto unayopitia.",
        # Dutch
        "@jan Hoi Jan, wat vervelend om te horen! Stuur ons even een DM met je postcode, dan kijk ik met je mee. ^LS",
        "@jan Bedankt voor je bericht. Kun je je klantnummer en postcode doorgeven?",
        # others
        "@max Hallo Max, das tut uns leid. Schick uns bitte eine DN mit deiner Kundennummer.",
        "@ana Hola Ana, lamentamos lo sucedido. Envíanos un mensaje directo con tu número de pedido.",
        "@luc Bonjour Luc, nous sommes désolés. Envoyez-nous un message privé avec votre numéro de client.",
    ],
)
def test_an_agent_who_answers_somebody_is_no_customer(text: str) -> None:
    assert heard(text) is Voice.AGENT


@pytest.mark.parametrize(
    "text",
    [
        "Hoi, wat vervelend om te horen. Laat ons weten of het lukt. Groetjes, Sanne",
        "Terima kasih atas ulasannya. Mohon maaf atas kendala yang dialami. Tks~Harvin",
    ],
)
def test_an_answer_below_a_review_is_an_agents_where_the_same_words_alone_are_not(text: str) -> None:
    assert heard(text, parent_id="7") is Voice.AGENT
    assert heard(text) is heard(text, parent_id="7", rating=Rating(value=1)) is Voice.CUSTOMER


def test_people_who_comfort_each_other_in_a_thread_are_customers() -> None:
    assert heard("Sorry to hear that! Let us know if a new fuse helps.", parent_id="7") is Voice.CUSTOMER


@pytest.mark.parametrize(
    "text",
    [
        "@AcmeHelps please DM me, I am still waiting for my order ^AB",
        "@AcmeHelps you said 'please DM us your order number' and then nothing",
        "@acme thanks for reaching out, I sent you a DM. -Tom",
        '@bob all they ever write is "We are sorry to hear that. Please DM us your order number." my order is lost',
        "@bob well played ^LOL",
        "@bob so sorry to hear that about your kettle, let us know how it goes",
        "RT @AcmeHelps: We're sorry to hear that. Please DM us your order number. ^MO",
        "@bob this is useless RT @AcmeHelps: We're sorry, please DM us your order number. ^MO",
    ],
)
def test_who_speaks_to_the_brand_or_quotes_it_stays_a_customer(text: str) -> None:
    assert heard(text) is Voice.CUSTOMER


@pytest.mark.parametrize(
    "text",
    [
        "Subscribe to my channel please",
        "check out my new mixtape on soundcloud",
        "SUB 4 SUB anyone?",
        "Follow me on Instagram @kyle.beats",
        "If I reach 500 subscribers I will eat this kettle",
        "I made $5,000 a week from home, ask me how",
        "Earn money online fast, no skills needed",
        "Get free followers now! https://example.com/x",
        "Bitcoin changed my life, my broker doubled my profits, WhatsApp +1 (555) 010-9999",
        "Contact @cyber_fix he helped me recover my account",
        "𝐒𝐮𝐛𝐬𝐜𝐫𝐢𝐛𝐞 𝐭𝐨 𝐦𝐲 𝐜𝐡𝐚𝐧𝐧𝐞𝐥",
        "Repost this to 10 friends or you will have bad luck",
        "https://example.com/deals",
        "Hot girls near you waiting tonight",
        "Use my code KYLE20 to get 20% off",
        # Indonesian, Swahili, Dutch, others
        "Slot gacor malam ini, link alternatif di bio",
        "Butuh dana? Pinjaman online tanpa jaminan, WA 081234567890",
        "Jual followers murah, cek bio kak",
        "Jipatie mkopo haraka bila dhamana",
        "Tengeneza pesa mtandaoni kila siku ukiwa nyumbani",
        "Geld verdienen vanuit huis, stuur een bericht",
        "Gratis volgers voor je Instagram",
        "Abonniert meinen Kanal!",
        "Gana dinero desde casa",
    ],
)
def test_spam_is_spam(text: str) -> None:
    assert heard(text) is Voice.SPAM


@pytest.mark.parametrize(
    "text",
    [
        "Giveaway! RT and follow us for a chance to win a kettle #win",
        "I entered a giveaway for a chance to win a kettle by Acme",
        "Like, share and tag a friend to win two tickets",
        "GIVEAWAY! Follow + retweet menangkan voucher Acme 100rb",
        "Kuis berhadiah pulsa! Syaratnya: follow, retweet, like",
        "Share na comment ujishindie simu mpya",
        "Winactie: like en deel dit bericht en maak kans op een waterkoker",
        "Gewinnspiel! Folge uns und gewinne einen Wasserkocher",
        "Sorteo: sigue la cuenta y comenta para ganar una tetera",
        "RT + follow pour tenter de gagner une bouilloire",
    ],
)
def test_a_giveaway_is_a_giveaway(text: str) -> None:
    assert heard(text) is Voice.GIVEAWAY


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Acme Reports Record Second Quarter Earnings - Reuters https://t.co/a", Voice.PRESS),
        ("Acme Corporation (NYSE:ACM) Shares Fall After Kettle Recall Report https://t.co/a", Voice.PRESS),
        ("Acme unveils its first cordless kettle https://t.co/a via @reuters", Voice.PRESS),
        ("#NowPlaying Boiling Point by The Kettles https://t.co/a", Voice.BOT),
        ("Acme is hiring! Barista in Austin, TX #job #hiring https://t.co/a", Voice.BOT),
        ("I'm at Acme Store in Austin, TX https://t.co/a", Voice.BOT),
        ("Just posted a photo @ Acme Store https://t.co/a", Voice.BOT),
        ("Flight 3111 (N614SW) departs @KMCO enroute to Austin https://t.co/a", Voice.BOT),
        ("Temp: 21C Wind: 5 km/h Humidity: 40% Pressure: 1013 hPa", Voice.BOT),
        ("I am a bot, and this action was performed automatically.", Voice.BOT),
    ],
)
def test_headlines_are_the_presss_and_templates_are_a_programs(text: str, expected: Voice) -> None:
    assert heard(text) is expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "my kettle leaks and nobody answers",
        "Acme kettle https://t.co/photo",
        "@acme https://t.co/photo",
        "why do I get spam that says 'subscribe to my channel' from you?",
        "your app shows ads like make $500 a day from home, fix it, terrible",
        "is this giveaway real? RT and follow to win an Acme kettle looks like a scam",
        "I tried to use my code WELCOME to get 10% off and it does not work, error every time",
        "Please check my account, my card was declined",
        "check out my tweet about your broken kettle",
        "I won't subscribe to your newsletter",
        "How do I unsubscribe? I keep getting emails",
        "please follow me so I can DM you",
        "I can't get crypto in the app, please help me with this exchange",
        "my bill has doubled, I trade my phone in",
        "They wouldn't check me out of the hotel for an hour",
        "any word on the winners of the contest?",
        "happy to enter your sweepstakes again",
        "jalan-jalan ke Bandung jangan lupa mampir ke sini, enak banget",
        "Kwa nini sijapata zawadi yangu? huduma mbovu sana",
        "ik wacht al drie weken op mijn bestelling, groet Jan",
        "Flight 12 was cancelled and my bag is lost https://t.co/a",
        "The stock of kettles is empty again",
        "follow the news? your prices rise every quarter",
        "Acme promises money: earn money from home my foot. Never got a cent",
        "Acme cut off my grandma in winter. my gofundme https://gofundme.example/grandma",
    ],
)
def test_customers_stay_customers(text: str) -> None:
    assert heard(text) is Voice.CUSTOMER


@pytest.mark.parametrize(
    ("stated", "expected", "certain"),
    [
        ({"role": Role.BRAND}, Voice.BRAND, True),
        ({"role": Role.PRESS}, Voice.PRESS, True),
        ({"role": Role.BOT}, Voice.BOT, True),
        ({"author_name": "acmehelps"}, Voice.BRAND, True),
        ({"author_name": "@AcmeHelps"}, Voice.BRAND, True),
        ({"author_key": "AcmeHelps"}, Voice.BRAND, True),
        ({"author_name": "Acme Support"}, Voice.BRAND, False),
        ({"author_name": "ask_acme"}, Voice.BRAND, False),
        ({"author_name": "weather_bot"}, Voice.BOT, False),
        ({"author_name": "WeatherBot2"}, Voice.BOT, False),
        ({"author_name": "Talbot"}, Voice.CUSTOMER, False),
        ({"author_name": "Acme"}, Voice.CUSTOMER, False),
        ({"author_name": "AcmeFan"}, Voice.CUSTOMER, False),
        ({"author_name": ""}, Voice.CUSTOMER, False),
    ],
)
def test_the_source_and_the_authors_name_tell_before_the_words(
    stated: dict[str, object], expected: Voice, certain: bool
) -> None:
    found = voice(said("our kettles boil in a minute", **stated), (ACME,))
    assert found.value is expected
    assert (found.confidence == 1.0) is certain


def test_a_brand_that_names_no_accounts_speaks_under_its_own_name() -> None:
    nameless = Brand(id=BrandId("acme"), name="Acme")
    assert voice(said("hello", author_name="acme"), (nameless,)).value is Voice.BRAND


@pytest.mark.parametrize(
    "text",
    [
        "Subscribe to my channel, the kettle burned my hand",
        "RT and follow to win! The kettle burned my hand",
        "I am a bot, beep boop",
    ],
)
def test_where_harm_is_reported_words_decide_nothing(text: str) -> None:
    assert voice(said(text), (ACME,)).value is not Voice.CUSTOMER
    assert voice(said(text), (ACME,), harmed=True).value is Voice.CUSTOMER


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({"role": Role.PRESS}, Voice.PRESS),
        ({"author_name": "AcmeHelps"}, Voice.BRAND),
        ({"author_name": "Acme Support"}, Voice.CUSTOMER),
        ({"author_name": "WeatherBot"}, Voice.CUSTOMER),
        ({"parent_id": "7"}, Voice.CUSTOMER),
    ],
)
def test_only_the_source_and_a_given_account_take_a_report_of_harm_from_customers(
    stated: dict[str, object], expected: Voice
) -> None:
    answer = said("@ann82 We're sorry to hear that it burned your hand. Please DM us your number. ^MO", **stated)
    assert voice(answer, (ACME,)).value is not Voice.CUSTOMER
    assert voice(answer, (ACME,), harmed=True).value is expected


def test_a_customer_who_bears_the_brands_name_may_report_harm() -> None:
    ben = Brand(id=BrandId("ben"), name="Ben")
    burnt = kept(1, "the heater caught fire and burned my hand, hospital", ben.id, author_name="Ben")
    assert [v.value for v, _ in Judge((ben,)).judge([burnt], [False])] == [Voice.BRAND]
    assert [v.value for v, _ in Judge((ben,)).judge([burnt], [True])] == [Voice.CUSTOMER]


@pytest.mark.parametrize("text", ["my Delta tap burst and burned me", "burned by it, see https://x.example/delta/tap"])
def test_a_report_of_harm_is_left_out_of_no_brand_by_its_words(text: str) -> None:
    batch = [kept(1, text, DELTA.id)]
    ((_, ruled),), ((_, harmed),) = (Judge((DELTA,)).judge(batch, [harm]) for harm in (False, True))
    assert (ruled[DELTA.id].value, harmed[DELTA.id].value) == (False, None)
    assert harmed[DELTA.id].reason == ruled[DELTA.id].reason != ""


@pytest.mark.parametrize(
    "stated", [{"kind": Kind.REVIEW}, {"kind": Kind.SURVEY}, {"rating": Rating(value=1)}, {"kind": Kind.TICKET}]
)
def test_who_rates_or_was_asked_is_neither_press_nor_bot_nor_a_giveaway(stated: dict[str, object]) -> None:
    for text in (
        "Acme Reports Record Quarter Earnings - Reuters https://t.co/a",
        "#win RT to win",
        "I am a bot, beep boop",
    ):
        assert heard(text, **stated) is Voice.CUSTOMER
    assert heard("It works", author_name="Jan_Bot", **stated) is Voice.CUSTOMER
    assert heard("Subscribe to my channel", **stated) is Voice.SPAM


@pytest.mark.parametrize(("stars", "expected"), [(1, Voice.CUSTOMER), (3, Voice.SPAM), (5, Voice.SPAM)])
def test_stars_that_complain_speak_for_a_customer(stars: int, expected: Voice) -> None:
    assert heard("Earn money online fast", kind=Kind.REVIEW, rating=Rating(value=stars)) is expected


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("JanBot", "our kettles boil in a minute", Voice.BOT),
        ("JanBot", "my kettle is broken", Voice.CUSTOMER),
        ("Jan Bot", "love the kettle", Voice.CUSTOMER),
        ("Weather Bot", "Acme Store: price drop! https://t.co/a", Voice.BOT),
    ],
)
def test_a_bots_name_decides_only_where_nothing_speaks_against_it(name: str, text: str, expected: Voice) -> None:
    assert heard(text, author_name=name) is expected


def test_every_voice_that_is_no_customers_has_a_reason() -> None:
    for text in ("Subscribe to my channel", "RT to win", "I am a bot.", "@ann please DM us ^MO"):
        assert voice(said(text), (ACME,)).reason


@pytest.mark.parametrize(
    ("text", "narrow", "wide"),
    [
        ("Delta lost my bags", True, None),
        ("two FLIGHTS with delta", True, None),
        ("delta 航班延误", True, None),
        ("my Delta faucet drips", False, None),
        ("baggage of Delta", False, None),
        ("@delta hello", True, None),
        ("@DeltaAssist hello", True, None),
        ("#flydelta", True, None),
        ("the #delta variant", False, None),
        ("Delta Air Lines is fun", True, None),
        ("the Delta Sky Club", True, None),
        ("Delta is worse than @united at the gate", True, None),
        ("see https://x.example/delta/flight", False, False),
        ("write to delta@gmail.com", False, False),
        ("write to ann@delta.com", True, True),
        ("see www.delta.com/deals", True, True),
        ("The oven is broken.\nSent from my Delta", False, False),
        ("Sent from my Delta, which is broken", False, None),
        ("nothing is named", None, None),
        ("", None, None),
    ],
)
def test_a_mention_is_about_the_brand_where_a_word_of_context_stands(
    text: str, narrow: bool | None, wide: bool | None
) -> None:
    assert (about(said(text), DELTA).value, about(said(text), ONLY_NAMED).value) == (narrow, wide)


@pytest.mark.parametrize(
    "stated",
    [
        *({"kind": kind} for kind in (Kind.REVIEW, Kind.TICKET, Kind.SURVEY)),
        {"maker": "Delta"},
        {"place": "Gate B12"},
        {"product": "flight DL12"},
    ],
)
def test_what_comes_to_the_brand_or_is_stated_needs_no_context(stated: dict[str, object]) -> None:
    assert about(said("Delta is bad", **stated), DELTA).value is True
    assert about(said("Delta is bad"), DELTA).value is False


@pytest.mark.parametrize(
    ("text", "word"),
    [("delta flightmarieduboissssn123", "flight"), ("Delta bags", "bag"), ("delta 航班延误", "航班")],
)
def test_a_reason_names_the_word_of_context_and_none_of_the_text(text: str, word: str) -> None:
    assert about(said(text), DELTA).reason == f"says {word!r} too"


def test_a_comparison_is_about_both() -> None:
    united = Brand(id=BrandId("united"), name="United", context=("flight",))
    both = said("I would take United over Delta for any flight")
    assert about(both, united).value is about(both, DELTA).value is True


def test_a_name_that_is_a_word_asks_for_context() -> None:
    assert common(ONLY_NAMED)
    assert not common(DELTA)
    assert not common(ACME)


FLOODS: dict[str, Callable[[int], str]] = {
    "ats": lambda n: "@a " * n,
    "hashtags": lambda n: "#win " * n,
    "links": lambda n: "http://a.co/x " * n,
    "dots": lambda n: "a." * n,
    "one word": lambda n: "subscribe" * n,
    "triggers": lambda n: "please check out my subscribe follow win rt dm us " * n,
    "commas": lambda n: "like,share,win," * n,
    "quotes": lambda n: '"“«„' * n,
    "blanks": lambda n: "win" + " \n\t" * n + "rt",
    "carets": lambda n: "@a " + "^A" * n,
    "marks": lambda n: "e" + "\u0301\u0316" * n,
    "wide": lambda n: "ﷺ" * n,
    "mail": lambda n: "a@" * n + "delta",
    "signatures": lambda n: "delta " + "sent from my " * n,
    "newlines": lambda n: "delta" + "\n" * n + "x",
    "parentheses": lambda n: "(@ a" * n + "http",
}


@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS)
def test_no_flood_costs_more_than_a_few_long_texts(flood: Callable[[int], str]) -> None:
    text = flood(20_000)[:20_000]
    before = process_time()
    voice(said(text), (DELTA,))
    about(said(text), DELTA)
    assert process_time() - before < 1


@given(st.text(), st.randoms(use_true_random=False))
def test_any_text_has_a_voice(text: str, chance: random.Random) -> None:
    words = ["\x00", "\ud83d", "@a", "^A", "http://", "dm us", "delta", "sent from my", *text.split(" ")]
    chance.shuffle(words)
    mention = said(" ".join(words), parent_id="1")
    assert isinstance(voice(mention, (DELTA,)).value, Voice)
    assert about(mention, DELTA).value in (True, False, None)


def kept(number: int, text: str, *brands: BrandId, **stated: object) -> StoredMention:
    matches = tuple(Match(brand=brand, query="Delta") for brand in brands)
    return StoredMention(id=MentionId(number), mention=said(text, **stated), matches=matches)


def taught(evidence: Sequence[Evidence], labels: Sequence[str]) -> Model:
    examples = [
        Example(evidence=each, label=label, origin=Origin.CORRECTIONS, group=str(number))
        for number, (each, label) in enumerate(zip(evidence, labels, strict=True))
    ]
    model, gate = learn(examples, [None] * len(examples))
    assert model is not None
    assert gate.passed
    return model


WARES = ("lamp", "chair", "vase", "rug", "clock", "mirror", "desk", "shelf", "sofa", "stool", "bench", "frame")
PITCHES = [f"gorgeous {ware} on sale, visit the {other} outlet" for ware in WARES for other in WARES[:3]]
GRUMBLES = [f"my {ware} came scratched and the {other} is too small" for ware in WARES for other in WARES[:3]]


@pytest.fixture(scope="module")
def voices() -> Model:
    """A model that was taught pitches which no rule knows."""
    judge = Judge((ACME,))
    evidence = [judge.voice_evidence(said(text)) for text in (*PITCHES, *GRUMBLES)]
    return taught(evidence, [Voice.SPAM] * len(PITCHES) + [Voice.CUSTOMER] * len(GRUMBLES))


def test_without_a_model_the_rules_judge() -> None:
    judge = Judge((ACME, DELTA))
    batch = [
        kept(1, "Subscribe to me!", ACME.id),
        kept(2, "Delta lost my bag", DELTA.id),
        kept(3, "a Delta tap", DELTA.id),
    ]
    (first, _), (second, about_it), (_, not_about_it) = judge.judge(batch, [False] * 3)
    assert (first.value, second.value) == (Voice.SPAM, Voice.CUSTOMER)
    assert (about_it[DELTA.id].value, not_about_it[DELTA.id].value) == (True, False)


def test_nothing_to_judge_gives_nothing(voices: Model) -> None:
    assert Judge((), (1, voices)).judge([], []) == []


def test_a_model_that_knows_other_scores_or_answers_is_left_out_and_logged(
    voices: Model, caplog: pytest.LogCaptureFixture
) -> None:
    fewer = Model(classes=voices.classes, weights=voices.weights[:-1], bias=voices.bias)
    alien = Model(classes=("customer", "robot"), weights=voices.weights, bias=voices.bias)
    batch = [kept(1, "gorgeous table on sale, visit the lamp outlet", ACME.id)]
    for unfit in (fewer, alien):
        judge = Judge((ACME,), (3, unfit), {ACME.id: (4, voices)})
        assert judge.judge(batch, [False]) == Judge((ACME,)).judge(batch, [False])
    assert [record.args for record in caplog.records] == [("voice", 3), (ACME.id, 4)] * 2


def test_the_evidence_has_as_many_scores_as_models_are_asked_to_have() -> None:
    judge = Judge((ACME,))
    assert len(judge.voice_evidence(said("hello")).scores) == signals.VOICE_SCORES
    assert len(judge.about_evidence(said("hello"), ACME.id).scores) == signals.BRAND_SCORES


@pytest.mark.parametrize("data", [b"[" * 4_000 + b"\n", b'{"a":' * 800])
def test_a_model_that_is_nested_without_end_is_refused(data: bytes) -> None:
    with pytest.raises(StorageError, match="learn it anew"):
        loads(data)


def test_a_brand_that_is_not_known_is_left_out() -> None:
    ((_, abouts),) = Judge((ACME,)).judge([kept(1, "Delta", DELTA.id)], [False])
    assert abouts == {}


def test_what_was_taught_is_found_and_the_rest_stays_as_it_was(voices: Model) -> None:
    texts = ["gorgeous table on sale, visit the lamp outlet", "my table came scratched", "RT and follow to win a table"]
    batch = [kept(number, text, ACME.id) for number, text in enumerate(texts)]
    rules = [voice.value for voice, _ in Judge((ACME,)).judge(batch, [False] * 3)]
    learnt = [voice.value for voice, _ in Judge((ACME,), (2, voices)).judge(batch, [False] * 3)]
    assert rules == [Voice.CUSTOMER, Voice.CUSTOMER, Voice.GIVEAWAY]
    assert learnt == [Voice.SPAM, Voice.CUSTOMER, Voice.GIVEAWAY]
    assert Judge((ACME,), (2, voices)).judge(batch, [False] * 3)[0][0].model == "learnt voice 2"


def test_what_is_certain_and_what_reports_harm_outranks_a_model(voices: Model) -> None:
    pitch = "gorgeous table on sale, visit the lamp outlet"
    batch = [kept(1, pitch), kept(2, pitch, author_name="AcmeHelps"), kept(3, pitch, role=Role.PRESS)]
    judge = Judge((ACME,), (2, voices))
    assert [v.value for v, _ in judge.judge(batch, [False] * 3)] == [Voice.SPAM, Voice.BRAND, Voice.PRESS]
    assert [v.value for v, _ in judge.judge(batch, [True] * 3)] == [Voice.CUSTOMER, Voice.BRAND, Voice.PRESS]


def test_a_mention_is_judged_the_same_alone_and_among_others(voices: Model) -> None:
    judge = Judge((ACME,), (2, voices))
    batch = [kept(number, text, ACME.id) for number, text in enumerate((*PITCHES[:9], *GRUMBLES[:9]))]
    alone = [judge.judge([one], [False])[0][0].value for one in batch]
    assert [v.value for v, _ in judge.judge(batch, [False] * len(batch))] == alone


def test_not_about_us_is_learnt_for_one_brand() -> None:
    judge = Judge((ONLY_NAMED, ACME))
    taps = [f"the Delta {ware} tap drips in the bathroom near the {other}" for ware in WARES for other in WARES[:3]]
    trips = [f"Delta lost my {ware} on the way to Boston with the {other}" for ware in WARES for other in WARES[:3]]
    evidence = [judge.about_evidence(said(text), ONLY_NAMED.id) for text in (*taps, *trips)]
    model = taught(evidence, [NO] * len(taps) + [YES] * len(trips))
    batch = [
        kept(1, "my Delta tap drips in the bathroom", ONLY_NAMED.id, ACME.id),
        kept(2, "Delta lost my coat on the way to Boston", ONLY_NAMED.id),
        kept(3, "my Delta tap drips in the bathroom", ONLY_NAMED.id, kind=Kind.REVIEW),
    ]
    found = [
        abouts for _, abouts in Judge((ONLY_NAMED, ACME), None, {ONLY_NAMED.id: (2, model)}).judge(batch, [False] * 3)
    ]
    assert [abouts[ONLY_NAMED.id].value for abouts in found] == [False, True, True]
    assert [abouts[ONLY_NAMED.id].model for abouts in found] == ["learnt delta 2", "learnt delta 2", "relevance rules"]
    assert found[0][ACME.id].value is None
    harmed = Judge((ONLY_NAMED,), None, {ONLY_NAMED.id: (2, model)}).judge(batch[:1], [True])
    assert harmed[0][1][ONLY_NAMED.id].value is None
