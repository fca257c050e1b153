"""The built-in channels against real receivers on this machine: contract, signature, and refusals of every kind."""

import base64
import hashlib
import hmac
import json
import logging
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from alerts.channels import apprise, log, webhook
from alerts.contract import Channel, Setup
from alerts.testing import CHECKS, Candidate, message
from storage.errors import DeliveryError, RetryableDeliveryError, SettingsError

# Apprise loads every service it knows at its first use, and one of them still imports imghdr.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

OLD, NEW = (f"whsec_{base64.b64encode(bytes(range(n, n + 32))).decode()}" for n in (1, 2))


@dataclass
class Receiver:
    """A real HTTP server that keeps what it is sent and answers as told."""

    status: int = 204
    answer: dict[str, str] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    port: int = 0

    def url(self, scheme: str = "http") -> str:
        return f"{scheme}://127.0.0.1:{self.port}/hook-token"

    def texts(self) -> list[str]:
        return [f"{path}\n{headers}\n{json.loads(body)}" for path, headers, body in self.requests]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    kept = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            kept.requests.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(kept.status)
            for name, value in kept.answer.items():
                self.send_header(name, value)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        kept.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield kept
        server.shutdown()
        thread.join()


@pytest.fixture
def closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def hook(url: str, secret: str = OLD, **options: str) -> Setup:
    return Setup(name="desk", options={"url": url, **options}, secrets={"secret": secret})


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_webhook_keeps_the_contract(check: Callable[[Candidate], None], receiver: Receiver, closed_port: int) -> None:
    away = hook(f"http://127.0.0.1:{closed_port}/")
    check(Candidate(build=webhook.build, setup=hook(receiver.url()), received=receiver.texts, away=away))


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_apprise_keeps_the_contract(check: Callable[[Candidate], None], receiver: Receiver, closed_port: int) -> None:
    setup, away = (
        Setup(name="desk", secrets={"url": url})
        for url in (receiver.url("json"), f"json://127.0.0.1:{closed_port}/hook-token")
    )
    check(Candidate(build=apprise.build, setup=setup, received=receiver.texts, away=away))


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_log_keeps_the_contract(check: Callable[[Candidate], None], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    check(Candidate(build=log.build, setup=Setup(name="log"), received=lambda: caplog.messages))


def test_the_signature_can_be_verified_with_every_key(receiver: Receiver) -> None:
    channel = webhook.build(hook(receiver.url(), secret=f"{OLD} {NEW}"))
    channel.send(message(body="Ü 🔥 it burns"))
    _, headers, body = receiver.requests[0]
    versioned = [part.split(",", 1) for part in headers["webhook-signature"].split(" ")]
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = [
        base64.b64encode(hmac.new(base64.b64decode(secret[6:]), signed, hashlib.sha256).digest()).decode()
        for secret in (OLD, NEW)
    ]
    assert versioned == [["v1", digest] for digest in expected]
    assert headers["webhook-id"] == message().key


def test_the_webhook_body_names_what_happened(receiver: Receiver) -> None:
    webhook.build(hook(receiver.url())).send(message(body="Ü 🔥 it burns"))
    _, headers, body = receiver.requests[0]
    sent = json.loads(body)
    assert headers["content-type"] == "application/json"
    assert (sent["type"], sent["timestamp"]) == ("alert.opened", "2025-01-01T00:00:00+00:00")
    assert sent["data"] == {
        "key": message().key,
        "alert": 1,
        "brand": "acme",
        "lane": "severity",
        "severity": "treatment",
        "title": message().title,
        "body": "Ü 🔥 it burns",
        "url": message().url,
    }


def test_each_attempt_is_stamped_with_its_own_time(receiver: Receiver) -> None:
    built = webhook.build(hook(receiver.url()))
    for second in (100.7, 4000.2):
        webhook.Webhook(url=built.url, keys=built.keys, clock=lambda at=second: at).send(message())  # type: ignore[misc]
    assert [headers["webhook-timestamp"] for _, headers, _ in receiver.requests] == ["100", "4000"]


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503])
def test_a_passing_refusal_is_tried_again(receiver: Receiver, status: int) -> None:
    receiver.status = status
    with pytest.raises(RetryableDeliveryError, match=str(status)) as refused:
        webhook.build(hook(receiver.url())).send(message())
    assert refused.value.retry_after is None


