"""How Reddit is asked: through praw, one request at a time, with every wait and every error our own.

praw would retry, sleep until a window begins anew, and take addresses and credentials from files and variables it
happens to find. Here it only holds the token and speaks the protocol; nothing of it leaves this file.
"""

import configparser
from collections.abc import Mapping, Sequence
from importlib.resources import files
from types import TracebackType
from typing import Any, Self

import praw
import prawcore
import requests
from praw.config import Config
from praw.endpoints import API_PATH
from praw.exceptions import PRAWException

from collectors import transport
from collectors.contract import Meter
from collectors.reddit import answers
from collectors.reddit.options import Options
from collectors.reddit.pages import Page
from collectors.reddit.things import FULLNAME
from collectors.reddit.threads import nodes
from storage.errors import BadPayload, RateLimited, SourceUnavailable
from storage.models import Ask, Cost, Grant, RateLimit

WINDOW_SECONDS = 600
MOST_COMMENTS = 500


class Client:
    """Asks Reddit within the bounds of a source; every method raises CollectError, or Closed for one place alone."""

    def __init__(self, options: Options, meter: Meter) -> None:
        self._options = options
        self._exchange = _Exchange(
            meter,
            RateLimit(requests=options.requests_per_window, seconds=WINDOW_SECONDS),
            {options.client_id, options.client_secret},
        )
        seconds = options.timeout
        adapter = transport.BoundedAdapter(connect=min(10, seconds), read=seconds, total=2 * seconds)
        self._session = transport.session(adapter)
        self._reddit = self._opened()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._session.close()

    def search(self, text: str, where: str, after: str | None, most: int) -> Page:
        """Ask for one page of the submissions a search finds in subreddits, newest first."""
        everywhere = where == "all"
        params = {"q": text, "sort": "new", "syntax": "lucene", "t": "all", "restrict_sr": str(not everywhere).lower()}
        return self._page(API_PATH["search"].format(subreddit=where), params, after, most, somewhere=not everywhere)

    def comments(self, subreddits: str, after: str | None, most: int) -> Page:
        """Ask for one page of all comments in subreddits, newest first."""
        path = API_PATH["subreddit"].format(subreddit=subreddits) + "comments"
        return self._page(path, {}, after, most, somewhere=True)

    def info(self, names: Sequence[str]) -> tuple[object, ...]:
        """Ask for at most 100 things by name; those that do not exist are left out."""
        try:
            return _listing(self._sent(API_PATH["info"], {"id": ",".join(names)}, 0, least=0, somewhere=False))[0]
        finally:
            self._exchange.settle(0)

    def thread(self, name: str, most: int) -> tuple[object, ...]:
        """Ask for the newest comments under a submission, at most 500 in one request, and return them out of their
        trees; where the budget holds fewer, for so many.
        """
        most = max(1, min(most, MOST_COMMENTS))
        path = API_PATH["submission"].format(id=name.partition("_")[2])
        found: tuple[object, ...] = ()
        try:
            body = self._sent(path, {"sort": "new", "limit": most}, most, least=1, somewhere=True)
            if not isinstance(body, list) or len(body) != 2:
                raise BadPayload("Reddit answered something else where a submission and its comments are promised")
            found = nodes(_listing(body[1])[0])
        finally:
            self._exchange.settle(len(found))
        return found

    def _page(self, path: str, params: Mapping[str, str], after: str | None, most: int, *, somewhere: bool) -> Page:
        asked: dict[str, str | int] = {**params, "limit": most}
        if after is not None:
            asked["after"] = after
        entries: tuple[object, ...] = ()
        try:
            entries, following = _listing(self._sent(path, asked, most, least=1, somewhere=somewhere))
        finally:
            self._exchange.settle(len(entries))
        return Page(entries=entries, after=following, asked=self._exchange.granted)

    def _sent(self, path: str, params: dict[str, str | int], most: int, *, least: int, somewhere: bool) -> Any:
        self._exchange.most, self._exchange.least, self._exchange.somewhere = most, least, somewhere
        try:
            return self._received(path, params)
        except _Expired:
            # praw would ask again with a new token by itself, but sleeps before it does.
            self._reddit = self._opened()
            return self._received(path, params)

    def _received(self, path: str, params: dict[str, str | int]) -> Any:
        try:
            # Whoever answers may repeat what was sent.
            body = self._reddit.request(method="GET", path=path, params=params)
            return transport.without(tuple(self._exchange.secrets), body)
        except (prawcore.PrawcoreException, PRAWException, ValueError, RecursionError) as error:
            raise BadPayload("Reddit answered something that is no JSON") from error

    def _opened(self) -> praw.Reddit:
        # What praw would read from praw.ini in the working directory or in the user's configuration is never looked at.
        packaged = configparser.ConfigParser(interpolation=None)
        packaged.read_string(files("praw").joinpath("praw.ini").read_text(encoding="utf-8"))
        Config.CONFIG = packaged
        options = self._options
        return praw.Reddit(
            "DEFAULT",
            requestor_class=_Requestor,
            requestor_kwargs={"session": self._session, "exchange": self._exchange},
            # Whatever is not said here, praw looks for in variables of the environment.
            client_id=options.client_id,
            client_secret=options.client_secret,
            user_agent=options.user_agent,
            reddit_url=options.reddit_url,
            oauth_url=options.oauth_url + "/",
            username=None,
            password=None,
            redirect_uri=None,
            refresh_token=None,
            check_for_updates=False,
            check_for_async=False,
        )


