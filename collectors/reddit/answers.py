"""What an answer of Reddit's that is no success asks of us: a status becomes an error, once and here."""

import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from collectors.transport import without
from storage.errors import BadPayload, BudgetSpent, CollectError, RateLimited, SourceUnavailable, Unauthorized

_LONGEST_WAIT = 86_400.0
# Only words that are known are repeated: an answer may quote what was sent.
_REASONS = frozenset({"private", "banned", "quarantined", "gated", "gold_only", "employees_only", "premium_only"})
_WORD = re.compile(r"[a-z_]{3,40}")


class Closed(Exception):
    """A subreddit or a thread may not be read, while the rest of Reddit may."""


def error(status: int, headers: Mapping[str, str], body: bytes, *, somewhere: bool, accepted: bool) -> Exception:
    """Return what an answer other than 200 means.

    `somewhere` says that one subreddit or thread was asked for, `accepted` that Reddit has answered these credentials
    before: then a refusal is about that place and not about us.
    """
    if somewhere and (reason := _closed(status, body, accepted=accepted)):
        return Closed(reason)
    if status == 429:
        return RateLimited("Reddit answered 429: too many requests", wait(headers))
    if status == 402:
        return BudgetSpent("Reddit answered 402: it wants to be paid before it answers again")
    if status == 401:
        return Unauthorized("Reddit answered 401: renew client_id and client_secret")
    if status == 403:
        return Unauthorized("Reddit answered 403: the application, its user_agent or this machine may not read there")
    if status >= 500 or status == 408:
        return SourceUnavailable(f"Reddit answered {status}: it is broken at the moment")
    return BadPayload(f"Reddit answered {status} where 200 is promised")


def token_error(status: int, headers: Mapping[str, str], body: bytes) -> CollectError:
    """Return what an answer other than 200 to a request for an access token means."""
    if status in (400, 401, 403):
        return Unauthorized(f"Reddit answered {status} and gives no access token: check client_id and client_secret")
    found = error(status, headers, body, somewhere=False, accepted=False)
    assert isinstance(found, CollectError)
    return found


def token(body: bytes, secrets: Sequence[str]) -> str:
    """Return the access token that an answer holds; raises what it means where that is none that can be used.

    None of `secrets` is repeated.
    """
    said = _json(body)
    refusal = said.get("error")
    if refusal is not None:
        word = f" ({refusal})" if isinstance(refusal, str) and _WORD.fullmatch(without(secrets, refusal)) else ""
        raise Unauthorized(f"Reddit gives no access token{word}: check client_id and client_secret")
    given, seconds = said.get("access_token"), said.get("expires_in")
    lasts = isinstance(seconds, int) and not isinstance(seconds, bool) and seconds > 0
    if not (lasts and isinstance(given, str) and isinstance(said.get("scope"), str)):
        raise BadPayload("Reddit answered a request for an access token with something else")
    if not (given and given.isascii() and given.isprintable()):
        raise BadPayload("Reddit answered with an access token that cannot be sent")
    return given


def wait(headers: Mapping[str, str]) -> float | None:
    """Return how many seconds Reddit wants us to wait, None where it does not say."""
    told = [_number(headers.get(name)) for name in ("retry-after", "x-ratelimit-reset")]
    seconds = [value for value in told if value is not None]
    return min(max(seconds), _LONGEST_WAIT) if seconds else None


def spent(headers: Mapping[str, str]) -> bool:
    """Decide whether Reddit takes no further request in this window."""
    remaining = _number(headers.get("x-ratelimit-remaining"))
    return remaining is not None and remaining < 1


def _closed(status: int, body: bytes, *, accepted: bool) -> str:
    if status in (301, 302, 307, 308):
        return "it does not exist"
    if status not in (403, 404, 451):
        return ""
    said = _json(body).get("reason")
    if isinstance(said, str) and said in _REASONS:
        return f"it is {said.replace('_', ' ')} ({status})"
    if status == 403 and not accepted:
        return ""
    return f"Reddit answers {status}"


def _json(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _number(written: str | None) -> float | None:
    try:
        value = float(written) if written is not None else math.nan
    except ValueError:
        return None
    return value if math.isfinite(value) and value >= 0 else None
