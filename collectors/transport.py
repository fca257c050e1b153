"""How long an answer may take, how large it may be, and where a vendor's client really sends its requests.

tweepy and praw speak through a `requests.Session`, which bounds no answer: a server that drips bytes would hold a turn
for ever, and one that never stops would fill the memory.
"""

import os
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies
from urllib3.exceptions import DecodeError, HTTPError, ReadTimeoutError, SSLError

from collectors.exchange import Exchange, Line, watched
from storage.errors import SettingsError

_PORTION = 65_536
# What a body of small chunks takes on the wire, its head and its trailers with it.
_FRAMED = 2
_HEADS = 1_000_000


class AnswerTooLarge(requests.RequestException):
    """An answer holds more bytes than are taken."""


class Unreached(requests.ConnectionError):
    """No connection stood, so that nothing was asked; the message names the kind of error."""


class BoundedAdapter(HTTPAdapter):
    """Sends requests and reads whole answers within bounds; errors are those of requests, `AnswerTooLarge` and
    `Unreached`.

    With `base_url` every request goes there in place of the scheme and host it was meant for; the path is appended.
    Seconds: `connect` until a connection stands, `read` between two bytes, `total` for all of it, whatever timeout
    the caller names. `most_bytes` bounds the body as it reads unpacked.
    """

    def __init__(
        self,
        base_url: str | None = None,
        connect: float = 10,
        read: float = 30,
        total: float = 60,
        most_bytes: int = 10_000_000,
    ) -> None:
        super().__init__()
        self._base_url = base_url.rstrip("/") if base_url else None
        self._timeout = (min(connect, total), min(read, total))
        self._total = total
        self._most_bytes = most_bytes
        self._line = Line()
        self._watched: dict[Any, Any] = {}

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: Any = True,
        cert: Any = None,
        proxies: Any = None,
    ) -> requests.Response:
        """Send a request; the answer comes with its whole body, streamed or not."""
        sent = self._addressed(request)
        proxies = {**get_environ_proxies(sent.url or ""), **(proxies or {})}
        with Exchange(self._total, _FRAMED * self._most_bytes + _HEADS) as exchange:
            self._line.exchange = exchange
            try:
                response = super().send(sent, True, self._timeout, verify, cert, proxies)
                response._content = self._body(response, exchange)
            except requests.RequestException as error:
                raise self._told(error, exchange, sent) from error
        return response

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        """Return a pool whose connections can be cut from the moment they stand."""
        pool: Any = super().get_connection_with_tls_context(*args, **kwargs)
        kind = pool.ConnectionCls
        if kind not in self._watched.values():
            pool.ConnectionCls = self._watched.setdefault(kind, watched(kind, self._line))
        return pool

    def _addressed(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._base_url is None:
            return request
        sent = request.copy()
        sent.url = self._base_url + request.path_url
        return sent

    def _body(self, response: requests.Response, exchange: Exchange) -> bytes:
        body = bytearray()
        try:
            # `read1` returns after one read of the socket; `read` would wait for a whole portion.
            while portion := response.raw.read1(_PORTION, decode_content=True):
                body += portion
                exchange.large = exchange.large or len(body) > self._most_bytes
                if exchange.large or exchange.late:
                    break
            if exchange.large or exchange.late:
                # Where the connection was cut, what came would pass for the whole.
                raise requests.ConnectionError
        except (HTTPError, requests.RequestException) as error:
            response.close()
            raise _as_requests(error) from error
        response.raw.release_conn()
        return bytes(body)

    def _told(
        self, error: requests.RequestException, exchange: Exchange, sent: requests.PreparedRequest
    ) -> requests.RequestException:
        """Say what an error means: what follows from our own cut is told as the bound that was passed."""
        if not exchange.stood:
            return Unreached("ConnectTimeout" if exchange.late else type(error).__name__, request=sent)
        if exchange.large:
            return AnswerTooLarge(f"the answer is larger than {self._most_bytes:,} bytes", request=sent)
        if exchange.late:
            return requests.ReadTimeout(f"no whole answer within {self._total:g} s", request=sent)
        return error


class Unredirected(requests.Session):
    """A session that takes a redirect for the answer: a token stays with its host."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """Return no address, wherever the answer points."""
        return None


def session(adapter: HTTPAdapter) -> Unredirected:
    """Open a session that sends everything through `adapter`, and follows no redirect.

    Proxies and authorities of the environment hold (HTTPS_PROXY, NO_PROXY, REQUESTS_CA_BUNDLE), its .netrc does not:
    it would replace the credentials of a request.
    """
    opened = Unredirected()
    opened.trust_env = False
    opened.verify = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or True
    opened.mount("https://", adapter)
    opened.mount("http://", adapter)
    return opened


def without(secrets: Sequence[str], told: Any) -> Any:
    """Put … in the place of secrets, in every text of some parsed JSON, which is changed: whoever answers may repeat
    what was sent.

    >>> without(["sesame"], {"sesame": ["Bearer sesame", 1, None]})
    {'…': ['Bearer …', 1, None]}
    """
    secrets = [secret for secret in secrets if secret]
    whole = [told]
    waiting: list[Any] = [whole]
    while waiting:
        held = waiting.pop()
        if isinstance(held, dict) and any(secret in name for name in held for secret in secrets):
            renamed = {_hidden(secrets, name): value for name, value in held.items()}
            held.clear()
            held.update(renamed)
        for place, value in held.items() if isinstance(held, dict) else enumerate(held):
            if isinstance(value, str):
                held[place] = _hidden(secrets, value)
            elif isinstance(value, dict | list):
                waiting.append(value)
    return whole[0]


def _hidden(secrets: Sequence[str], text: str) -> str:
    for secret in secrets:
        text = text.replace(secret, "…")
    return text


def base_url(written: str) -> str:
    """Read the address of a place as a person wrote it; raises SettingsError for what is none.

    >>> base_url("http://127.0.0.1:8080/")
    'http://127.0.0.1:8080'
    """
    try:
        parts = urlsplit(written)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
    else:
        usable = usable and parts.username is None and not parts.query and not parts.fragment
    if not usable:
        # An address may hold a password: it is not repeated.
        raise SettingsError("url is no address; valid is for example https://api.example.com, without a user or query")
    return written.rstrip("/")


def _as_requests(error: Exception) -> Exception:
    if isinstance(error, requests.RequestException):
        return error
    if isinstance(error, ReadTimeoutError):
        return requests.ReadTimeout(str(error))
    if isinstance(error, DecodeError):
        return requests.exceptions.ContentDecodingError(str(error))
    if isinstance(error, SSLError):
        return requests.exceptions.SSLError(str(error))
    return requests.exceptions.ChunkedEncodingError(str(error))
