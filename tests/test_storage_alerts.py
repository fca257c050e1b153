"""Alerts and their outbox: one unresolved alert for a subject, one worker for a delivery."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import alerts, audit, brands, codec, rules, state
from storage.database import Database, Transaction
from storage.errors import StorageError
from storage.models import (
    Actor,
    Alert,
    AlertId,
    AlertState,
    AuditEntry,
    Brand,
    BrandId,
    ChannelSettings,
    Delivery,
    DeliveryState,
    Evidence,
    Lane,
    MentionId,
    Message,
    Occasion,
    Rule,
    Severity,
    Signal,
    Silence,
)

NOW = datetime(2025, 11, 3, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ACME, ZENITH = BrandId("acme"), BrandId("zenith")
SIGNAL = Signal(
    subject="issue:17",
    brand=ACME,
    lane=Lane.VOLUME,
    title="torch burns",
    reason="12 in 3 hours",
    since=NOW,
    observed=12,
    reporters=9,
    expected=1.25,
    p=1e-9,
    q=0.001,
    severity=Severity.TREATMENT,
    evidence=Evidence(
        mentions=(MentionId(3), MentionId(1)),
        sources={"x": 7, "a": 2},
        languages={"en": 9},
        products={},
        quotes=("ouch",),
    ),
)
OPEN = Alert(id=None, rule="rising", signal=SIGNAL, state=AlertState.OPEN, opened_at=NOW, seen_at=NOW)


@pytest.fixture(scope="module")
def database(blank: Database) -> Database:
    with blank.write() as tx:
        brands.save(tx, Brand(id=ACME, name="Acme"))
        brands.save(tx, Brand(id=ZENITH, name="Zenith"))
    return blank


def number(alert: Alert) -> AlertId:
    assert alert.id is not None
    return alert.id


def test_an_alert_gets_an_id_and_comes_back_as_it_was(tx: Transaction) -> None:
    saved = alerts.save(tx, OPEN)
    assert saved == replace(OPEN, id=saved.id)
    assert alerts.get(tx, number(saved)) == saved
    assert list(saved.signal.evidence.sources) == ["x", "a"]


def test_a_changed_alert_keeps_its_id(tx: Transaction) -> None:
    saved = alerts.save(tx, OPEN)
    acknowledged = replace(
        saved, state=AlertState.ACKNOWLEDGED, acknowledged_by=Actor(name="uta"), acknowledged_at=NOW, version=2
    )
    assert alerts.save(tx, acknowledged) == acknowledged
    assert alerts.unresolved(tx, ACME) == (acknowledged,)
    resolved = replace(acknowledged, state=AlertState.RESOLVED, resolved_at=NOW, resolution="fixed (uta)")
    alerts.save(tx, resolved)
    assert alerts.unresolved(tx, ACME) == ()
    assert alerts.everything(tx, None, 10) == (resolved,)


def test_a_subject_has_one_unresolved_alert_for_a_rule(tx: Transaction) -> None:
    alerts.save(tx, OPEN)
    with pytest.raises(StorageError, match=r"'rising'.*'issue:17'.*not resolved"):
        alerts.save(tx, OPEN)


def test_a_resolved_subject_may_be_alerted_again(tx: Transaction) -> None:
    first = alerts.save(tx, OPEN)
    alerts.save(tx, replace(first, state=AlertState.RESOLVED))
    second = alerts.save(tx, OPEN)
    alerts.save(tx, replace(OPEN, rule="other"))
    alerts.save(tx, replace(OPEN, signal=replace(SIGNAL, brand=ZENITH)))
    assert [a.id for a in alerts.unresolved(tx, ACME)] == [second.id, number(second) + 1]
    assert len(alerts.unresolved(tx, None)) == 3


def test_an_alert_nobody_has_cannot_be_changed(tx: Transaction) -> None:
    with pytest.raises(StorageError, match="no alert 404"):
        alerts.save(tx, replace(OPEN, id=AlertId(404)))


def test_the_latest_alerts_come_first(tx: Transaction) -> None:
    for n in (1, 3, 2):
        signal = replace(SIGNAL, subject=f"issue:{n}")
        alerts.save(tx, replace(OPEN, signal=signal, opened_at=NOW + n * MINUTE))
    assert [a.signal.subject for a in alerts.everything(tx, ACME, 2)] == ["issue:3", "issue:2"]
    assert alerts.everything(tx, ZENITH, 2) == ()


def delivery(tx: Transaction, key: str, due_at: datetime = NOW) -> Delivery:
    found = alerts.unresolved(tx, ACME)
    alert = found[0] if found else alerts.save(tx, OPEN)
    message = Message(
        key=key,
        occasion=Occasion.OPENED,
        alert=number(alert),
        brand=ACME,
        lane=Lane.VOLUME,
        severity=Severity.TREATMENT,
        title="torch burns",
        body="12 in 3 hours",
        url="http://127.0.0.1:8501/alerts",
        sent_at=NOW,
    )
    queued = Delivery(key=key, channel="log", message=message, state=DeliveryState.WAITING, attempts=0, due_at=due_at)
    alerts.queue(tx, [queued])
    return queued


def test_what_is_queued_twice_is_sent_once(tx: Transaction) -> None:
    first = delivery(tx, "k")
    alerts.lease(tx, "me", NOW, 60, 10)
    alerts.settle(tx, "k", "me", NOW, DeliveryState.SENT, "", None)
    delivery(tx, "k")
    assert alerts.lease(tx, "me", NOW + 9 * MINUTE, 60, 10) == ()
    (sent,) = alerts.deliveries(tx, first.message.alert)
    assert sent == replace(first, state=DeliveryState.SENT, attempts=1)


def test_a_lease_takes_what_is_due_the_longest_waiting_first(tx: Transaction) -> None:
    late, early, future = (delivery(tx, k, NOW + n * MINUTE) for k, n in (("a", -1), ("b", -5), ("c", 1)))
    assert alerts.lease(tx, "me", NOW, 60, 10) == (early, late)
    assert alerts.lease(tx, "me", NOW + MINUTE / 2, 60, 10) == ()
    assert alerts.lease(tx, "me", NOW + MINUTE, 60, 1)[0].key in {early.key, future.key}


def test_a_leased_delivery_is_nobody_elses_until_the_lease_runs_out(tx: Transaction) -> None:
    queued = delivery(tx, "k")
    assert alerts.lease(tx, "first", NOW, 60, 10) == (queued,)
    assert alerts.lease(tx, "second", NOW + timedelta(seconds=59), 60, 10) == ()
    (again,) = alerts.lease(tx, "second", NOW + MINUTE, 60, 10)
    assert again.attempts == 1
    assert not alerts.settle(tx, "k", "first", NOW + MINUTE, DeliveryState.FAILED, "too late", None)
    assert alerts.settle(tx, "k", "second", NOW + MINUTE, DeliveryState.SENT, "", None)
    (sent,) = alerts.deliveries(tx, queued.message.alert)
    assert (sent.state, sent.attempts, sent.failure) == (DeliveryState.SENT, 2, "")


def test_a_delivery_that_failed_for_now_waits_until_it_is_due_again(tx: Transaction) -> None:
    delivery(tx, "k")
    alerts.lease(tx, "me", NOW, 60, 10)
    alerts.settle(tx, "k", "me", NOW, DeliveryState.WAITING, "HTTP 503", NOW + 5 * MINUTE)
    assert alerts.lease(tx, "me", NOW + 4 * MINUTE, 60, 10) == ()
    (again,) = alerts.lease(tx, "me", NOW + 5 * MINUTE, 60, 10)
    assert (again.attempts, again.failure) == (1, "HTTP 503")


def test_what_was_settled_cannot_be_settled_again(tx: Transaction) -> None:
    queued = delivery(tx, "k")
    alerts.lease(tx, "me", NOW, 60, 10)
    assert alerts.settle(tx, "k", "me", NOW, DeliveryState.SENT, "", None)
    assert not alerts.settle(tx, "k", "me", NOW, DeliveryState.FAILED, "gone", None)
    assert alerts.deliveries(tx, queued.message.alert)[0].state is DeliveryState.SENT


def test_a_message_about_no_alert_cannot_be_queued(
    undone: Callable[[Database], AbstractContextManager[Transaction]], database: Database
) -> None:
    def queue_lost() -> None:
        with undone(database) as tx:
            queued = delivery(tx, "k")
            alerts.queue(tx, [replace(queued, key="l", message=replace(queued.message, alert=AlertId(404)))])

    with pytest.raises(StorageError):
        queue_lost()


@given(
    st.builds(
        Signal,
        subject=st.text(),
        brand=st.just(ACME),
        lane=st.sampled_from(Lane),
        title=st.text(),
        reason=st.text(),
        since=st.datetimes(timezones=st.just(UTC)),
        observed=st.integers(),
        reporters=st.integers(),
        expected=st.none() | st.floats(allow_nan=False),
        p=st.none() | st.floats(0, 1),
        q=st.none() | st.floats(0, 1),
        severity=st.sampled_from(Severity),
        evidence=st.builds(
            Evidence,
            mentions=st.lists(st.integers(1).map(MentionId)).map(tuple),
            sources=st.dictionaries(st.text(), st.integers(0)),
            languages=st.dictionaries(st.text(), st.integers(0)),
            products=st.dictionaries(st.text(), st.integers(0)),
            quotes=st.lists(st.text()).map(tuple),
        ),
    )
)
def test_a_signal_survives_its_document(signal: Signal) -> None:
    again = codec.signal(codec.signal_document(signal))
    assert again == signal
    assert list(again.evidence.sources) == list(signal.evidence.sources)


def test_rules_and_channels_are_replaced_by_name_and_removed(tx: Transaction) -> None:
    rule = Rule(name="harm", lane=Lane.SEVERITY, channels=("log", "hook"), brand=ACME, min_severity=Severity.TREATMENT)
    channel = ChannelSettings(name="hook", plugin="webhook", options={"url": "env:HOOK"})
    rules.save_rule(tx, Rule(name="rising", lane=Lane.VOLUME, channels=()))
    rules.save_rule(tx, replace(rule, enabled=False))
    rules.save_rule(tx, rule)
    rules.save_channel(tx, ChannelSettings(name="hook", plugin="log"))
    rules.save_channel(tx, channel)
    assert rules.rules(tx) == (rule, Rule(name="rising", lane=Lane.VOLUME, channels=()))
    assert rules.channels(tx) == (channel,)
    rules.remove_rule(tx, "harm")
    rules.remove_channel(tx, "hook")
    assert [r.name for r in rules.rules(tx)] == ["rising"]
    assert rules.channels(tx) == ()


def test_a_silence_holds_until_its_end(tx: Transaction) -> None:
    uta = Actor(name="uta")
    short = rules.save_silence(
        tx, Silence(id=None, brand=None, subject="issue:17", until=NOW + MINUTE, actor=uta, reason="known")
    )
    long = rules.save_silence(
        tx, Silence(id=None, brand=ACME, subject=None, until=NOW + 9 * MINUTE, actor=uta, reason="launch")
    )
    assert rules.silences(tx, NOW) == (short, long)
    assert rules.silences(tx, NOW + MINUTE) == (long,)
    ended = rules.save_silence(tx, replace(long, until=NOW))
    assert rules.silences(tx, NOW) == (short,)
    with pytest.raises(StorageError, match="no silence 404"):
        rules.save_silence(tx, replace(ended, id=404))


def test_the_audit_lists_the_latest_acts_first(tx: Transaction) -> None:
    acts = [AuditEntry(at=NOW, actor=Actor(name="uta"), action="resolve", subject=f"alert {n}") for n in range(3)]
    for act in acts:
        audit.record(tx, act)
    assert audit.entries(tx, 2) == (acts[2], acts[1])


def test_state_keeps_the_last_value_of_a_name(tx: Transaction) -> None:
    state.put(tx, "last cycle", "1")
    state.put(tx, "last cycle", "2")
    assert (state.get(tx, "last cycle"), state.get(tx, "other")) == ("2", None)
