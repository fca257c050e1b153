from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.cards import review
from storage.models import (
    BrandId,
    Card,
    CardId,
    Hazard,
    MentionId,
    Report,
    Severity,
    SourceName,
    Trigger,
)

START = datetime(2025, 1, 1, tzinfo=UTC)
NOW = START + timedelta(days=700)


def report(
    number: int,
    day: float = 600,
    *,
    reporter: str | None = None,
    fingerprint: str | None = None,
    product: str = "Torch",
    hazard: Hazard = Hazard.FIRE,
    severity: Severity = Severity.NEAR_MISS,
    potential: Severity = Severity.FIRST_AID,
    first_person: bool = True,
    confidence: float = 0.9,
) -> Report:
    return Report(
        mention_id=MentionId(number),
        brand=BrandId("toys"),
        product=product,
        hazard=hazard,
        severity=severity,
        potential=potential,
        first_person=first_person,
        confidence=confidence,
        reporter=f"person {number}" if reporter is None else reporter,
        fingerprint=f"words {number}" if fingerprint is None else fingerprint,
        source=SourceName("reddit"),
        language="en",
        published_at=START + timedelta(days=day),
    )


def burn(number: int, day: float = 600, **values: object) -> Report:
    return replace(report(number, day), severity=Severity.FIRST_AID, **values)  # type: ignore[arg-type]


def stored(cards: Sequence[Card], changed: Sequence[Card]) -> list[Card]:
    """Do what the store does: give new cards an id, put changed ones in the place of the old."""
    by_id = {card.id: card for card in cards}
    for card in changed:
        number = card.id or CardId(len(by_id) + 1)
        by_id[number] = replace(card, id=number)
    return list(by_id.values())


def test_one_credible_first_person_report_of_treatment_opens_a_card_at_once() -> None:
    severe = report(1, severity=Severity.TREATMENT, potential=Severity.ADMISSION)
    (card,) = review([severe], [], NOW)
    assert card.trigger is Trigger.SEVERE_REPORT
    assert (card.id, card.opened_at, card.reports) == (None, NOW, (severe,))
    assert (card.product, card.hazard, card.reporters, card.earlier) == ("Torch", Hazard.FIRE, 1, 0)
    assert (card.severity, card.potential) == (Severity.TREATMENT, Severity.ADMISSION)


@pytest.mark.parametrize(
    "weak",
    [
        report(1, severity=Severity.TREATMENT, first_person=False),
        report(1, severity=Severity.TREATMENT, confidence=0.49),
        report(1, severity=Severity.FIRST_AID, potential=Severity.ADMISSION),
    ],
    ids=["heard of", "doubtful", "only potential"],
)
def test_one_weaker_report_opens_nothing(weak: Report) -> None:
    assert review([weak], [], NOW) == ()


@pytest.mark.parametrize(
    "second",
    [burn(2, 690), report(2, 690, potential=Severity.TREATMENT), report(2, 690, severity=Severity.ADMISSION)],
    ids=["harm", "potential", "severe"],
)
def test_two_independent_reporters_within_90_days_open_a_card(second: Report) -> None:
    (card,) = review([burn(1, 600), replace(second, first_person=False)], [], NOW)
    assert card.trigger is Trigger.TWO_REPORTERS
    assert card.reporters == 2


@pytest.mark.parametrize(
    "second",
    [
        burn(2, 690.1),
        burn(2, 610, reporter="person 1"),
        burn(2, 610, fingerprint="words 1"),
        burn(2, 610, product="Lamp"),
        burn(2, 610, product=""),
        burn(2, 610, hazard=Hazard.SHOCK),
        report(2, 610),
    ],
    ids=["too late", "same person", "repost", "another product", "no product", "another hazard", "no harm"],
)
def test_two_reports_that_do_not_belong_together_open_nothing(second: Report) -> None:
    assert review([burn(1, 600), second], [], NOW) == ()


def test_spelling_of_the_product_makes_no_second_card() -> None:
    (card,) = review([burn(1, product=" Glow  Torch"), burn(2, product="GLOW TORCH ")], [], NOW)
    assert card.product == "Glow Torch"
    assert card.reporters == 2


def test_reports_without_a_product_form_a_card_of_their_own() -> None:
    (card,) = review([burn(1, product=""), burn(2, product=" ")], [], NOW)
    assert card.product == ""


