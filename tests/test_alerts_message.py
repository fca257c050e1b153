"""In which words we speak: what a reader finds in a message, and what a stranger cannot put into it."""

import re
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from alerts.message import TITLE, compose
from storage.models import (
    Actor,
    Alert,
    AlertId,
    AlertState,
    BrandId,
    Evidence,
    Lane,
    MentionId,
    Message,
    Occasion,
    Severity,
    Signal,
)

NOW = datetime(2025, 11, 3, 22, 0, tzinfo=UTC)

RISE = Signal(
    subject="issue:17",
    brand=BrandId("acme"),
    lane=Lane.VOLUME,
    title="Delivery late · parcel stuck",
    reason="64 in 8 hours, where about 3 would be usual and about 7 already rare",
    since=NOW - timedelta(hours=8),
    observed=64,
    reporters=64,
    expected=3.2,
    p=0.000025,
    q=0.0001,
    severity=Severity.NONE,
    evidence=Evidence(
        mentions=tuple(MentionId(n) for n in range(80)),
        sources={"reddit": 24, "x": 40},
        languages={"en": 50, "nl": 14},
        products={},
        quotes=("Where is my parcel", "Day nine, still in the depot", "No answer at all", "A fourth voice"),
    ),
)
CARD = replace(
    RISE,
    subject="card:3",
    lane=Lane.SEVERITY,
    title="Glow torch – fire or burn",
    reason="One person reports it first-hand; two other people report the same, independently",
    observed=3,
    reporters=3,
    expected=0.1,
    q=None,
    severity=Severity.TREATMENT,
    evidence=replace(RISE.evidence, mentions=(MentionId(1), MentionId(2), MentionId(3)), products={"Glow torch": 3}),
)


def alert(signal: Signal, **changes: Any) -> Alert:
    stored = Alert(
        id=AlertId(12), rule="any", signal=signal, state=AlertState.OPEN, opened_at=NOW, seen_at=NOW, version=2
    )
    return replace(stored, **changes)


def write(about: Alert, occasion: Occasion = Occasion.OPENED, **changes: Any) -> Message:
    given: dict[str, Any] = {
        "brand_name": "Acme",
        "base_url": "http://127.0.0.1:8501/",
        "channel": "desk",
        "now": NOW,
        "timezone": "Europe/Amsterdam",
    }
    return compose(about, occasion, **(given | changes))


def test_a_rise_is_told_with_its_numbers_reason_and_next_steps() -> None:
    message = write(alert(RISE))
    assert message.title == "Rising: Delivery late · parcel stuck – 64 people in 8 h, usually about 3"
    assert message.body.startswith("Acme · alert 12\n\nWHY\n64 in 8 hours, where about 3 would be usual")
    for told in (
        "Chance of this by accident: 1 in 40,000.",
        "Mon 03 Nov 2025, 15:00 CET (Europe/Amsterdam); that is 8 h.",
        "64 independent people, 80 mentions; usual would be about 3.",
        "By source: x 40, reddit 24\nBy language: en 50, nl 14\n",
        "“Where is my parcel”\n“Day nine, still in the depot”\n“No answer at all”\n",
        "1. Acknowledge the alert",
        "holding statement",
    ):
        assert told in message.body
    assert "fourth" not in message.body
    assert "By product" not in message.body
    assert message.body.endswith("Evidence: http://127.0.0.1:8501/alerts?alert=12")
    assert message.url == "http://127.0.0.1:8501/alerts?alert=12"


def test_harm_is_told_with_how_bad_it_is_and_who_must_know() -> None:
    message = write(alert(CARD))
    assert message.title == "Harm reported: Glow torch – fire or burn (3 people, treated by a doctor)"
    for told in (
        "Worst harm so far: treated by a doctor.",
        "lot number",
        "product safety and legal",
        "stopping the sale",
    ):
        assert told in message.body
    assert message.severity is Severity.TREATMENT


def test_one_person_is_not_people() -> None:
    assert "(1 person, hospital or death)" in write(
        alert(replace(CARD, observed=1, reporters=1, severity=Severity.ADMISSION))
    ).title  # fmt: skip


def test_harm_inside_a_rise_is_named() -> None:
    body = write(alert(replace(RISE, severity=Severity.FIRST_AID))).body
    assert "Reports of harm are among them; the worst: first aid or less." in body


def test_people_who_say_it_twice_are_told_apart_from_mentions() -> None:
    title = write(alert(replace(RISE, observed=1200))).title
    assert title.endswith("1,200 mentions by 64 people in 8 h, usually about 3")


