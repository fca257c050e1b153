"""The command line as a person and a program meet it: the whole way round, exit codes, shapes, and hostile files."""

import csv
import io
import json
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias

import pandas as pd
import pytest

from groundswell import house as program
from groundswell import settings
from groundswell.main import main
from storage import audit, counts, coverage, events, sources, spending
from storage.database import Database
from storage.models import (
    Ask,
    Budget,
    Coverage,
    SeriesKind,
    SourceEvent,
    SourceEventKind,
    SourceName,
    Standing,
    TurnEnd,
)
from storage.text import slug

NOW = datetime.now(UTC)
HEADER = ("id", "date", "author", "text")


@dataclass(frozen=True)
class Done:
    """What a command left: its exit code, its result and its remarks."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def words(self) -> str:
        """The result whatever the width of the terminal was."""
        return " ".join(self.out.split())


Run: TypeAlias = Callable[..., Done]


both = pytest.mark.parametrize("dialect", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture(scope="module")
def dialect(request: pytest.FixtureRequest) -> str:
    """SQLite, as `init` sets it, where a test does not ask for both."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def run(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    dialect: str,
    request: pytest.FixtureRequest,
) -> Run:
    """Run one command in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    for name in ("SETTINGS", "STORE", "PORT", "HOST"):
        monkeypatch.delenv(f"GROUNDSWELL_{name}", raising=False)
    if dialect == "postgresql":
        monkeypatch.setenv("GROUNDSWELL_STORE", request.getfixturevalue("store"))

    def called(*arguments: str) -> Done:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        printed = capsys.readouterr()
        return Done(code=int(ended.value.code or 0), out=printed.out, err=printed.err)

    return called


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Type something when a command asks."""
    return lambda typed: monkeypatch.setattr(sys, "stdin", io.StringIO(typed))


