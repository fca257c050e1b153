"""A watched folder: each file is read once, whatever comes, grows, breaks or goes away meanwhile."""

import base64
import gzip
import hashlib
import json
import os
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from collectors.contract import Setup
from collectors.files import build
from collectors.files.listing import MARK, MOST_MARKS, Entry, Memory
from collectors.testing import Run, Subject, run
from storage.errors import SettingsError, SourceUnavailable
from storage.models import SourceName

NOW = datetime.now(UTC).replace(microsecond=0)
BEFORE = NOW - timedelta(hours=1)


def setup(folder: Path, **options: str) -> Setup:
    return Setup(source=SourceName("files:inbox"), brands=(), options={"folder": str(folder), **options})


def collect(folder: Path, cursor: str | None = None, now: datetime = NOW, **options: str) -> Run:
    return run(Subject(factory=build, setup=setup(folder, **options), now=now), cursor)


def table(*ids: str, text: str = "It broke") -> str:
    return "id,text,published_at\n" + "".join(f"{each},{text} {each},2025-05-01T09:30:00Z\n" for each in ids)


def write(path: Path, content: str | bytes, changed: datetime = BEFORE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    os.utime(path, (changed.timestamp(), changed.timestamp()))
    return path


def ids(found: Run) -> list[str]:
    return [item.mention.external_id for item in found.items]


def last(found: Run) -> str:
    return found.batches[-1].cursor


def rejects(found: Run) -> list[tuple[str, str]]:
    return [(reject.place, reject.reason) for batch in found.batches for reject in batch.rejects]


# --- what is read, and when ------------------------------------------------------------------------------------------


def test_files_of_every_form_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    book = Workbook()
    for row in (("id", "text", "published_at"), ("x", "hi", "2025-05-01")):
        book.active.append(row)
    book.save(tmp_path / "b.xlsx")
    write(tmp_path / "b.xlsx", (tmp_path / "b.xlsx").read_bytes())
    write(tmp_path / "c.csv", table("c"))
    write(tmp_path / "a.csv.gz", gzip.compress(table("a").encode()))
    assert ids(collect(tmp_path)) == ["a", "x", "c"]


def test_a_new_file_is_read_at_the_next_turn_and_the_others_are_not_read_again(tmp_path: Path) -> None:
    write(tmp_path / "b.csv", table("b"))
    first = collect(tmp_path)
    assert collect(tmp_path, last(first)).batches == ()
    write(tmp_path / "a.csv", table("a"))
    assert ids(collect(tmp_path, last(first))) == ["a"]


def test_only_files_that_the_pattern_names_are_read(tmp_path: Path) -> None:
    for name in ("may.csv", "may.txt", "june.csv", "notes.md", "book.xlsx.tmp"):
        write(tmp_path / name, table(name))
    assert ids(collect(tmp_path)) == ["june.csv", "may.csv", "may.txt"]
    assert ids(collect(tmp_path, pattern="may.*")) == ["may.csv", "may.txt"]
    assert ids(collect(tmp_path, pattern="*.md")) == ["notes.md"]


def test_a_file_is_left_until_it_has_stood_still_for_a_minute(tmp_path: Path) -> None:
    write(tmp_path / "old.csv", table("old"))
    write(tmp_path / "young.csv", table("young"), NOW - timedelta(seconds=59))
    first = collect(tmp_path)
    assert ids(first) == ["old"]
    assert ids(collect(tmp_path, last(first), NOW + timedelta(seconds=1))) == ["young"]


def test_a_file_from_the_future_is_read(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", table("a"), NOW + timedelta(days=3))
    assert ids(collect(tmp_path)) == ["a"]


def test_a_file_that_grows_or_is_replaced_is_read_anew(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", table("1"))
    write(tmp_path / "b.csv", table("9"))
    first = collect(tmp_path)
    write(path, table("1", "2"))
    grown = collect(tmp_path, last(first))
    assert ids(grown) == ["1", "2"]
    # Of the same size and age as before, as a copy that keeps its time would be.
    write(path, table("1", "3"))
    assert ids(collect(tmp_path, last(grown))) == ["1", "3"]


def test_a_mention_is_the_same_in_a_folder_as_in_a_file_of_its_own(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "text,published_at\nno id,2025-05-01\n")
    alone = run(
        Subject(factory=build, setup=Setup(source=SourceName("f"), brands=(), options={"path": str(path)}), now=NOW)
    )
    assert ids(collect(tmp_path)) == ids(alone)


def test_files_that_vanish_are_forgotten(tmp_path: Path) -> None:
    for name in "abc":
        write(tmp_path / f"{name}.csv", table(name))
    first = collect(tmp_path)
    (tmp_path / "a.csv").unlink()
    (tmp_path / "b.csv").unlink()
    write(tmp_path / "d.csv", table("d"))
    second = collect(tmp_path, last(first))
    assert ids(second) == ["d"]
    assert len(json.loads(last(second))["read"]) == 2 * MARK


def test_files_read_in_another_way_are_read_again(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", "id,text,published_at\n1,a,03/04/2025\n")
    first = collect(tmp_path)
    assert ids(first) == []
    assert ids(collect(tmp_path, last(first), dates="dmy")) == ["1"]


def test_coverage_and_backfill_stand_in_what_a_folder_brings(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", table("a"))
    write(tmp_path / "b.csv", table("b"))
    batches = collect(tmp_path, coverage="2025-05-01/2025-05-31", backfill="yes").batches
    assert [(len(batch.items), len(batch.coverage), batch.backfilled) for batch in batches] == [
        (1, 0, True),
        (1, 0, True),
        (0, 1, False),
    ]
    assert [batch.backfilled for batch in collect(tmp_path).batches] == [False, False]


def test_a_folder_covers_nothing_while_one_of_its_files_is_broken(tmp_path: Path) -> None:
    def covered(cursor: str | None) -> tuple[list[int], str]:
        found = collect(tmp_path, cursor, coverage="2025-05-01/2025-05-31")
        return [len(batch.coverage) for batch in found.batches], last(found) if found.batches else str(cursor)

    write(tmp_path / "a.csv", table("a"))
    write(tmp_path / "b.csv.gz", gzip.compress(table("b").encode())[:-12])
    assert covered(None)[0] == [0, 0]
    _, cursor = covered(None)
    assert covered(cursor) == ([], cursor)
    write(tmp_path / "c.csv", table("c"))
    later, cursor = covered(cursor)
    assert later == [0]
    write(tmp_path / "b.csv.gz", gzip.compress(table("b").encode()))
    mended, cursor = covered(cursor)
    assert mended == [0, 1]
    assert covered(cursor) == ([], cursor)


def test_what_a_folder_covers_is_told_by_the_turn_after_a_kill(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", table("a"))
    first, _ = collect(tmp_path, coverage="2025-05-01/2025-05-31").batches
    assert [len(b.coverage) for b in collect(tmp_path, first.cursor, coverage="2025-05-01/2025-05-31").batches] == [1]


# --- what is not read ------------------------------------------------------------------------------------------------


def test_what_is_no_plain_file_of_the_folder_is_not_opened(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    outside = write(tmp_path / "secret.csv", table("secret"))
    write(inbox / "deep" / "below.csv", table("below"))
    write(inbox / ".hidden.csv", table("hidden"))
    write(inbox / "~$open.xlsx", table("lock"))
    (inbox / "link.csv").symlink_to(outside)
    (inbox / "dangling.csv").symlink_to(tmp_path / "nowhere")
    (inbox / "folder.csv").mkdir()
    os.mkfifo(inbox / "pipe.csv")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(inbox / "socket.csv"))
        assert collect(inbox).batches == ()


def test_a_pipe_in_place_of_a_file_keeps_nobody_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    found = Setup(source=SourceName("f"), brands=(), options={"path": str(tmp_path / "pipe.csv")})
    assert isinstance(run(Subject(factory=build, setup=found, now=NOW)).error, SourceUnavailable)


BROKEN: dict[str, str | bytes] = {
    "a-gzip.csv.gz": gzip.compress(table(*map(str, range(3_000))).encode())[:4_000],
    "b-book.xlsx": b"PK\x03\x04 cut short",
    "c-columns.csv": "id,body text,when\n1,a,2025-05-01\n",
    "d-empty.csv": "",
    "e-old.xlsx": b"\xd0\xcf\x11\xe0" + bytes(600),
    "f-parquet.pq": b"PAR1 and no more",
}


def test_broken_files_are_named_once_and_stop_no_other(tmp_path: Path) -> None:
    for name, content in BROKEN.items():
        write(tmp_path / name, content)
    write(tmp_path / "fine.csv", table("fine") + "bad,,\n")
    first = collect(tmp_path)
    assert first.error is None
    assert "fine" in ids(first)
    places = [place for place, _ in rejects(first)]
    assert places == [*list(BROKEN)[:5], "f-parquet.pq", "fine.csv, line 3"]
    assert all(name in reason for name, (_, reason) in zip(BROKEN, rejects(first), strict=False) if name[0] != "c")
    assert collect(tmp_path, last(first)).batches == ()
    write(tmp_path / "d-empty.csv", table("mended"))
    assert ids(collect(tmp_path, last(first))) == ["mended"]


def test_what_stands_before_the_damage_is_read(tmp_path: Path) -> None:
    write(tmp_path / "a.csv.gz", BROKEN["a-gzip.csv.gz"])
    found = collect(tmp_path)
    assert 0 < len(ids(found)) < 3_000
    assert len(rejects(found)) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_read_once_it_may(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", table("a"))
    path.chmod(0)
    first = collect(tmp_path)
    assert (ids(first), len(rejects(first))) == ([], 1)
    path.chmod(0o600)
    assert ids(collect(tmp_path, last(first))) == ["a"]


def test_a_folder_that_is_not_there_is_unavailable_and_an_empty_one_brings_nothing(tmp_path: Path) -> None:
    assert "expected a folder" in str(collect(tmp_path / "none").error)
    assert "expected a folder" in str(collect(write(tmp_path / "a.csv", "")).error)
    (tmp_path / "empty").mkdir()
    assert collect(tmp_path / "empty").batches == ()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"folder": "a", "path": "b.csv"}, "give either"),
        ({"path": "b.csv", "pattern": "*"}, "give either"),
        ({"folder": "a", "pattern": "../*"}, "without a folder"),
        ({"pattern": "*"}, "folder=exports"),
        ({"folder": "a\0b"}, "folder=exports"),
        ({"folder": "a", "backfill": "maybe"}, "yes, no"),
    ],
)
def test_options_that_contradict_each_other_are_refused(options: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        build(Setup(source=SourceName("f"), brands=(), options=options))
    assert said in str(caught.value)


# --- what is remembered ----------------------------------------------------------------------------------------------


def entries(names: list[str]) -> list[Entry]:
    marks = {name: base64.b64encode(hashlib.sha256(name.encode()).digest())[:MARK].decode() for name in names}
    return [Entry(path=Path(name), mark=marks[name]) for name in sorted(marks)]


def remembered(files: list[Entry], read: set[str] | None = None, before: Memory | None = None) -> Memory:
    memory = Memory(files, before.text(), before.fold) if before else Memory(files)
    for entry in files:
        if read is None or entry.path.name in read:
            memory.add(entry.mark)
    return memory


@pytest.mark.parametrize("count", [10, MOST_MARKS, MOST_MARKS + 1, 40_000])
def test_any_number_of_files_fits_into_the_cursor(count: int) -> None:
    files = entries([f"{n:06}.csv" for n in range(count)])
    whole = remembered(files)
    assert len(whole.text()) <= MOST_MARKS * MARK < 60_000 * 0.6
    again = Memory(files, whole.text(), whole.fold)
    assert all(entry.mark in again for entry in files)


def test_among_very_many_files_a_new_one_lets_few_others_be_read_again() -> None:
    files = entries([f"{n:06}.csv" for n in range(40_000)])
    whole = remembered(files)
    more = entries([*(entry.path.name for entry in files), "020000-late.csv"])
    again = Memory(more, whole.text(), whole.fold)
    unread = [entry.path.name for entry in more if entry.mark not in again]
    assert "020000-late.csv" in unread
    assert len(unread) < 40_000 / 100


def test_what_was_read_stays_read_when_files_become_too_many_for_a_mark_each() -> None:
    few = entries([f"{n:06}.csv" for n in range(MOST_MARKS)])
    whole = remembered(few)
    many = entries([f"{n:06}.csv" for n in range(MOST_MARKS + 2_000)])
    grown = Memory(many, whole.text(), whole.fold)
    assert sum(entry.mark not in grown for entry in many) == 2_000
    assert grown.fold > whole.fold


NAMES = st.lists(st.text("abc0123456789", min_size=1, max_size=6), max_size=40)


@settings(max_examples=150, deadline=None)
@given(NAMES, NAMES, st.sets(st.integers(0, 40)), st.sampled_from([1, 2, 8, 64]))
def test_nothing_that_was_not_read_is_remembered_as_read(
    old: list[str], new: list[str], read: set[int], fold: int
) -> None:
    files = entries(old)
    done = {entry.mark for place, entry in enumerate(files) if place in read}
    memory = Memory(files, "", fold)
    for mark in done:
        memory.add(mark)
    again = Memory(entries([*old, *new]), memory.text(), memory.fold)
    assert {entry.mark for entry in entries([*old, *new]) if entry.mark in again} <= done
    if fold == 1:
        assert all(mark in again for mark in done)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_happens_between_turns_every_row_is_read(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("inbox")
    cursor: str | None = None
    seen: set[str] = set()
    expected: set[str] = set()
    for turn in range(data.draw(st.integers(1, 5))):
        for name in data.draw(st.sets(st.sampled_from("abcdef"), max_size=3)):
            found = [f"{name}{turn}.{n}" for n in range(data.draw(st.sampled_from([1, 2, 501, 1_100])))]
            write(folder / f"{name}.csv", table(*found))
            for batch in build(setup(folder)).collect(cursor, NOW):  # killed after a batch, or not
                seen |= {item.mention.external_id for item in batch.items}
                cursor = batch.cursor
                if data.draw(st.booleans()):
                    break
            expected |= set(found) if (folder / f"{name}.csv").exists() else set()
            rest = collect(folder, cursor)
            seen |= set(ids(rest))
            cursor = last(rest) if rest.batches else cursor
    assert expected <= seen
    assert collect(folder, cursor).batches == ()
