"""A rehearsed import says what the import then does, and changes nothing; a slip of the brand's name makes no brand."""

import csv
import gzip
import json
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from openpyxl import Workbook

from groundswell.main import main

NOW = datetime.now(UTC)


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
        return " ".join(self.out.split())


Run: TypeAlias = Callable[..., Done]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run one command in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    for name in ("SETTINGS", "STORE", "PORT", "HOST"):
        monkeypatch.delenv(f"GROUNDSWELL_{name}", raising=False)

    def called(*arguments: str) -> Done:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        printed = capsys.readouterr()
        return Done(code=int(ended.value.code or 0), out=printed.out, err=printed.err)

    return called


def write(name: str, rows: Iterable[Iterable[object]], header: Iterable[str] = ("id", "text", "date")) -> str:
    with Path(name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return name


def stored() -> list[str]:
    """Dump everything the store holds."""
    with sqlite3.connect("var/groundswell.db") as connection:
        return list(connection.iterdump())


def said(*numbers: int) -> list[tuple[object, ...]]:
    return [(n, f"The lid of my Acme kettle broke after {n} days, terrible", NOW - timedelta(days=n)) for n in numbers]


@pytest.fixture
def watched(run: Run) -> Run:
    """A store that watches one brand and holds two mentions."""
    assert run("import", write("reviews.csv", said(1, 2)), "--brand", "Acme").code == 0
    return run


def test_a_rehearsal_says_what_would_come_and_changes_nothing(watched: Run) -> None:
    before = stored()
    bad = [("x", "", NOW), ("y", "when?", "soon")]
    write("reviews.csv", [*said(1, 2, 3, 4), *bad, (9, "Pemesanan saya belum sampai juga, sudah dua minggu", NOW)])
    found = watched("import", "reviews.csv", "--brand", "Acme", "--dry-run", "--json").json
    assert stored() == before
    assert [found[key] for key in ("new", "known", "rejected", "unmatched", "problem")] == [3, 2, 2, 0, None]
    assert found["brands"] == {"acme": 5}
    assert found["languages"] == {"en": 4, "id": 1}
    assert sorted(found["days"]) == sorted({f"{NOW - timedelta(days=n):%Y-%m-%d}" for n in (0, 1, 2, 3, 4)})
    assert [(row["place"], row["reason"]) for row in found["rejects"]] == [
        ("line 6", "no text"),
        ("line 7", "published_at 'soon' is no time; 2025-03-04T09:30:00Z would be one"),
    ]
    done = watched("import", "reviews.csv", "--brand", "Acme", "--json").json
    assert [done[key] for key in ("new", "known", "rejected", "unmatched")] == [3, 2, 2, 0]


def test_a_rehearsal_speaks_to_people(watched: Run) -> None:
    before = stored()
    told = watched("import", write("more.csv", [*said(3), ("x", "", NOW)]), "--brand", "acme", "--dry-run")
    assert told.code == 0
    day = f"{NOW - timedelta(days=3):%Y-%m-%d}"
    assert "Nothing was changed; the import would bring 1 new mention, 0 known before, 1 row refused" in told.words
    assert f"line 3: no text Days: {day} to {day}, something said on 1 day Languages: en 1 Brands: acme 1" in told.words
    assert "text = text (guessed)" in " ".join(told.err.split())
    assert stored() == before


def test_the_very_first_import_can_be_rehearsed(run: Run) -> None:
    run("check")
    before = stored()
    found = run("import", write("reviews.csv", said(1)), "--brand", "Acme", "--dry-run", "--json").json
    assert (found["new"], found["new_brands"], found["brands"]) == (1, ["acme"], {"acme": 1})
    assert stored() == before


def test_a_rehearsal_makes_no_store(run: Run) -> None:
    found = run("import", write("reviews.csv", said(1, 2)), "--brand", "Acme", "--dry-run", "--json")
    assert (found.code, found.json["new"], found.json["known"], found.json["new_brands"]) == (0, 2, 0, ["acme"])
    assert [path.name for path in Path().iterdir()] == ["reviews.csv"]


def test_a_rehearsal_leaves_a_store_of_an_older_version_as_it_is(watched: Run) -> None:
    with sqlite3.connect("var/groundswell.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    before = stored()
    refused = watched("import", "reviews.csv", "--brand", "Acme", "--dry-run")
    assert (refused.code, "`groundswell check` brings it up to date" in " ".join(refused.err.split())) == (1, True)
    assert stored() == before


def test_rows_that_repeat_are_new_once_however_far_apart(watched: Run) -> None:
    rows = [(n % 700, f"text {n % 700}", NOW) for n in range(1_400)]
    about = ("import", write("twice.csv", rows), "--brand", "Acme", "--json")
    rehearsed = watched(*about, "--dry-run").json
    done = watched(*about, "--no-read").json
    assert [rehearsed[key] for key in ("new", "known")] == [done[key] for key in ("new", "known")] == [700, 700]


def test_mentions_about_nobody_are_counted_as_the_import_counts_them(watched: Run) -> None:
    rows = [(1, "Acme is fine", NOW), (2, "It is fine", NOW)]
    about = ("import", write("any.csv", rows), "--json")
    assert watched(*about, "--dry-run").json["unmatched"] == watched(*about).json["unmatched"] == 1


def test_brands_of_a_column_that_would_be_watched_are_named(watched: Run) -> None:
    before = stored()
    rows = [(1, "a", NOW, "Boilo"), (2, "b", NOW, "Acme"), (3, "c", NOW, "")]
    write("column.csv", rows, ("id", "text", "date", "brand"))
    found = watched("import", "column.csv", "--dry-run", "--json").json
    assert (found["new_brands"], found["brands"], found["unmatched"]) == (["boilo"], {"boilo": 1, "acme": 1}, 1)
    assert stored() == before


def test_a_damaged_file_is_rehearsed_as_far_as_it_goes(watched: Run) -> None:
    before = stored()
    write("cut.csv", said(*range(1, 3_000)))
    whole = gzip.compress(Path("cut.csv").read_bytes())
    Path("cut.csv.gz").write_bytes(whole[: len(whole) // 2])
    told = watched("import", "cut.csv.gz", "--brand", "Acme", "--dry-run", "--json")
    assert told.code == 1
    assert told.json["new"] > 100
    assert "damaged gzip" in told.json["problem"]
    assert "damaged gzip" in told.err
    assert stored() == before


def test_a_file_that_cannot_be_read_is_refused_as_the_import_refuses_it(watched: Run) -> None:
    before = stored()
    write("columns.csv", [(1, "a")], ("id", "body text"))
    refused = watched("import", "columns.csv", "--brand", "Acme", "--dry-run")
    assert (refused.code, "text=COLUMN" in refused.err) == (2, True)
    assert watched("import", "missing.csv", "--brand", "Acme", "--dry-run").code == 1
    assert stored() == before


def test_the_sheet_of_a_workbook_is_shown_and_can_be_chosen(watched: Run) -> None:
    book = Workbook()
    for name in ("May", "June"):
        sheet = book.create_sheet(name)
        for row in (("id", "text", "date"), (name, f"said in {name}", "2025-05-01")):
            sheet.append(row)
    book.save("book.xlsx")
    about = ("import", "book.xlsx", "--brand", "Acme")
    shown = watched(*about, "--dry-run", "--json")
    assert (shown.json["plan"]["form"], shown.json["plan"]["sheet"]) == ("Excel workbook", "May")
    assert "not read: Sheet, June; --sheet reads another sheet" in " ".join(shown.err.split())
    assert watched(*about, "--sheet", "June", "--json").json["new"] == 1
    refused = watched(*about, "--sheet", "July")
    assert (refused.code, "'Sheet', 'May', 'June'" in " ".join(refused.err.split())) == (2, True)


def test_history_is_marked_as_such(watched: Run) -> None:
    watched("import", write("old.csv", said(300, 301)), "--brand", "Acme", "--backfill")
    with sqlite3.connect("var/groundswell.db") as connection:
        found = connection.execute("SELECT source, backfilled, count(*) FROM mentions GROUP BY 1, 2").fetchall()
    assert sorted(found) == [("files:old", 1, 2), ("files:reviews", 0, 2)]


# --- whom it is about ------------------------------------------------------------------------------------------------


def test_a_slip_in_the_brand_makes_no_brand_and_names_the_one_meant(watched: Run) -> None:
    before = stored()
    refused = watched("import", write("more.csv", said(3)), "--brand", "Amce")
    assert refused.code == 2
    assert "there is no brand 'Amce'; do you mean acme? watched are acme; --new-brand" in " ".join(refused.err.split())
    assert watched("import", "more.csv", "--brand", "Amce", "--dry-run").code == 2
    assert stored() == before


def test_a_second_brand_is_watched_when_it_is_meant_to_be(watched: Run) -> None:
    write("boilo.csv", said(3))
    assert "do you mean" not in watched("import", "boilo.csv", "--brand", "Boilo").err
    done = watched("import", "boilo.csv", "--brand", "Boilo", "--new-brand")
    assert (done.code, "new brand: Boilo (id boilo)" in done.err) == (0, True)
    again = watched("import", "boilo.csv", "--brand", "Boilo", "--new-brand")
    assert (again.code, "new brand" in again.err) == (0, False)


def test_a_new_brand_without_a_name_is_refused(watched: Run) -> None:
    refused = watched("import", "reviews.csv", "--new-brand")
    assert (refused.code, "--brand NAME" in refused.err) == (2, True)


def test_a_folder_is_refused_with_the_way_to_watch_it(watched: Run) -> None:
    Path("exports").mkdir()
    refused = watched("import", "exports", "--brand", "Acme")
    assert (refused.code, "`folder` of a source in the watch file" in " ".join(refused.err.split())) == (2, True)
