"""An HTTP server that answers as a place does, and misbehaves on demand."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from collectors.testing import FaultKind

HTML = b"<!doctype html><html><title>Sorry</title><body>Something went wrong.</body></html>"
_NO_ANSWER_SECONDS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request: `query` and `form` hold the first value of each name."""

    method: str
    path: str
    query: Mapping[str, str]
    form: Mapping[str, str]
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One response; `body` is sent as JSON, or as it is where it is bytes."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


class Place:
    """What a place knows and how it answers; a subclass says so in `answer` and `refusal`.

    `fault` is asked before each request is answered, with its number from 1 on: the fault it names happens instead of,
    or on top of, the honest answer.
    """

    def __init__(self, fault: Callable[[int, Asked], FaultKind | None] = lambda _n, _asked: None) -> None:
        self.fault = fault
        self.asked: list[Asked] = []
        self.lock = threading.Lock()
        self.closing = threading.Event()

    def answer(self, asked: Asked) -> Answer:
        """Answer an honest request honestly; called by one thread at a time."""
        raise NotImplementedError

    def refusal(self, fault: FaultKind, asked: Asked) -> Answer:
        """Answer with a fault that has a status and a body of the place's own; called by one thread at a time."""
        raise NotImplementedError


@contextmanager
def serving(place: Place) -> Iterator[str]:
    """Open the place on a free port of this machine; yields its address without a slash at the end."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Head and body are written one after the other: with Nagle's algorithm the second would wait for 40 ms.
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            self._reply()

        def do_POST(self) -> None:
            self._reply()

        def _reply(self) -> None:
            asked = self._asked()
            with place.lock:
                place.asked.append(asked)
                fault = place.fault(len(place.asked), asked)
                if fault in _ON_THE_WIRE:
                    answer = place.answer(asked) if fault is FaultKind.TRUNCATED else Answer()
                else:
                    answer = place.answer(asked) if fault is None else place.refusal(fault, asked)
            self._send(answer, fault)

        def _asked(self) -> Asked:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
            query, form = ({k: v[0] for k, v in parse_qs(text).items()} for text in (parts.query, body))
            return Asked(
                method=self.command, path=parts.path, query=query, form=form, headers=dict(self.headers.items())
            )

        def _send(self, answer: Answer, fault: FaultKind | None) -> None:
            if fault is FaultKind.TIMEOUT:
                place.closing.wait(_NO_ANSWER_SECONDS)
                self.close_connection = True
                return
            body = HTML if fault is FaultKind.HTML else _bytes(answer.body)
            # Not `send_response`, which would date an answer by this machine's clock, whatever the place's own says.
            self.send_response_only(answer.status)
            kind = "text/html" if fault is FaultKind.HTML else "application/json; charset=utf-8"
            given = {"date": self.date_time_string(), "content-type": kind, "content-length": str(len(body))}
            headers = {**given, **answer.headers}
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            if fault is FaultKind.TRUNCATED:
                self.wfile.write(body[: len(body) // 2])
                self.close_connection = True
            else:
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            pass  # a client that was killed, or has given up, is nothing to tell

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            place.closing.set()
            server.shutdown()
            thread.join()


_ON_THE_WIRE = frozenset({FaultKind.TIMEOUT, FaultKind.TRUNCATED, FaultKind.HTML})


def _bytes(body: Any) -> bytes:
    if body is None:
        return b""
    return body if isinstance(body, bytes) else json.dumps(body).encode()
