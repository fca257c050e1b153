"""What issues are called."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.naming import TITLE_LENGTH, background, changed, name

OVERHEATING = [
    "My torch overheats after ten minutes, is that normal?",
    "torch overheats so badly my son burned his hand",
    "The torch overheats!! https://acme.example/pic @acme",
    "RT @mum: the torch overheats and the grip melts",
    "grip melts because the torch overheats, please fix",
]
OTHERS = [
    "My parcel never came, is that normal?",
    "please fix your app, it crashes",
    "the manual is in the wrong language",
    "where is my refund @acme",
    "torch battery does not fit",
] * 4


def test_the_title_says_what_the_issue_is_about() -> None:
    found = name(OVERHEATING, background(OTHERS))
    assert found.title.startswith("Torch overheats")
    assert "Grip melts" in found.title or "grip melts" in found.title


def test_phrases_keep_the_customers_own_spelling() -> None:
    members = ["my iPad Air cracked", "iPad Air cracked again", "IPAD AIR CRACKED"]
    found = name(members, background(OTHERS))
    assert "iPad Air cracked" in found.terms
    assert found.title.startswith("iPad")


def test_links_names_and_marks_of_forwarding_never_stand_in_a_name() -> None:
    members = ["RT @acme https://acme.example/torch @mum", "RT @acme https://acme.example/torch @dad"] * 5
    found = name(members, background(OTHERS))
    for part in ("acme", "http", "mum", "RT", "example"):
        assert part not in found.title


@pytest.mark.parametrize(
    ("members", "phrase"),
    [
        pytest.param(
            ["pengiriman lambat sekali", "kenapa pengiriman lambat ya", "pengiriman lambat!"],
            "pengiriman lambat",
            id="id",
        ),
        pytest.param(["taa haiwaki kabisa", "kwa nini taa haiwaki", "taa haiwaki tena"], "taa haiwaki", id="sw"),
        pytest.param(
            ["de lader wordt heet", "lader wordt heet bij ons", "mijn lader wordt heet"], "lader wordt heet", id="nl"
        ),
        pytest.param(
            ["the app is not working", "app not working", "not working since monday"], "not working", id="negation"
        ),
    ],
)
def test_stop_words_stand_only_inside_phrases(members: list[str], phrase: str) -> None:
    assert name(members, background(OTHERS)).terms[0].lower() == phrase


def test_phrases_do_not_run_over_the_end_of_a_sentence() -> None:
    members = ["Wheel broke. Courier rude", "wheel broke! courier rude", "wheel broke, courier rude"]
    assert not any("broke courier" in term.lower() for term in name(members, background(OTHERS)).terms)


def test_without_a_common_phrase_the_quote_gives_its_first_words() -> None:
    found = name(["@acme Zipper stuck halfway https://acme.example"], background(OTHERS))
    assert found.terms == ()
    assert found.title == "Zipper stuck halfway"


def test_without_any_word_there_is_still_a_title() -> None:
    assert name(["🔥🔥", "@acme"], background([])).title == "Unnamed issue"


def test_without_members_there_is_nothing_to_name() -> None:
    with pytest.raises(ValueError, match="at least one"):
        name([], background(OTHERS))


def test_the_quote_is_typical_and_readable() -> None:
    members = ["overheats", *OVERHEATING, "colour is nice by the way", "torch overheats " * 40]
    assert members[name(members, background(OTHERS)).quote] in OVERHEATING


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=300), min_size=1, max_size=12), st.lists(st.text(max_size=60), max_size=6))
def test_whatever_people_write_becomes_a_short_plain_title(members: list[str], rest: list[str]) -> None:
    found = name(members, background(rest))
    assert 0 < len(found.title) <= TITLE_LENGTH
    assert all(sign.isprintable() for sign in found.title)
    assert 0 <= found.quote < len(members)
    assert name(members, background(rest)) == found


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ((), ("a", "b"), True),
        (("a", "b", "c"), ("c", "a", "b"), False),
        (("a", "b", "c"), ("a", "b", "d"), False),
        (("a", "b", "c"), ("a", "d", "e"), True),
        (("a", "b"), (), False),
    ],
)
def test_a_name_changes_when_half_of_its_phrases_are_new(
    old: tuple[str, ...], new: tuple[str, ...], expected: bool
) -> None:
    assert changed(old, new) is expected
