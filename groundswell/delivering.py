"""Deliver: leased messages go out, outside any transaction, and are settled in a second one."""

import logging
from dataclasses import dataclass
from datetime import datetime

from alerts import deliver as delivery
from alerts.contract import Channel
from groundswell import plugins
from groundswell.house import House
from storage import alerts, rules
from storage.errors import GroundswellError, RetryableDeliveryError
from storage.models import DeliveryState, Message

log = logging.getLogger(__name__)

# Longer than a channel may take for one message, so that no second worker sends what is still under way.
LEASE_SECONDS = 120
AT_ONCE = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """How many messages arrived, wait for another try, or were given up."""

    sent: int = 0
    waiting: int = 0
    failed: int = 0


class _Unusable:
    """A channel that cannot be built: its messages wait, as long as any may, for a person to mend the settings."""

    def __init__(self, reason: str) -> None:
        self.reason = reason

    def send(self, message: Message) -> None:
        raise RetryableDeliveryError(self.reason)


def deliver(house: House, now: datetime) -> Delivered:
    """Send every message that is due from `now` on until none is, one lease at a time.

    A lease counts from the moment it is taken: channels may be slow, and the last message must not be leased when its
    lease is over already.
    """
    channels = _channels(house)
    outcomes: list[DeliveryState] = []
    began, start = house.clock(), now
    while True:
        now = start + (house.clock() - began)
        with house.database.write() as tx:
            leased = alerts.lease(tx, house.worker, now, LEASE_SECONDS, AT_ONCE)
        if not leased:
            break
        for each in leased:
            channel = channels.get(each.channel) or _Unusable(f"there is no channel {each.channel!r} any more")
            settled = delivery.attempt(channel, each, now)
            with house.database.write() as tx:
                alerts.settle(tx, each.key, house.worker, now, settled.state, settled.failure, settled.due_at)
            outcomes.append(settled.state)
    return Delivered(
        sent=outcomes.count(DeliveryState.SENT),
        waiting=outcomes.count(DeliveryState.WAITING),
        failed=outcomes.count(DeliveryState.FAILED),
    )


def _channels(house: House) -> dict[str, Channel]:
    with house.database.read() as tx:
        settings = rules.channels(tx)
    built: dict[str, Channel] = {}
    for each in settings:
        try:
            built[each.name] = plugins.channel(each)
        except GroundswellError as error:
            log.warning("channel %s cannot be used: %s", each.name, error)
            built[each.name] = _Unusable(str(error))
    return built
