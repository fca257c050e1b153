"""Which brand and product a mention is about, and which texts are copies."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.fingerprint import fingerprint
from analysis.matching import match, product, unnamed
from storage.models import Brand, BrandId, Mention, SourceName

DELTA = Brand(
    id=BrandId("delta"),
    name="Delta",
    aliases=("Delta Air Lines", "DeltaAssist"),
    excluded=("faucet", "delta variant"),
    products=("Sky Club", "Sky Club Gold", "Comfort+"),
)
US = Brand(id=BrandId("us"), name="US Airways", products=("Glow Torch", "Café Set"))


def mention(text: str, *, author: str | None = "ann", external_id: str = "1", **stated: str) -> Mention:
    return Mention(
        source=SourceName("x"),
        external_id=external_id,
        text=text,
        published_at=datetime(2025, 10, 1, tzinfo=UTC),
        author_key=author,
        **stated,
    )


@pytest.mark.parametrize(
    ("text", "brands"),
    [
        ("flying delta today", ["delta"]),
        ("DELTA lost my bag", ["delta"]),
        ("@Delta why", ["delta"]),
        ("#delta again", ["delta"]),
        ("Delta's crew was kind", ["delta"]),
        ("(delta)", ["delta"]),
        ("Ｄｅｌｔａ in wide letters", ["delta"]),
        ("deltas of rivers", []),
        ("riverdelta", []),
        ("délta", []),
        ("@delta_fan says hi", []),
        ("my delta faucet leaks", []),
        ("the Delta  variant spreads", []),
        ("us airways and delta", ["delta", "us"]),
        ("#USAirways", ["us"]),
        ("us\nairways", ["us"]),
        ("let us fly", []),
        ("", []),
    ],
)
def test_a_brand_is_named_by_whole_words(text: str, brands: list[str]) -> None:
    assert [found.brand for found in match(mention(text), [DELTA, US])] == brands


def test_the_longest_name_found_is_the_query() -> None:
    (found,) = match(mention("Delta? No: Delta Air Lines!"), [DELTA])
    assert found.query == "delta air lines"


def test_a_stated_maker_matches_too() -> None:
    assert [found.brand for found in match(mention("it broke", maker="US Airways"), [DELTA, US])] == ["us"]


def test_a_brand_without_a_usable_name_matches_nothing() -> None:
    assert match(mention("anything"), [Brand(id=BrandId("b"), name=" ", aliases=("",))]) == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("the glow  torch melted", "Glow Torch"),
        ("#GlowTorch melted", "Glow Torch"),
        ("sky club gold is closed", "Sky Club Gold"),
        ("sky club, then the glow torch", "Sky Club"),
        ("the glow torch, then sky club", "Glow Torch"),
        ("comfort+ is nice", "Comfort+"),
        ("our CAFÉ SET", "Café Set"),
        ("glow torches", ""),
        ("nothing", ""),
    ],
)
def test_the_first_product_named_is_the_product(text: str, name: str) -> None:
    assert product(mention(text), [DELTA, US]) == name


def test_a_name_is_found_whether_written_with_dots_or_without() -> None:
    kiwi = Brand(id=BrandId("k"), name="Kiwi", products=("Kıvılcım",))

    assert product(mention("yeni kivilcim bozuldu"), [kiwi]) == "Kıvılcım"
    assert [found.brand for found in match(mention("KIWI, kıwı"), [kiwi])] == ["k"]


def test_what_the_source_states_comes_before_the_text() -> None:
    assert product(mention("the glow torch", product=" Sky\nClub "), [DELTA, US]) == "Sky Club"


@given(st.text(), st.text(max_size=20), st.text(max_size=20))
def test_any_text_and_any_name_can_be_matched(text: str, name: str, other: str) -> None:
    brand = Brand(id=BrandId("b"), name=name, aliases=(other,), products=(name, other))
    assert len(match(mention(text), [brand])) <= 1
    assert isinstance(product(mention(text), [brand]), str)


SAID = "The glow torch got so hot that it melted in 20 minutes"


@pytest.mark.parametrize(
    "copy",
    [
        "RT @mum: The glow torch got so hot that it melted in 20 minutes",
        "the GLOW torch got so hot, that it melted in 30 minutes!!! 😡🔥",
        "@acme The glow #torch got so hot that it melted in 20 minutes https://t.co/abc",
        "The  glow\ntorch got so hot that it melted in 20 minutes",
        "The glow t\u200borch got so hot that it melted in 20 minutes",
        "Ｔｈｅ glow torch got so hot that it melted in 20 minutes",
        f"https://example.org/{'a' * 500} The glow torch got so hot that it melted in 20 minutes",
    ],
)
def test_a_repost_has_the_fingerprint_of_its_original(copy: str) -> None:
    assert fingerprint(mention(copy, author="bob", external_id="2")) == fingerprint(mention(SAID))


def test_other_words_have_another_fingerprint() -> None:
    assert fingerprint(mention(SAID.replace("hot", "cold"))) != fingerprint(mention(SAID))


def test_the_end_of_a_long_text_does_not_count() -> None:
    long = "word " * 39 + "last"
    assert fingerprint(mention(long + " and more")) == fingerprint(mention(long))


def test_the_fortieth_word_counts_wherever_it_stands() -> None:
    long = "https://example.org/abcdefgh word " * 39

    assert fingerprint(mention(long + "last")) != fingerprint(mention(long + "least"))


def test_the_same_few_words_of_two_people_are_two_texts() -> None:
    assert fingerprint(mention("Thanks!", author="ann")) != fingerprint(mention("thanks", author="bob"))
    assert fingerprint(mention("Thanks!", author="ann")) == fingerprint(mention("@acme thanks", author="ann"))


def test_few_words_of_unknown_people_are_different_texts() -> None:
    first, second = (mention("ok", author=None, external_id=external_id) for external_id in "12")
    assert fingerprint(first) != fingerprint(second)


@given(st.text())
def test_every_text_has_a_fingerprint(text: str) -> None:
    assert len(fingerprint(mention(text))) == 16


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("@united 618 was flight out of Houston", "it 618 was flight out of Houston"),
        ("Best  Buy lost my GLOW torch", "it lost my it"),
        ("We are reunited", "We are reunited"),
    ],
)
def test_names_of_brands_and_products_say_nothing_of_a_feeling(text: str, left: str) -> None:
    assert unnamed(text, ("United", "Best Buy", "Glow Torch")) == left
