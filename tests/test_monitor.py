"""The cycle from end to end, as a timed script: what is published when, and what has happened after each cycle."""

import base64
import json
import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from groundswell import monitor, plugins, present, watch
from groundswell.house import House
from groundswell.monitor import Cycle
from groundswell.watch import Watch
from storage import alerts, counts, rules, sources
from storage.models import (
    Actor,
    Alert,
    AlertState,
    Brand,
    BrandId,
    ChannelSettings,
    Lane,
    Occasion,
    Rule,
    SeriesKind,
    Silence,
    Source,
    SourceName,
    SourceState,
)

ACME = BrandId("acme")
SECRET = f"whsec_{base64.b64encode(bytes(range(32))).decode()}"
BURN = "The Acme kettle burned my hand badly and I had to see a doctor, who treated the burn."
MOODY = """
from pathlib import Path
from storage.errors import SourceUnavailable

class Moody:
    def __init__(self, setup):
        self.mood = Path(setup.options["mood"])

    def collect(self, cursor, now):
        match self.mood.read_text():
            case "away": raise SourceUnavailable("nobody answers")
            case "broken": raise KeyError("token=hush-hush")
            case "empty": return iter(())
"""


@dataclass
class Desk:
    """A real receiver of webhooks."""

    url: str = ""
    status: int = 204
    messages: list[dict[str, str]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    def heard(self) -> list[str]:
        return [message["type"].removeprefix("alert.") for message in self.messages]


@pytest.fixture
def desk() -> Iterator[Desk]:
    kept = Desk()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            if kept.status < 300:
                kept.messages.append(body)
            kept.keys.append(self.headers["webhook-id"])
            self.send_response(kept.status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        kept.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield kept
        server.shutdown()
        thread.join()


class Script:
    """Publishes rows into a file that the monitor watches, and runs cycles at moments of its own."""

    def __init__(self, house: House, folder: Path, noon: datetime) -> None:
        self.house, self.file, self.noon = house, folder / "posts.jsonl", noon
        self.file.touch()
        self.publish(-9999, "Hello Acme", "cee")

    def at(self, minutes: float) -> datetime:
        return self.noon + timedelta(minutes=minutes)

    def publish(self, minutes: float, text: str, author: str, role: str = "customer") -> None:
        number = len(self.file.read_text("utf-8").splitlines())
        row = {"id": number, "at": self.at(minutes).isoformat(), "text": text, "author": author, "role": role}
        with self.file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")

    def cycle(self, minutes: float) -> Cycle:
        return monitor.cycle(self.house, self.at(minutes), self.at(minutes))

    def alerts(self) -> tuple[Alert, ...]:
        with self.house.database.read() as tx:
            return alerts.everything(tx, ACME, 10)

    def states(self) -> dict[str, SourceState]:
        with self.house.database.read() as tx:
            return {s.source.name: s for s in sources.states(tx)}


@pytest.fixture
def script(house: House, desk: Desk, tmp_path: Path, noon: datetime) -> Script:
    made = Script(house, tmp_path, noon)
    options = {"path": str(made.file), "brand": ACME, "map": "id=id,text=text,published_at=at,author=author,role=role"}
    wanted = Watch(
        brands=(Brand(id=ACME, name="Acme", products=("kettle",)),),
        sources=(Source(name=SourceName("files:posts"), collector="files", options=options, jitter_seconds=0),),
        channels=(ChannelSettings(name="desk", plugin="webhook", options={"url": desk.url, "secret": SECRET}),),
        rules=(Rule(name="harm", lane=Lane.SEVERITY, channels=("desk",)),),
    )
    with house.database.write() as tx:
        watch.save(tx, wanted, noon)
    return made


@pytest.fixture
def mood(script: Script, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Install a real plugin whose collector does as a file says, and watch a source that it reads."""
    installed = tmp_path / "site"
    (installed / "moody-1.dist-info").mkdir(parents=True)
    (installed / "moody-1.dist-info" / "METADATA").write_text("Name: moody\nVersion: 1\n", encoding="utf-8")
    points = "[groundswell.collectors]\nmoody = moody_plugin:Moody\n"
    (installed / "moody-1.dist-info" / "entry_points.txt").write_text(points, encoding="utf-8")
    (installed / "moody_plugin.py").write_text(MOODY, encoding="utf-8")
    monkeypatch.syspath_prepend(str(installed))
    plugins._points.cache_clear()
    file = tmp_path / "mood"
    # Its name goes before that of the file, so it is read first.
    source = Source(name=SourceName("a-moody-one"), collector="moody", options={"mood": str(file)}, jitter_seconds=0)
    with script.house.database.write() as tx:
        sources.save(tx, source)
    yield file
    plugins._points.cache_clear()


@pytest.mark.parametrize(("feeling", "said"), [("away", "nobody answers"), ("broken", "it raised KeyError")])
def test_a_source_that_fails_stops_no_other(script: Script, mood: Path, feeling: str, said: str) -> None:
    mood.write_text(feeling, encoding="utf-8")
    done = script.cycle(0)
    assert done.collected.new == 1
    ((name, failure),) = done.collected.failed
    assert (name, said in failure) == ("a-moody-one", True)
    assert "hush" not in failure
    assert script.states()["files:posts"].failure is None
    assert script.states()["a-moody-one"].failure == failure


def test_a_failure_that_lasts_is_said_once_and_one_that_returns_is_said_again(
    script: Script, mood: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    said = []
    for minutes, feeling in enumerate(["away", "away", "away", "empty", "away", "broken"]):
        caplog.clear()
        mood.write_text(feeling, encoding="utf-8")
        script.cycle(minutes * 5)
        said.append(len(caplog.records))
    assert said == [1, 0, 0, 0, 1, 1]
    assert "hush" not in caplog.text


def test_a_source_is_read_again_when_its_interval_has_passed(script: Script) -> None:
    assert script.cycle(0).collected.new == 1
    script.publish(1, "Hello again", "ann")
    assert script.cycle(4.9).collected.new == 0
    assert script.cycle(5).collected.new == 1


def test_one_report_of_harm_reaches_people_within_its_cycle_and_once(script: Script, desk: Desk) -> None:
    script.cycle(0)
    assert desk.messages == []
    script.publish(3, BURN, "dee")
    done = script.cycle(5)
    assert (done.collected.new, done.analyzed.mentions, done.delivered.sent) == (1, 1, 1)
    (alert,) = script.alerts()
    assert (alert.state, alert.signal.reporters, alert.opened_at) == (AlertState.OPEN, 1, script.at(5))
    assert desk.heard() == [Occasion.OPENED]
    assert "kettle: fire or burn" in json.dumps(desk.messages)
    for minutes in (10, 15, 60):
        assert script.cycle(minutes).delivered.sent == 0
    assert len(desk.keys) == 1


def test_more_people_make_it_worse_and_the_same_person_again_does_not(script: Script, desk: Desk) -> None:
    script.publish(1, BURN, "dee")
    script.cycle(5)
    script.publish(6, "As I said: the Acme kettle burned my hand and the doctor treated it. Nobody answers!", "dee")
    script.cycle(10)
    assert desk.heard() == [Occasion.OPENED]
    script.publish(11, "My son was scalded by this Acme kettle, the doctor bandaged his arm.", "eve")
    script.cycle(15)
    assert desk.heard() == [Occasion.OPENED, Occasion.ESCALATED]
    (alert,) = script.alerts()
    assert alert.signal.reporters == 2


def test_a_message_waits_for_a_receiver_that_is_away_and_keeps_its_key(script: Script, desk: Desk) -> None:
    desk.status = 503
    script.publish(3, BURN, "dee")
    assert script.cycle(5).delivered.waiting == 1
    desk.status = 204
    assert script.cycle(10).delivered.sent == 1
    assert (len(desk.keys), len(set(desk.keys)), desk.heard()) == (2, 1, [Occasion.OPENED])


def test_a_silence_records_and_what_still_stands_at_its_end_is_told(script: Script, desk: Desk) -> None:
    silence = Silence(id=None, brand=ACME, subject=None, until=script.at(60), actor=Actor(name="ann"), reason="known")
    with script.house.database.write() as tx:
        rules.save_silence(tx, silence)
    script.publish(3, BURN, "dee")
    script.cycle(5)
    script.cycle(55)
    assert [alert.state for alert in script.alerts()] == [AlertState.OPEN]
    assert desk.messages == []
    script.cycle(65)
    assert desk.heard() == [Occasion.OPENED]


def test_the_brands_own_voice_is_kept_and_never_counted(script: Script, desk: Desk) -> None:
    script.cycle(0)
    for role in ("brand", "press", "bot"):
        script.publish(3, f"{BURN} ({role})", f"the {role}", role=role)
    done = script.cycle(5)
    assert (done.collected.new, done.analyzed.mentions) == (3, 3)
    assert (script.alerts(), desk.messages) == ((), [])
    with script.house.database.read() as tx:
        found = counts.totals(tx, ACME, list(SeriesKind), script.at(-60), script.at(60))
    assert found == ()


def test_the_present_is_the_last_cycle_or_the_newest_mention_but_never_ahead(script: Script) -> None:
    def seen(minutes: float) -> datetime:
        with script.house.database.read() as tx:
            return present.present(tx, ACME, script.at(minutes))

    assert seen(7) == script.at(7)
    script.cycle(0)
    assert seen(7) == script.at(0)
    script.publish(4, "Hello", "ann")
    script.cycle(5)
    with script.house.database.write() as tx:
        present.looked(tx, script.at(-600))
    assert seen(7) == script.at(4)
    assert seen(2) == script.at(2)
