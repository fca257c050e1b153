"""What a batch leaves in the store: identity, quarantine, edits and withdrawals."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from storage import brands, coverage, events, mentions, readings, search, sources, tables
from storage.database import Database, Transaction
from storage.models import (
    Batch,
    Brand,
    BrandId,
    Coverage,
    Item,
    Judgement,
    Kind,
    Match,
    Mention,
    MentionId,
    MentionQuery,
    Rating,
    Reading,
    Reject,
    Role,
    Saved,
    Source,
    SourceEvent,
    SourceEventKind,
    SourceName,
)

NOW = datetime(2025, 11, 3, 12, tzinfo=UTC)
X = SourceName("x")
ACME, ZENITH = BrandId("acme"), BrandId("zenith")


@pytest.fixture(scope="module")
def database(blank: Database) -> Database:
    with blank.write() as tx:
        brands.save(tx, Brand(id=ACME, name="Acme"))
        brands.save(tx, Brand(id=ZENITH, name="Zenith"))
        sources.save(tx, Source(name=X, collector="x"))
    return blank


def item(number: int | str, text: str = "It broke", brand: BrandId = ACME, **more: Any) -> Item:
    mention = Mention(source=X, external_id=str(number), text=text, published_at=NOW - timedelta(hours=1))
    return Item(mention=replace(mention, **more), matches=(Match(brand=brand, query=brand),))


def batch(*items: Item, **more: Any) -> Batch:
    return replace(Batch(items=items, cursor="c1"), **more)


def save(tx: Transaction, *items: Item, **more: Any) -> Saved:
    return mentions.save(tx, X, batch(*items, **more), NOW)


def test_a_mention_comes_back_as_it_was_collected(tx: Transaction) -> None:
    full = Mention(
        source=X,
        external_id="1",
        text="Der Akku 🔋 wird heiß",
        published_at=NOW,
        exact_time=False,
        edited_at=NOW,
        kind=Kind.REVIEW,
        role=Role.PRESS,
        author_key="u1",
        author_name="Uta",
        parent_id="p",
        thread_id="t",
        rating=Rating(value=2.5, low=0, high=10),
        product="Torch",
        maker="Acme",
        url="https://example.org/1",
        place="Köln",
        language_hint="de",
        reach=2**63 - 1,
        engagement=0,
    )
    matches = (Match(brand=ACME, query="acme", relevance=0.5), Match(brand=ZENITH, query="zenith"))
    assert save(tx, Item(mention=full, matches=matches)) == Saved(new=1, known=0, rejected=0)
    (stored,) = mentions.unread(tx, 10)
    assert stored.mention == full
    assert stored.matches == matches
    assert mentions.get(tx, [stored.id, MentionId(99_999_999)]) == (stored,)


def test_saving_the_same_batch_again_changes_nothing(tx: Transaction) -> None:
    everything = batch(
        item(1),
        item(2),
        rejects=(Reject(place="line 3", reason="no text", raw=";;"),),
        coverage=(Coverage(source=X, since=NOW - timedelta(hours=1), until=NOW),),
    )
    assert mentions.save(tx, X, everything, NOW) == Saved(new=2, known=0, rejected=1)
    before = [tx.execute(select(func.count()).select_from(t)).scalar() for t in tables.metadata.sorted_tables]
    assert mentions.save(tx, X, everything, NOW) == Saved(new=0, known=2, rejected=1)
    assert [tx.execute(select(func.count()).select_from(t)).scalar() for t in tables.metadata.sorted_tables] == before
    assert sources.states(tx)[0].mentions == 2


def test_a_batch_moves_the_cursor_and_leaves_its_events_and_coverage(tx: Transaction) -> None:
    event = SourceEvent(source=X, kind=SourceEventKind.CATCH_UP, at=NOW, detail="two\nhours")
    covered = Coverage(source=X, since=NOW - timedelta(hours=2), until=NOW)
    save(tx, events=(event,), coverage=(covered,), cursor="c7")
    (state,) = sources.states(tx)
    assert (state.cursor, state.newest_at) == ("c7", None)
    assert events.entries(tx, X, 10) == (replace(event, detail="two hours"),)
    assert coverage.declared(tx, ACME) == (covered,)


@given(
    st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from((ACME, ZENITH))), max_size=20),
    st.lists(st.integers(0, 20), max_size=4),
)
@settings(max_examples=60, deadline=None)
def test_any_split_with_any_overlap_gives_the_same_totals(
    undone: Callable[[Database], AbstractContextManager[Transaction]],
    database: Database,
    collected: Sequence[tuple[str, BrandId]],
    cuts: Sequence[int],
) -> None:
    items = [item(external, brand=brand) for external, brand in collected]
    with undone(database) as tx:
        totals = [save(tx, *items[max(0, start - 2) : start + 7]) for start in sorted({0, 7, 14, *cuts})]
        held = {(m.mention.external_id, match.brand) for m in mentions.unread(tx, 100) for match in m.matches}
        assert held == set(collected)
        assert sum(saved.new for saved in totals) == len({external for external, _ in collected})
        assert mentions.unread_count(tx) == sources.states(tx)[0].mentions == len({e for e, _ in collected})


def test_the_same_id_at_another_source_is_another_mention(tx: Transaction) -> None:
    assert save(tx, item(1), item(1, source=SourceName("reddit"))).new == 2


def test_ids_that_are_too_long_stay_apart(tx: Transaction) -> None:
    assert save(tx, item("i" * 5000 + "a"), item("i" * 5000 + "b"), item("n\x00"), item("n")).new == 4
    assert save(tx, item("i" * 5000 + "a"), item("n\x00")).new == 0


def test_a_known_mention_gains_the_brand_it_is_now_found_for(tx: Transaction) -> None:
    save(tx, item(1))
    save(tx, item(1, brand=ZENITH))
    (stored,) = mentions.unread(tx, 10)
    assert [match.brand for match in stored.matches] == [ACME, ZENITH]


def test_a_brand_nobody_watches_is_left_out_and_refuses_nothing(tx: Transaction) -> None:
    assert save(tx, item(1, brand=BrandId("nobody"))).new == 1
    (stored,) = mentions.unread(tx, 10)
    assert stored.matches == ()


def test_names_found_later_become_matches_once(tx: Transaction) -> None:
    save(tx, item(1, brand=BrandId("nobody")))
    (stored,) = mentions.unread(tx, 10)
    for _ in range(2):
        mentions.match(tx, {stored.id: [Match(brand=ZENITH, query="name")]})
    assert [match.brand for match in mentions.get(tx, [stored.id])[0].matches] == [ZENITH]


def test_a_later_edit_replaces_the_words_and_an_earlier_one_does_not(tx: Transaction) -> None:
    save(tx, item(1, "first", edited_at=NOW - timedelta(hours=3)))
    save(tx, item(1, "third", edited_at=NOW - timedelta(hours=1)))
    save(tx, item(1, "second", edited_at=NOW - timedelta(hours=2)), item(1, "unedited"))
    assert [m.mention.text for m in mentions.unread(tx, 10)] == ["third"]
    assert [len(search.find(tx, MentionQuery(text=word))) for word in ("first", "second", "third")] == [0, 0, 1]


def test_of_two_wordings_in_one_batch_the_latest_stays(tx: Transaction) -> None:
    save(tx, item(1, "old"), item(1, "new", edited_at=NOW), item(1, "older", edited_at=NOW - timedelta(days=1)))
    assert [m.mention.text for m in mentions.unread(tx, 10)] == ["new"]


HOSTILE: dict[str, dict[str, Any]] = {
    "no text": {"text": None},
    "a number for a text": {"text": 7},
    "no id": {"external_id": ""},
    "a blank id": {"external_id": " \n"},
    "a number for an id": {"external_id": 7},
    "a naive time": {"published_at": datetime(2025, 1, 1)},  # noqa: DTZ001
    "no time": {"published_at": None},
    "a word for a time": {"published_at": "yesterday"},
    "before computers": {"published_at": datetime(1, 1, 1, tzinfo=UTC)},
    "far future": {"published_at": datetime(9999, 12, 31, tzinfo=UTC)},
    "an unknown kind": {"kind": "shout"},
    "a number for an author": {"author_key": 7},
}


@pytest.mark.parametrize("broken", HOSTILE.values(), ids=HOSTILE)
def test_one_bad_item_goes_to_quarantine_and_refuses_nothing(tx: Transaction, broken: dict[str, Any]) -> None:
    assert save(tx, item(1), item(**({"number": 2} | broken)), item(3)) == Saved(new=2, known=0, rejected=1)
    (row,) = mentions.quarantined(tx, 10)
    assert row.source == X
    assert row.reason
    assert "Mention(" in row.raw


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"reach": 2**63}, {"reach": None}),
        ({"engagement": -(10**400)}, {"engagement": None}),
        ({"reach": float("nan")}, {"reach": None}),
        ({"rating": Rating(value=float("inf"))}, {"rating": None}),
        ({"rating": Rating(value=3, low=5, high=5)}, {"rating": None}),
        ({"rating": Rating(value=10**400, low=0, high=10**401)}, {"rating": None}),
        ({"url": "https://example.org/" + "x" * 5000}, {"url": None}),
        ({"url": "https://example.org/a b\nc"}, {"url": None}),
        ({"author_name": "A\x00nn\ud800\n  Lee"}, {"author_name": "Ann\ufffd Lee"}),
        ({"product": "   "}, {"product": None}),
        ({"text": "a\x00b\ud83d\r\nc"}, {"text": "ab\ufffd\nc"}),
        ({"text": ""}, {"text": ""}),
    ],
)
def test_a_value_that_cannot_be_kept_is_mended_or_left_out(
    tx: Transaction, given: dict[str, Any], kept: dict[str, Any]
) -> None:
    assert save(tx, item(1, **given)) == Saved(new=1, known=0, rejected=0)
    (stored,) = mentions.unread(tx, 10)
    assert {name: getattr(stored.mention, name) for name in kept} == kept


def test_a_very_long_text_is_cut(tx: Transaction) -> None:
    save(tx, item(1, "ha" * 1_000_000))
    assert len(mentions.unread(tx, 1)[0].mention.text) == 20_000


def test_what_lies_in_quarantine_is_bounded(tx: Transaction) -> None:
    save(tx, rejects=(Reject(place="p" * 9999, reason="r\x00" * 9999, raw="\ud800" * 99999),))
    (row,) = mentions.quarantined(tx, 10)
    assert max(len(row.place), len(row.reason), len(row.raw)) <= 2000


def test_of_a_flood_of_rejects_the_first_are_kept_and_the_others_are_counted(tx: Transaction) -> None:
    most = mentions.QUARANTINED_AT_ONCE
    flood = tuple(Reject(place=f"line {n}", reason="no time", raw="") for n in range(most + 1_500))
    assert save(tx, rejects=flood).rejected == most + 1_500
    last, *rows = mentions.quarantined(tx, 2 * most)
    assert (last.place, last.reason) == ("", "1,500 more rows of one batch refused, and not kept")
    assert [row.place for row in reversed(rows)] == [reject.place for reject in flood[:most]]


def test_of_each_source_only_the_latest_rows_stay_in_quarantine(tx: Transaction) -> None:
    def rejected(numbers: range) -> tuple[Reject, ...]:
        return tuple(Reject(place=f"line {n}", reason="no time", raw="") for n in numbers)

    reddit, step = SourceName("reddit"), mentions.QUARANTINED_AT_ONCE
    mentions.save(tx, reddit, batch(rejects=rejected(range(3))), NOW)
    for start in range(0, mentions.QUARANTINED + 1, step):
        save(tx, rejects=rejected(range(start, start + step)))
    left = [row.place for row in mentions.quarantined(tx, 2 * mentions.QUARANTINED, X)]
    assert left == [f"line {n}" for n in reversed(range(step, mentions.QUARANTINED + step))]
    assert len(mentions.quarantined(tx, 10, reddit)) == 3


ANY_TEXT = st.text(alphabet=st.characters(codec=None, categories=None), max_size=20)


@given(
    st.builds(
        Mention,
        source=st.just(X),
        external_id=ANY_TEXT,
        text=ANY_TEXT,
        published_at=st.datetimes(timezones=st.one_of(st.none(), st.timezones())),
        edited_at=st.one_of(st.none(), st.datetimes(timezones=st.timezones())),
        author_key=st.one_of(st.none(), ANY_TEXT),
        author_name=st.one_of(st.none(), ANY_TEXT),
        rating=st.one_of(st.none(), st.builds(Rating, value=st.floats(), low=st.floats(), high=st.floats())),
        url=st.one_of(st.none(), ANY_TEXT),
        reach=st.one_of(st.none(), st.integers()),
        engagement=st.one_of(st.none(), st.integers(-(2**70), 2**70)),
    )
)
@settings(max_examples=150, deadline=None)
def test_nothing_collected_refuses_a_batch(
    undone: Callable[[Database], AbstractContextManager[Transaction]], database: Database, hostile: Mention
) -> None:
    with undone(database) as tx:
        saved = save(tx, Item(mention=hostile), item("a sound one"))
        assert saved.new + saved.rejected == 2
        assert mentions.unread_count(tx) == saved.new
        assert len(mentions.quarantined(tx, 10)) == saved.rejected


def reading(mention: MentionId) -> Reading:
    return Reading(
        mention_id=mention,
        language=Judgement(model="m", value="en", confidence=0.9),
        sentiment=Judgement(model="m", value=None, reason="no model for it"),
        vader_compound=-0.5,
        hazard=None,
        question=False,
        complaint_like=True,
        counted=True,
        fingerprint="f",
    )


def test_what_was_read_leaves_the_queue_and_keeps_its_reading(tx: Transaction) -> None:
    save(tx, item(1), item(2))
    first, second = mentions.unread(tx, 10)
    readings.save(tx, [reading(first.id)])
    assert mentions.unread(tx, 10) == (second,)
    assert readings.get(tx, [first.id, second.id]) == {first.id: reading(first.id)}


def test_a_second_reading_replaces_the_first(tx: Transaction) -> None:
    save(tx, item(1))
    (stored,) = mentions.unread(tx, 10)
    better = replace(reading(stored.id), product="torch")
    readings.save(tx, [reading(stored.id)])
    readings.save(tx, [better])
    assert readings.get(tx, [stored.id]) == {stored.id: better}


def test_unread_mentions_come_in_the_order_they_came_in(tx: Transaction) -> None:
    save(tx, item(9), item(1))
    save(tx, item(5))
    assert [m.mention.external_id for m in mentions.unread(tx, 2)] == ["9", "1"]


def test_a_withdrawn_mention_loses_its_words_and_author_everywhere_but_stays_known(tx: Transaction) -> None:
    personal = {"author_key": "u1", "author_name": "Uta", "url": "https://example.org/uta", "place": "Köln"}
    save(tx, item(1, "my torch burned", **personal), item(2, "other"))
    first = mentions.unread(tx, 10)[0]
    save(tx, withdrawn=("1", "unknown", ""))
    (left,) = mentions.get(tx, [first.id])
    assert left.mention.text == ""
    assert [getattr(left.mention, name) for name in personal] == [None] * 4
    assert search.find(tx, MentionQuery(text="torch")) == ()
    assert mentions.unread_count(tx) == 1
    assert save(tx, item(1, "my torch burned", edited_at=NOW)) == Saved(new=0, known=1, rejected=0)
    assert mentions.get(tx, [first.id])[0].mention.text == ""
    assert [m.mention.external_id for m in mentions.published(tx, None, None, NOW)] == ["2"]


def test_a_withdrawn_mention_leaves_no_words_in_why_it_was_about_a_brand(tx: Transaction) -> None:
    save(tx, item(1, "the flightless bird"), item(2, "the flightless bird"))
    read = [stored.id for stored in mentions.unread(tx, 10)]
    said = Judgement(model="m", value=True, confidence=0.8, reason="says 'flightless' too")
    readings.save(tx, [replace(reading(each), relevance={ACME: said}) for each in read])
    save(tx, withdrawn=("1",))
    found = readings.get(tx, read)
    assert [found[each].relevance[ACME] for each in read] == [replace(said, reason=""), said]


def test_a_mention_that_comes_and_is_withdrawn_in_one_batch_is_never_read(tx: Transaction) -> None:
    assert save(tx, item(1), withdrawn=("1",)).new == 1
    assert mentions.unread_count(tx) == 0


def test_history_comes_in_order_of_publication_page_by_page(tx: Transaction) -> None:
    # More than two pages, half of them at one moment, where a page must neither repeat nor skip.
    at = [NOW - timedelta(minutes=n % 3 or 60) for n in range(2300)]
    save(tx, *(item(n, published_at=moment) for n, moment in enumerate(at)))
    found = list(mentions.published(tx, ACME, None, NOW))
    assert len({m.id for m in found}) == len(found) == 2300
    assert [m.mention.published_at for m in found] == sorted(at)
    later = mentions.published(tx, ACME, NOW - timedelta(minutes=2), NOW)
    assert {m.mention.published_at for m in later} == {NOW - timedelta(minutes=1)}
    assert list(mentions.published(tx, ZENITH, None, NOW)) == []


def test_the_newest_mention_of_a_brand_is_the_one_published_last(tx: Transaction) -> None:
    assert mentions.newest(tx, ACME) is None
    save(tx, item(1), item(2, published_at=NOW - timedelta(days=3)), item(3, brand=ZENITH, published_at=NOW))
    assert mentions.newest(tx, ACME) == NOW - timedelta(hours=1)
    assert mentions.newest(tx, None) == NOW
