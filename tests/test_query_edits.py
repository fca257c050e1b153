"""What is looked for changes: it is recorded, and what it does to the counts is no rise."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np

from analysis.scan import scan
from groundswell import watch
from groundswell.house import House
from groundswell.watch import Watch
from storage import brands, counts, events
from storage.models import (
    Brand,
    BrandId,
    Increment,
    Series,
    SeriesKind,
    Source,
    SourceEvent,
    SourceEventKind,
    SourceName,
    Verdict,
)

ACME = BrandId("acme")
X, SHOP = SourceName("x"), SourceName("files:shop")
START = datetime(2026, 9, 7, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
BRAND = Brand(id=ACME, name="Acme")
SOURCES = (
    Source(name=X, collector="x", options={"bearer_token": "env:TOKEN", "query.acme": "acme"}),
    Source(name=SHOP, collector="files", options={"path": "shop.csv"}, enabled=False),
)


def edited(house: House, wanted: Watch, now: datetime = START) -> list[tuple[SourceEventKind, str, str, str | None]]:
    with house.database.write() as tx:
        watch.save(tx, Watch(brands=(BRAND,), sources=SOURCES), START - DAY)
        given = watch.save(tx, wanted, now)
        assert {e for e in events.entries(tx, None, 100) if e.at == now} == set(given)
    return [(event.kind, event.source, event.detail, event.brand) for event in given]


def test_other_accounts_of_its_own_are_another_question(house: House) -> None:
    ours = replace(BRAND, accounts=("AcmeHelps",))
    assert edited(house, Watch(brands=(ours,))) == [
        (SourceEventKind.QUERY_EDIT, "x", "Acme: its own voice AcmeHelps", "acme")
    ]


def test_the_same_watch_again_edits_nothing(house: House) -> None:
    assert edited(house, Watch(brands=(BRAND,), sources=SOURCES)) == []


def test_the_first_watch_says_since_when_a_brand_is_looked_for(house: House) -> None:
    with house.database.write() as tx:
        (event,) = watch.save(tx, Watch(brands=(BRAND,), sources=SOURCES), START)
    assert (event.kind, event.source, event.brand) == (SourceEventKind.FIRST_START, X, ACME)


def test_a_source_more_is_another_level_for_every_brand_that_was_known(house: House) -> None:
    reddit = Source(name=SourceName("reddit"), collector="reddit")
    zenith = Brand(id=BrandId("zenith"), name="Zenith")
    assert edited(house, Watch(brands=(zenith,), sources=(reddit,))) == [
        (SourceEventKind.QUERY_EDIT, "reddit", "Acme: read here too", "acme"),
        (SourceEventKind.FIRST_START, "reddit", "Zenith", "zenith"),
        (SourceEventKind.FIRST_START, "x", "Zenith", "zenith"),
    ]


def test_what_was_off_and_is_read_again_is_a_source_more(house: House) -> None:
    assert edited(house, Watch(sources=(replace(SOURCES[1], enabled=True),))) == [
        (SourceEventKind.QUERY_EDIT, SHOP, "Acme: read here too", "acme")
    ]


def test_names_that_come_and_go_are_told_for_each_source_that_is_read(house: House) -> None:
    other = Brand(id=ACME, name="Acme", aliases=("Akme", "ACM"), excluded=("acme corp",), timezone="Asia/Jakarta")
    said = "Acme: also ACM, Akme; not where it says acme corp"
    assert edited(house, Watch(brands=(other,))) == [(SourceEventKind.QUERY_EDIT, X, said, ACME)]


def test_words_of_context_change_what_counts_and_are_told(house: House) -> None:
    narrow = replace(BRAND, context=("toaster", "kettle"))
    said = "Acme: only where it says kettle, toaster"
    assert edited(house, Watch(brands=(narrow,))) == [(SourceEventKind.QUERY_EDIT, X, said, ACME)]
    with house.database.write() as tx:
        assert watch.save(tx, Watch(brands=(replace(narrow, context=("kettle", "toaster")),)), START) == ()
        (wide,) = watch.save(tx, Watch(brands=(BRAND,)), START)
    assert wide.detail == "Acme: not only where it says kettle, toaster"


def test_a_time_zone_or_a_language_is_no_question(house: House) -> None:
    assert edited(house, Watch(brands=(Brand(id=ACME, name="Acme", timezone="Asia/Jakarta", languages=("id",)),))) == []


def test_a_new_brand_begins_where_others_are_looked_for_already(house: House) -> None:
    zenith = Brand(id=BrandId("zenith"), name="Zenith")
    assert edited(house, Watch(brands=(zenith,))) == [(SourceEventKind.FIRST_START, X, "Zenith", "zenith")]


def test_other_options_are_told_by_name_and_another_place_of_a_secret_is_not(house: House) -> None:
    secret = Source(name=X, collector="x", options={"bearer_token": "file:/run/token", "query.acme": "acme"})
    assert edited(house, Watch(sources=(secret,))) == []
    slower = Source(name=X, collector="x", options={"bearer_token": "env:TOKEN", "query.acme": "acme", "timeout": "9"})
    assert edited(house, Watch(sources=(slower,))) == []
    query = Source(name=X, collector="x", options={"bearer_token": "env:TOKEN", "query.acme": "acme torch"})
    assert edited(house, Watch(sources=(query,))) == [
        (SourceEventKind.QUERY_EDIT, X, "other options: query.acme", None)
    ]


def say(house: House, hourly: Sequence[float], begin: datetime, seed: int = 3) -> None:
    """Count a Poisson number of mentions in each hour from `begin` on."""
    drawn = np.random.default_rng(seed).poisson(hourly)
    series = Series(brand=ACME, kind=SeriesKind.MENTIONS)
    with house.database.write() as tx:
        counts.add(
            tx,
            [
                Increment(series=series, at=begin + hour * HOUR, reporter=f"{hour}/{n}", fingerprint="")
                for hour, many in enumerate(drawn)
                for n in range(many)
            ],
        )


def verdicts(house: House, now: datetime) -> set[Verdict]:
    with house.database.read() as tx:
        found = scan(counts.history(tx, ACME, now - 56 * DAY, now), now)
    return {spike.verdict for spike in found if spike.q <= 0.01}


def test_an_alias_that_triples_what_is_found_raises_nothing_and_a_later_rise_is_seen(house: House) -> None:
    edit = START + 20 * DAY
    with house.database.write() as tx:
        watch.save(tx, Watch(brands=(BRAND,), sources=SOURCES), START)
    # The new name is looked for a week back too.
    say(house, [4.0] * (13 * 24) + [12.0] * (7 * 24), START)
    with house.database.write() as tx:
        wider = Brand(id=ACME, name="Acme", aliases=("Akme",))
        assert len(watch.save(tx, Watch(brands=(wider,)), edit)) == 1
    say(house, [12.0] * (10 * 24), edit, seed=4)
    found = [verdicts(house, edit + hours * HOUR) for hours in range(1, 240, 7)]
    assert set().union(*found) <= {Verdict.QUERY_CHANGED}
    say(house, [60.0] * 3, edit + 10 * DAY)
    assert verdicts(house, edit + 10 * DAY + 3 * HOUR) == {Verdict.RISING}


def test_without_the_record_the_same_counts_are_a_rise(house: House) -> None:
    with house.database.write() as tx:
        brands.save(tx, BRAND)
    say(house, [4.0] * (13 * 24) + [12.0] * (7 * 24), START)
    assert Verdict.RISING in verdicts(house, START + 14 * DAY)


def test_events_of_one_brand_are_no_other_brands(house: House) -> None:
    event = SourceEvent(source=X, kind=SourceEventKind.QUERY_EDIT, at=START, brand=BrandId("zenith"))
    with house.database.write() as tx:
        brands.save(tx, BRAND)
        events.record(tx, [event])
        assert counts.history(tx, ACME, START, START + DAY).changed_at is None
        events.record(tx, [SourceEvent(source=X, kind=SourceEventKind.QUERY_EDIT, at=START)])
        assert counts.history(tx, ACME, START, START + DAY).changed_at == START
        assert counts.history(tx, ACME, START - DAY, START).changed_at is None
