"""When to speak: which alerts open, escalate and resolve, from what detection found and what was said before.

An alert's life is open → acknowledged → resolved; nothing comes back from resolved, a new alert opens instead.

An alert always holds its newest signal, and beside it what the last message told. It escalates when the signal leaves
that far behind: so a count which hovers around a threshold speaks once. Under a silence nothing counts as told (an
alert that opens there has version 0), and therefore whatever still stands when the silence ends is told then.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeAlias

from storage.models import Alert, AlertState, BrandId, Lane, Occasion, Rule, Signal, Silence

ALIVE_P = 0.05
"""An open alert lives on while its signal is this improbable, even below the thresholds that opened it."""

HARM_QUIET = timedelta(days=90)
"""Harm is not over because nobody spoke of it for a day: without a person it resolves only after this long."""

ORPHAN_QUIET = timedelta(hours=24)
"""For an alert whose rule was removed; it then ends without a word, since nobody is left to be told."""

MORE_PEOPLE = 10
"""A rise needs this many more people to escalate, or else a small one would speak at every handful."""

_Key: TypeAlias = tuple[str, BrandId, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What becomes of one alert. `occasion` None: the record changes and nothing is said.

    Where `silenced`, `occasion` is what would have been said on `channels`. `before` is the alert as it was before an
    escalation, so that the message can say what changed.
    """

    alert: Alert
    occasion: Occasion | None
    silenced: bool
    channels: tuple[str, ...]
    before: Alert | None = None


def decide(
    signals: Sequence[Signal],
    alerts: Sequence[Alert],
    rules: Sequence[Rule],
    silences: Sequence[Silence],
    now: datetime,
) -> tuple[Change, ...]:
    """Say which alerts open, change or end at `now`.

    `alerts` are those not resolved. Those resolved lately may be among them: they are never changed, and keep a
    finding which a person has closed from opening again until it says more than it did then. Of several signals
    with one subject the last counts. The same input twice gives no second message: what was said is in the alerts
    that come back.
    """
    active = {rule.name: rule for rule in rules if rule.enabled}
    named = {rule.name: rule for rule in rules}
    heard = {(r.name, s.brand, s.subject): s for r in active.values() for s in signals if covers(r, s)}
    live = {_key(a): a for a in alerts if a.state is not AlertState.RESOLVED}
    ended = sorted((a for a in alerts if a.resolved_at is not None), key=lambda a: a.resolved_at or now)
    closed = {_key(a): a for a in ended}
    changes: list[Change | None] = []
    for key, signal in heard.items():
        rule, silenced = active[key[0]], _silenced(signal, silences, now)
        if key not in live:
            changes.append(_open(signal, closed.get(key), rule, silenced, now))
        elif opens(rule, signal) or keeps_alive(signal):
            changes.append(_update(live.pop(key), signal, rule, silenced, now))
    changes += [_end(a, named.get(a.rule), _silenced(a.signal, silences, now), now) for a in live.values()]
    return tuple(change for change in changes if change is not None)


def covers(rule: Rule, signal: Signal) -> bool:
    """Tell whether `rule` speaks of this lane and brand."""
    return rule.lane is signal.lane and rule.brand in (None, signal.brand)


def opens(rule: Rule, signal: Signal) -> bool:
    """Tell whether an enabled rule finds the signal worth an alert; a rate that was not tested never is."""
    if not (rule.enabled and covers(rule, signal)):
        return False
    if signal.lane is Lane.SEVERITY:
        return signal.severity >= rule.min_severity
    if signal.q is None or signal.expected is None:
        return False
    return (
        signal.q <= rule.max_q
        and signal.reporters >= rule.min_reporters
        and signal.observed >= rule.min_ratio * signal.expected
    )


def keeps_alive(signal: Signal) -> bool:
    """Tell whether the signal keeps an alert alive that it would not open."""
    return signal.lane is Lane.SEVERITY or (signal.p is not None and signal.p < ALIVE_P)


