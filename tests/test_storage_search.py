"""What a search box finds, whatever is typed into it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import brands, mentions, search
from storage.database import Database, Transaction
from storage.models import Batch, Brand, BrandId, Item, Match, Mention, MentionId, MentionQuery, SourceName

NOW = datetime(2025, 11, 3, 12, tzinfo=UTC)
ACME, ZENITH = BrandId("acme"), BrandId("zenith")
TEXTS = (
    "The torch burned my daughter's hand",
    "TORCHES everywhere, burning bright",
    "Café Zürich lost my luggage 😡",
    "子供の手がトーチで火傷しました",
    "ไฟฉายร้อนมาก",
    'They said "never again" AND meant it',
    "100% refund? c++ is 50_50",
    "don’t buy",
    "Mail anna.b@example.co.uk or see https://shop.example/a-b/c_d?x=1 -5 3.5 1e6 v2.0 #fail",
    "Cafe\u0301 A\u030angstro\u0308m Straße GROẞ ſo Ødegård ŁÓDŹ",
    "Фонарик обжег руку, ЁЛКА и Йод; Иод",
    "ΟΔΌΣ ἀρχή Αθήνα",
    "/home/me/file.txt C:\\temp 1,000.50€ +49-30-123 a'b''c \\ :* & | ! <-> ( )",
)


@pytest.fixture(scope="module")
def database(blank: Database) -> Database:
    x = SourceName("x")
    items = [
        Item(
            mention=Mention(source=x, external_id=str(n), text=text, published_at=NOW - timedelta(hours=n)),
            matches=(Match(brand=(ACME, ZENITH)[n % 2], query=""),),
        )
        for n, text in enumerate(TEXTS)
    ]
    with blank.write() as tx:
        brands.save(tx, Brand(id=ACME, name="Acme"))
        brands.save(tx, Brand(id=ZENITH, name="Zenith"))
        mentions.save(tx, x, Batch(items=tuple(items), cursor=""), NOW)
    return blank


@pytest.fixture
def tx(database: Database) -> Iterator[Transaction]:
    with database.read() as tx:
        yield tx


def found(tx: Transaction, query: MentionQuery) -> list[int]:
    return [int(m.stored.mention.external_id) for m in search.find(tx, query)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("torch", [0, 1]),
        ("torch hand", [0]),
        ("torch bur", [0]),
        ("bur torch", []),
        ("TORCH BURNED", [0]),
        ("cafe zurich", [2]),
        ("Café", [2, 9]),
        ("😡", [2]),
        ("luggage 😡", [2]),
        ("火傷", [3]),
        ("トーチ", [3]),
        ("ร้อน", [4]),
        ('"never again"', [5]),
        ('"never', [5]),
        ("AND", [5]),
        ("never OR torch", []),
        ("NEAR(torch hand)", []),
        ("text:torch", []),
        ("100%", [6]),
        ("50_50", [6]),
        ("%", [6]),
        ("don’t", [7]),
        ("don't", [7]),
        ("nowhere", []),
        ("example", [8]),
        ("anna.b@example.co.uk", [8]),
        ("anna@example", []),
        ("https://shop.example/a-b", [8]),
        ("a-c", []),
        ("-5", [6, 8, 12]),
        ("5", [6, 8, 12]),
        ("3.5", [8]),
        ("3.6", []),
        ("1e6", [8]),
        ("v2", [8]),
        ("#fail", [8]),
        ("café angstrom", [9]),
        ("ångström", [9]),
        ("strasse", []),
        ("straße groß so", [9]),
        ("ødegard", [9]),
        ("odegard", []),
        ("łodz", [9]),
        ("lodz", []),
        ("ФОНАРИК", [10]),
        ("обж", [10]),
        ("ёлка", [10]),
        ("елка", []),
        ("йод", [10]),
        ("οδός", [11]),
        ("οδόσ", [11]),
        ("αθήνα", [11]),
        ("αθηνα", []),
        ("/home/me", [12]),
        ("file.txt", [12]),
        ("c:\\temp", [12]),
        ("1,000.50", [12]),
        ("+49-30-123", [12]),
        ("a'b''c", [8, 12]),
        ("a'c", []),
        ("4930123", []),
        (":*", [12]),
        ("<->", [12]),
    ],
)
def test_what_is_typed_is_found_as_words(tx: Transaction, typed: str, expected: list[int]) -> None:
    assert found(tx, MentionQuery(text=typed)) == expected


@pytest.mark.parametrize("typed", [None, "", "   "])
def test_nothing_typed_is_everything_newest_first(tx: Transaction, typed: str | None) -> None:
    assert found(tx, MentionQuery(text=typed)) == list(range(len(TEXTS)))


def test_brand_time_and_limit_narrow_the_search(tx: Transaction) -> None:
    everything = MentionQuery(brand=ZENITH)
    assert found(tx, everything) == [1, 3, 5, 7, 9, 11]
    assert found(tx, replace(everything, text="torch")) == [1]
    assert found(tx, replace(everything, limit=2)) == [1, 3]
    assert found(tx, replace(everything, since=NOW - timedelta(hours=5), until=NOW - timedelta(hours=1))) == [3, 5]


@given(st.text(alphabet=st.characters(codec=None, categories=None), max_size=30))
@settings(max_examples=150, deadline=None)
def test_nothing_that_can_be_typed_is_an_error(database: Database, typed: str) -> None:
    with database.read() as tx:
        search.find(tx, MentionQuery(text=typed))


@given(st.text(alphabet="\"*():^-+ANDORNEAR torchbun%_\\'", max_size=30))
@settings(max_examples=150, deadline=None)
def test_no_operator_that_is_typed_is_one(database: Database, typed: str) -> None:
    with database.read() as tx:
        search.find(tx, MentionQuery(text=typed))


LETTERS = "abcdeéÉçÇñßøÅłŽabc АБВбвгёЙ αΣςΆ 0123 .,:;'’\"()-_/@#&|!*<>%\\+~\u0301\u0308\u00ad\u00a0ªµ²½"


@pytest.fixture(scope="module")
def twins(new_store: Callable[[str], AbstractContextManager[str]]) -> Iterator[tuple[Database, Database]]:
    """Two empty stores, one of each dialect."""
    with new_store("sqlite") as here, new_store("postgresql") as there, Database(here) as one, Database(there) as other:
        yield one, other


@given(st.lists(st.text(LETTERS, max_size=40), min_size=1, max_size=5), st.data())
@settings(max_examples=150, deadline=None)
def test_both_kinds_of_store_give_the_same_answers(
    undone: Callable[[Database], AbstractContextManager[Transaction]],
    twins: tuple[Database, Database],
    texts: list[str],
    data: st.DataObject,
) -> None:
    said = data.draw(st.sampled_from(texts))
    begin = data.draw(st.integers(0, len(said)))
    typed = data.draw(st.text(LETTERS, max_size=8) | st.just(said[begin : begin + data.draw(st.integers(0, 12))]))
    items = tuple(
        Item(mention=Mention(source=SourceName("x"), external_id=str(n), text=text, published_at=NOW), matches=())
        for n, text in enumerate(texts)
    )

    def answer(database: Database) -> list[int]:
        with undone(database) as tx:
            mentions.save(tx, SourceName("x"), Batch(items=items, cursor=""), NOW)
            return sorted(found(tx, MentionQuery(text=typed)))

    first, second = map(answer, twins)
    assert first == second


def test_a_mention_that_was_not_read_has_no_reading_and_no_issue(tx: Transaction) -> None:
    (mention,) = search.find(tx, MentionQuery(text="luggage"))
    assert (mention.reading, mention.issue) == (None, None)


def test_mentions_come_by_id_in_the_order_asked_for(tx: Transaction) -> None:
    ids = [m.stored.id for m in search.find(tx, MentionQuery())]
    asked = [ids[3], MentionId(10**9), ids[0]]
    assert [m.stored.id for m in search.by_id(tx, asked)] == [ids[3], ids[0]]
