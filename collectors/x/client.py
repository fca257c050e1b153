"""How X is asked, what an answer cost, and what each refusal means: the only file that knows tweepy.

tweepy waits for nothing here, and what it raises does not matter: its errors leave its own tree (a body that is no
object makes them AttributeErrors), so that a refusal is read from the answer itself. tweepy writes the bearer token to
its log; that log stays silent.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, cast

import requests
import tweepy

from collectors.contract import Meter
from collectors.transport import AnswerTooLarge, BoundedAdapter, Unreached, session, without
from collectors.x.options import Options
from collectors.x.pages import Page
from collectors.x.snowflakes import post_id
from storage.errors import BadPayload, BudgetSpent, CollectError, RateLimited, SourceUnavailable, Unauthorized
from storage.models import Ask, Cost, Grant
from storage.text import one_line

FEWEST, MOST = 10, 100
"""How many posts X gives at least and at most where a page of a search is asked for."""

_POST_FIELDS = [
    "author_id",
    "conversation_id",
    "created_at",
    "edit_history_tweet_ids",
    "lang",
    "note_tweet",
    "public_metrics",
    "referenced_tweets",
]
_USER_FIELDS = ["public_metrics", "username"]
_SPENT = ("/credits", "/usage-capped")
_LONGEST_WAIT = 86_400
_WRONG_CLOCK = timedelta(days=1)


class Client:
    """Sends requests to X, each one metered. Raises what a collector may raise, and RateLimited rather than wait."""

    def __init__(self, options: Options, meter: Meter) -> None:
        self._options = options
        self._meter = meter
        self._answer: requests.Response | None = None
        # A filter outlives whatever logging is set up later, a level does not.
        logging.getLogger("tweepy.client").addFilter(_silence)
        # tweepy says that what it returns is its own kind of response, whatever kind it was asked for.
        self._tweepy: Any = tweepy.Client(
            options.token, return_type=cast(Any, requests.Response), wait_on_rate_limit=False
        )
        self._tweepy.session = session(BoundedAdapter(options.url, total=options.timeout))
        self._tweepy.session.hooks["response"].append(self._hear)
        self._fields: dict[str, Any] = {"tweet_fields": _POST_FIELDS}
        if options.authors:
            self._fields |= {"expansions": ["author_id"], "user_fields": _USER_FIELDS}

    def search(
        self, query: str, *, since: int, until: int, now: datetime, more: str | None = None, most: int = MOST
    ) -> Page:
        """Ask for the newest posts with ids between `since` and `until`, both excluded."""
        grant = self._reserve(most, FEWEST)
        asked = max(FEWEST, min(grant.items, most))
        bounds = {"since_id": str(since), "until_id": str(until), "max_results": asked}
        if more is not None:
            bounds["next_token"] = more
        return self._sent(lambda: self._tweepy.search_recent_tweets(query, **bounds, **self._fields), grant, asked, now)

    def lookup(self, ids: Sequence[str], now: datetime) -> tuple[Sequence[str], Page]:
        """Ask for posts by id, for as many of them as can be paid; returns those that were asked for."""
        grant = self._reserve(min(len(ids), MOST), 1)
        asked = ids[: max(1, grant.items)]
        return asked, self._sent(lambda: self._tweepy.get_tweets(list(asked), **self._fields), grant, len(asked), now)

    def _reserve(self, most: int, least: int) -> Grant:
        options = self._options
        return self._meter.reserve(Ask(most=most, least=least, microdollars=options.price, limit=options.limit))

    def _sent(self, send: Callable[[], requests.Response], grant: Grant, asked: int, now: datetime) -> Page:
        self._answer = None
        try:
            outcome: requests.Response | CollectError = send()
        except Exception as error:
            outcome = self._failure(error, grant, now)
        if isinstance(outcome, CollectError):
            # Not out of the handler: what led to it quotes what X said, and X may have quoted the token.
            raise outcome
        page = self._page(outcome, grant, asked, now)
        posts, users = (min(len(found), grant.items) for found in (page.posts, page.users))
        spent = posts * self._options.post_price + users * self._options.user_price
        self._meter.settle(grant, Cost(requests=1, items=posts, microdollars=spent))
        return page

    def _failure(self, error: Exception, grant: Grant, now: datetime) -> CollectError:
        if self._answer is None:
            if isinstance(error, Unreached):
                self._meter.settle(grant, Cost(requests=1))
            return _unanswered(error)
        self._meter.settle(grant, Cost(requests=1))
        return self._refusal(self._answer, now)

    def _hear(self, answer: requests.Response, *_args: object, **_kwargs: object) -> None:
        self._answer = answer

    def _page(self, answer: requests.Response, grant: Grant, asked: int, now: datetime) -> Page:
        body = self._parsed(answer)
        if body is None:
            if not answer.content.lstrip().startswith(b"{"):
                # Whoever answers so is not X, and sends no bill; what begins well may be X's, cut short.
                self._meter.settle(grant, Cost(requests=1))
            kind = one_line(self._harmless(answer.headers.get("content-type", "nothing")), 60)
            raise BadPayload(f"X answered with {kind} that holds no JSON object")
        if not {"data", "meta", "errors"} & body.keys():
            self._meter.settle(grant, Cost(requests=1))
            raise BadPayload(f"X answered with neither data nor meta, but with {one_line(', '.join(body), 100)!r}")
        posts, meta, includes = body.get("data", []), body.get("meta", {}), body.get("includes", {})
        if not isinstance(posts, list) or not isinstance(meta, dict):
            raise BadPayload("X answered with data that is no list, or meta that is no object")
        more = meta.get("next_token")
        return Page(
            posts=posts,
            users=_listed(includes.get("users")) if isinstance(includes, dict) else (),
            errors=_listed(body.get("errors")),
            full=len(posts) >= asked,
            more=more if isinstance(more, str) and more else None,
            oldest=post_id(meta.get("oldest_id")),
            answered_at=_clock(answer, now),
            wait=_wait(answer, now) if answer.headers.get("x-rate-limit-remaining") == "0" else None,
        )

    def _refusal(self, answer: requests.Response, now: datetime) -> CollectError:
        status, problem = answer.status_code, self._parsed(answer) or {}
        said = f"{status}: {self._said(problem, answer)}"
        if status == 402 or str(problem.get("type")).endswith(_SPENT):
            return BudgetSpent(f"the credits of the X account are spent ({said})")
        if status == 429:
            return RateLimited(f"X asks for patience ({said})", _wait(answer, now))
        if status in (401, 403):
            return Unauthorized(f"X refuses the bearer token ({said})")
        if status >= 500 or 300 <= status < 400:
            return SourceUnavailable(f"X cannot answer ({said})")
        return BadPayload(f"X does not understand the request ({said})")

    def _said(self, problem: dict[str, Any], answer: requests.Response) -> str:
        """Quote X's own reason, bounded."""
        first = next(iter(_listed(problem.get("errors"))), None)
        detailed = first.get("message") or first.get("detail") if isinstance(first, dict) else None
        reason = detailed or problem.get("detail") or problem.get("title") or answer.reason
        return one_line(self._harmless(str(reason)), 300)

    def _parsed(self, answer: requests.Response) -> dict[str, Any] | None:
        """Read an answer; what answers in X's place might repeat the token."""
        try:
            body = self._harmless(answer.json())
        except (ValueError, RecursionError):
            return None
        return body if isinstance(body, dict) else None

    def _harmless(self, told: Any) -> Any:
        return without((self._options.token,), told)


