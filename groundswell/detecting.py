"""Detect: counts become spikes and cards, these become signals, and rules decide which of them are spoken about."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from alerts import message
from alerts.decide import Change, decide
from alerts.inhibit import inhibit
from analysis import cards, scan
from groundswell import signals
from groundswell.house import House
from groundswell.lease import Lease
from storage import alerts, brands, counts, findings, rules
from storage.models import Alert, Brand, Card, Delivery, DeliveryState, Rule, Silence, Spike

HISTORY = timedelta(days=56)
REPORTS = timedelta(days=730)
LATEST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Detected:
    """What one look at the counts found, and what was said about it."""

    spikes: tuple[Spike, ...] = ()
    cards: tuple[Card, ...] = ()
    changes: tuple[Change, ...] = ()


def detect(house: House, now: datetime, lease: Lease | None = None) -> Detected:
    """Look at every brand's counts as they stand at `now`; what is found is written under the lease, or not at all.

    Without a lease nobody else may be at it, as in a scratch store. Raises LeaseLost where another worker has
    it by now.
    """
    with house.database.read() as tx:
        known = brands.everything(tx)
        spoken = rules.rules(tx)
        silent = rules.silences(tx, now)
    found = []
    for brand in known:
        found.append(_detect_brand(house, lease, brand, spoken, silent, now))
        if lease is not None:
            lease.renew()
    return Detected(
        spikes=tuple(s for f in found for s in f.spikes),
        cards=tuple(c for f in found for c in f.cards),
        changes=tuple(c for f in found for c in f.changes),
    )


def _detect_brand(
    house: House, lease: Lease | None, brand: Brand, spoken: Sequence[Rule], silent: Sequence[Silence], now: datetime
) -> Detected:
    with house.database.read() as tx:
        history = counts.history(tx, brand.id, now - HISTORY, now)
        reports = findings.reports(tx, brand.id, now - REPORTS, now)
        known = findings.cards(tx, brand.id)
        # Resolved ones too: what a person has closed opens again only for something new.
        latest = alerts.everything(tx, brand.id, LATEST)
        raised = tuple({alert.id: alert for alert in (*latest, *alerts.unresolved(tx, brand.id))}.values())
    spikes = scan.scan(history, now)
    changed = cards.review(reports, known, now)
    # Cards get their ids in a transaction of their own, because a signal is named after its card. A kill in between
    # is harmless: signals are built from every card that still lives, not from those that just changed.
    if changed or spikes:
        with house.database.write() as tx:
            if lease is not None:
                lease.keep(tx)
            for card in changed:
                findings.save_card(tx, card)
            findings.save_spikes(tx, spikes, now)
    heard = signals.signals(house, brand, spikes, spoken, raised, now)
    changes = decide(inhibit(heard, raised, spoken), raised, spoken, silent, now)
    return Detected(spikes=spikes, cards=changed, changes=_write(house, lease, brand, changes, raised, now))


def _write(
    house: House, lease: Lease | None, brand: Brand, changes: Sequence[Change], raised: Sequence[Alert], now: datetime
) -> tuple[Change, ...]:
    """Commit the alerts and the messages about them together; give the changes that were written.

    An alert that is no longer what was decided on, because a person acknowledged or resolved it in the meantime, is
    left as it is: the next look decides anew.
    """
    if not changes:
        return ()
    decided_on = {alert.id: alert for alert in raised}
    written = []
    with house.database.write() as tx:
        if lease is not None:
            lease.keep(tx)
        for change in changes:
            number = change.alert.id
            if number is not None and alerts.get(tx, number) != decided_on[number]:
                continue
            alert = alerts.save(tx, change.alert)
            alerts.queue(tx, _deliveries(house, brand, replace(change, alert=alert), now))
            written.append(change)
    return tuple(written)


def _deliveries(house: House, brand: Brand, change: Change, now: datetime) -> list[Delivery]:
    if change.occasion is None or change.silenced:
        return []
    queued = []
    for channel in change.channels:
        text = message.compose(
            change.alert,
            change.occasion,
            brand_name=brand.name,
            base_url=house.settings.dashboard_url,
            channel=channel,
            now=now,
            timezone=brand.timezone,
            before=change.before,
        )
        queued.append(
            Delivery(key=text.key, channel=channel, message=text, state=DeliveryState.WAITING, attempts=0, due_at=now)
        )
    return queued