class _Expired(Exception):
    """The access token was good, and is no more."""


class _Exchange:
    """What the client and the requestor tell each other about the request at hand, and the books of what it costs.

    `secrets` are the credentials and every access token they brought.
    """

    def __init__(self, meter: Meter, pace: RateLimit, secrets: set[str]) -> None:
        self.secrets = secrets
        self.most = self.least = 0
        self.somewhere = False
        self.granted = 0
        self._meter = meter
        self._pace = pace
        self._grant: Grant | None = None

    def reserve(self, most: int, least: int) -> None:
        """Ask the meter for leave to send one request for so many items."""
        self._grant = self._meter.reserve(Ask(most=most, least=least, limit=self._pace))
        self.granted = self._grant.items

    def settle(self, items: int) -> None:
        """Say how many items came, unless that was said already."""
        if self._grant is not None:
            self._meter.settle(self._grant, Cost(requests=1, items=min(items, self._grant.items)))
            self._grant = None


class _Requestor(prawcore.Requestor):
    """Sends praw's requests: asks the meter before each, and lets nothing but a success come back."""

    def __init__(self, *, exchange: _Exchange, **settings: Any) -> None:
        super().__init__(**settings)
        self._exchange = exchange
        self._accepted = False
        self._exhausted = False
        self._reset: float | None = None

    def request(self, *args: Any, timeout: float | None = None, **kwargs: Any) -> requests.Response:
        """Send one request; raises CollectError, Closed, or what the meter raises."""
        method, url = args
        if self._exhausted:
            raise RateLimited("Reddit takes no more requests in this window", self._reset)
        if method.lower() == "post":
            return self._token(method, url, kwargs)
        exchange = self._exchange
        exchange.reserve(exchange.most, exchange.least)
        if exchange.most:
            kwargs["params"] = {**kwargs["params"], "limit": exchange.granted}
        response, headers = self._answer(method, url, kwargs)
        self._exhausted, self._reset = answers.spent(headers), answers.wait(headers)
        status = response.status_code
        if status == 200:
            self._accepted = True
            return response
        exchange.settle(0)
        if status == 401 and self._accepted:
            raise _Expired
        raise answers.error(status, headers, response.content, somewhere=exchange.somewhere, accepted=self._accepted)

    def _token(self, method: str, url: str, kwargs: dict[str, Any]) -> requests.Response:
        self._exchange.reserve(0, 0)
        # prawcore asks for the connection to be closed, and a session might take it for an open one.
        kwargs["headers"] = {}
        response, headers = self._answer(method, url, kwargs)
        self._exchange.settle(0)
        if response.status_code != 200:
            raise answers.token_error(response.status_code, headers, response.content)
        self._exchange.secrets.add(answers.token(response.content, tuple(self._exchange.secrets)))
        return response

    def _answer(self, method: str, url: str, kwargs: dict[str, Any]) -> tuple[requests.Response, dict[str, str]]:
        """Send a request; return the answer without what would make prawcore sleep, and all its headers."""
        try:
            response = self._http.request(method, url, **{**kwargs, "allow_redirects": False})
        except requests.RequestException as error:
            self._exchange.settle(0)
            if isinstance(error, transport.AnswerTooLarge):
                raise BadPayload(f"Reddit's answer cannot be taken: {error}") from error
            if isinstance(error, transport.Unreached):
                raise SourceUnavailable(f"Reddit cannot be reached: {error}") from error
            raise SourceUnavailable(f"Reddit did not answer: {type(error).__name__}") from error
        headers = dict(response.headers.lower_items())
        for name in ("x-ratelimit-remaining", "x-ratelimit-used", "x-ratelimit-reset"):
            response.headers.pop(name, None)
        return response, headers


def _listing(body: Any) -> tuple[tuple[object, ...], str | None]:
    """Take a listing apart; raises what an error in the place of one means, else BadPayload."""
    if isinstance(body, dict):
        data, status = body.get("data"), body.get("error")
        if body.get("kind") == "Listing" and isinstance(data, dict):
            entries, after = data.get("children"), data.get("after")
            fits = after is None or (isinstance(after, str) and FULLNAME.fullmatch(after))
            if isinstance(entries, list) and fits:
                return tuple(entries), after
        elif isinstance(status, int) and 400 <= status < 600:
            raise answers.error(status, {}, b"", somewhere=False, accepted=False)
    raise BadPayload("Reddit answered something else where a listing is promised")
