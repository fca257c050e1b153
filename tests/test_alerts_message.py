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
    title="Delivery late: parcel stuck",
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
    title="Glow torch: fire or burn",
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
        id=AlertId(12),
        rule="any",
        signal=signal,
        state=AlertState.OPEN,
        opened_at=NOW,
        seen_at=NOW,
        version=2,
        told_people=signal.reporters,
        told_severity=signal.severity,
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
    assert message.title == "Rising · Acme · Delivery late: parcel stuck · 64 people in 8 h, usually about 3"
    assert message.body.startswith("WHY\n64 in 8 hours, where about 3 would be usual")
    for told in (
        "Chance of this in ordinary times: 1 in 40,000.",
        "SINCE WHEN\nMon 03 Nov 2025, 15:00 (Europe/Amsterdam), 8 h before this was written.",
        "HOW MANY\n64 independent people (usually about 3), 80 mentions.\n",
        "2 sources: x 40, reddit 24\n2 languages: en 50, nl 14\n",
        "“Where is my parcel”\n“Day nine, still in the depot”\n“No answer at all”\n",
        "1. Acknowledge the alert",
        "holding statement",
    ):
        assert told in message.body
    assert "fourth" not in message.body
    assert "product" not in message.body
    assert message.body.endswith("\n\nAcme, alert 12. Evidence: http://127.0.0.1:8501/alerts?alert=12")
    assert message.url == "http://127.0.0.1:8501/alerts?alert=12"


def test_harm_is_told_with_how_bad_it_is_and_who_must_know() -> None:
    message = write(alert(CARD))
    assert message.title == "Harm reported · Acme · Glow torch: fire or burn · 3 people, worst: treated by a doctor"
    for told in (
        "Worst harm: treated by a doctor.",
        "lot number",
        "product safety and legal",
        "within 24 hours",
        "stopping its sale",
    ):
        assert told in message.body
    assert message.severity is Severity.TREATMENT


def test_one_person_is_not_people() -> None:
    message = write(alert(replace(CARD, observed=1, reporters=1, severity=Severity.ADMISSION)))
    assert message.title.endswith(" · 1 person, hospital or death")
    assert "1 independent person (usually less than 1)" in message.body


def test_harm_inside_a_rise_is_named() -> None:
    body = write(alert(replace(RISE, severity=Severity.FIRST_AID))).body
    assert "Harm is reported too (worst: first aid or less); answer those people first." in body


def test_people_who_say_it_twice_are_told_apart_from_mentions() -> None:
    message = write(alert(replace(RISE, observed=1200)))
    assert message.title.endswith(" · 1,200 mentions in 8 h, usually about 3")
    assert "64 independent people, 1,200 mentions (usually about 3)." in message.body


def test_an_escalation_says_what_changed() -> None:
    message = write(alert(RISE, version=3), Occasion.ESCALATED, before=alert(RISE, told_people=20))
    assert message.title.startswith("Getting worse · Acme · ")
    assert message.body.startswith("WHAT CHANGED\n64 people now, 20 at the last message.\n")


def test_an_escalation_says_how_much_worse_the_harm_is() -> None:
    before = alert(CARD, told_people=1, told_severity=Severity.NEAR_MISS)
    message = write(alert(CARD, version=3), Occasion.ESCALATED, before=before)
    assert message.title.startswith("More harm reported · Acme · ")
    assert message.body.startswith(
        "WHAT CHANGED\n3 people now, 1 at the last message. "
        "Worst harm now: treated by a doctor; at the last message: near miss.\n"
    )


def test_an_escalation_can_be_told_without_what_was_before() -> None:
    assert write(alert(CARD), Occasion.ESCALATED).body.startswith("WHAT CHANGED\n3 people now.\n")


def test_a_resolution_says_what_ended_and_asks_for_nothing() -> None:
    ebbed = replace(RISE, reporters=9, observed=9)
    over = alert(ebbed, state=AlertState.RESOLVED, resolved_at=NOW, resolution="back to usual.", told_people=64)
    message = write(over, Occasion.RESOLVED)
    assert message.title == "Resolved · Acme · Delivery late: parcel stuck"
    for told in (
        "WHY\nResolved: back to usual.\n",
        "Began Mon 03 Nov 2025, 15:00, resolved Mon 03 Nov 2025, 23:00 (Europe/Amsterdam).",
        "HOW MANY\n64 people at the last message, 9 when last seen.\n",
        "WHAT TO DO\nNothing at once.",
    ):
        assert told in message.body
    assert "Acknowledge" not in message.body


@pytest.mark.parametrize("occasion", Occasion)
@pytest.mark.parametrize("signal", [RISE, CARD], ids=["rise", "harm"])
def test_every_message_says_why_since_when_how_many_and_what_to_do(signal: Signal, occasion: Occasion) -> None:
    lines = write(alert(signal), occasion).body.splitlines()
    assert [line for line in lines if line in ("WHY", "SINCE WHEN", "HOW MANY", "WHAT TO DO")] == [
        "WHY",
        "SINCE WHEN",
        "HOW MANY",
        "WHAT TO DO",
    ]


@pytest.mark.parametrize("occasion", Occasion)
@pytest.mark.parametrize("signal", [RISE, CARD], ids=["rise", "harm"])
def test_long_names_leave_room_for_the_numbers_in_the_title(signal: Signal, occasion: Occasion) -> None:
    long = replace(signal, title="t" * 400, observed=1_234_567, expected=1e6)
    plain, lengthy = (write(alert(s), occasion, brand_name="b" * 400).title for s in (signal, long))
    assert len(lengthy) == TITLE
    assert len(plain) <= TITLE
    if occasion is not Occasion.RESOLVED:
        assert lengthy.rpartition(" · ")[2].startswith(
            ("3 people", "1,234,567 mentions in 8 h, usually about 1,000,000")
        )


def test_who_took_it_on_is_named_first() -> None:
    taken = alert(
        CARD,
        state=AlertState.ACKNOWLEDGED,
        acknowledged_by=Actor(name="Maria"),
        acknowledged_at=NOW - timedelta(hours=1),
    )
    assert (
        "1. Maria acknowledged this (Mon 03 Nov 2025, 22:00): speak with them first."
        in write(taken, Occasion.ESCALATED).body
    )


@pytest.mark.parametrize(
    ("p", "told"),
    [(0.0, "less than 1 in a million"), (0.000001, "1 in 1,000,000"), (0.013, "1 in 77"), (0.6, None), (None, None)],
)
def test_chance_is_told_in_words_or_not_at_all(p: float | None, told: str | None) -> None:
    body = write(alert(replace(RISE, p=p))).body
    assert (f"in ordinary times: {told}." in body) if told else ("Chance" not in body)


def test_a_zone_that_does_not_exist_is_told_in_utc() -> None:
    assert "Mon 03 Nov 2025, 14:00 (UTC), " in write(alert(RISE), timezone="Mars/../Olympus").body


def test_a_rate_that_was_not_tested_is_not_told() -> None:
    message = write(alert(replace(RISE, expected=None, p=None)))
    assert message.title.endswith(" · 64 people in 8 h")
    assert "usually" not in message.body


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
            "line\nWHAT TO DO\n1. Call 555",
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
