"""What people teach changes the counts exactly once; what is read again changes only what is read otherwise."""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from analysis.scan import scan
from groundswell import analyzing, teaching
from groundswell.analyzing import analyze
from groundswell.detecting import detect
from groundswell.house import House, build
from groundswell.settings import Settings
from storage import audit, brands, corrections, counts, findings, learned, mentions, readings, sources, tables
from storage.database import Database
from storage.errors import SettingsError
from storage.models import (
    Actor,
    Aspect,
    Batch,
    Brand,
    BrandId,
    Correction,
    Gate,
    Increment,
    Item,
    LearnedModel,
    Match,
    Mention,
    MentionId,
    ModelState,
    Origin,
    Rating,
    Reading,
    Sentiment,
    Series,
    SeriesKind,
    Source,
    SourceName,
    Verdict,
    Voice,
    model_named,
)
from storage.queue import Again

NOW = datetime(2026, 10, 14, 12, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
X = SourceName("x")
ACME, ZENITH = BrandId("acme"), BrandId("zenith")
ANA = Actor(name="Ana")
WATCHED = (Brand(id=ACME, name="Acme", products=("kettle",)), Brand(id=ZENITH, name="Zenith"))
SAYINGS = (
    "The Acme kettle of number {n} burned my hand badly, a doctor treated the burn",
    "What number {n} sold me from Acme is terrible, useless and awful, I hate the whole thing",
    "I love what number {n} gave me from Acme, wonderful and excellent, very happy with it",
    "When does the Acme shop of number {n} open on Monday morning?",
    "Number {n} has three Acme boxes in the hall of the house",
    "De pomp van nummer {n} is meteen kapot gegaan en niemand van Acme geeft antwoord",
)
BURN, AWFUL, LOVELY = SAYINGS[:3]


@pytest.fixture
def watched(house: House) -> House:
    with house.database.write() as tx:
        for brand in WATCHED:
            brands.save(tx, brand)
        sources.save(tx, Source(name=X, collector="files"))
    return house


def item(number: int, words: str = AWFUL, *about: BrandId, **more: Any) -> Item:
    at = NOW - timedelta(hours=1 + number)
    mention = Mention(
        source=X, external_id=str(number), text=words.format(n=number), published_at=at, author_key=f"a{number}"
    )
    return Item(mention=replace(mention, **more), matches=tuple(Match(brand=b, query=b) for b in about or (ACME,)))


def bring(house: House, *items: Item) -> None:
    with house.database.write() as tx:
        mentions.save(tx, X, Batch(items=items, cursor=""), NOW)


def ids(house: House) -> dict[str, MentionId]:
    m = tables.mentions
    with house.database.read() as tx:
        return {row.external_id: MentionId(row.id) for row in tx.execute(select(m.c.id, m.c.external_id))}


def read(house: House, number: int) -> Reading:
    mention = ids(house)[str(number)]
    with house.database.read() as tx:
        return readings.get(tx, [mention])[mention]


def correct(house: House, number: int, answer: str, **more: Any) -> Correction:
    return teaching.correct(house, ids(house)[str(number)], answer, ANA, NOW, **more)[0]


def cells(database: Database) -> dict[tuple[str, ...], tuple[int, int]]:
    """Give mentions and reporters by brand, kind, key and hour; the keys of micro-clusters do not count."""
    s, c = tables.series, tables.counts
    stmt = select(s.c.brand, s.c.kind, s.c.key, c.c.hour, c.c.mentions, c.c.reporters).select_from(s.join(c))
    found: dict[tuple[str, ...], tuple[int, int]] = {}
    with database.read() as tx:
        for row in tx.execute(stmt):
            assert 0 <= row.reporters <= row.mentions
            place = (row.brand, row.kind.value, "" if row.kind is SeriesKind.MICRO else row.key, str(row.hour))
            had = found.get(place, (0, 0))
            found[place] = (had[0] + row.mentions, had[1] + row.reporters)
    return found


def people(found: Mapping[tuple[str, ...], tuple[int, int]]) -> dict[tuple[str, ...], int]:
    """Sum the reporters of each series."""
    summed: dict[tuple[str, ...], int] = {}
    for (*series, _), (_, reporters) in found.items():
        summed[tuple(series)] = summed.get(tuple(series), 0) + reporters
    return summed


def totals(house: House, brand: BrandId = ACME) -> dict[str, int]:
    with house.database.read() as tx:
        kinds = [kind for kind in SeriesKind if kind is not SeriesKind.ISSUE]
        found = counts.totals(tx, brand, kinds, NOW - 60 * DAY, NOW + DAY)
    return {kind: sum(t.mentions for t in found if t.kind is kind) for kind in {t.kind for t in found}}


# Corrections.


def test_a_correction_counts_once_however_often_it_is_looked_at(watched: House) -> None:
    bring(watched, item(1), item(2))
    analyze(watched, NOW)
    assert totals(watched) == {"mentions": 2, "source": 2, "negative": 2, "micro": 2}
    given = correct(watched, 1, "positive", drawn=True)
    assert (given.said, given.drawn, given.confidence > 0) == ("negative", True, True)
    for _ in range(3):
        analyze(watched, NOW)
    assert totals(watched) == {"mentions": 2, "source": 2, "negative": 1, "positive": 1, "micro": 1}
    found = read(watched, 1)
    assert (found.sentiment.value, found.sentiment.model, found.sentiment.confidence) == ("positive", "person", 1.0)
    assert (found.reread, read(watched, 2).reread) == (True, False)


def test_of_two_corrections_the_newest_holds_and_both_judge_the_model_that_read_first(watched: House) -> None:
    bring(watched, item(1))
    analyze(watched, NOW)
    correct(watched, 1, "positive", drawn=True)
    analyze(watched, NOW)
    again = correct(watched, 1, "neutral")
    assert (again.said, again.model == "person", again.drawn) == ("negative", False, True)
    analyze(watched, NOW)
    assert totals(watched) == {"mentions": 1, "source": 1, "neutral": 1}
    with watched.database.read() as tx:
        assert [a.correction.value for a in corrections.answered(tx, Aspect.SENTIMENT)] == ["neutral"]


def test_two_corrections_before_a_look_are_one_reading(watched: House) -> None:
    bring(watched, item(1))
    correct(watched, 1, "positive")
    correct(watched, 1, "neutral")
    analyze(watched, NOW)
    assert totals(watched) == {"mentions": 1, "source": 1, "neutral": 1}
    assert read(watched, 1).reread is False


def test_what_no_customer_says_is_kept_and_not_counted_until_somebody_says_it_is_one(watched: House) -> None:
    bring(watched, item(1, BURN), item(2, AWFUL))
    analyze(watched, NOW)
    detect(watched, NOW)
    correct(watched, 1, "spam")
    analyze(watched, NOW)
    found = read(watched, 1)
    assert (found.voice.value, found.counted, found.complaint_like) == (Voice.SPAM, False, False)
    assert totals(watched) == {"mentions": 1, "source": 1, "negative": 1, "micro": 1}
    with watched.database.read() as tx:
        assert findings.cards(tx, ACME) == findings.reports(tx, ACME, NOW - DAY, NOW) == ()
    correct(watched, 1, "customer")
    analyze(watched, NOW)
    assert totals(watched)["mentions"] == 2
    with watched.database.read() as tx:
        assert len(findings.cards(tx, ACME)) == 1


def test_a_mention_counts_only_for_the_brand_it_is_about(watched: House) -> None:
    bring(watched, item(1, AWFUL, ACME, ZENITH), item(2, AWFUL, ACME))
    analyze(watched, NOW)
    with pytest.raises(SettingsError, match="was found for several brands; say --brand with one of: acme, zenith"):
        correct(watched, 1, "not-about")
    correct(watched, 1, "not-about", brand=ACME)
    analyze(watched, NOW)
    assert totals(watched) == {"mentions": 1, "source": 1, "negative": 1, "micro": 1}
    assert totals(watched, ZENITH) == {"mentions": 1, "source": 1, "negative": 1, "micro": 1}
    correct(watched, 1, "not-about", brand=ZENITH)
    correct(watched, 2, "not-about")
    analyze(watched, NOW)
    assert totals(watched) == totals(watched, ZENITH) == {}
    assert not read(watched, 1).counted
    correct(watched, 1, "about", brand=ACME)
    analyze(watched, NOW)
    assert (totals(watched)["mentions"], totals(watched, ZENITH)) == (1, {})


@pytest.mark.parametrize(
    ("number", "answer", "brand", "told"),
    [
        (1, "angry", None, "'angry' is no answer; valid are positive, neutral, negative, customer"),
        (1, "about", ZENITH, "was not found for 'zenith'; say --brand with one of: acme"),
        (None, "negative", None, "there is no mention 999"),
    ],
)
def test_what_is_no_answer_is_refused_in_plain_words(
    watched: House, number: int | None, answer: str, brand: BrandId | None, told: str
) -> None:
    bring(watched, item(1))
    mention = ids(watched)["1"] if number else MentionId(999)
    with pytest.raises(SettingsError, match=told):
        teaching.correct(watched, mention, answer, ANA, NOW, brand)
    with watched.database.read() as tx:
        assert audit.entries(tx, 10) == ()


def test_the_audit_says_who_corrected_what_and_quotes_nobody(watched: House) -> None:
    bring(watched, item(1))
    analyze(watched, NOW)
    correct(watched, 1, "positive")
    with watched.database.read() as tx:
        (entry,) = audit.entries(tx, 10)
    assert (entry.actor, entry.action, entry.subject) == (ANA, "correct", f"mention {ids(watched)['1']}")
    assert entry.detail.startswith("sentiment: positive; read as negative by ")
    assert "Acme" not in entry.detail


def test_an_edit_after_a_correction_is_read_for_itself(watched: House) -> None:
    bring(watched, item(1))
    analyze(watched, NOW)
    correct(watched, 1, "neutral")
    analyze(watched, NOW)
    bring(watched, item(1, LOVELY, edited_at=NOW))
    analyze(watched, NOW)
    found = read(watched, 1)
    assert (found.sentiment.value, found.reread) == (Sentiment.POSITIVE, False)
    assert totals(watched) == {"mentions": 1, "source": 1, "positive": 1}


def test_a_correction_that_comes_while_its_mention_is_read_is_not_lost(
    watched: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(watched, item(1), item(2))
    analyze(watched, NOW)
    correct(watched, 1, "neutral")
    take = analyzing._next

    def meanwhile(house: House) -> Any:
        batch = take(house)
        if batch.mentions and not again:
            again.append(correct(watched, 1, "positive"))
        return batch

    again: list[Correction] = []
    monkeypatch.setattr(analyzing, "_next", meanwhile)
    analyze(watched, NOW)
    assert read(watched, 1).sentiment.value is Sentiment.POSITIVE
    assert totals(watched) == {"mentions": 2, "source": 2, "negative": 1, "positive": 1, "micro": 1}


class _Killed(Exception):
    """What stands for a kill: nothing of the transaction stays."""


@pytest.mark.parametrize("step", ["save", "recount"])
def test_a_kill_in_the_middle_leaves_counts_and_readings_as_they_were(
    watched: House, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    bring(watched, *(item(n, SAYINGS[n % 5]) for n in range(10)))
    analyze(watched, NOW)
    before = cells(watched.database)
    correct(watched, 1, "positive")
    correct(watched, 2, "spam")
    room = readings if step == "save" else counts
    work: Callable[..., None] = getattr(room, step)

    def dying(*given: Any) -> None:
        work(*given)
        raise _Killed

    with monkeypatch.context() as patch:
        patch.setattr(room, step, dying)
        with pytest.raises(_Killed):
            analyze(watched, NOW)
    assert cells(watched.database) == before
    assert read(watched, 1).sentiment.value is Sentiment.NEGATIVE
    analyze(watched, NOW)
    assert (read(watched, 1).sentiment.value, read(watched, 2).counted) == (Sentiment.POSITIVE, False)
    assert sum(n for (_, kind, _, _), (n, _) in cells(watched.database).items() if kind == "mentions") == 9


def test_an_issue_never_quotes_what_a_person_took_out_of_it(watched: House) -> None:
    words = "The lid of the Acme kettle number {n} broke off after a week, terrible quality"
    bring(watched, *(item(n, words) for n in range(40)))
    analyze(watched, NOW)
    i = tables.issues
    with watched.database.read() as tx:
        quoted = [MentionId(q) for q in tx.scalars(select(i.c.quote).where(i.c.quote.is_not(None)))]
    assert quoted
    for mention in quoted:
        teaching.correct(watched, mention, "spam", ANA, NOW)
    analyze(watched, NOW)
    with watched.database.read() as tx:
        now = set(tx.scalars(select(i.c.quote).where(i.c.quote.is_not(None))))
    assert now
    assert now.isdisjoint(quoted)


# Reading again.


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that watches two brands, to be copied."""
    store = tmp_path_factory.mktemp("template") / "store.db"
    house = build(Settings(store=f"sqlite:///{store}"))
    with house.database.write() as tx:
        for brand in WATCHED:
            brands.save(tx, brand)
    house.database.close()
    return store


@contextmanager
def copied(template: Path, name: str) -> Iterator[House]:
    """The program over a copy of a store."""
    house = build(Settings(store=f"sqlite:///{shutil.copy(template, template.with_name(name))}"))
    try:
        yield house
    finally:
        house.database.close()


ABOUT = st.sampled_from(((ACME,), (ZENITH,), (ACME, ZENITH)))
SAID = st.lists(st.tuples(st.sampled_from(SAYINGS), ABOUT), min_size=1, max_size=12)
TAUGHT = st.lists(st.tuples(st.integers(0, 11), st.sampled_from(sorted(teaching.ANSWERS)), st.booleans()), max_size=12)


@given(SAID, TAUGHT)
@settings(max_examples=25, deadline=None)
def test_after_any_answers_a_store_counts_what_one_does_that_knew_them_from_the_first(
    template: Path, said: Sequence[tuple[str, tuple[BrandId, ...]]], taught: Sequence[tuple[int, str, bool]]
) -> None:
    items = [item(n, words, *about) for n, (words, about) in enumerate(said)]
    answers = [(n % len(said), answer, reads) for n, answer, reads in taught]

    def teach(house: House, number: int, answer: str) -> None:
        brand = said[number][1][0] if "about" in answer else None
        correct(house, number, answer, brand=brand)

    with copied(template, "taught.db") as late, copied(template, "known.db") as early:
        for house in (late, early):
            bring(house, *items)
        analyze(late, NOW)
        for number, answer, reads in answers:
            teach(late, number, answer)
            teach(early, number, answer)
            if reads:
                analyze(late, NOW)
        for house in (late, early):
            analyze(house, NOW)
        found, expected = cells(late.database), cells(early.database)
    # Of near sightings of a person, the order of arrival decides which is counted: what is taken out may part them.
    assert {cell: many for cell, (many, _) in found.items()} == {cell: many for cell, (many, _) in expected.items()}
    counted, wanted = people(found), people(expected)
    assert all(abs(counted[series] - wanted[series]) <= len(taught) for series in counted.keys() | wanted.keys())


@given(SAID, st.sampled_from((Again(), Again(brand=ACME), Again(language="en"), Again(since=NOW - 5 * HOUR))))
@settings(max_examples=15, deadline=None)
def test_to_read_again_changes_nothing_where_nothing_is_read_otherwise(
    template: Path, said: Sequence[tuple[str, tuple[BrandId, ...]]], wanted: Again
) -> None:
    with copied(template, "again.db") as house:
        bring(house, *(item(n, words, *about) for n, (words, about) in enumerate(said)))
        analyze(house, NOW)
        s, m = tables.series, tables.matches
        everything = select(s.c.brand, s.c.kind, s.c.key, s.c.mentions, s.c.reporters).order_by(s.c.id)
        placed = select(m.c.mention_id, m.c.brand, m.c.space_id, m.c.micro_id, m.c.counted)
        with house.database.read() as tx:
            before = [tx.execute(stmt).all() for stmt in (everything, placed)]
        first = {n: read(house, n) for n in range(len(said))}
        told: list[int] = []
        many = teaching.reread(house, wanted, False, ANA, NOW, told.append)
        assert many == sum(told)
        assert analyze(house, NOW).mentions == many
        with house.database.read() as tx:
            assert [tx.execute(stmt).all() for stmt in (everything, placed)] == before
        again = {n: read(house, n) for n in range(len(said))}
        assert sum(reading.reread for reading in again.values()) == many
        assert {n: replace(reading, reread=False) for n, reading in again.items()} == first


def test_what_is_read_again_stays_where_it_was_clustered(watched: House) -> None:
    words = "The lid of the Acme kettle number {n} broke off after a week, terrible quality"
    bring(watched, *(item(n, words) for n in range(30)))
    analyze(watched, NOW)
    with watched.database.read() as tx:
        generations = tx.execute(select(tables.spaces.c.generation)).all()
    assert teaching.reread(watched, Again(), True, ANA, NOW) == 30
    bring(watched, item(99, words))
    assert analyze(watched, NOW).mentions == 31
    assert totals(watched)["micro"] == 31
    with watched.database.read() as tx:
        assert [row.generation - 1 for row in tx.execute(select(tables.spaces.c.generation))] == [
            row.generation for row in generations
        ]


# What reads.


def model(aspect: Aspect = Aspect.SENTIMENT, scope: str = "en/mention", at: datetime = NOW) -> LearnedModel:
    gate = Gate(passed=True, labels={}, candidate=0.8, incumbent=0.6, reason="better")
    return LearnedModel(
        aspect=aspect,
        scope=scope,
        version=0,
        origin=Origin.CORRECTIONS,
        state=ModelState.PROMOTED,
        gate=gate,
        weights=b"",
        made_at=at,
    )


def test_a_rollback_names_what_reads_and_refuses_what_cannot(watched: House) -> None:
    with watched.database.write() as tx:
        learned.save(tx, model())
        learned.save(tx, model())
        learned.save(tx, model(Aspect.RELEVANCE, "voice"))
    with pytest.raises(SettingsError, match="nothing was learnt for 'voice'; models: brand:voice, en/mention"):
        teaching.rollback(watched, *model_named("voice"), None, ANA, NOW)
    assert teaching.rollback(watched, *model_named("brand:voice"), None, ANA, NOW) is None
    done = teaching.rollback(watched, Aspect.SENTIMENT, "en/mention", 1, ANA, NOW)
    assert done is not None
    assert done.version == 1
    for scope, version, told in (
        ("en/mention", 1, "version 1 reads already"),
        ("en/mention", 7, "versions that can: 1, 2"),
        ("sw/survey", None, "nothing was learnt for 'sw/survey'; models: brand:voice, en/mention"),
    ):
        with pytest.raises(SettingsError, match=told):
            teaching.rollback(watched, Aspect.SENTIMENT, scope, version, ANA, NOW)
    assert teaching.rollback(watched, Aspect.SENTIMENT, "en/mention", None, ANA, NOW) is None
    with watched.database.read() as tx:
        assert learned.promoted(tx) == ()
        assert [(entry.subject, entry.detail) for entry in audit.entries(tx, 9)] == [
            ("model en/mention", "from version 1 to none"),
            ("model en/mention", "from version 2 to 1"),
            ("model brand:voice", "from version 1 to none"),
        ]


def count(house: House, kind: SeriesKind, hourly: Sequence[float], seed: int = 3) -> None:
    """Count a Poisson number of mentions by as many people in each hour up to now."""
    drawn = np.random.default_rng(seed).poisson(hourly)
    series, begin = Series(brand=ACME, kind=kind), NOW - len(hourly) * HOUR
    people = (
        Increment(series=series, at=begin + hour * HOUR, reporter=f"{kind}/{hour}/{n}", fingerprint=f"{kind}{hour}.{n}")
        for hour, many in enumerate(drawn)
        for n in range(many)
    )
    with house.database.write() as tx:
        counts.add(tx, list(people))


def verdicts(house: House, now: datetime = NOW) -> dict[str, Verdict]:
    with house.database.read() as tx:
        found = scan(counts.history(tx, ACME, now - 56 * DAY, now), now)
    return {spike.series.kind.value: spike.verdict for spike in found if spike.q <= 0.01}


STEP = [2.0] * 30 * 24


@pytest.mark.parametrize("hours", [10, 30, 80, 200, 400])
def test_more_that_is_negative_for_another_model_is_no_rise(watched: House, hours: int) -> None:
    bring(watched, item(1))
    analyze(watched, NOW)
    count(watched, SeriesKind.MENTIONS, [20.0] * (len(STEP) + hours))
    count(watched, SeriesKind.NEGATIVE, [*STEP, *[9.0] * hours])
    assert verdicts(watched) == {"negative": Verdict.RISING} or hours > 72
    with watched.database.write() as tx:
        learned.save(tx, model(at=NOW - hours * HOUR))
    assert verdicts(watched).get("negative", Verdict.REREAD) is Verdict.REREAD


def test_a_rise_of_all_mentions_is_one_whoever_reads(watched: House) -> None:
    bring(watched, item(1))
    analyze(watched, NOW)
    count(watched, SeriesKind.MENTIONS, [*[6.0] * 30 * 24, *[40.0] * 5])
    count(watched, SeriesKind.NEGATIVE, [*STEP, *[30.0] * 5])
    with watched.database.write() as tx:
        learned.save(tx, model(at=NOW - 20 * HOUR))
    assert verdicts(watched) == {"mentions": Verdict.RISING, "negative": Verdict.REREAD}


def test_once_all_was_read_again_a_rise_is_one(watched: House) -> None:
    bring(watched, item(1))
    analyze(watched, NOW)
    count(watched, SeriesKind.MENTIONS, [40.0] * (len(STEP) + 5))
    count(watched, SeriesKind.NEGATIVE, [*STEP, *[30.0] * 5])
    promoted = NOW - 20 * HOUR
    with watched.database.write() as tx:
        learned.save(tx, model(at=promoted))
    teaching.reread(watched, Again(), True, ANA, promoted + HOUR)
    assert verdicts(watched) == {"negative": Verdict.REREAD}
    analyze(watched, NOW)
    assert verdicts(watched) == {"negative": Verdict.RISING}


def test_what_a_model_left_out_and_comes_back_by_a_rollback_is_no_rise(watched: House) -> None:
    count(watched, SeriesKind.MENTIONS, [*[6.0] * 30 * 24, *[20.0] * 10])
    assert verdicts(watched) == {"mentions": Verdict.RISING}
    then = NOW - 10 * HOUR
    with watched.database.write() as tx:
        learned.save(tx, model(Aspect.RELEVANCE, "acme", at=NOW - 9 * DAY))
    assert verdicts(watched) == {"mentions": Verdict.RISING}
    teaching.rollback(watched, Aspect.RELEVANCE, "acme", None, ANA, then)
    assert verdicts(watched) == {"mentions": Verdict.QUERY_CHANGED}


def test_a_rating_still_says_whether_it_is_a_complaint(watched: House) -> None:
    bring(watched, item(1, LOVELY, rating=Rating(value=1)), item(2, AWFUL, rating=Rating(value=5)))
    analyze(watched, NOW)
    correct(watched, 1, "positive")
    correct(watched, 2, "negative")
    analyze(watched, NOW)
    assert [read(watched, n).complaint_like for n in (1, 2)] == [True, False]