def write(name: str, rows: Iterable[Iterable[object]], header: Iterable[str] = HEADER) -> str:
    with Path(name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return name


def complaints(number: int, newest: datetime = NOW) -> list[tuple[object, ...]]:
    """Say the same in other words, an hour apart."""
    words = ("after two days", "in a week", "again, so sad", "on my new kettle", "and now it leaks")
    return [
        (n, newest - timedelta(hours=n), f"author {n}", f"The kettle lid broke {words[n % 5]}, terrible quality {n}")
        for n in range(number)
    ]


BURN = ("burn", NOW - timedelta(hours=3), "dee", "The kettle burned my hand, we had to go to the hospital. Terrible!")


@pytest.fixture
def watched(run: Run) -> Run:
    """A store that watches one brand, with an issue and an open alert about harm."""
    assert run("init", "Acme Kettles").code == 0
    assert run("apply", "watch.toml").code == 0
    assert run("import", write("reviews.csv", [*complaints(30), BURN]), "--brand", "acme-kettles").code == 0
    assert run("cycle").code == 0
    return run


@both
def test_a_newcomer_gets_from_nothing_to_exports_and_back(run: Run, tmp_path: Path) -> None:
    begun = run("init", "Acme Kettles")
    assert (begun.code, "groundswell apply watch.toml" in begun.words) == (0, True)
    file = tmp_path / "watch.toml"
    file.write_text(file.read_text("utf-8").replace("products = []", 'products = ["Boilo"]'), encoding="utf-8")
    assert run("apply", "watch.toml").words == "Applied watch.toml: 1 brand, 0 sources, 1 channel, 2 rules"
    assert run("check").code == 0
    first = run("import", write("reviews.csv", [*complaints(30), BURN]), "--brand", "Acme Kettles")
    assert first.words == "31 new mentions, 0 known before, 0 rows in quarantine (files:reviews)"
    assert "text = text (guessed)" in " ".join(first.err.split())
    assert run("cycle").code == 0
    assert "lid" in run("issues").words.casefold()
    assert "Fire or burn, no product named" in run("alerts").words
    for form in ("csv", "xlsx", "jsonl", "parquet"):
        for what in ("issues", "mentions", "alerts"):
            assert run("export", what, "--format", form, "--out", f"{what}.{form}").code == 0
    assert len(pd.read_csv("mentions.csv")) == len(pd.read_parquet("mentions.parquet")) == 31
    assert len(pd.read_excel("alerts.xlsx", engine="openpyxl")) == len(pd.read_json("alerts.jsonl", lines=True)) == 1
    dumped = run("dump").out
    Path("again.toml").write_text(dumped, encoding="utf-8")
    assert run("apply", "again.toml").code == 0
    assert run("dump").out == dumped


def test_each_brand_begun_here_has_a_store_of_its_own(run: Run) -> None:
    run("init", "Acme")
    run("apply", "watch.toml")
    assert Path("var/acme.db").exists()
    assert not Path("var/groundswell.db").exists()


def test_init_overwrites_nothing(run: Run) -> None:
    Path("watch.toml").write_text("mine", encoding="utf-8")
    refused = run("init", "Acme")
    assert (refused.code, "watch.toml exists already" in refused.err) == (2, True)
    assert Path("watch.toml").read_text("utf-8") == "mine"
    assert not Path("groundswell.toml").exists()


@both
def test_a_second_import_brings_nothing(watched: Run) -> None:
    again = watched("import", "reviews.csv", "--brand", "acme-kettles", "--json").json
    assert (again["new"], again["rejected"]) == (0, 0)
    # The same rows in another order are another file of the same mentions.
    write("reviews.csv", [BURN, *complaints(30)])
    moved = watched("import", "reviews.csv", "--brand", "acme-kettles", "--json").json
    assert (moved["new"], moved["known"]) == (0, 31)


def test_bad_rows_are_listed_with_their_lines_and_refuse_no_others(watched: Run) -> None:
    bad = [(f"b{n}", "yesterday", "eve", "it broke") for n in range(7)]
    write("more.csv", [*bad, ("good", NOW, "fay", "The lid is fine")])
    shown = watched("import", "more.csv", "--brand", "acme-kettles")
    assert "1 new mention, 0 known before, 7 rows in quarantine" in shown.words
    assert "line 2: published_at 'yesterday' is no time" in shown.words
    assert shown.words.count("published_at 'yesterday'") == 5
    assert "… and 2 more" in shown.words
    listed = watched("check", "--json").json["quarantine"]
    assert [row["place"] for row in listed] == [f"line {n}" for n in range(8, 1, -1)]
    assert {row["source"] for row in listed} == {"files:more"}
    assert "yesterday" in listed[0]["raw"]
    write("more2.csv", bad[:1])
    assert len(watched("import", "more2.csv", "--brand", "acme-kettles", "--json").json["quarantine"]) == 1


SHAPES = {
    ("issues",): "id brand language name status owner mentions reporters week week_before weeks_until first_at last_at "
    "severity quote",
    (
        "alerts",
    ): "id state rule brand lane subject title reason since opened_at seen_at mentions reporters expected p q "
    "severity sources languages products acknowledged_by resolved_at resolution",
    ("check",): "checked quarantine",
    ("sources",): "name collector enabled standing reason todo command attempted_at succeeded_at due_at covered_since "
    "covered_until lag_seconds mentions mentions_today period period_until requests items dollars requests_left "
    "items_left dollars_left gaps event",
    ("collect",): "new known rejected unmatched failed",
    ("analyze",): "mentions",
    ("detect",): "spikes cards alerts_changed",
    ("deliver",): "sent waiting failed",
    ("cycle",): "collected read alerts_changed sent",
    ("import", "reviews.csv", "--brand", "acme-kettles"): "source new known rejected unmatched quarantine",
    ("export", "issues", "--out", "i.csv"): "rows defused path",
    ("replay", "--from", f"{NOW:%Y-%m-%d}", "--to", f"{NOW + timedelta(days=1):%Y-%m-%d}", "--step", "1d"): "mentions "
    "issues alerts cards noticed",
}


def test_json_keeps_its_keys(watched: Run) -> None:
    for command, keys in SHAPES.items():
        done = watched(*command, "--json")
        found = done.json[0] if isinstance(done.json, list) else done.json
        assert (command, done.code, sorted(found)) == (command, 0, sorted(keys.split()))


@both
def test_times_in_json_are_iso_8601_in_utc(watched: Run) -> None:
    at = watched("alerts", "--json").json[0]["opened_at"]
    assert "T" in at
    assert datetime.fromisoformat(at).utcoffset() == timedelta()


@both
def test_an_alert_is_acknowledged_then_resolved_and_then_is_history(watched: Run) -> None:
    assert watched("alerts", "acknowledge", "1").code == 0
    (alert,) = watched("alerts", "--json").json
    assert (alert["state"], bool(alert["acknowledged_by"])) == ("acknowledged", True)
    assert watched("alerts", "acknowledge", "1").code == 0
    assert watched("alerts", "resolve", "1", "--reason", "recalled").code == 0
    assert watched("alerts", "--open", "--json").json == []
    assert "nothing needs attention" in watched("alerts", "--open").words
    (alert,) = watched("alerts", "--json").json
    assert alert["state"] == "resolved"
    assert "recalled" in watched("alerts").words
    for act in (("acknowledge", "1"), ("resolve", "1", "--reason", "again")):
        refused = watched("alerts", *act)
        assert (refused.code, "resolved already" in refused.err) == (2, True)


def test_alerts_are_listed_newest_first(watched: Run) -> None:
    write("more.csv", [("x", NOW, "zoe", "My child choked on a piece of the kettle and was taken to hospital")])
    watched("import", "more.csv", "--brand", "acme-kettles")
    watched("cycle")
    assert [a["id"] for a in watched("alerts", "--json").json] == [2, 1]


REFUSED = [
    (("alerts", "acknowledge", "99"), "there is no alert 99"),
    (("alerts", "resolve", "99", "--reason", "x"), "there is no alert 99"),
    (("alerts", "resolve", "1", "--reason", " "), "a reason is needed"),
    (("alerts", "acknowledge", "99999999999999999999"), "ID"),
    (("issues", "--brand", "acne"), "there is no brand 'acne'; watched are acme-kettles"),
    (("issues", "--limit", "0"), "--limit"),
    (("collect", "--source", "x"), "there is no source 'x'; there are files:reviews"),
    (("import", "reviews.csv", "--brand", "a", "--map", "text=words"), "there is no column 'words'"),
    (("import", "reviews.csv", "--brand", "a", "--coverage", "2020"), "FROM/TO"),
    (("import", "reviews.csv", "--brand", "?"), "letter or digit"),
    (("export", "mentions", "--out", "m.txt"), ".csv"),
    (("export", "mentions", "--out", "nowhere/m.csv"), "does not exist"),
    (("export", "alerts", "--out", "a.csv", "--since", "2020-01-01"), "--since"),
    (("export", "mentions", "--out", "m.csv", "--since", "soon"), "'soon' is no date"),
    (("replay", "--from", "2020-01-02", "--to", "2020-01-01"), "must lie before"),
    (("replay", "--from", "0001-01-01", "--to", "2020-01-01"), "1970"),
    (("replay", "--from", "2020-01-01", "--to", "2020-01-02", "--step", "99999999999d"), "is no step"),
    (("apply", "nowhere.toml"), "nowhere.toml"),
    (("--settings", "nowhere.toml", "issues"), "nowhere.toml"),
    (("sources", "x"), "there is no source 'x'; there are files:reviews"),
    (("remove", "source", "x"), "there is no source 'x'; there are files:reviews"),
    (("remove", "rule", "x"), "there is no rule 'x'; there are harm, rising"),
    (("remove", "channel", "log"), "channel 'log' is still named by the rule 'harm'"),
    (("remove", "brand", "acme-kettles"), "brand"),
    (("takedown", "--source", "files:reviews"), "either --id, or --author"),
    (("takedown", "--source", "files:reviews", "--id", "1", "--author", "a"), "either --id, or --author"),
    (("takedown", "--source", "files:reviews", "--author", " "), "cannot be empty"),
    (("conquer",), "conquer"),
]


def test_what_cannot_be_done_as_asked_ends_with_2_and_a_reason(watched: Run) -> None:
    for command, said in REFUSED:
        done = watched(*command)
        assert (command, done.code, done.out) == (command, 2, "")
        assert said in " ".join(done.err.split())
        assert "Traceback" not in done.err


def test_what_failed_outside_ends_with_1_and_a_reason(watched: Run) -> None:
    assert watched("import", "missing.csv", "--brand", "a").code == 1
    Path("sources.toml").write_text(
        '[[source]]\nname = "files:gone"\ncollector = "files"\noptions = { path = "gone.csv" }\n'
        '[[source]]\nname = "files:there"\ncollector = "files"\noptions = { path = "there.csv" }\n',
        encoding="utf-8",
    )
    write("there.csv", [("1", NOW, "ann", "Acme Kettles are fine")])
    watched("apply", "sources.toml")
    done = watched("collect", "--json")
    assert (done.code, done.json["new"], list(done.json["failed"])) == (1, 1, ["files:gone"])
    checked = watched("check", "--json")
    (problem,) = [found for found in checked.json["checked"] if not found["ok"]]
    assert (checked.code, problem["what"]) == (1, "source files:gone")
    assert "gone.csv" in problem["problem"]


def test_check_names_a_secret_but_never_its_value(watched: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("desk.toml").write_text(
        '[[channel]]\nname = "desk"\nplugin = "webhook"\n'
        '[channel.options]\nurl = "env:DESK_URL"\nsecret = "env:DESK_SECRET"\n',
        encoding="utf-8",
    )
    applied = watched("apply", "desk.toml")
    assert (applied.code, "DESK_URL" in applied.err) == (0, True)
    monkeypatch.setenv("DESK_URL", "https://desk.example/hush-hush")
    monkeypatch.setenv("DESK_SECRET", "hush-hush")
    done = watched("check")
    assert (done.code, "desk" in done.words) == (1, True)
    assert "hush" not in done.out + done.err + watched("dump").out


def test_check_says_where_a_name_is_a_common_word(watched: Run) -> None:
    wanted = '[[brand]]\nid = "delta"\nname = "Delta"\naccounts = ["DeltaAssist"]\n'
    Path("delta.toml").write_text(wanted, encoding="utf-8")
    watched("apply", "delta.toml")
    assert "delta (its name is a common word" in watched("check").words
    Path("delta.toml").write_text(f'{wanted}context = ["flight"]\n', encoding="utf-8")
    watched("apply", "delta.toml")
    assert "common word" not in watched("check").words
    dumped = watched("dump").out
    assert ('accounts = ["DeltaAssist"]' in dumped, 'context = ["flight"]' in dumped) == (True, True)


def test_a_failed_apply_changes_nothing(watched: Run) -> None:
    before = watched("dump").out
    Path("bad.toml").write_text(
        '[[brand]]\nname = "New"\n[[rule]]\nname = "r"\nlane = "volume"\nchannels = ["nowhere"]\n', encoding="utf-8"
    )
    refused = watched("apply", "bad.toml")
    assert (refused.code, "'nowhere'; known are log" in " ".join(refused.err.split())) == (2, True)
    assert watched("dump").out == before


def stored() -> Database:
    return Database(settings.load(None).store)


PAID = """
[[source]]
name = "x"
collector = "x"
budget = { dollars = 25, requests = 100 }
[source.options]
bearer_token = "env:X_TOKEN"
"""


@pytest.fixture
def paid(watched: Run) -> Run:
    """A source that has used some of its budget, missed half a day, and waits for a person."""
    Path("paid.toml").write_text(PAID, encoding="utf-8")
    assert watched("apply", "paid.toml").code == 0
    x, hour, brand = SourceName("x"), timedelta(hours=1), slug("acme-kettles")
    spans = [(60, 40), (28, 3)]
    with stored() as database, database.write() as tx:
        spending.reserve(tx, x, Ask(most=100, microdollars=5000), Budget(), NOW)
        coverage.cover(
            tx, [Coverage(source=x, since=NOW - a * hour, until=NOW - b * hour, brand=brand) for a, b in spans]
        )
        events.record(tx, [SourceEvent(source=x, kind=SourceEventKind.CATCH_UP, at=NOW - 28 * hour, detail="12 hours")])
        end = TurnEnd(standing=Standing.STOPPED, due_at=NOW + hour, failures=1, failure=f"401 {HOSTILE}")
        sources.settled(tx, x, NOW - hour, end)
    return watched


def test_sources_say_how_they_stand_and_what_a_person_must_do(paid: Run) -> None:
    done = paid("sources")
    assert done.code == 0
    for said in ("never", "next in", "needs a person", "$0.50 of $25.00", "1 gap, 12 h", "switched off"):
        assert said in done.words
    assert "x: 401" in done.words
    assert "To have it tried at once: groundswell collect --source x" in done.words
    (reviews, x) = paid("sources", "--json").json
    assert (reviews["enabled"], x["standing"], x["dollars"], x["dollars_left"]) == (False, "needs a person", 0.5, 24.5)
    assert 3 * 3600 <= x["lag_seconds"] < 4 * 3600
    assert [datetime.fromisoformat(g["until"]) - datetime.fromisoformat(g["since"]) for g in x["gaps"]] == [
        timedelta(hours=12)
    ]
    assert x["event"]["kind"] == "query edit"


def test_one_source_is_told_in_full(paid: Run) -> None:
    done = paid("sources", "x")
    for said in ("99 requests, $24.50 left until", "Gaps in the last 30 days", "12 h", "catch-up"):
        assert said in done.words
    assert "files:reviews" not in done.words
    (x,) = paid("sources", "x", "--json").json
    assert [e["kind"] for e in x["events"]] == ["query edit", "catch-up"]
    assert not {c for c in done.out if unicodedata.category(c) in ("Cc", "Cf") and c != "\n"}


def test_apply_tells_what_is_looked_for_from_now_on(paid: Run) -> None:
    assert "From now on" not in paid("apply", "watch.toml").out
    watch = Path("watch.toml")
    watch.write_text(watch.read_text("utf-8").replace("aliases = []", 'aliases = ["@acme"]'), encoding="utf-8")
    watch.write_text(watch.read_text("utf-8") + '\n[[brand]]\nname = "Zenith"\n', encoding="utf-8")
    done = paid("apply", "watch.toml")
    assert "From now on Acme Kettles: also @acme (x)" in done.words
    assert "From now on also looked for: Zenith (x)" in done.words
    assert "From now on" not in paid("apply", "watch.toml").out


@both
def test_what_is_removed_is_gone_and_stands_in_the_audit(paid: Run) -> None:
    Path("more.toml").write_text(
        '[[channel]]\nname = "desk"\nplugin = "log"\n[[rule]]\nname = "loud"\nlane = "volume"\nchannels = ["desk"]\n',
        encoding="utf-8",
    )
    assert paid("apply", "more.toml").code == 0
    assert "'loud'" in paid("remove", "channel", "desk").err
    for what, name in (("rule", "loud"), ("channel", "desk"), ("source", "x")):
        assert paid("remove", what, name).code == 0
    dumped = paid("dump").out
    assert [name for name in ("loud", "desk", 'name = "x"') if name in dumped] == []
    assert len(paid("issues", "--json").json) > 0
    with stored() as database, database.read() as tx:
        told = [(e.action, e.subject, bool(e.actor.name)) for e in audit.entries(tx, 3)]
    assert told == [("remove", removed, True) for removed in ("source x", "channel desk", "rule loud")]


def test_a_takedown_asks_first_and_forgets_one_mention(watched: Run, answer: Callable[[str], None]) -> None:
    before = watched("issues", "--json").json
    answer("n\n")
    asked = watched("takedown", "--source", "files:reviews", "--id", "burn")
    assert (asked.code, "Take down 1 mention of files:reviews?" in asked.out + asked.err) == (1, True)
    assert watched("export", "mentions", "--out", "m.csv").code == 0
    assert "burned my hand" in Path("m.csv").read_text("utf-8")
    answer("y\n")
    done = watched("takedown", "--source", "files:reviews", "--id", "burn")
    assert (done.code, "1 mention taken down" in done.words) == (0, True)
    watched("export", "mentions", "--out", "m.csv")
    assert "burned my hand" not in Path("m.csv").read_text("utf-8")
    assert watched("takedown", "--source", "files:reviews", "--id", "burn", "--yes").words == "0 mentions taken down"
    counted = [[i[key] for key in ("id", "mentions", "reporters", "week")] for i in watched("issues", "--json").json]
    assert counted == [[i[key] for key in ("id", "mentions", "reporters", "week")] for i in before]


@both
def test_all_of_an_author_is_taken_down_by_key_or_by_name_and_the_audit_names_nobody(
    watched: Run, answer: Callable[[str], None]
) -> None:
    rows = [
        (f"n{n}", NOW - timedelta(hours=n), who, f"The Zaphod handle {n} broke")
        for n, who in enumerate(("Zoëlla", "Zoëlla", "yan"))
    ]
    watched("import", write("more.csv", [*rows, ("bad", "yesterday", "Zoëlla", "no time")]), "--brand", "acme-kettles")
    answer("y\n")
    done = watched("takedown", "--source", "files:more", "--author", "@ZOËLLA")
    assert "Take down 2 mentions by 1 author of files:more?" in done.out + done.err
    assert "2 mentions taken down" in done.words
    watched("export", "mentions", "--out", "m.csv")
    exported = Path("m.csv").read_text("utf-8")
    assert [word for word in ("handle 0", "handle 1", "handle 2", "Zoëlla", "yan") if word in exported] == [
        "handle 2",
        "yan",
    ]
    assert watched("takedown", "--source", "files:more", "--author", "yan", "--yes").words == "1 mention taken down"
    elsewhere = watched("takedown", "--source", "files:elsewhere", "--author", "dee", "--yes")
    assert (elsewhere.code, "nothing is kept of a source 'files:elsewhere'" in elsewhere.err) == (2, True)
    assert watched("check", "--json").json["quarantine"] == []
    with stored() as database, database.read() as tx:
        told = [(e.action, e.subject, e.detail) for e in audit.entries(tx, 2)]
    assert told == [
        ("takedown", "files:more", "mentions: 1"),
        ("takedown", "files:more", "mentions: 2"),
    ]
    again = watched("import", "more.csv", "--brand", "acme-kettles", "--json").json
    assert again["new"] == 0


def test_mentions_that_name_no_brand_count_as_soon_as_an_import_says_whom_they_mean(run: Run) -> None:
    run("init", "Acme Kettles")
    run("apply", "watch.toml")
    write("reviews.csv", complaints(30))
    first = run("import", "reviews.csv", "--json").json
    assert (first["new"], first["unmatched"]) == (30, 30)
    second = run("import", "reviews.csv", "--brand", "acme-kettles", "--json").json
    assert (second["known"], second["unmatched"]) == (30, 0)
    opened = program.build(settings.load(None))
    with opened.database.read() as tx:
        totals = counts.totals(tx, first_brand(run), [SeriesKind.MENTIONS], NOW - timedelta(days=9), NOW)
    opened.database.close()
    assert sum(t.mentions for t in totals) == 30


def first_brand(run: Run) -> Any:
    return run("issues", "--json").json[0]["brand"]


def test_an_import_about_nobody_is_refused_while_nobody_is_watched(run: Run) -> None:
    refused = run("import", write("reviews.csv", complaints(3)))
    assert (refused.code, "--brand" in refused.err) == (2, True)


def test_a_brand_is_known_by_its_id_its_name_and_its_aliases(run: Run) -> None:
    Path("watch.toml").write_text('[[brand]]\nid = "ak"\nname = "Acme Kettles"\naliases = ["Acme"]\n', encoding="utf-8")
    run("apply", "watch.toml")
    for number, name in enumerate(("ak", "acme kettles", "ACME")):
        write(f"r{number}.csv", complaints(2))
        assert "new brand" not in run("import", f"r{number}.csv", "--brand", name).err
    slip = run("import", write("o.csv", complaints(2)), "--brand", "Acme Ketles")
    assert (slip.code, slip.err.count("do you mean ak?")) == (2, 1)
    assert "new brand: Other (id other)" in run("import", "o.csv", "--brand", "Other", "--new-brand").err


def test_an_import_takes_no_place_of_a_source_that_is_read_already(watched: Run) -> None:
    Path("s.toml").write_text(
        '[[source]]\nname = "files:daily"\ncollector = "files"\noptions = { path = "daily.csv" }\n', encoding="utf-8"
    )
    watched("apply", "s.toml")
    refused = watched("import", write("daily.csv", complaints(2)), "--brand", "acme-kettles")
    assert (refused.code, "--name" in refused.err) == (2, True)
    assert watched("import", "daily.csv", "--brand", "acme-kettles", "--name", "once").code == 0


def test_imported_history_shows_its_own_last_week_until_a_monitor_ran_over_it(run: Run) -> None:
    newest = datetime(2015, 2, 24, 12, tzinfo=UTC)
    run("import", write("old.csv", complaints(30, newest)), "--brand", "Acme Kettles")
    (before, *_) = run("issues", "--json").json
    assert datetime.fromisoformat(before["weeks_until"]) == newest
    assert before["week"] == before["mentions"] > 0
    run("export", "issues", "--out", "i.csv")
    assert pd.read_csv("i.csv")["this_week"][0] == before["week"]
    run("cycle")
    (after, *_) = run("issues", "--json").json
    assert (after["week"], after["mentions"]) == (0, before["mentions"])


HOSTILE = "\x1b[31mred\x1b]0;owned\x07 \x9b2J \u202eevil\u202c [link=https://evil.example]lid[/link]"


def test_nothing_a_terminal_obeys_comes_through(run: Run) -> None:
    rows = [(n, NOW - timedelta(hours=n), HOSTILE, f"{text} {HOSTILE}") for n, _, _, text in complaints(30)]
    bad = [("bad", HOSTILE[:30], "eve", HOSTILE), (BURN[0], BURN[1], HOSTILE, f"{BURN[3]} {HOSTILE}")]
    write("h.csv", [*rows, *bad], ("id", "date", "author", f"text {HOSTILE}"))
    about = ("--brand", f"Acme {HOSTILE}", "--map", f"id=id,published_at=date,author=author,text=text {HOSTILE}")
    done = [run("import", "h.csv", "--brand", "x", "--map", "text=no"), run("import", "h.csv", *about)]
    assert [d.code for d in done] == [2, 0]
    commands = ("cycle", "issues", "alerts", "check", "dump", "issues --json", "alerts --json", "check --json")
    done += [run(*command.split()) for command in commands]
    assert "lid" in done[3].words
    for each in done:
        obeyed = {c for c in each.out + each.err if unicodedata.category(c) in ("Cc", "Cf") and c != "\n"}
        assert obeyed == set()


def test_an_empty_store_says_what_to_do(run: Run) -> None:
    for command in ("issues", "alerts", "cycle"):
        done = run(command)
        assert (done.code, "groundswell init" in done.words) == (0, True)


def test_exit_code_streams_and_width_hold_in_a_process_of_its_own(watched: Run) -> None:
    def real(*arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "groundswell", *arguments],
            capture_output=True,
            text=True,
            env={"PATH": "/usr/bin:/bin", "COLUMNS": "80", "LC_ALL": "C.UTF-8", "PYTHONIOENCODING": "ascii"},
        )

    listed = real("alerts")
    assert (listed.returncode, listed.stderr) == (0, "")
    assert max(map(len, listed.stdout.splitlines())) <= 80
    refused = real("alerts", "acknowledge", "99")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr == "groundswell: there is no alert 99; `groundswell alerts` lists them\n"
    Path("var/acme-kettles.db").write_bytes(b"no database, but long enough to be read as one" * 100)
    for path in ("var/acme-kettles.db-wal", "var/acme-kettles.db-shm"):
        Path(path).unlink(missing_ok=True)
    broken = real("issues", "--json")
    assert (broken.returncode, broken.stdout) == (1, "")
    assert broken.stderr.startswith("groundswell: sqlite:///")
    assert "Traceback" not in broken.stderr


def test_a_watch_file_whose_source_cannot_be_read_changes_nothing(watched: Run, tmp_path: Path) -> None:
    for slip, said in (
        ('collector = "twitter"', "there is no collector 'twitter'"),
        ('collector = "files"\noptions = { foldr = "/tmp" }', "foldr"),
        ('collector = "files"\noptions = { path = "a.csv", brand = "acme-toyz" }', "there is no brand 'acme-toyz'"),
    ):
        file = tmp_path / "slip.toml"
        file.write_text(f'[[source]]\nname = "slip"\n{slip}\n', encoding="utf-8")
        before = watched("dump").words
        refused = watched("apply", str(file))
        assert (refused.code, said in refused.err) == (2, True)
        assert watched("dump").words == before