def test_a_card_collects_what_came_up_to_90_days_before_and_all_that_follows() -> None:
    reports = [report(1, 400), report(2, 480), report(3, 530), burn(4, 600), burn(5, 610), report(6, 690)]
    (card,) = review(reports, [], NOW)
    assert [r.mention_id for r in card.reports] == [3, 4, 5, 6]
    assert card.earlier == 2


def test_a_later_report_updates_the_card_and_keeps_what_it_was() -> None:
    opened = stored([], review([burn(1, 600), burn(2, 601)], [], NOW))
    later = NOW + timedelta(days=1)
    severe = report(3, 650, product="TORCH", severity=Severity.ADMISSION)
    (card,) = review([burn(1, 600), burn(2, 601), severe], opened, later)
    assert (card.id, card.opened_at, card.trigger, card.product) == (1, NOW, Trigger.TWO_REPORTERS, "Torch")
    assert (card.severity, card.reporters, len(card.reports)) == (Severity.ADMISSION, 3, 3)


def test_after_90_quiet_days_a_new_episode_opens_a_new_card() -> None:
    reports = [burn(1, 400), burn(2, 401), burn(3, 492), burn(4, 493)]
    first, second = review(reports, [], NOW)
    assert [r.mention_id for r in first.reports] == [1, 2]
    assert [r.mention_id for r in second.reports] == [3, 4]
    assert second.earlier == 2


def test_one_report_after_a_quiet_time_leaves_the_old_card_alone() -> None:
    opened = stored([], review([burn(1, 400), burn(2, 401)], [], NOW))
    assert review([burn(1, 400), burn(2, 401), burn(3, 500)], opened, NOW) == ()


def test_an_old_story_told_again_word_for_word_only_joins_the_old_card() -> None:
    severe = report(1, 100, severity=Severity.TREATMENT)
    opened = stored([], review([severe], [], NOW))
    again = report(2, 600, severity=Severity.TREATMENT, fingerprint="words 1")
    (card,) = review([severe, again], opened, NOW)
    assert (card.id, card.reports) == (1, (severe, again))
    assert replace(card, reports=(severe,)) == opened[0]


def test_a_late_report_that_joins_two_episodes_goes_to_the_newer_card() -> None:
    pairs = [burn(1, 400), burn(2, 401), burn(3, 493), burn(4, 494)]
    opened = stored([], review(pairs[:2], [], START + timedelta(days=402)))
    opened = stored(opened, review(pairs, opened, START + timedelta(days=495)))
    (card,) = review([*pairs, burn(5, 450)], opened, NOW)
    assert card.id == 2
    assert [r.mention_id for r in card.reports] == [1, 2, 5, 3, 4]
    assert review([*pairs, burn(5, 450)], stored(opened, [card]), NOW) == ()


def test_a_card_is_not_torn_apart_when_a_report_in_its_middle_turns_out_to_be_a_repost() -> None:
    chain = [burn(1, 400), burn(2, 480), burn(3, 560)]
    opened = stored([], review(chain, [], NOW))
    (card,) = review([*chain, report(4, 100, fingerprint="words 2"), burn(5, 600)], opened, NOW)
    assert (card.id, [r.mention_id for r in card.reports], card.reporters) == (1, [1, 2, 3, 5], 3)


def test_a_card_keeps_reports_that_have_grown_too_old_to_be_given() -> None:
    opened = stored([], review([burn(1, 600), burn(2, 601)], [], NOW))
    (card,) = review([burn(3, 650)], opened, NOW)
    assert [r.mention_id for r in card.reports] == [1, 2, 3]


def test_a_report_dated_in_the_future_waits_for_its_day() -> None:
    reports = [burn(1, 600), burn(2, 650)]
    assert review(reports, [], START + timedelta(days=649)) == ()
    assert len(review(reports, [], START + timedelta(days=650))) == 1


def test_people_without_a_name_and_texts_without_words_are_told_apart_by_their_mentions() -> None:
    (card,) = review([burn(1, reporter="", fingerprint=""), burn(2, reporter="", fingerprint="")], [], NOW)
    assert card.reporters == 2


