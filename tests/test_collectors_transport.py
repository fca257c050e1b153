"""Answers are bounded in time and size, whatever a server does; requests go where they are sent, and nowhere else."""

import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import requests

from collectors import transport
from storage.errors import SettingsError

OK = b"HTTP/1.1 200 OK\r\n"
Script = Callable[[socket.socket], None]


@contextmanager
def server(script: Script) -> Iterator[tuple[str, list[bytes]]]:
    """Open a server that reads a request and then does as it is told; yields its address and what it was sent."""
    heard: list[bytes] = []
    closing = threading.Event()

    def serve() -> None:
        while not closing.is_set():
            with suppress(OSError):
                connection, _ = listener.accept()
                with connection:
                    heard.append(connection.recv(65_536))
                    script(connection)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}", heard
        finally:
            closing.set()
            thread.join()


def get(url: str, **bounds: float) -> requests.Response:
    adapter = transport.BoundedAdapter(url, **bounds)  # type: ignore[arg-type]
    with transport.session(adapter) as session:
        return session.get("https://api.example.com/2/posts?a=b", headers={"authorization": "Bearer sesame"})


def says(answer: bytes) -> Script:
    return lambda connection: connection.sendall(answer)


def drips(begin: bytes, drop: bytes) -> Script:
    def script(connection: socket.socket) -> None:
        connection.sendall(begin)
        for _ in range(200):
            connection.sendall(drop)
            threading.Event().wait(0.05)

    return script


def test_a_request_goes_to_the_address_in_place_of_the_one_it_names() -> None:
    with server(says(OK + b"content-length: 2\r\n\r\nhi")) as (url, heard):
        answer = get(f"{url}/proxy/")
    assert (answer.status_code, answer.text) == (200, "hi")
    assert heard[0].startswith(b"GET /proxy/2/posts?a=b HTTP/1.1\r\n")
    assert b"sesame" in heard[0]


@pytest.mark.parametrize(
    "script",
    [
        drips(OK, b"x"),
        drips(OK + b"content-length: 1000\r\n\r\n", b"x"),
        drips(OK + b"transfer-encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        drips(OK + b"transfer-encoding: chunked\r\n\r\n", b"0"),
        drips(OK + b"transfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n", b"a: b\r\n"),
        drips(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        lambda connection: threading.Event().wait(0.9),
    ],
    ids=["head", "body", "chunks", "chunk-size", "trailers", "heads", "silence"],
)
def test_a_server_that_drips_is_given_up_in_time(script: Script) -> None:
    with server(script) as (url, _), pytest.raises(requests.ReadTimeout):
        get(url, total=0.4)


def test_a_connection_that_is_used_again_is_bounded_too() -> None:
    def script(connection: socket.socket) -> None:
        connection.sendall(OK + b"content-length: 2\r\n\r\nhi")
        connection.recv(65_536)
        drips(OK + b"content-length: 1000\r\n\r\n", b"x")(connection)

    with server(script) as (url, heard), transport.session(transport.BoundedAdapter(url, total=0.4)) as session:
        assert session.get("http://a").text == "hi"
        with pytest.raises(requests.ReadTimeout):
            session.get("http://a")
    assert len(heard) == 1


def test_a_slow_answer_that_comes_in_time_is_whole() -> None:
    def script(connection: socket.socket) -> None:
        for part in (OK, b"transfer-encoding: chunked\r\n\r\n", b"2\r\nhi\r\n", b"0\r\n", b"a: b\r\n", b"\r\n"):
            connection.sendall(part)
            threading.Event().wait(0.02)

    with server(script) as (url, _):
        assert get(url, total=20).text == "hi"


@pytest.mark.parametrize(
    "answer",
    [
        OK + b"\r\n" + b"x" * 2_000_000,
        OK + b"content-encoding: gzip\r\n\r\n" + gzip.compress(b"x" * 50_000_000),
        OK + b"transfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n" + b"a: b\r\n" * 600_000,
        b"HTTP/1.1 100 Continue\r\n\r\n" * 150_000,
    ],
    ids=["plain", "packed", "trailers", "heads"],
)
def test_an_answer_that_is_too_large_is_given_up(answer: bytes) -> None:
    with server(says(answer)) as (url, _), pytest.raises(transport.AnswerTooLarge):
        get(url, most_bytes=1_000_000)


def test_a_packed_answer_comes_unpacked() -> None:
    packed = gzip.compress(b"x" * 500_000)
    head = OK + f"content-encoding: gzip\r\ncontent-length: {len(packed)}\r\n\r\n".encode()
    with server(says(head + packed)) as (url, _):
        assert get(url).text == "x" * 500_000


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (OK + b"content-length: 100\r\n\r\nhalf", requests.exceptions.ChunkedEncodingError),
        (OK + b"transfer-encoding: chunked\r\n\r\nzz\r\n", requests.exceptions.ChunkedEncodingError),
        (OK + b"content-encoding: gzip\r\n\r\nnot packed", requests.exceptions.ContentDecodingError),
        (b"", requests.ConnectionError),
        (b"nonsense\r\n\r\n", requests.ConnectionError),
    ],
)
def test_a_broken_answer_is_an_error_of_requests(answer: bytes, error: type[Exception]) -> None:
    with server(says(answer)) as (url, _), pytest.raises(error):
        get(url)