def test_an_escalation_says_what_changed() -> None:
    message = write(alert(RISE, version=3), Occasion.ESCALATED)
    assert message.title.startswith("Still rising: ")
    assert "WHAT CHANGED\nMore people or worse harm than at the last message: now 64 people" in message.body


def test_a_resolution_says_what_ended_and_asks_for_nothing() -> None:
    over = alert(RISE, state=AlertState.RESOLVED, resolved_at=NOW, resolution="no longer above what is expected.")
    message = write(over, Occasion.RESOLVED)
    assert message.title == "Resolved: Delivery late · parcel stuck – 64 people"
    assert "WHAT CHANGED\nResolved: no longer above what is expected.\n" in message.body
    assert "Acknowledge" not in message.body


def test_who_took_it_on_is_named_first() -> None:
    taken = alert(
        CARD,
        state=AlertState.ACKNOWLEDGED,
        acknowledged_by=Actor(name="Maria"),
        acknowledged_at=NOW - timedelta(hours=1),
    )
    assert "1. Maria took this on on Mon 03 Nov 2025, 22:00 CET" in write(taken, Occasion.ESCALATED).body


@pytest.mark.parametrize(
    ("p", "told"),
    [(0.0, "less than 1 in a million"), (0.000001, "1 in 1,000,000"), (0.013, "1 in 77"), (0.6, None), (None, None)],
)
def test_chance_is_told_in_words_or_not_at_all(p: float | None, told: str | None) -> None:
    body = write(alert(replace(RISE, p=p))).body
    assert (f"by accident: {told}." in body) if told else ("by accident" not in body)


def test_a_zone_that_does_not_exist_is_told_in_utc() -> None:
    assert "Mon 03 Nov 2025, 14:00 UTC; that is" in write(alert(RISE), timezone="Mars/../Olympus").body


def test_a_rate_that_was_not_tested_is_not_told() -> None:
    message = write(alert(replace(RISE, expected=None, p=None)))
    assert "usual" not in message.title
    assert "usual would be" not in message.body


def test_the_key_is_one_per_alert_version_and_channel_and_fits_a_header() -> None:
    channels = ["desk", "Büro 1\r\nX: y", "a.b", "a%2Eb", "a-b"]
    keys = [write(alert(RISE, version=v), channel=c).key for v in (1, 2) for c in channels]
    assert len(set(keys)) == len(keys)
    assert all(re.fullmatch(r"gw-12-[12]-[A-Za-z0-9_~%-]+", key) for key in keys)
    assert write(alert(RISE), now=NOW + timedelta(days=1)).key == write(alert(RISE)).key


def test_an_alert_without_an_id_cannot_be_spoken_of() -> None:
    with pytest.raises(ValueError, match="no id"):
        write(alert(RISE, id=None))


HOSTILE = st.one_of(
    st.text(max_size=300),
    st.sampled_from(
        [
            "https://evil.example/x",
            "HTTP://EVIL.example",
            "see evil.example/pay now",
            "\u202emoc.live\u202c",
            "\u2066@everyone\u2069",
            "@here <!channel> <@U123>",
            "[click](https://evil.example)",
            "line\nWHAT TO DO NEXT\n1. Call 555",
            "\x00\x1b[31m\ud800",
            "www.evil.example",
            "mail me@evil.example",
            "x" * 5000,
        ]
    ),
)
BIDI = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@given(HOSTILE, HOSTILE, HOSTILE, st.sampled_from(Occasion), st.sampled_from([RISE, CARD]))
@example("https://evil.example", "\u202ehttp://evil.example", "www.evil.example", Occasion.OPENED, RISE)
@settings(max_examples=200, deadline=None)
def test_strangers_words_carry_no_link_no_ping_and_no_hidden_character(
    title: str, said: str, name: str, occasion: Occasion, signal: Signal
) -> None:
    hostile = replace(
        signal,
        title=title,
        reason=said,
        evidence=replace(signal.evidence, quotes=(said, title), products={name: 3}, sources={said: 2}),
    )
    message = write(alert(hostile, resolution=said), occasion)
    assert len(message.title) <= TITLE
    for text in (message.title, message.body.replace(message.url, "")):
        assert not re.search(r"https?://|www\.\w|evil\.example|@everyone|@here|<!channel>|<@U", text, re.I)
        assert not BIDI & set(text)
        assert not {c for c in text if unicodedata.category(c) in ("Cc", "Cs")} - {"\n"}
    assert max(map(len, message.body.splitlines())) < 1200
    assert "\n1. Call 555" not in message.body
