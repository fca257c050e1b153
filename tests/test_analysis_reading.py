"""A reading puts language, feeling, harm and question together, and never fails on a text."""

import dataclasses
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corrected import corrected
from analysis.question import asks
from analysis.reading import Reader
from storage.models import (
    PERSON,
    Actor,
    Aspect,
    Brand,
    BrandId,
    Correction,
    Hazard,
    Match,
    Mention,
    MentionId,
    Rating,
    Reading,
    Role,
    Sentiment,
    Severity,
    SourceName,
    StoredMention,
    Voice,
)

TOYS = Brand(
    id=BrandId("toys"), name="Acme", products=("Glow Torch",), languages=("en", "id", "sw", "nl"), timezone="UTC"
)
LAMPS = Brand(id=BrandId("lamps"), name="Lumo", products=("Desk Lamp",), languages=("en",))


def stored(text: str, brand: BrandId | None = None, number: int = 1, **fields: object) -> StoredMention:
    mention = Mention(
        source=SourceName("x"),
        external_id=str(number),
        text=text,
        published_at=datetime(2025, 10, 1, tzinfo=UTC),
        author_key="ann",
    )
    matches = (Match(brand=brand, query="q"),) if brand else ()
    return StoredMention(id=MentionId(number), mention=dataclasses.replace(mention, **fields), matches=matches)


def read(text: str, **fields: object) -> Reading:
    (reading,) = Reader([TOYS]).read([stored(text, TOYS.id, **fields)])
    return reading


def test_a_report_of_harm_in_a_happy_review_is_a_complaint() -> None:
    reading = read("We love the Glow Torch! It did burn her hand a bit, she has a blister.", rating=Rating(value=5))

    assert reading.language.value == "en"
    assert reading.hazard is not None
    assert (reading.hazard.hazard, reading.hazard.severity) == (Hazard.FIRE, Severity.FIRST_AID)
    assert reading.hazard.first_person
    assert reading.complaint_like
    assert reading.product == "Glow Torch"


def test_the_span_points_at_the_words_in_the_text() -> None:
    text = "😡😡 @acme  https://t.co/x  my son burned his hand, thanks"
    hazard = read(text).hazard

    assert hazard is not None
    assert text[hazard.start : hazard.end] == "burned his hand"


def test_indonesian_is_read_for_harm_and_for_feeling() -> None:
    reading = read("Senter ini sangat berbahaya, tangan anak saya melepuh dan harus ke dokter")

    assert reading.language.value == "id"
    assert reading.sentiment.value is Sentiment.NEGATIVE
    assert reading.hazard is not None
    assert reading.hazard.severity is Severity.TREATMENT


def test_vaders_compound_is_kept_whatever_the_language() -> None:
    reading = read("Det här är super fantastic, jag har haft den i tre veckor och det finns inget fel på den")

    assert reading.sentiment.value is None
    assert reading.sentiment.reason == "no language pack for sv"
    assert reading.vader_compound > 0


def test_the_brands_own_voice_is_kept_but_not_counted() -> None:
    reading = read("We are sorry that the torch burned your daughter's hand.", role=Role.BRAND)

    assert not reading.counted
    assert not reading.complaint_like
    assert reading.hazard is None
    assert reading.sentiment.reason == "not a customer's voice"


def test_press_reports_of_harm_are_kept_but_not_counted() -> None:
    reading = read("The torch burned two children, reports say.", role=Role.PRESS)

    assert not reading.counted
    assert reading.hazard is not None
    assert not reading.hazard.first_person


@pytest.mark.parametrize("role", [Role.BRAND, Role.BOT])
def test_a_person_who_says_that_a_customer_speaks_brings_the_harm_back(role: Role) -> None:
    (reading,) = Reader([TOYS]).read([stored("The torch burned my hand.", TOYS.id, role=role)], {MentionId(1)})

    assert reading.hazard is not None
    assert (reading.voice.value, reading.voice.model) == (Voice.CUSTOMER, PERSON)
    assert reading.complaint_like


@pytest.mark.parametrize("text", ["my Lumo river walk was awful", "the Lumo lamp is awful", "the torch burned my hand"])
@pytest.mark.parametrize("voice", list(Voice))
@pytest.mark.parametrize("brands", [(), (LAMPS.id,), (LAMPS.id, TOYS.id)])
def test_what_is_read_and_what_a_person_says_count_by_the_same_rule(
    text: str, voice: Voice, brands: tuple[BrandId, ...]
) -> None:
    lamps = dataclasses.replace(LAMPS, context=("lamp",))
    mention = dataclasses.replace(stored(text), matches=tuple(Match(brand=brand, query="q") for brand in brands))
    (reading,) = Reader([lamps]).read([mention])
    answer = Correction(
        mention_id=mention.id,
        aspect=Aspect.VOICE,
        value=voice,
        said="",
        model="",
        confidence=0.0,
        actor=Actor(name="ana"),
        at=mention.mention.published_at,
    )
    spoken = corrected(mention, reading, [answer])

    assert reading.counted is any(reading.counts_for(brand) for brand in brands) or not brands
    assert spoken.counted is (reading.counted and voice is Voice.CUSTOMER)
    assert spoken.complaint_like is (reading.complaint_like and voice is Voice.CUSTOMER)
    assert (spoken.sentiment == reading.sentiment) is (voice is Voice.CUSTOMER)