def test_nobody_is_redirected() -> None:
    with server(says(OK + b"content-length: 0\r\n\r\n")) as (elsewhere, asked):
        redirect = f"HTTP/1.1 302 Found\r\nlocation: {elsewhere}/\r\ncontent-length: 0\r\n\r\n".encode()
        with server(says(redirect)) as (url, _):
            assert get(url).status_code == 302
    assert asked == []


def closed_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return f"127.0.0.1:{taken.getsockname()[1]}"


def test_where_no_connection_stands_nothing_was_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(transport.Unreached, match="ConnectionError"):
        get(f"http://{closed_port()}")
    with server(says(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as (url, _), pytest.raises(transport.Unreached, match="SSL"):
        get(url.replace("http:", "https:"))
    with server(drips(b"\x16\x03\x03\x40\x00", b"x")) as (url, _), pytest.raises(transport.Unreached, match="Timeout"):
        get(url.replace("http:", "https:"), total=0.4)
    with server(says(b"HTTP/1.1 407 Who are you\r\n\r\n")) as (proxy, heard):
        monkeypatch.setenv("https_proxy", proxy)
        with pytest.raises(transport.Unreached, match="ProxyError"):
            get("https://api.example.test")
    assert b"sesame" not in heard[0]


@pytest.mark.parametrize("answer", [b"", OK, OK + b"content-length: 100\r\n\r\nhalf"])
def test_a_connection_that_is_lost_may_have_asked(answer: bytes) -> None:
    with server(says(answer)) as (url, _), pytest.raises(requests.RequestException) as lost:
        get(url)
    assert not isinstance(lost.value, transport.Unreached)


def test_secrets_are_hidden_in_json_of_any_shape_and_depth() -> None:
    deep: list[object] = ["sesame"]
    for _ in range(100_000):
        deep = [deep]
    told = transport.without(["", "sesame"], {"a": [{"x-sesame": 1.5}], "Bearer sesame": None, "deep": deep})
    assert told["a"] == [{"x-…": 1.5}]
    assert told["Bearer …"] is None
    while isinstance(deep[0], list):
        deep = deep[0]
    assert deep == ["…"]
    assert transport.without(["sesame"], "sesame!") == "…!"


def test_credentials_of_the_environment_are_left_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "netrc").write_text("default login mallory password stolen\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    with server(says(OK + b"content-length: 0\r\n\r\n")) as (url, heard):
        get(url)
    assert b"Bearer sesame" in heard[0]
    assert b"Basic" not in heard[0]


def test_a_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with server(says(OK + b"content-length: 0\r\n\r\n")) as (proxy, heard):
        monkeypatch.setenv("http_proxy", proxy)
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        get("http://api.example.test")
    assert heard[0].startswith(b"GET http://api.example.test/2/posts?a=b HTTP/1.1\r\n")


@pytest.mark.parametrize(
    "written",
    ["", "api.example.com", "file:///etc/passwd", "http://", "http://a:sesame@b", "http://a?q", "http://a#f", "http://[",
     "http://a:99999"],
)  # fmt: skip
def test_what_is_no_address_is_refused_and_not_repeated(written: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        transport.base_url(written)
    assert "sesame" not in str(refusal.value)
