"""When we speak: the life of an alert as a table of named cases, and what holds for any history."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.decide import Change, decide
from storage.models import (
    Actor,
    Alert,
    AlertId,
    AlertState,
    BrandId,
    Evidence,
    Lane,
    Occasion,
    Rule,
    Severity,
    Signal,
    Silence,
)

NOW = datetime(2025, 11, 3, 22, 0, tzinfo=UTC)
ACME = BrandId("acme")
NOTHING = Evidence(mentions=(), sources={}, languages={}, products={}, quotes=())

VOLUME = Rule(name="rising", lane=Lane.VOLUME, channels=("log", "desk"))
HARM = Rule(name="harm", lane=Lane.SEVERITY, channels=("pager",))

RISE = Signal(
    subject="issue:17",
    brand=ACME,
    lane=Lane.VOLUME,
    title="parcel stuck",
    reason="20 people in 8 hours, about 3 would be usual",
    since=NOW - timedelta(hours=8),
    observed=20,
    reporters=20,
    expected=3.0,
    p=0.00001,
    q=0.0001,
    severity=Severity.NONE,
    evidence=NOTHING,
)
CARD = replace(
    RISE,
    subject="card:3",
    lane=Lane.SEVERITY,
    reporters=1,
    observed=1,
    expected=0.1,
    q=None,
    severity=Severity.TREATMENT,
)
EBBING = replace(RISE, p=0.04, q=0.3)
GONE = replace(RISE, p=0.2, q=0.9)


def alert(signal: Signal, rule: Rule = VOLUME, /, **changes: Any) -> Alert:
    opened = Alert(
        id=AlertId(1),
        rule=rule.name,
        signal=signal,
        state=AlertState.OPEN,
        opened_at=NOW - timedelta(hours=2),
        seen_at=NOW - timedelta(hours=1),
        told_people=signal.reporters,
        told_severity=signal.severity,
    )
    return replace(opened, **changes)


ACKNOWLEDGED = {"state": AlertState.ACKNOWLEDGED, "acknowledged_by": Actor(name="Maria")}
CLOSED = {"state": AlertState.RESOLVED, "resolved_at": NOW - timedelta(minutes=30), "resolution": "known"}
UNTOLD = {"version": 0, "told_people": 0, "told_severity": Severity.NONE}
QUIET_25H = {"seen_at": NOW - timedelta(hours=25)}
SILENCE = Silence(
    id=1, brand=ACME, subject=None, until=NOW + timedelta(hours=1), actor=Actor(name="Maria"), reason="recall is out"
)


@dataclass(frozen=True, kw_only=True)
class Case:
    name: str
    signals: Sequence[Signal] = ()
    alerts: Sequence[Alert] = ()
    rules: Sequence[Rule] = (VOLUME, HARM)
    silences: Sequence[Silence] = ()
    said: Sequence[Occasion | None] = ()
    """The occasion of each change; None is a change of the record alone."""


OPENED, ESCALATED, RESOLVED = Occasion.OPENED, Occasion.ESCALATED, Occasion.RESOLVED

CASES = [
    Case(name="a rise opens an alert", signals=[RISE], said=[OPENED]),
    Case(
        name="every rule that is satisfied opens its own",
        signals=[RISE],
        rules=[VOLUME, replace(VOLUME, name="other")],
        said=[OPENED, OPENED],
    ),
    Case(name="a rise that may be a false discovery opens none", signals=[replace(RISE, q=0.02)]),
    Case(name="a rise of too few people opens none", signals=[replace(RISE, reporters=4)]),
    Case(name="a rise that is small against the usual opens none", signals=[replace(RISE, expected=10.5)]),
    Case(name="a first count where none was expected opens one", signals=[replace(RISE, expected=0.0)], said=[OPENED]),
    Case(name="a rate that was not tested opens none", signals=[replace(RISE, expected=None, p=None, q=None)]),
    Case(name="a rule for another brand is not asked", signals=[RISE], rules=[replace(VOLUME, brand=BrandId("zeta"))]),
    Case(name="a rule for this brand is asked", signals=[RISE], rules=[replace(VOLUME, brand=ACME)], said=[OPENED]),
    Case(name="a rule that is switched off is not asked", signals=[RISE], rules=[replace(VOLUME, enabled=False)]),
    Case(name="one report of harm opens an alert", signals=[CARD], said=[OPENED]),
    Case(name="harm below the rule's severity opens none", signals=[replace(CARD, severity=Severity.NONE)]),
    Case(name="a rise that goes on changes the record alone", signals=[RISE], alerts=[alert(RISE)], said=[None]),
    Case(
        name="a rise that ebbs keeps its alert alive", signals=[EBBING], alerts=[alert(RISE, **QUIET_25H)], said=[None]
    ),
    Case(name="a rise that ebbs opens none", signals=[EBBING]),
    Case(
        name="an ordinary count lets the alert end", signals=[GONE], alerts=[alert(RISE, **QUIET_25H)], said=[RESOLVED]
    ),
    Case(name="a short pause changes nothing", alerts=[alert(RISE)]),
    Case(name="a day without a signal resolves", alerts=[alert(RISE, **QUIET_25H)], said=[RESOLVED]),
    Case(name="an acknowledged alert resolves too", alerts=[alert(RISE, **QUIET_25H, **ACKNOWLEDGED)], said=[RESOLVED]),
    Case(name="harm does not resolve after a day", alerts=[alert(CARD, HARM, **QUIET_25H)]),
    Case(
        name="harm resolves after 90 days",
        alerts=[alert(CARD, HARM, seen_at=NOW - timedelta(days=90))],
        said=[RESOLVED],
    ),
    Case(
        name="an alert whose rule is gone ends without a word",
        alerts=[alert(RISE, **QUIET_25H)],
        rules=[HARM],
        said=[None],
    ),
    Case(
        name="twice as many people escalate a rise",
        signals=[replace(RISE, reporters=40)],
        alerts=[alert(RISE)],
        said=[ESCALATED],
    ),
    Case(
        name="fewer than twice as many people do not escalate a rise",
        signals=[replace(RISE, reporters=39)],
        alerts=[alert(RISE)],
        said=[None],
    ),
    Case(
        name="twice as many people do not escalate a rise when they are a handful",
        signals=[replace(RISE, reporters=14)],
        alerts=[alert(RISE, told_people=5)],
        said=[None],
    ),
    Case(
        name="ten more people and more than twice as many escalate a rise",
        signals=[replace(RISE, reporters=15)],
        alerts=[alert(RISE, told_people=5)],
        said=[ESCALATED],
    ),
    Case(
        name="three times as many people do not escalate a rise that somebody took on",
        signals=[replace(RISE, reporters=79)],
        alerts=[alert(RISE, **ACKNOWLEDGED)],
        said=[None],
    ),
    Case(
        name="four times as many people escalate a rise that somebody took on",
        signals=[replace(RISE, reporters=80)],
        alerts=[alert(RISE, **ACKNOWLEDGED)],
        said=[ESCALATED],
    ),
    Case(
        name="people are compared with those last told, not with those last seen",
        signals=[replace(RISE, reporters=40)],
        alerts=[alert(replace(RISE, reporters=39), told_people=20)],
        said=[ESCALATED],
    ),
    Case(
        name="a rise that ebbed and came back is no news",
        signals=[replace(RISE, reporters=64)],
        alerts=[alert(replace(RISE, reporters=8), told_people=64)],
        said=[None],
    ),
    Case(
        name="twice as many people escalate harm",
        signals=[replace(CARD, reporters=2)],
        alerts=[alert(CARD, HARM)],
        said=[ESCALATED],
    ),
    Case(
        name="twice as many people do not escalate harm that somebody took on",
        signals=[replace(CARD, reporters=2)],
        alerts=[alert(CARD, HARM, **ACKNOWLEDGED)],
        said=[None],
    ),
    Case(
        name="four times as many people escalate harm that somebody took on",
        signals=[replace(CARD, reporters=4)],
        alerts=[alert(CARD, HARM, **ACKNOWLEDGED)],
        said=[ESCALATED],
    ),
    Case(
        name="worse harm escalates what somebody took on",
        signals=[replace(CARD, severity=Severity.ADMISSION)],
        alerts=[alert(CARD, HARM, **ACKNOWLEDGED)],
        said=[ESCALATED],
    ),
    Case(
        name="harm among the mentions escalates a rise",
        signals=[replace(RISE, severity=Severity.FIRST_AID)],
        alerts=[alert(RISE)],
        said=[ESCALATED],
    ),
    Case(
        name="lesser harm than before does not escalate",
        signals=[replace(CARD, severity=Severity.NEAR_MISS)],
        alerts=[alert(CARD, HARM)],
        said=[None],
    ),
    Case(
        name="what a person closed does not open again while it goes on", signals=[RISE], alerts=[alert(RISE, **CLOSED)]
    ),
    Case(
        name="what a person closed opens again when it has grown fourfold",
        signals=[replace(RISE, reporters=80)],
        alerts=[alert(RISE, **CLOSED)],
        said=[OPENED],
    ),
    Case(
        name="what a person closed does not open again when it has grown less",
        signals=[replace(RISE, reporters=79)],
        alerts=[alert(RISE, **CLOSED)],
    ),
    Case(
        name="what a person closed while it ebbed is measured by what had been told",
        signals=[replace(RISE, reporters=79)],
        alerts=[alert(replace(RISE, reporters=8), told_people=20, **CLOSED)],
    ),
    Case(
        name="what a person closed unsaid under a silence is measured by what stood there",
        signals=[RISE],
        alerts=[alert(RISE, **(UNTOLD | CLOSED))],
    ),
    Case(
        name="harm that a person closed unsaid under a silence is measured by what stood there",
        signals=[CARD],
        alerts=[alert(CARD, HARM, **(UNTOLD | CLOSED))],
    ),
    Case(
        name="what a person closed opens again when worse harm is reported",
        signals=[replace(RISE, severity=Severity.FIRST_AID)],
        alerts=[alert(RISE, **CLOSED)],
        said=[OPENED],
    ),
    Case(
        name="a new episode opens after a person closed the last one",
        signals=[replace(RISE, since=NOW)],
        alerts=[alert(RISE, **CLOSED)],
        said=[OPENED],
    ),
    Case(
        name="one more report of harm that a person closed opens again",
        signals=[replace(CARD, reporters=6)],
        alerts=[alert(replace(CARD, reporters=5), HARM, **CLOSED)],
        said=[OPENED],
    ),
    Case(
        name="harm that a person closed stays closed without a new report",
        signals=[CARD],
        alerts=[alert(CARD, HARM, **CLOSED)],
    ),
    Case(
        name="a rise that had ended by itself opens again",
        signals=[RISE],
        said=[OPENED],
        alerts=[alert(RISE, **(CLOSED | {"seen_at": NOW - timedelta(hours=30)}))],
    ),
    Case(
        name="an alert unsaid under a silence is said when the silence is over",
        signals=[RISE],
        alerts=[alert(RISE, **UNTOLD)],
        said=[OPENED],
    ),
    Case(
        name="an alert unsaid under a silence is said to the others even if somebody took it on",
        signals=[RISE],
        alerts=[alert(RISE, **(UNTOLD | ACKNOWLEDGED))],
        said=[OPENED],
    ),
    Case(
        name="an alert of which nobody heard ends without a word",
        alerts=[alert(RISE, **(UNTOLD | QUIET_25H))],
        said=[None],
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_life_of_an_alert(case: Case) -> None:
    changes = decide(case.signals, case.alerts, case.rules, case.silences, NOW)
    assert [c.occasion for c in changes] == list(case.said)
    assert not any(c.silenced for c in changes)


@pytest.mark.parametrize(
    ("silence", "silenced"),
    [
        (SILENCE, True),
        (replace(SILENCE, brand=None), True),
        (replace(SILENCE, subject="issue:17"), True),
        (replace(SILENCE, subject="issue:18"), False),
        (replace(SILENCE, brand=BrandId("zeta")), False),
        (replace(SILENCE, until=NOW), False),
    ],
)
def test_a_silence_keeps_the_record_and_stops_the_message(silence: Silence, silenced: bool) -> None:
    (change,) = decide([RISE], [], [VOLUME], [silence], NOW)
    assert change.occasion is Occasion.OPENED
    assert change.silenced is silenced
    assert change.alert.version == (0 if silenced else 1)
    assert change.alert.state is AlertState.OPEN


def test_a_silenced_escalation_and_end_are_recorded_and_not_said() -> None:
    grown = decide([replace(RISE, reporters=100)], [alert(RISE)], [VOLUME], [SILENCE], NOW)
    ended = decide([], [alert(RISE, seen_at=NOW - timedelta(days=3))], [VOLUME], [SILENCE], NOW)
    assert [(c.occasion, c.silenced, c.alert.version) for c in (*grown, *ended)] == [
        (Occasion.ESCALATED, True, 1),
        (Occasion.RESOLVED, True, 1),
    ]
    assert grown[0].alert.signal.reporters == 100
    assert ended[0].alert.state is AlertState.RESOLVED


def test_what_happened_under_a_silence_is_told_when_it_ends() -> None:
    worse = replace(CARD, reporters=5, severity=Severity.ADMISSION)
    (unsaid,) = decide([worse], [alert(CARD, HARM)], [HARM], [SILENCE], NOW)
    (said,) = decide([worse], [unsaid.alert], [HARM], [SILENCE], SILENCE.until)
    assert (unsaid.alert.told_people, unsaid.alert.told_severity) == (1, Severity.TREATMENT)
    assert (said.occasion, said.silenced) == (Occasion.ESCALATED, False)
    assert (said.alert.told_people, said.alert.told_severity) == (5, Severity.ADMISSION)


def test_an_escalation_hands_over_what_was_told_before() -> None:
    before = alert(CARD, HARM)
    (change,) = decide([replace(CARD, reporters=2)], [before], [HARM], [], NOW)
    assert change.before == before
    assert change.alert.told_people == 2


def test_the_end_keeps_what_the_last_alarm_told() -> None:
    (change,) = decide([], [alert(replace(RISE, reporters=8), told_people=64, **QUIET_25H)], [VOLUME], [], NOW)
    assert change.occasion is Occasion.RESOLVED
    assert change.alert.told_people == 64


def test_each_said_message_raises_the_version_and_names_the_rules_channels_once() -> None:
    rule = replace(VOLUME, channels=("log", "desk", "log"))
    (change,) = decide([replace(RISE, reporters=70)], [alert(RISE, version=3)], [rule], [], NOW)
    assert change.alert.version == 4
    assert change.channels == ("log", "desk")


def test_an_alert_shows_the_newest_numbers_whether_higher_or_lower() -> None:
    told = alert(replace(RISE, severity=Severity.TREATMENT))
    for newest in (replace(RISE, reporters=31), replace(RISE, reporters=5)):
        (change,) = decide([newest], [told], [VOLUME], [], NOW)
        assert change.alert.signal == newest
        assert change.alert.seen_at == NOW
        assert change.alert.told_severity is Severity.TREATMENT


def test_a_count_that_hovers_around_a_threshold_escalates_once() -> None:
    said, current = [], alert(replace(RISE, reporters=20))
    for hour, reporters in enumerate([40, 39, 40, 19, 40]):
        at = NOW + timedelta(hours=hour)
        (change,) = decide([replace(RISE, reporters=reporters)], [current], [VOLUME], [], at)
        said.append(change.occasion)
        current = change.alert
    assert said == [Occasion.ESCALATED, None, None, None, None]


@pytest.mark.parametrize(
    ("quiet", "rule", "reason"),
    [
        (alert(RISE, **QUIET_25H), VOLUME, "back to usual, or part of another alert, for 24 hours"),
        (alert(CARD, HARM, seen_at=NOW - timedelta(days=90)), HARM, "no new report for 90 days or more"),
    ],
)
def test_a_resolution_says_why(quiet: Alert, rule: Rule, reason: str) -> None:
    (change,) = decide([], [quiet], [rule], [], NOW)
    assert (change.alert.resolved_at, change.alert.resolution) == (NOW, reason)


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=60), st.sampled_from([(RISE, VOLUME), (CARD, HARM)]))
def test_a_count_that_goes_up_and_down_speaks_no_more_often_than_it_doubles(
    counts: list[int], lane: tuple[Signal, Rule]
) -> None:
    (signal, rule), current, said = lane, list[Alert](), 0
    for hour, reporters in enumerate(counts):
        heard = replace(signal, reporters=reporters, observed=5000)
        for change in decide([heard], current, [rule], [], NOW + timedelta(hours=hour)):
            current, said = [replace(change.alert, id=AlertId(1))], said + (change.occasion is not None)
    assert said <= 1 + max(counts).bit_length()


signals = st.builds(
    lambda subject, card, brand, reporters, p, severity: replace(
        CARD if card else RISE,
        subject=f"{'card' if card else 'issue'}:{subject}",
        brand=BrandId(brand),
        reporters=reporters,
        observed=reporters,
        p=p,
        q=p,
        severity=severity,
    ),
    st.integers(1, 2),
    st.booleans(),
    st.sampled_from(["acme", "zeta"]),
    st.integers(0, 300),
    st.sampled_from([0.0, 0.001, 0.03, 0.5]),
    st.sampled_from(Severity),
)
rules = st.lists(
    st.builds(replace, st.sampled_from([VOLUME, HARM]), name=st.sampled_from("abc"), enabled=st.booleans()), max_size=3
)
silences = st.lists(
    st.builds(replace, st.just(SILENCE), brand=st.sampled_from([None, ACME]), until=st.just(NOW + timedelta(days=99))),
    max_size=1,
)
ticks = st.lists(
    st.tuples(
        st.lists(signals, max_size=5),
        rules,
        silences,
        st.integers(1, 100),
        st.sampled_from([None, AlertState.ACKNOWLEDGED, AlertState.RESOLVED]),
    ),
    min_size=1,
    max_size=8,
)


class Store:
    """Alerts as a store would keep them."""

    def __init__(self) -> None:
        self.alerts: dict[AlertId, Alert] = {}

    def apply(self, changes: Sequence[Change]) -> None:
        for change in changes:
            known = change.alert.id or AlertId(len(self.alerts) + 1)
            self.alerts[known] = replace(change.alert, id=known)

    def unresolved(self) -> list[Alert]:
        return [a for a in self.alerts.values() if a.state is not AlertState.RESOLVED]


def told_by(alert: Alert) -> tuple[int, Severity]:
    return alert.told_people, alert.told_severity


def latest(heard: Sequence[Signal], active: Sequence[Rule]) -> dict[tuple[str, BrandId, str], Signal]:
    enabled = {r.name: r for r in active if r.enabled}.values()
    return {(r.name, s.brand, s.subject): s for r in enabled for s in heard if r.lane is s.lane}


@given(ticks, st.booleans())
@settings(max_examples=150, deadline=None)
def test_any_history_keeps_the_promises(
    history: list[tuple[list[Signal], list[Rule], list[Silence], int, AlertState | None]], with_resolved: bool
) -> None:
    store, now = Store(), NOW
    for heard, active, silent, hours, act in history:
        now += timedelta(hours=hours)
        known = list(store.alerts.values()) if with_resolved else store.unresolved()
        over = {a.id: a for a in store.alerts.values() if a.state is AlertState.RESOLVED}
        former = dict(store.alerts)
        changes = decide(heard, known, active, silent, now)
        store.apply(changes)

        keys = [(a.rule, a.signal.brand, a.signal.subject) for a in store.unresolved()]
        assert len(keys) == len(set(keys)), "two unresolved alerts about one thing"
        assert all(store.alerts[i] == a for i, a in over.items() if i is not None), "a resolved alert was touched"
        for change in changes:
            after = change.alert
            before = former.get(after.id) if after.id else None
            spoken = change.occasion is not None and not change.silenced
            assert after.version - (before.version if before else 0) == spoken, "the version counts messages"
            told, was = told_by(after), told_by(before) if before else (0, Severity.NONE)
            alarmed = spoken and change.occasion is not Occasion.RESOLVED
            assert told == ((after.signal.reporters, after.signal.severity) if alarmed else was), "told what was not"
        for key, signal in latest(heard, active).items():
            for kept in (a for a in store.unresolved() if (a.rule, a.signal.brand, a.signal.subject) == key):
                assert kept.seen_at < now or kept.signal == signal, "an older signal was kept"
                if kept.seen_at == now and not silent:
                    assert kept.told_severity >= signal.severity, "worse harm was kept back"
                    assert signal.reporters < max(4 * max(kept.told_people, 1), 15), "growth was kept back"

        known = list(store.alerts.values()) if with_resolved else store.unresolved()
        assert decide(heard, known, active, silent, now) == (), "the same was said or written twice"
        if act:
            ended_at = now if act is AlertState.RESOLVED else None
            store.alerts |= {a.id: replace(a, state=act, resolved_at=ended_at) for a in store.unresolved()[:1] if a.id}
            assert not decide(heard, list(store.alerts.values()), active, silent, now), "what a person did was undone"
