"""Which findings another finding explains: one cause, one message.

A delivery that fails shows up as an issue, as negative mentions, as mentions, and in every source where people
complain; a product that burns shows up as a severity card, as an issue and as a hazard's count. Each is true, and
five messages at night about one thing teach people to ignore all five. The most specific one that is spoken of stays.

Only a finding that some rule speaks of may explain another, or else silence would explain silence.

Clustering may also part one flood of complaints into many issues. Such shards are dropped as spikes already, before
anybody gathers evidence for each of them.
"""

from collections.abc import Mapping, Sequence

from alerts.decide import keeps_alive, opens
from storage.models import Alert, AlertState, Brand, Issue, Lane, Rule, SeriesKind, Signal, Spike

HALF = 0.5
LARGER = 5
"""How many times the people of a rise make another one the flood it belongs to."""
LETTERS = 4
"""Shorter words than this tell no issue from another."""


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


def without_shards(rising: Sequence[Spike], issues: Mapping[str, Issue], brand: Brand) -> tuple[Spike, ...]:
    """Drop each issue's rise beside which a much larger one of the same language shares a word of its terms.

    `issues` are the brand's, by the keys of their series. The words of the brand's own name and products do not count:
    every issue may share them. A shard that grows to a fifth of the flood is no shard any more. Harm is never dropped,
    because it does not come this way.
    """
    common = _words((brand.name, *brand.aliases, *brand.products))

    def belongs(part: Spike, flood: Spike) -> bool:
        # A key alone is not enough: that of another series may be a number, too.
        a, b = (issues.get(s.series.key) if s.series.kind is SeriesKind.ISSUE else None for s in (part, flood))
        if a is None or b is None or a.space != b.space or flood.observed < LARGER * part.observed:
            return False
        return bool((_words(a.terms) & _words(b.terms)) - common)

    return tuple(s for s in rising if not any(belongs(s, other) for other in rising))


def _words(phrases: Sequence[str]) -> set[str]:
    return {word for phrase in phrases for word in phrase.casefold().split() if len(word) >= LETTERS}


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
