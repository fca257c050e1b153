"""One request and its answer on the wire: how its connection is counted, and cut when its time is over."""

import io
import socket
import threading
from contextlib import suppress
from http.client import HTTPResponse, RemoteDisconnected
from types import TracebackType
from typing import Any, Self


class Exchange:
    """One request under way, and its bounds: when its seconds are over, or its bytes, its connection is cut.

    A timeout of a socket begins anew with every byte, so that alone it bounds nothing. `stood` says that a connection
    was ready for the request.
    """

    def __init__(self, seconds: float, most_bytes: int) -> None:
        self.stood = self.late = self.large = False
        self._left = most_bytes
        self._held: list[socket.socket] = []
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._timer.cancel()
        with self._lock:
            while self._held:
                self._held.pop().close()

    def hold(self, connected: Any) -> None:
        """Take hold of a connection, by a handle that stays whatever becomes of its socket."""
        handle = socket.fromfd(connected.fileno(), socket.AF_INET, socket.SOCK_STREAM)
        with self._lock:
            self._held.append(handle)
            if self.late:
                _cut(handle)

    def took(self, count: int) -> None:
        """Count bytes that came; raises OSError where they are too many."""
        self._left -= count
        if self._left < 0:
            self.large = True
            raise OSError("too many bytes")

    def _end(self) -> None:
        with self._lock:
            self.late = True
            for handle in self._held:
                _cut(handle)


class Line(threading.local):
    """Tells connections which exchange they serve, thread by thread."""

    exchange: Exchange


class Counted(io.RawIOBase):
    """What comes over a connection, counted: its head, its frames and its trailers too. `ended` says that no more
    comes.
    """

    def __init__(self, raw: Any, exchange: Exchange) -> None:
        super().__init__()
        self.ended = False
        self._raw = raw
        self._exchange = exchange

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def fileno(self) -> int:
        """Return the descriptor of the connection."""
        return int(self._raw.fileno())

    def readinto(self, buffer: Any) -> int | None:
        """Read once."""
        count: int | None = self._raw.readinto(buffer)
        self.ended = count == 0
        self._exchange.took(count or 0)
        return count

    def close(self) -> None:
        """Let go of the connection."""
        self._raw.close()
        super().close()


def watched(kind: Any, line: Line) -> Any:
    """Make a kind of connection that is counted and can be cut, from before TLS or a proxy is spoken to."""

    class Answer(HTTPResponse):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self._counted = Counted(self.fp.detach(), line.exchange)
            self.fp: Any = io.BufferedReader(self._counted)

        def begin(self) -> None:
            super().begin()
            if self._counted.ended:
                raise RemoteDisconnected("the connection ended within the head of an answer")

    class Watched(kind):  # type: ignore[misc]
        debuglevel = 0  # another value, set for all connections, would print credentials
        response_class = Answer

        def _new_conn(self) -> Any:
            connected = super()._new_conn()
            line.exchange.hold(connected)
            return connected

        def connect(self) -> None:
            super().connect()
            line.exchange.stood = True

        def request(self, *args: Any, **kwargs: Any) -> None:
            if self.sock is not None:
                # It stood before, for another request.
                line.exchange.hold(self.sock)
                line.exchange.stood = True
            super().request(*args, **kwargs)

    return Watched


def _cut(handle: socket.socket) -> None:
    with suppress(OSError):
        handle.shutdown(socket.SHUT_RDWR)