def _silence(_record: logging.LogRecord) -> bool:
    return False


def _unanswered(error: Exception) -> CollectError:
    """Name an error by its class only: its words may hold an address, or what was sent."""
    name = type(error).__name__
    if isinstance(error, AnswerTooLarge | requests.exceptions.ContentDecodingError):
        return BadPayload(f"X answered with something that cannot be read ({name})")
    if isinstance(error, Unreached):
        return SourceUnavailable(f"X cannot be reached ({error})")
    if isinstance(error, requests.RequestException):
        return SourceUnavailable(f"X did not answer ({name})")
    return BadPayload(f"X could not be asked ({name})")


def _listed(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) else ()


def _clock(answer: requests.Response, now: datetime) -> datetime | None:
    """Read X's clock from an answer; one that is a day away from ours is not believed."""
    try:
        stated = parsedate_to_datetime(answer.headers.get("date", "")).replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError):
        return None
    return stated if abs(stated - now) < _WRONG_CLOCK else None


def _wait(answer: requests.Response, now: datetime) -> float | None:
    """Say for how many seconds X wants no further request; None where it does not say."""
    reset = answer.headers.get("x-rate-limit-reset", "")
    if not (reset.isascii() and reset.isdecimal() and len(reset) < 12):
        return None
    left = int(reset) - (_clock(answer, now) or now).timestamp()
    return min(max(left, 1.0), _LONGEST_WAIT)
