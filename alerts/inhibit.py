"""Which findings another finding explains: one cause, one message.

A delivery that fails shows up as an issue, as negative mentions, as mentions, and in every source where people
complain; a product that burns shows up as a severity card, as an issue and as a hazard's count. Each is true, and
five messages at night about one thing teach people to ignore all five. The most specific one that is spoken of stays.

Only a finding that some rule speaks of may explain another, or else silence would explain silence.
"""

from collections.abc import Sequence

from alerts.decide import keeps_alive, opens
from storage.models import Alert, AlertState, Lane, Rule, Signal

HALF = 0.5


def inhibit(signals: Sequence[Signal], alerts: Sequence[Alert], rules: Sequence[Rule]) -> tuple[Signal, ...]:
    """Drop what another signal explains; the order of the rest is kept.

    An issue's or a hazard's volume is explained by a severity card, and a hazard's volume by an issue, of which it
    shares at least half its mentions. The brand-wide `negative`, `mentions` and `source:…` are explained by an issue
    that covers at least half of their excess over what was expected (of a source: the issue's part from there), and
    `mentions` by `negative` in the same way. An issue that a card explains still explains the brand-wide
    ones, because their cause is spoken of.
    """
    told = [s for s in signals if _told(s, alerts, rules)]
    return tuple(s for s in signals if not any(_explains(cause, s) for cause in told))


def _told(signal: Signal, alerts: Sequence[Alert], rules: Sequence[Rule]) -> bool:
    if any(opens(rule, signal) for rule in rules):
        return True
    return keeps_alive(signal) and any(
        a.state is not AlertState.RESOLVED and (a.signal.brand, a.signal.subject) == (signal.brand, signal.subject)
        for a in alerts
    )


def _explains(cause: Signal, effect: Signal) -> bool:
    if cause.brand != effect.brand or effect.lane is not Lane.VOLUME:
        return False
    causes, effects = _kind(cause), _kind(effect)
    if cause.lane is Lane.SEVERITY:
        return effects in ("issue", "hazard") and _shares_mentions(cause, effect)
    match causes, effects:
        case "issue", "hazard":
            # By excess, any large issue would hide a handful of burns that have nothing to do with it.
            return _shares_mentions(cause, effect)
        case "issue", "source":
            return _covers(_excess(cause) * _share(cause, effect.subject.partition(":")[2]), effect)
        case ("issue", "negative" | "mentions") | ("negative", "mentions"):
            return _covers(_excess(cause), effect)
        case _:
            return False


def _kind(signal: Signal) -> str:
    return signal.subject.partition(":")[0]


def _shares_mentions(cause: Signal, effect: Signal) -> bool:
    mine = set(effect.evidence.mentions)
    return bool(mine) and len(mine & set(cause.evidence.mentions)) >= HALF * len(mine)


def _covers(excess: float, effect: Signal) -> bool:
    return _excess(effect) > 0 and excess >= HALF * _excess(effect)


def _excess(signal: Signal) -> float:
    """Count what came over what was expected; nothing where no rate was tested."""
    return 0.0 if signal.expected is None else signal.observed - signal.expected


def _share(signal: Signal, source: str) -> float:
    people = signal.evidence.sources
    return people.get(source, 0) / max(sum(people.values()), 1)
