"""The commands that teach, as a person and a program meet them."""

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from groundswell import house as program
from groundswell import settings
from groundswell.main import main
from storage import audit
from storage.models import AuditEntry

NOW = datetime.now(UTC)
FIRST = ("Abel", "Bea", "Cem", "Dora", "Eli", "Fay", "Gus", "Hana", "Ida", "Jon")
LAST = ("Abernathy", "Bartholomew", "Cunningham", "Drinkwater", "Eastwood", "Fairweather")


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


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], store: str) -> Run:
    """Run one command in a folder of its own, over an empty store."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("GROUNDSWELL_STORE", store)
    for name in ("SETTINGS", "PORT", "HOST"):
        monkeypatch.delenv(f"GROUNDSWELL_{name}", raising=False)

    def called(*arguments: str) -> Done:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        printed = capsys.readouterr()
        return Done(code=int(ended.value.code or 0), out=printed.out, err=printed.err)

    return called


@pytest.fixture
def watched(run: Run) -> Run:
    """Sixty posts about one brand, read; half of them in words that only its customers use."""
    words = ("The Acme blorp of {who} broke, terrible", "The Acme fleem of {who} stands on the table in the hall")
    with Path("posts.csv").open("w", encoding="utf-8", newline="") as file:
        people = (f"{first} {last}" for first in FIRST for last in LAST)
        rows = ((n, NOW - timedelta(hours=n), who, words[n % 2].format(who=who)) for n, who in enumerate(people, 1))
        csv.writer(file).writerows([("id", "date", "author", "text"), *rows])
    assert run("import", "posts.csv", "--brand", "Acme").code == 0
    return run


def entries() -> tuple[AuditEntry, ...]:
    house = program.build(settings.load(None))
    with house.database.read() as tx:
        found = audit.entries(tx, 20)
    house.database.close()
    return found


def test_a_newcomer_is_told_how_to_teach_it(run: Run) -> None:
    told = run("quality")
    assert told.code == 0
    assert "No answers yet; `groundswell correct ID negative` gives one" in told.words
    assert "Models: none so far" in told.words
    assert run("learn").words == "Models: nothing new to learn from"
    assert run("models").words == "Models: none so far"
    assert run("quality", "--ask", "3").words.endswith("there is nothing that was read and not answered yet")


def test_what_is_drawn_is_answered_and_judges_what_reads(watched: Run) -> None:
    asked = watched("quality", "--ask", "8", "--json").json["asked"]
    assert len({each["mention"] for each in asked}) == 8
    assert set(asked[0]) == {"mention", "language", "sentiment", "voice", "brands", "text"}
    for each in asked:
        right = "negative" if "broke" in each["text"] else "positive"
        given = watched("correct", str(each["mention"]), right, "--drawn", "--json")
        assert (given.code, given.json["value"], given.json["drawn"]) == (0, right, True)
    (line,) = watched("quality", "--json").json["sentiment"]
    broke = sum("broke" in each["text"] for each in asked)
    assert line["drawn"] == {**line["drawn"], "asked": 8, "right": broke, "precision": broke / 8}
    # Chance may draw eight of one sort, and then one bound is the share itself.
    assert line["drawn"]["low"] <= broke / 8 <= line["drawn"]["high"]
    assert line["drawn"]["low"] < line["drawn"]["high"]
    assert (line["picked"]["asked"], line["picked"]["precision"], line["answers"]) == (0, None, 8)
    assert watched("cycle").code == 0
    shown = watched("quality").words
    assert f"{broke / 8:.0%} of 8" in shown
    assert f"Together {broke / 8:.0%} right, likely " in shown
    assert "by 8 drawn answers about 100% of what was scored; 0% unscored." in shown
    assert "No answers yet" not in shown
    again = {each["mention"] for each in watched("quality", "--ask", "100", "--json").json["asked"]}
    assert again.isdisjoint({each["mention"] for each in asked})


def test_a_correction_says_what_it_did_and_by_whom(watched: Run) -> None:
    said = watched("correct", "2", "positive", "--by", "Ana")
    assert said.words.startswith("Mention 2: sentiment is positive, says Ana; it was read as negative by ")
    assert entries()[0].actor.name == "Ana"
    watched("correct", "4", "spam")
    watched("analyze")
    more = watched("correct", "4", "negative").words
    assert more.endswith("This implies: voice is customer.")
    implied = watched("correct", "6", "negative", "--drawn", "--json").json["implied"]
    assert [(each["aspect"], each["value"]) for each in implied] == [("voice", "customer"), ("relevance", "yes")]
    assert watched("correct", "3", "not-about", "--json").json["brand"] == "acme"


REFUSED = [
    (("correct", "999", "negative"), "there is no mention 999"),
    (("correct", "1", "angry"), "'angry' is no answer; valid are positive, neutral, negative, customer, brand, agent"),
    (("correct", "1", "about", "--brand", "zenith"), "there is no brand 'zenith'"),
    (("correct", "1", "negative", "--by", " "), "--by is empty"),
    (("rollback", "en/review"), "nothing was learnt for 'en/review'; models: none so far"),
    (("rollback", "voice", "--to", "2"), "nothing was learnt for 'voice'; models: none so far"),
    (("reread", "--since", "yesterday"), "yesterday"),
    (("reread", "--brand", "zenith"), "there is no brand 'zenith'"),
]


@pytest.mark.parametrize(("arguments", "told"), REFUSED, ids=lambda value: " ".join(value) if value else None)
def test_what_cannot_be_done_is_refused_with_what_can(watched: Run, arguments: tuple[str, ...], told: str) -> None:
    refused = watched(*arguments)
    assert (refused.code, told in refused.err) == (2, True)


def test_answers_become_a_model_which_is_listed_taken_back_and_read_again(watched: Run) -> None:
    few = watched("correct", "1", "negative") and watched("learn", "--json").json
    assert [(model["version"], model["state"], model["reason"]) for model in few] == [
        (0, "refused", "1 answer so far; 50 are needed")
    ]
    for number in range(1, 61):
        # The fleem is what these customers like, without a word that says so.
        watched("correct", str(number), "positive" if number % 2 else "negative")
    (model,) = watched("learn", "--json").json
    assert (model["scope"], model["version"], model["state"]) == ("en/mention", 1, "promoted")
    assert set(model) == {
        *("id", "aspect", "scope", "version", "origin", "state"),
        *("labels", "candidate", "incumbent", "reason", "made_at"),
    }
    assert watched("models", "--json").json == [model]
    assert all(word in watched("models").words for word in ("en/mention", "version 1", "promoted"))
    assert watched("analyze", "--json").json == {"mentions": 60}
    many = watched("reread", "--json").json["mentions"]
    assert many == 60
    assert watched("analyze", "--json").json == {"mentions": 60}
    back = watched("rollback", "en/mention", "--by", "Ana").words
    assert back.startswith("From the next look on no learnt model of en/mention reads.")
    assert watched("rollback", "en/mention", "--to", "1").words.startswith(
        "From the next look on version 1 of en/mention reads."
    )
    assert [entry.action for entry in entries()[:3]] == ["rollback", "rollback", "reread"]
    told = watched("reread", "--since", "2020-01-01", "--language", "nl").words
    assert told == "0 mentions to be read again; a worker does it when nothing new waits"


def test_words_of_strangers_are_harmless_where_they_are_shown(run: Run) -> None:
    with Path("h.csv").open("w", encoding="utf-8", newline="") as file:
        rows = [("id", "date", "text"), ("1", NOW, "\x1b[31mAcme\x1b]0;owned\x07 broke \u202eevil")]
        csv.writer(file).writerows(rows)
    run("import", "h.csv", "--brand", "Acme")
    for done in (run("quality", "--ask", "1"), run("quality", "--ask", "1", "--json")):
        assert "broke" in done.out
        assert not set("\x1b\x07\u202e") & set(done.out)
