"""What becomes of a message that is due: it arrived, it is tried again later, or it can never arrive."""

import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts.contract import Channel
from storage.errors import DeliveryError, RetryableDeliveryError
from storage.models import Delivery, DeliveryState

log = logging.getLogger(__name__)

FIRST_WAIT = 30.0
LONGEST_WAIT = 3600.0
LONGEST_ASKED_WAIT = 6 * 3600.0
JITTER = 0.1
FAILURE = 500

LIFETIME = timedelta(days=3)
"""How long a message is tried: a receiver that broke on Friday night is mended on Monday."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """How a delivery stands after an attempt; `due_at` is None once nothing is left to try."""

    state: DeliveryState
    failure: str = ""
    due_at: datetime | None = None


def attempt(channel: Channel, delivery: Delivery, now: datetime) -> Settlement:
    """Send once and say how the delivery stands.

    An error that no channel may raise counts as one to retry, because the fault is more likely in the plugin than in
    the message; only its class is told, since its text may hold an address or a token.
    """
    try:
        channel.send(delivery.message)
    except RetryableDeliveryError as error:
        return _later(delivery, str(error), error.retry_after, now)
    except DeliveryError as error:
        return _never(delivery, str(error))
    except Exception as error:
        failure = f"the channel raised {type(error).__name__}"
        if failure != delivery.failure:
            log.warning("channel %s raised %s; the message waits", delivery.channel, type(error).__name__)
        return _later(delivery, failure, None, now)
    return Settlement(state=DeliveryState.SENT)


def wait(key: str, attempts: int, retry_after: float | None) -> float:
    """Say how many seconds to wait after `attempts` failures: 30, 60, 120, … up to an hour.

    A receiver that asks for more gets it, up to six hours. Up to a tenth is added, always the same for one key and
    attempt, so that many messages to one receiver do not come back together.

    >>> [round(wait("gw-1-1-log", n, None)) for n in (1, 2, 9)]
    [30, 63, 3884]
    """
    seconds = min(FIRST_WAIT * 2.0 ** min(attempts - 1, 20), LONGEST_WAIT)
    if retry_after is not None and retry_after > seconds:
        seconds = min(retry_after, LONGEST_ASKED_WAIT)
    digest = hashlib.sha256(f"{key} {attempts}".encode("utf-8", "surrogatepass")).digest()
    return seconds * (1 + JITTER * int.from_bytes(digest[:4], "big") / 2**32)


def _later(delivery: Delivery, failure: str, retry_after: float | None, now: datetime) -> Settlement:
    attempts = delivery.attempts + 1
    if now - delivery.message.sent_at >= LIFETIME:
        return _never(delivery, f"gave up after {LIFETIME.days} days and {attempts} attempts: {failure}")
    due_at = now + timedelta(seconds=wait(delivery.key, attempts, retry_after))
    return Settlement(state=DeliveryState.WAITING, failure=failure[:FAILURE], due_at=due_at)


def _never(delivery: Delivery, failure: str) -> Settlement:
    log.error("message %s will not reach channel %s: %s", delivery.key, delivery.channel, failure[:FAILURE])
    return Settlement(state=DeliveryState.FAILED, failure=failure[:FAILURE])
