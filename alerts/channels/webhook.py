"""A signed webhook as a channel, after https://www.standardwebhooks.com: a program can trust it and know a repeat."""

import base64
import binascii
import hashlib
import hmac
import ipaddress
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime

import httpx

from alerts.channels import options
from alerts.channels.hush import hushed
from alerts.contract import Setup
from storage.errors import DeliveryError, RetryableDeliveryError, SettingsError
from storage.models import Message

TIMEOUT_SECONDS = 10.0
PASSING = frozenset({408, 425, 429})
SECRET_BYTES = range(24, 65)
"""How long a key may be, by the Standard Webhooks specification."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """Posts each message as JSON, signed with every key, so that a receiver can change its key without a gap.

    `clock` gives seconds since 1970: a receiver refuses an old timestamp, so each attempt needs its own.
    """

    url: httpx.URL = field(repr=False)
    keys: tuple[bytes, ...] = field(repr=False)
    clock: Callable[[], float] = field(default=time.time, repr=False)

    def send(self, message: Message) -> None:
        at, body = int(self.clock()), _body(message)
        headers = {
            "content-type": "application/json",
            "user-agent": "groundswell",
            "webhook-id": message.key,
            "webhook-timestamp": str(at),
            "webhook-signature": _signature(self.keys, message.key, at, body),
        }
        try:
            with (
                hushed("httpx"),
                httpx.stream(
                    "POST", self.url, content=body, headers=headers, timeout=TIMEOUT_SECONDS, follow_redirects=False
                ) as answer,
            ):
                # The status says all; whatever body a stranger sends is never read.
                status, retry_after = answer.status_code, answer.headers.get("retry-after")
        except httpx.TransportError as error:
            raise RetryableDeliveryError(f"the receiver could not be reached ({type(error).__name__})") from error
        _judge(status, _seconds(retry_after, at))


def build(setup: Setup) -> Webhook:
    """Build the channel from `url`, `secret` (one or more `whsec_…`, separated by spaces) and `insecure` (yes or no).

    Plain http is for this machine only, unless `insecure` is yes. Raises SettingsError for anything else.
    """
    given = options.read(setup, required=("url", "secret"), optional=("insecure",))
    insecure = given.get("insecure", "no")
    if insecure not in ("yes", "no"):
        raise SettingsError(f"channel {setup.name!r}: insecure = {insecure!r}; valid are yes and no")
    return Webhook(
        url=_url(setup.name, given["url"], insecure == "yes"),
        keys=tuple(_key(setup.name, secret) for secret in given["secret"].split() or [""]),
    )


def _url(channel: str, text: str, insecure: bool) -> httpx.URL:
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL:
        raise SettingsError(f"channel {channel!r}: its url cannot be read; valid is https://host/path") from None
    if not url.host or url.scheme not in ("https", "http"):
        raise SettingsError(f"channel {channel!r}: its url is not valid; valid is https://host/path")
    if url.scheme == "http" and not insecure and not _is_loopback(url.host):
        raise SettingsError(
            f"channel {channel!r}: plain http to {url.host!r} can be read on its way; use https, or set insecure = yes"
        )
    return url


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _key(channel: str, secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not secret.startswith("whsec_") or len(key) not in SECRET_BYTES:
        raise SettingsError(
            f"channel {channel!r}: its secret cannot be used; valid is whsec_ and the base64 of 24 to 64 random bytes"
        )
    return key


def _body(message: Message) -> bytes:
    return json.dumps(
        {
            "type": f"alert.{message.occasion}",
            "timestamp": message.sent_at.isoformat(),
            "data": {
                "key": message.key,
                "alert": message.alert,
                "brand": message.brand,
                "lane": message.lane,
                "severity": message.severity.name.lower(),
                "title": message.title,
                "body": message.body,
                "url": message.url,
            },
        },
        separators=(",", ":"),
    ).encode("ascii")


def _signature(keys: tuple[bytes, ...], key: str, at: int, body: bytes) -> str:
    signed = b".".join((key.encode(), str(at).encode(), body))
    digests = (hmac.digest(secret, signed, hashlib.sha256) for secret in keys)
    return " ".join(f"v1,{base64.b64encode(digest).decode()}" for digest in digests)


def _judge(status: int, retry_after: float | None) -> None:
    if 200 <= status < 300:
        return
    if status in PASSING or status >= 500:
        raise RetryableDeliveryError(f"the receiver answered {status}", retry_after)
    if 300 <= status < 400:
        raise DeliveryError(f"the receiver answered {status}, a redirect; give the url it leads to")
    if status == 410:
        raise DeliveryError("the receiver answered 410: it wants no more messages")
    raise DeliveryError(f"the receiver answered {status}; it must answer 2xx")


def _seconds(retry_after: str | None, now: float) -> float | None:
    """Read a Retry-After header, seconds or an HTTP date; None where it is missing or makes no sense.

    >>> _seconds("120", 0), _seconds("Thu, 01 Jan 1970 00:01:00 GMT", 20), _seconds("soon", 0)
    (120.0, 40.0, None)
    """
    if retry_after is None:
        return None
    if re.fullmatch(r"[0-9]{1,9}", retry_after):
        return float(retry_after)
    try:
        at = parsedate_to_datetime(retry_after)
    except (ValueError, OverflowError):
        return None
    # A date whose zone is "-0000" comes back naive, and means UTC.
    return max(0.0, (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() - now)