@pytest.mark.parametrize("status", [400, 401, 404, 410, 302])
def test_a_lasting_refusal_is_not(receiver: Receiver, status: int) -> None:
    receiver.status, receiver.answer = status, {"location": receiver.url()}
    with pytest.raises(DeliveryError, match=str(status)) as refused:
        webhook.build(hook(receiver.url())).send(message())
    assert not isinstance(refused.value, RetryableDeliveryError)
    assert len(receiver.requests) == 1


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        ("Thu, 01 Jan 1970 00:01:40 GMT", 60.0),
        ("Thu, 01 Jan 1970 00:01:40 -0000", 60.0),
        ("Thu, 01 Jan 1970 00:00:01 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("9" * 400, None),
        ("Thu, 99 Jan 1970 00:01:40 GMT", None),
        ("Thu, 01 Jan 99999999999999999999 00:01:40 GMT", None),
    ],
)
def test_the_patience_a_receiver_asks_for_is_read(receiver: Receiver, header: str, seconds: float | None) -> None:
    receiver.status, receiver.answer = 429, {"retry-after": header}
    built = webhook.build(hook(receiver.url()))
    with pytest.raises(RetryableDeliveryError) as refused:
        webhook.Webhook(url=built.url, keys=built.keys, clock=lambda: 40.0).send(message())
    assert refused.value.retry_after == seconds


def test_a_receiver_that_hangs_up_is_tried_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as rude:

        def hang_up() -> None:
            caller, _ = rude.accept()
            caller.close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        with pytest.raises(RetryableDeliveryError, match="could not be reached"):
            webhook.build(hook(f"http://127.0.0.1:{rude.getsockname()[1]}/")).send(message())
        thread.join()


@pytest.mark.parametrize(
    "setup",
    [
        hook("ftp://example.org/"),
        hook("https://"),
        hook("/hook"),
        hook("https://exa mple.org:port/"),
        hook("http://example.org/"),
        hook("http://example.org/", insecure="no"),
        hook("https://example.org/", insecure="perhaps"),
        hook("https://example.org/", secret=""),
        hook("https://example.org/", secret="   "),
        hook("https://example.org/", secret="whsec_c2hvcnQ="),
        hook("https://example.org/", secret=OLD.removeprefix("whsec_")),
        hook("https://example.org/", secret=f"{OLD} whsec_no-base64-here!"),
        Setup(name="desk", options={"secret": OLD}),
    ],
)
def test_a_webhook_that_could_not_work_is_refused_without_telling_its_secret(setup: Setup) -> None:
    with pytest.raises(SettingsError, match="desk") as refused:
        webhook.build(setup)
    assert OLD.removeprefix("whsec_") not in str(refused.value)
    assert "base64-here" not in str(refused.value)


@pytest.mark.parametrize(
    "setup",
    [
        hook("https://example.org/x"),
        hook("http://localhost:1/"),
        hook("http://[::1]:1/"),
        hook("http://example.org/", insecure="yes"),
    ],
)
def test_a_webhook_that_can_work_is_built(setup: Setup) -> None:
    assert webhook.build(setup)


@pytest.mark.parametrize(
    "url", ["nosuchservice://hook-token@x", "hook-token", "json://", "json://a/hook-token, json://b/hook-token"]
)
def test_an_apprise_url_that_is_not_one_is_refused_without_being_shown(
    url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(SettingsError, match="desk") as refused:
        apprise.build(Setup(name="desk", secrets={"url": url}))
    assert "hook-token" not in str(refused.value) + caplog.text


@pytest.mark.parametrize("status", [204, 500])
@pytest.mark.parametrize("scheme", ["http", "json"])
def test_no_log_line_tells_the_address(
    receiver: Receiver, scheme: str, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    receiver.status = status
    setup = hook(receiver.url()) if scheme == "http" else Setup(name="desk", secrets={"url": receiver.url("json")})
    channel: Channel = webhook.build(setup) if scheme == "http" else apprise.build(setup)
    told = ""
    try:
        channel.send(message())
    except RetryableDeliveryError as error:
        told = str(error)
    assert bool(told) is (status == 500)
    assert "hook-token" not in told
    assert receiver.requests[0][0] == "/hook-token"
    assert "hook-token" not in caplog.text


def test_other_lines_of_the_same_libraries_are_kept(receiver: Receiver, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    webhook.build(hook(receiver.url())).send(message())
    logging.getLogger("httpx").info("said outside")
    assert caplog.messages == ["said outside"]


def test_the_log_keeps_the_body_for_those_who_debug(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    log.build(Setup(name="log")).send(message(body="a mention's words"))
    assert [r.levelname for r in caplog.records if "a mention's words" in r.getMessage()] == ["DEBUG"]
