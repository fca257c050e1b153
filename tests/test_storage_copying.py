"""A store that moves into another kind of database arrives whole, or is not taken for one."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from groundswell import house as program
from groundswell import monitor
from groundswell.main import main
from groundswell.settings import Settings
from storage import alerts, issues, mentions, search, state, tables
from storage.copying import copy, sums
from storage.database import Database
from storage.errors import StorageError
from storage.models import BrandId, MentionQuery


class Store(Database):
    """A store that knows its whole URL."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


Opened = Callable[[str], Store]


@pytest.fixture
def empty(new_store: Callable[[str], AbstractContextManager[str]]) -> Iterator[Opened]:
    """Makes and opens empty stores of either dialect."""
    with ExitStack() as opened:
        yield lambda dialect: opened.enter_context(Store(opened.enter_context(new_store(dialect))))


@pytest.fixture
def sample(played: Path, tmp_path: Path) -> Iterator[Store]:
    """A played sample of a test's own, in SQLite."""
    shutil.copy(played, tmp_path / "played.db")
    with Store(f"sqlite:///{tmp_path / 'played.db'}") as opened:
        opened.migrate()
        yield opened


@pytest.fixture
def small(empty: Opened) -> Store:
    """A small store in SQLite, with what is hard to carry over."""
    opened = empty("sqlite")
    at = datetime(2026, 10, 14, 12, 0, 0, 123456, tzinfo=UTC)
    space = {"id": 4, "brand": "acme", "language": "en", "generation": 2**40, "state": bytes(range(256)) * 100}
    brand = {"name": "Ácme 😡", "products": [], "excluded": [], "languages": ["en"], "timezone": "UTC", "sample": False}
    gate = {"passed": True, "labels": {"negative": 9}, "candidate": 0.5, "incumbent": 0.25, "reason": "ß"}
    model = {"aspect": "sentiment", "scope": "en/review", "origin": "ratings", "state": "promoted", "made_at": at}
    issue = {"space_id": 4, "name": "", "terms": ["a"], "status": "open", "born_at": at, "named_mentions": 0}
    with opened.write() as tx:
        state.put(tx, "nul", "a\0b")
        tx.execute(sa.insert(tables.brands), {"id": "acme", "aliases": ["\0", "\ud83d", "ß"], **brand})
        tx.execute(sa.insert(tables.spaces), space)
        tx.execute(sa.insert(tables.models), {"version": 3, "weights": bytes(range(256)), "gate": gate, **model})
        # The first became the second; the third was taken back, and its id is not to be given again.
        for number, other in ((2, None), (3, None), (1, 2)):
            tx.execute(sa.insert(tables.issues), {"id": number, "number": number, "alias_of": other, **issue})
        tx.execute(sa.delete(tables.issues).where(tables.issues.c.id == 3))
    return opened


def next_issue(database: Database) -> int:
    """Begin an issue and give its id."""
    values = {"space_id": 4, "number": 99, "name": "", "terms": [], "status": "open", "named_mentions": 0}
    stmt = sa.insert(tables.issues).values(born_at=datetime.now(UTC), **values).returning(tables.issues.c.id)
    with database.write() as tx:
        return int(tx.execute(stmt).scalar_one())