@pytest.mark.parametrize(
    ("text", "rating", "complaint"),
    [
        ("The parcel has a blue label on the left side", None, False),
        ("This is terrible, nobody answers my calls", None, True),
        ("What a lovely day with the new lamp", None, False),
        ("Where can I buy the blue one?", None, True),
        ("Barangnya sampai kemarin sore dengan kurir", None, True),
        ("Barangnya sampai kemarin sore dengan kurir", Rating(value=5), False),
        ("Barangnya sampai kemarin sore dengan kurir", Rating(value=3), False),
        ("What a lovely lamp, great", Rating(value=2), True),
        ("This is terrible, nobody answers my calls", Rating(value=5), False),
        ("This is terrible, nobody answers my calls", Rating(value=3), True),
        ("What a lovely lamp, great", Rating(value=4, low=0, high=10), True),
        ("What a lovely lamp, great", Rating(value=1, low=1, high=1), False),
    ],
)
def test_what_is_complaint_like(text: str, rating: Rating | None, complaint: bool) -> None:
    assert read(text, rating=rating).complaint_like is complaint


def test_a_matched_brand_decides_languages_and_products() -> None:
    reader = Reader([TOYS, LAMPS])
    text = "ok sent, the glow torch and the desk lamp"

    of_toys, of_lamps, of_none = reader.read([stored(text, TOYS.id), stored(text, LAMPS.id), stored(text)])

    assert (of_toys.product, of_lamps.product, of_none.product) == ("Glow Torch", "Desk Lamp", "Glow Torch")
    assert Reader([LAMPS]).read([stored("ok", LAMPS.id)])[0].language.value == "en"


def test_readings_come_in_the_order_of_the_mentions() -> None:
    batch = [stored("one", number=3), stored("two", number=1), stored("three", number=2)]

    assert [reading.mention_id for reading in Reader([]).read(batch)] == [3, 1, 2]
    assert Reader([TOYS]).read([]) == []


class Unreadable(str):
    """A text that breaks whoever looks at it."""

    __slots__ = ()

    def __getitem__(self, key: object) -> str:
        raise ValueError(key)


def test_a_text_that_cannot_be_read_does_not_hold_up_the_others() -> None:
    broken, whole = Reader([TOYS]).read([stored(Unreadable("x")), stored("I hate this broken lamp", number=2)])

    assert broken.language.reason == broken.sentiment.reason == "could not be read: ValueError"
    assert broken.complaint_like
    assert whole.sentiment.value is Sentiment.NEGATIVE


@pytest.mark.parametrize(
    ("language", "text", "question"),
    [
        ("en", "Is it waterproof? I think so", True),
        ("en", "how do I reset it", True),
        ("en", "@acme can you help", True),
        ("en", "When I opened it, it broke", False),
        ("en", "What a day", False),
        ("en", "see https://example.org/?page=2", False),
        ("id", "kenapa belum sampai", True),
        ("id", "barang sudah sampai", False),
        ("sw", "mbona hamjibu", True),
        ("sw", "asanteni sana", False),
        ("nl", "waarom duurt dit zo lang", True),
        ("nl", "wat een mooi ding", False),
        (None, "kenapa belum sampai", True),
        ("fr", "how do I reset it", False),
        ("ja", "いつ届きますか？", True),
    ],
)
def test_questions(language: str | None, text: str, question: bool) -> None:
    assert asks(text, language) is question


PARTS = st.sampled_from(
    [
        "burned my hand",
        "not",
        "doctor",
        "?",
        "@a",
        "#b",
        "https://x",
        "😡",
        "\x00",
        "\ud800",
        "\u202e",
        "melepuh",
        "ameungua",
        "brandwond",
        "RT @a:",
        "İ",
        "ß",
        "\n",
        "ﷺ",
    ]
)
TEXTS = st.one_of(st.text(), st.lists(PARTS, max_size=40).map(" ".join), st.lists(PARTS, max_size=40).map("".join))


@given(
    TEXTS,
    st.sampled_from(Role),
    st.one_of(
        st.none(), st.builds(Rating, value=st.integers(0, 10), low=st.just(1.0), high=st.sampled_from([1.0, 5.0]))
    ),
    st.one_of(st.none(), st.text(max_size=5)),
)
def test_any_mention_gets_a_whole_reading(text: str, role: Role, rating: Rating | None, hint: str | None) -> None:
    reading = read(text, role=role, rating=rating, language_hint=hint)

    assert not reading.language.reason.startswith("could not be read")
    for judgement in (reading.language, reading.sentiment):
        assert (judgement.value is None) == bool(judgement.reason)
        assert 0 <= judgement.confidence <= 1
    assert -1 <= reading.vader_compound <= 1
    assert reading.counted is (reading.voice.value is Voice.CUSTOMER)
    assert role is Role.CUSTOMER or not reading.counted
    assert reading.counted or not reading.complaint_like
    assert len(reading.fingerprint) == 16
    if reading.hazard is not None:
        assert 0 <= reading.hazard.start < reading.hazard.end <= len(text)


def test_a_brands_own_name_praises_nobody() -> None:
    united = Brand(id=BrandId("united"), name="United", aliases=("Best Buy",))
    text = "Best Buy and United moved my flight to Houston"

    named, unnamed = (Reader([brand]).read([stored(text)])[0] for brand in (united, TOYS))

    assert named.sentiment.value is not Sentiment.POSITIVE
    assert unnamed.sentiment.value is Sentiment.POSITIVE
    assert named.vader_compound == unnamed.vader_compound > 0