def _open(signal: Signal, closed: Alert | None, rule: Rule, silenced: bool, now: datetime) -> Change | None:
    if not opens(rule, signal) or (closed is not None and _judged(closed, signal, rule)):
        return None
    alert = Alert(id=None, rule=rule.name, signal=signal, state=AlertState.OPEN, opened_at=now, seen_at=now, version=0)
    return _alarm(alert, Occasion.OPENED, silenced, rule)


def _judged(closed: Alert, signal: Signal, rule: Rule) -> bool:
    """Tell whether a person closed just this: the same episode, and nothing about it is new."""
    if closed.resolved_at is None or signal.since > closed.resolved_at:
        return False
    if closed.resolved_at >= closed.seen_at + _patience(closed, rule):
        return False  # It ended by itself, so nobody has judged what is there now.
    if signal.lane is Lane.SEVERITY and signal.reporters > closed.signal.reporters:
        return False
    known = replace(
        closed,
        told_people=max(closed.told_people, closed.signal.reporters),
        told_severity=max(closed.told_severity, closed.signal.severity),
    )
    return not _outgrown(known, signal)


def _update(alert: Alert, signal: Signal, rule: Rule, silenced: bool, now: datetime) -> Change | None:
    heard = replace(alert, signal=signal, seen_at=max(alert.seen_at, now))
    if heard == alert and silenced:
        return None
    if alert.version == 0:
        return _alarm(heard, Occasion.OPENED, silenced, rule)
    if _outgrown(alert, signal):
        return replace(_alarm(heard, Occasion.ESCALATED, silenced, rule), before=alert)
    return _record(heard) if heard != alert else None


def _outgrown(alert: Alert, signal: Signal) -> bool:
    """Tell whether the signal leaves behind what was told: worse harm, or several times as many people.

    Twice as many are enough while nobody has taken the alert on, and four times from then on.
    """
    if signal.severity > alert.told_severity:
        return True
    told = max(alert.told_people, 1)
    least = told * (2 if alert.state is AlertState.OPEN else 4)
    return signal.reporters >= (least if signal.lane is Lane.SEVERITY else max(least, told + MORE_PEOPLE))


def _end(alert: Alert, rule: Rule | None, silenced: bool, now: datetime) -> Change | None:
    if now < alert.seen_at + _patience(alert, rule):
        return None
    over = replace(alert, state=AlertState.RESOLVED, resolved_at=now, resolution=_resolution(alert, rule))
    if rule is None or not rule.enabled or alert.version == 0:
        return _record(over)
    return _say(over, Occasion.RESOLVED, silenced, rule)


def _patience(alert: Alert, rule: Rule | None) -> timedelta:
    if alert.signal.lane is Lane.SEVERITY:
        return HARM_QUIET
    return ORPHAN_QUIET if rule is None else timedelta(hours=rule.quiet_hours)


def _resolution(alert: Alert, rule: Rule | None) -> str:
    patience = _patience(alert, rule)
    if alert.signal.lane is Lane.SEVERITY:
        return f"no new report for {patience.days} days or more"
    # Inhibited signals end here too: they are gone because another alert speaks for them.
    return f"back to usual, or part of another alert, for {patience // timedelta(hours=1)} hours"


def _silenced(signal: Signal, silences: Sequence[Silence], now: datetime) -> bool:
    return any(
        now < s.until and s.brand in (None, signal.brand) and s.subject in (None, signal.subject) for s in silences
    )


def _alarm(alert: Alert, occasion: Occasion, silenced: bool, rule: Rule) -> Change:
    signal = alert.signal
    told = alert if silenced else replace(alert, told_people=signal.reporters, told_severity=signal.severity)
    return _say(told, occasion, silenced, rule)


def _say(alert: Alert, occasion: Occasion, silenced: bool, rule: Rule) -> Change:
    said = alert if silenced else replace(alert, version=alert.version + 1)
    return Change(alert=said, occasion=occasion, silenced=silenced, channels=tuple(dict.fromkeys(rule.channels)))


def _record(alert: Alert) -> Change:
    return Change(alert=alert, occasion=None, silenced=False, channels=())


def _key(alert: Alert) -> _Key:
    return alert.rule, alert.signal.brand, alert.signal.subject