def test_what_happens_all_the_time_is_less_improbable_than_what_never_happened() -> None:
    background = [report(100 + i, 20 * i, hazard=Hazard.FALL) for i in range(35)]
    background += [report(200 + i, 35 * i, hazard=list(Hazard)[i % 8], product="Lamp") for i in range(16)]
    known, unknown = review(
        [*background, burn(1, 700, hazard=Hazard.FALL), burn(2, 700, hazard=Hazard.FALL), burn(3, 699), burn(4, 700)],
        [],
        NOW,
    )
    assert (known.hazard, unknown.hazard) == (Hazard.FALL, Hazard.FIRE)
    assert known.expected == pytest.approx(90 / 20, rel=0.2)
    assert known.p > 0.2
    assert unknown.expected < 0.2
    assert unknown.p < 0.02


def test_more_independent_reporters_are_less_probable() -> None:
    background = [report(100 + i, 25 * i, product="Lamp") for i in range(20)]
    ps = [review([*background, *(burn(i, 600) for i in range(n))], [], NOW)[0].p for n in (2, 3, 5, 8)]
    assert ps == sorted(ps, reverse=True)
    assert ps[-1] < 1e-4


numbers = st.integers(1, 10_000)
reports = st.builds(
    report,
    numbers,
    st.integers(0, 700).map(float),
    reporter=st.sampled_from(["", "ann", "ben", "cem", "dee", "eve"]),
    fingerprint=st.sampled_from(["", "a", "b", "c", "d", "e"]),
    product=st.sampled_from(["", "Torch", "torch ", "Lamp"]),
    hazard=st.sampled_from([Hazard.FIRE, Hazard.SHOCK]),
    severity=st.sampled_from(Severity),
    potential=st.sampled_from(Severity),
    first_person=st.booleans(),
    confidence=st.sampled_from([0.2, 0.5, 1.0]),
)
many = st.lists(reports, max_size=25, unique_by=lambda r: r.mention_id)


@given(many, st.integers(0, 700))
def test_a_second_review_of_the_same_reports_changes_nothing(everything: list[Report], day: int) -> None:
    early = START + timedelta(days=day)
    cards = stored([], review(everything, [], early))
    assert review(everything, cards, early) == ()
    cards = stored(cards, review(everything, cards, NOW))
    assert review(everything, cards, NOW) == ()


@given(many, st.randoms(use_true_random=False))
def test_the_order_of_reports_and_cards_does_not_matter(everything: list[Report], chance) -> None:  # type: ignore[no-untyped-def]
    half = everything[: len(everything) // 2]
    cards = stored([], review(half, [], NOW))
    shuffled, other_cards = chance.sample(everything, len(everything)), chance.sample(cards, len(cards))
    assert review(shuffled, other_cards, NOW) == review(everything, cards, NOW)


@given(many, reports)
def test_one_more_report_never_lowers_severity_nor_takes_a_report_from_a_card(
    everything: list[Report], another: Report
) -> None:
    another = replace(another, mention_id=MentionId(20_000))
    cards = stored([], review(everything, [], NOW))
    after = {card.id: card for card in stored(cards, review([*everything, another], cards, NOW))}
    for card in cards:
        assert after[card.id].severity >= card.severity
        assert after[card.id].potential >= card.potential
        assert set(card.reports) <= set(after[card.id].reports)


@given(many, st.data())
def test_a_repost_never_raises_the_number_of_reporters(everything: list[Report], data: st.DataObject) -> None:
    cards = stored([], review(everything, [], NOW))
    with_words = [r for card in cards for r in card.reports if r.fingerprint]
    if not with_words:
        return
    original = data.draw(st.sampled_from(with_words))
    repost = replace(
        original,
        mention_id=MentionId(20_000),
        reporter=data.draw(st.sampled_from(["ann", "zoe"])),
        published_at=original.published_at + data.draw(st.timedeltas(timedelta(0), timedelta(days=80))),
    )
    for card in review([*everything, repost], cards, NOW):
        assert card.id is not None
        assert card.reporters <= next(each for each in cards if each.id == card.id).reporters


@given(many)
def test_a_card_says_only_what_its_reports_say(everything: list[Report]) -> None:
    for card in review(everything, [], NOW):
        assert set(card.reports) <= set(everything)
        assert card.severity == max(r.severity for r in card.reports)
        assert card.potential == max(r.potential for r in card.reports)
        assert 1 <= card.reporters <= len(card.reports)
        assert {r.hazard for r in card.reports} == {card.hazard}
        assert {r.product.strip().casefold() for r in card.reports} == {card.product.casefold()}
        assert card.expected > 0
        assert 0 < card.p <= 1