def test_a_played_sample_goes_there_and_back_and_the_monitor_goes_on(sample: Store, empty: Opened) -> None:
    there, back = empty("postgresql"), empty("sqlite")
    before = sums(sample)
    assert copy(sample, there) == before
    assert copy(there, back) == before
    assert sums(back) == before
    assert all(before[name].rows for name in ("mentions", "readings", "issues", "counts", "alerts", "deliveries"))
    now = datetime.now(UTC) + timedelta(hours=2)
    ends = []
    for store in (sample, there, back):
        house = program.build(Settings(store=store.url))
        done = monitor.cycle(house, now, now)
        with house.database.read() as tx:
            brand = BrandId("wobblethorn")
            newest = search.find(tx, MentionQuery(text="parcel", limit=20))
            known = [(i.issue.id, i.mentions, i.issue.name) for i in issues.everything(tx, brand, now)]
            raised = [(a.id, a.state, a.signal.subject) for a in alerts.everything(tx, None, 50)]
            ends.append((done.collected, [m.stored.id for m in newest], known, raised, mentions.unread_count(tx)))
        house.database.close()
    assert ends[0] == ends[1] == ends[2]
    assert (ends[0][0].new > 0, ends[0][0].known) == (True, 0)
    assert sums(sample)["mentions"] == sums(there)["mentions"] == sums(back)["mentions"]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_what_is_hard_to_carry_over_arrives(small: Store, empty: Opened, kind: str) -> None:
    there = empty(kind)
    assert copy(small, there) == sums(small)
    with there.read() as tx:
        assert state.get(tx, "nul") == "ab"
        assert tx.execute(sa.select(tables.brands.c.aliases)).scalar_one() == ["\0", "\ud83d", "ß"]
        alias = sa.select(tables.issues.c.alias_of).where(tables.issues.c.id == 1)
        assert tx.execute(alias).scalar_one() == 2
    assert next_issue(there) == next_issue(small) == 4


def test_an_id_that_was_given_once_is_not_given_again_after_a_way_back(small: Store, empty: Opened) -> None:
    there, back = empty("postgresql"), empty("sqlite")
    copy(small, there)
    copy(there, back)
    assert next_issue(back) == 4


def test_a_target_that_holds_anything_is_refused_and_left_alone(small: Store, empty: Opened) -> None:
    there = empty("postgresql")
    with there.write() as tx:
        state.put(tx, "x", "1")
    with pytest.raises(StorageError, match="not empty: it holds state"):
        copy(small, there)
    there.migrate()
    with there.read() as tx:
        assert state.get(tx, "x") == "1"


def test_a_store_is_not_copied_onto_itself(small: Store, empty: Opened) -> None:
    there = empty("postgresql")
    copy(small, there)
    for store in (small, there):
        with Store(store.url) as same, pytest.raises(StorageError, match="the store itself"):
            copy(store, same)
        store.migrate()


def test_an_empty_store_is_not_worth_a_copy(empty: Opened) -> None:
    with pytest.raises(StorageError, match="holds nothing"):
        copy(empty("sqlite"), empty("postgresql"))


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_copy_that_broke_off_is_no_store_until_it_is_begun_anew(small: Store, empty: Opened, kind: str) -> None:
    there = empty(kind)

    def interrupted(table: str, rows: int) -> None:
        if table == "issues":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy(small, there, interrupted)
    with pytest.raises(StorageError, match="not finished"):
        there.migrate()
    with pytest.raises(StorageError, match="not finished"):
        copy(there, empty("sqlite"))
    assert copy(small, there) == sums(small)
    there.migrate()


def test_a_store_that_is_written_to_meanwhile_is_no_finished_copy(small: Store, empty: Opened) -> None:
    there = empty("postgresql")

    def meanwhile(table: str, rows: int) -> None:
        with small.write() as tx:
            state.put(tx, "x", "1")

    with pytest.raises(StorageError, match=r"written to while it was copied.*state"):
        copy(small, there, meanwhile)
    with pytest.raises(StorageError, match="not finished"):
        there.migrate()


def test_what_arrives_otherwise_than_it_left_is_no_finished_copy(small: Store, empty: Opened) -> None:
    there = empty("postgresql")

    def spoiled(table: str, rows: int) -> None:
        if table == "spaces":
            with there.write() as tx:
                tx.execute(sa.update(tables.spaces).values(generation=1))

    with pytest.raises(StorageError, match=r"did not get what was sent.*spaces"):
        copy(small, there, spoiled)
    with pytest.raises(StorageError, match="not finished"):
        there.migrate()


def test_the_command_tells_what_it_copied_and_in_which_words_it_fails(
    small: Store, empty: Opened, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GROUNDSWELL_STORE", small.url)
    there = empty("postgresql").url
    for code, said in ((0, "2 issues"), (1, "is not empty")):
        with pytest.raises(SystemExit) as ended:
            main(["copy", "--to", there])
        assert ended.value.code == code
        printed = capsys.readouterr()
        assert said in " ".join((printed.out + printed.err).split())
        assert "stop every worker" in printed.err
