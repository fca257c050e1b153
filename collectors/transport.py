"""How long an answer may take, how large it may be, and where a vendor's client really sends its requests.

tweepy and praw speak through a `requests.Session`, which bounds no answer: a server that drips bytes would hold a turn
for ever, and one that never stops would fill the memory.
"""

import os
import socket
import threading
import time
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import DecodeError, HTTPError, ReadTimeoutError, SSLError

from storage.errors import SettingsError

_PORTION = 65_536


class AnswerTooLarge(requests.RequestException):
    """An answer holds more bytes than are taken."""


class BoundedAdapter(HTTPAdapter):
    """Sends requests and reads whole answers within bounds; errors are those of requests, and `AnswerTooLarge`.

    With `base_url` every request goes there in place of the scheme and host it was meant for; the path is appended.
    Seconds: `connect` until a connection stands, `read` between two bytes, `total` for the answer, whatever timeout
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
        self._connections = {scheme: _hurried(kind, total) for scheme, kind in _KINDS.items()}

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
        deadline = time.monotonic() + self._total
        proxies = {**get_environ_proxies(sent.url or ""), **(proxies or {})}
        try:
            response = super().send(sent, True, self._timeout, verify, cert, proxies)
            response._content = self._body(response, deadline)
        except requests.ConnectionError as error:
            if time.monotonic() < deadline:
                raise
            raise requests.ReadTimeout(f"no whole answer within {self._total:g} s", request=sent) from error
        return response

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        """Return a pool whose connections give up on an answer that does not begin in time."""
        pool: Any = super().get_connection_with_tls_context(*args, **kwargs)
        pool.ConnectionCls = self._connections[pool.scheme]
        return pool

    def _addressed(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._base_url is None:
            return request
        sent = request.copy()
        sent.url = self._base_url + request.path_url
        return sent

    def _body(self, response: requests.Response, deadline: float) -> bytes:
        body = bytearray()
        try:
            # `read1` returns after one read of the socket; `read` would wait for a whole portion.
            while portion := response.raw.read1(_PORTION, decode_content=True):
                body += portion
                if len(body) > self._most_bytes:
                    raise AnswerTooLarge(f"the answer is larger than {self._most_bytes:,} bytes", response=response)
                if time.monotonic() > deadline:
                    raise requests.ReadTimeout(f"no whole answer within {self._total:g} s", response=response)
        except (HTTPError, requests.RequestException) as error:
            response.close()
            raise _as_requests(error) from error
        response.raw.release_conn()
        return bytes(body)


def session(adapter: HTTPAdapter) -> requests.Session:
    """Open a session that sends everything through `adapter`, and follows no redirect: a token stays with its host.

    Proxies and authorities of the environment hold (HTTPS_PROXY, NO_PROXY, REQUESTS_CA_BUNDLE), its .netrc does not:
    it would replace the credentials of a request.
    """
    opened = requests.Session()
    opened.trust_env = False
    opened.verify = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or True
    opened.max_redirects = 0
    opened.mount("https://", adapter)
    opened.mount("http://", adapter)
    return opened


def base_url(written: str) -> str:
    """Read the address of a place as a person wrote it; raises SettingsError for what is none.

    >>> base_url("http://127.0.0.1:8080/")
    'http://127.0.0.1:8080'
    """
    try:
        parts = urlsplit(written)
        usable = parts.scheme in _KINDS and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
    else:
        usable = usable and parts.username is None and not parts.query and not parts.fragment
    if not usable:
        # An address may hold a password: it is not repeated.
        raise SettingsError("url is no address; valid is for example https://api.example.com, without a user or query")
    return written.rstrip("/")


_KINDS: dict[str, type[HTTPConnection]] = {"http": HTTPConnection, "https": HTTPSConnection}


def _hurried(kind: Any, seconds: float) -> Any:
    """Make a kind of connection that is cut where the head of an answer takes longer than `seconds`.

    A timeout of the socket begins anew with every byte, so that alone it bounds nothing.
    """

    class Hurried(kind):  # type: ignore[misc]
        debuglevel = 0  # another value, set for all connections, would print credentials

        def getresponse(self) -> Any:
            timer = threading.Timer(seconds, _cut, (self.sock,))
            timer.daemon = True
            timer.start()
            began = time.monotonic()
            try:
                answer = super().getresponse()
            finally:
                timer.cancel()
            if time.monotonic() - began >= seconds:
                # A head that was cut short would pass for a whole one.
                answer.close()
                raise TimeoutError
            return answer

    return Hurried


def _cut(connected: socket.socket) -> None:
    with suppress(OSError):
        # Not the shutdown of a TLS socket, which would take its state away from the thread that reads.
        socket.socket.shutdown(connected, socket.SHUT_RDWR)


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
