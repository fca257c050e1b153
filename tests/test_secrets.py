"""Where secrets may stand: nowhere but where a person put them.

Sentinels go through every fault, and everything that the program writes or shows afterwards is searched for them.
"""

import json
import logging
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import sync_playwright

from benchmarks.places.reddit import Post, RedditPlace
from benchmarks.places.server import Asked, serving
from benchmarks.places.x import XPlace
from collectors.testing import FaultKind
from groundswell import collecting
from groundswell import house as program
from groundswell.analyzing import analyze
from groundswell.settings import Settings
from storage import brands, sources
from storage.models import Brand, BrandId, Source, SourceName, Standing

MARK = "S3NT1NEL"
"""Stands in every secret, and in every access token that a place gives out."""
SECRETS = {"T_X": f"AAAA{MARK}xbearer", "T_ID": f"{MARK}-id", "T_SECRET": f"{MARK}-client-secret"}
ACME = Brand(id=BrandId("acme"), name="Acme")
CHROMIUM = shutil.which("chromium")
NOW = datetime.now(UTC).replace(microsecond=0)
HOUR = timedelta(hours=1)


class Marked(RedditPlace):
    """A Reddit whose access tokens bear the mark too."""

    def _token(self, asked: Asked):  # type: ignore[no-untyped-def]
        answer = super()._token(asked)
        if isinstance(answer.body, dict) and "access_token" in answer.body:
            token = answer.body["access_token"]
            self._tokens[f"{MARK}-{token}"] = self._tokens.pop(token)
            return replace(answer, body={**answer.body, "access_token": f"{MARK}-{token}"})
        return answer


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A store whose sources met every fault, and all that was logged meanwhile, at every level."""
    folder = tmp_path_factory.mktemp("lived")
    fault: list[FaultKind | None] = [None]
    written: list[str] = []

    class Everything(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(self.format(record))

    root = logging.getLogger()
    before = root.level
    handler = Everything(logging.NOTSET)
    handler.setFormatter(logging.Formatter("%(name)s %(message)s"))
    root.addHandler(handler)
    root.setLevel(1)
    environment = {name: os.environ.get(name) for name in SECRETS}
    os.environ.update(SECRETS)
    x = XPlace(lambda: NOW, token=SECRETS["T_X"], fault=lambda _n, _asked: fault[0])
    x.post("Acme kettle leaks", NOW - 3 * HOUR)
    post = Post(id="1abc", created=NOW - 5 * HOUR, author="ann", subreddit="toys", title="Acme", text="Acme broke")
    reddit = Marked([post], lambda: NOW, credentials=(SECRETS["T_ID"], SECRETS["T_SECRET"]))
    reddit.fault = lambda _n, _asked: fault[0]
    house = program.build(Settings(store=f"sqlite:///{folder / 'store.db'}"))
    try:
        with serving(x) as x_url, serving(reddit) as reddit_url:
            with house.database.write() as tx:
                brands.save(tx, ACME)
                for source in _sources(x_url, reddit_url):
                    sources.save(tx, source)
            for n, kind in enumerate((None, *FaultKind, None)):
                if kind is FaultKind.REFUSED:
                    continue
                fault[0] = kind
                collecting.collect(house, NOW + n * timedelta(seconds=1), [SourceName("x"), SourceName("reddit")])
        # Nobody listens any more: the last failure stays where people see it.
        done = collecting.collect(house, NOW + HOUR, [SourceName("x"), SourceName("reddit")])
        assert len(done.failed) == 2
        with house.database.read() as tx:
            assert {s.standing for s in sources.states(tx)} == {Standing.FAILING}
            assert sum(s.mentions for s in sources.states(tx)) == 2
        analyze(house, NOW + HOUR)
        house.database.close()
        assert len(x.asked) > 10
        assert len(reddit.asked) > 10
        yield folder, "\n".join(written)
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
        for name, value in environment.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def _sources(x_url: str, reddit_url: str) -> tuple[Source, ...]:
    keys = {"client_id": "env:T_ID", "client_secret": "env:T_SECRET", "timeout": "1"}
    return (
        Source(name=SourceName("x"), collector="x", options={"bearer_token": "env:T_X", "url": x_url, "timeout": "1"}),
        Source(
            name=SourceName("reddit"),
            collector="reddit",
            options={**keys, "reddit_url": reddit_url, "oauth_url": reddit_url},
        ),
    )


def test_no_log_at_any_level_holds_a_secret(lived: tuple[Path, str]) -> None:
    _, written = lived
    assert len(written) > 1_000
    assert [line for line in written.splitlines() if MARK in line] == []


def test_no_byte_of_the_store_is_of_a_secret(lived: tuple[Path, str]) -> None:
    folder, _ = lived
    files = list(folder.glob("store.db*"))
    assert files
    assert [file for file in files if MARK.encode() in file.read_bytes()] == []


@pytest.mark.parametrize(
    "command",
    [
        ("-v", "collect"),
        ("check",),
        ("check", "--json"),
        ("sources",),
        ("sources", "x", "--json"),
        ("sources", "reddit", "--json"),
        ("dump",),
        ("export", "mentions", "--out", "mentions.csv"),
        ("export", "mentions", "--out", "mentions.jsonl"),
        ("export", "alerts", "--out", "alerts.csv"),
        ("-v", "collect", "--source", "x"),
        ("-v", "collect", "--source", "reddit"),
    ],
)
def test_no_command_says_a_secret(lived: tuple[Path, str], command: tuple[str, ...]) -> None:
    folder, _ = lived
    environment = {**os.environ, **SECRETS, "GROUNDSWELL_STORE": f"sqlite:///{folder / 'store.db'}"}
    done = subprocess.run(
        [sys.executable, "-m", "groundswell", *command], cwd=folder, env=environment, capture_output=True, text=True
    )
    assert "Traceback" not in done.stderr
    assert done.stdout + done.stderr
    assert MARK not in done.stdout + done.stderr
    assert [f.name for f in folder.iterdir() if f.suffix in (".csv", ".jsonl") and MARK in f.read_text("utf-8")] == []


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine: apt-get install chromium")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_no_page_shows_or_is_sent_a_secret(lived: tuple[Path, str]) -> None:
    folder, _ = lived
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    store = f"sqlite:///{folder / 'store.db'}"
    environment = {**os.environ, **SECRETS, "GROUNDSWELL_STORE": store, "GROUNDSWELL_PORT": str(port)}
    command = [sys.executable, "-m", "groundswell", "dashboard"]
    received: list[str] = []
    with subprocess.Popen(command, env=environment, cwd=folder, stdout=subprocess.DEVNULL) as server:
        try:
            _wait_for(f"http://127.0.0.1:{port}/_stcore/health")
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
                page = browser.new_page()
                page.on(
                    "websocket",
                    lambda line: line.on("framereceived", lambda frame: received.append(_text(frame))),
                )
                for name in ("", "issues", "alerts", "sources"):
                    page.goto(f"http://127.0.0.1:{port}/{name}")
                    page.get_by_role("heading").first.wait_for()
                    page.wait_for_load_state("networkidle")
                    received.append(page.content())
                assert "could not be read" in page.content()
                browser.close()
        finally:
            server.terminate()
    assert any("reddit" in part for part in received)
    assert [part for part in received if MARK in part] == []


def _text(frame: str | bytes) -> str:
    return frame if isinstance(frame, str) else frame.decode("utf-8", "replace")


def _wait_for(url: str) -> None:
    for _ in range(300):
        try:
            if httpx.get(url).text == "ok":
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(f"{url} never became healthy")


def test_the_sentinels_would_be_found(lived: tuple[Path, str]) -> None:
    """The commands above do read these secrets: without them they fail for want of one."""
    folder, _ = lived
    environment = {**os.environ, "GROUNDSWELL_STORE": f"sqlite:///{folder / 'store.db'}"}
    for name in SECRETS:
        environment.pop(name, None)
    done = subprocess.run(
        [sys.executable, "-m", "groundswell", "check", "--json"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
    )
    problems = [each["problem"] for each in json.loads(done.stdout)["checked"]]
    assert sum("the environment has no variable T_" in problem for problem in problems) == 2
