"""What edits and withdrawals leave: counts that hold, people who stay one person, and no word that was taken back."""

import itertools
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from alerts.message import compose
from analysis import cards
from groundswell.acts import take_down
from groundswell.analyzing import analyze
from groundswell.detecting import detect
from groundswell.house import House, build
from groundswell.naming import name_issues
from groundswell.settings import Settings
from storage import (
    alerts,
    brands,
    clusters,
    counts,
    findings,
    issues,
    mentions,
    pseudonyms,
    readings,
    search,
    tables,
    takedowns,
    verification,
    withdrawal,
)
from storage.database import Database, Transaction
from storage.models import (
    Actor,
    Alert,
    AlertId,
    AlertState,
    Batch,
    Brand,
    BrandId,
    ClusterUpdate,
    Delivery,
    DeliveryState,
    Evidence,
    Hazard,
    HazardFinding,
    Increment,
    IssueId,
    Item,
    Judgement,
    Lane,
    Match,
    Mention,
    MentionId,
    MentionQuery,
    MicroId,
    Occasion,
    Rating,
    Reading,
    Reject,
    Series,
    SeriesKind,
    Severity,
    Signal,
    SourceName,
    Space,
    Verified,
)
from storage.reporters import reporter
from storage.takedowns import Asked

NOW = datetime(2026, 10, 14, 12, tzinfo=UTC)
DAY = timedelta(days=1)
X = SourceName("x")
ACME, ZENITH = BrandId("acme"), BrandId("zenith")
WATCHED = (Brand(id=ACME, name="Acme", products=("kettle",)), Brand(id=ZENITH, name="Zenith"))
BURN = "The Acme kettle burned my hand badly and I had to see a doctor, who treated the burn."
FINE = "My sister likes the colour of her Acme kettle very much, it is wonderful"


@pytest.fixture(scope="module")
def database(blank: Database) -> Database:
    with blank.write() as tx:
        for brand in WATCHED:
            brands.save(tx, brand)
    return blank


@pytest.fixture
def watched(house: House) -> House:
    with house.database.write() as tx:
        for brand in WATCHED:
            brands.save(tx, brand)
    return house


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


def item(number: int | str, text: str = BURN, *about: BrandId, **more: Any) -> Item:
    mention = Mention(source=X, external_id=str(number), text=text, published_at=NOW - timedelta(hours=1))
    return Item(mention=replace(mention, **more), matches=tuple(Match(brand=b, query=b) for b in about or (ACME,)))


def save(tx: Transaction, *items: Item, **more: Any) -> None:
    mentions.save(tx, X, replace(Batch(items=items, cursor=""), **more), NOW)


def by(author: str) -> Asked:
    """Everything one author said on X."""
    return Asked(source=X, name=author, author=True)


def bring(house: House, *items: Item, **more: Any) -> None:
    """Save items and read them."""
    with house.database.write() as tx:
        save(tx, *items, **more)
    analyze(house, NOW)


def totals(house: House, brand: BrandId = ACME, *kinds: SeriesKind) -> dict[tuple[str, str], tuple[int, int]]:
    with house.database.read() as tx:
        found = counts.totals(tx, brand, kinds or tuple(SeriesKind), NOW - 3 * DAY, NOW + DAY)
    return {(total.kind, total.key): (total.mentions, total.reporters) for total in found}


# Edits and re-reading.

SAYINGS = (
    "The Acme kettle of {who} burned my hand badly, a doctor treated the burn",
    "What {who} sold me from Acme is terrible, useless and awful, I hate the whole thing",
    "I love what {who} gave me from Acme, wonderful and excellent, very happy with it",
    "When does the Acme shop of {who} open on Monday morning?",
    "{who} has three Acme boxes in the hall of the house",
)
WHO = ("Abernathy", "Bartholomew", "Cunningham", "Drinkwater")
SAID = st.tuples(
    st.sampled_from(range(len(WHO))),
    st.sampled_from(range(len(SAYINGS))),
    st.sampled_from((ACME, ZENITH)),
    st.booleans(),
)


def cells(database: Database) -> dict[tuple[str, str, str, int], tuple[int, int]]:
    """Give mentions and reporters by brand, kind, key and hour; micro-clusters, whose keys differ, together."""
    s, c = tables.series, tables.counts
    key = select(s.c.brand, s.c.kind, s.c.key, c.c.hour, c.c.mentions, c.c.reporters).select_from(s.join(c))
    found: dict[tuple[str, str, str, int], tuple[int, int]] = {}
    with database.read() as tx:
        for row in tx.execute(key):
            assert 0 <= row.reporters <= row.mentions
            assert row.mentions
            place = (row.brand, row.kind, "" if row.kind is SeriesKind.MICRO else row.key, row.hour)
            had = found.get(place, (0, 0))
            found[place] = (had[0] + row.mentions, had[1] + row.reporters)
        sums = select(
            c.c.series_id, func.sum(c.c.mentions), func.sum(c.c.reporters), func.min(c.c.hour), func.max(c.c.hour)
        )
        running = select(s.c.id, s.c.mentions, s.c.reporters, s.c.first_hour, s.c.last_hour)
        assert all(row.reporters for row in tx.execute(running))
        assert set(map(tuple, tx.execute(running))) == set(map(tuple, tx.execute(sums.group_by(c.c.series_id))))
    return found


@given(st.lists(SAID, min_size=1, max_size=12), st.booleans(), st.sampled_from((0, 1, 30, 24 * 5)))
@settings(max_examples=30, deadline=None)
def test_after_any_edits_a_store_counts_what_one_does_that_saw_only_the_latest_words(
    template: Path, said: Sequence[tuple[int, int, BrandId, bool]], alike: bool, hours_apart: int
) -> None:
    def written(who: int, saying: int, edit: int, about: set[BrandId]) -> Item:
        words = SAYINGS[saying].format(who=WHO[0 if alike else who])
        author = "the same" if alike and who % 2 else WHO[who]
        at, edited = NOW - timedelta(hours=hours_apart * who), NOW + timedelta(minutes=edit)
        return item(who, words, *sorted(about), author_key=author, published_at=at, edited_at=edited)

    latest: dict[int, Item] = {}
    about: dict[int, set[BrandId]] = {}
    with copied(template, "edited.db") as edited, copied(template, "fresh.db") as fresh:
        for edit, (who, saying, brand, reads) in enumerate(said):
            about.setdefault(who, set()).add(brand)
            latest[who] = written(who, saying, edit, about[who])
            with edited.database.write() as tx:
                save(tx, written(who, saying, edit, {brand}))
            if reads:
                analyze(edited, NOW)
        analyze(edited, NOW)
        bring(fresh, *latest.values())
        found, expected = cells(edited.database), cells(fresh.database)
    if alike:
        assert {place: cell[0] for place, cell in found.items()} == {place: cell[0] for place, cell in expected.items()}
    else:
        assert found == expected


def test_an_edited_mention_counts_as_what_it_says_now(watched: House) -> None:
    bring(watched, item(1))
    assert totals(watched)["hazard", "kettle/fire or burn"] == (1, 1)
    bring(watched, item(1, FINE, edited_at=NOW))
    assert totals(watched) == {("mentions", ""): (1, 1), ("source", "x"): (1, 1), ("positive", ""): (1, 1)}
    bring(watched, item(1, BURN, edited_at=NOW + timedelta(minutes=1)))
    assert totals(watched)["hazard", "kettle/fire or burn"] == (1, 1)


def test_a_mention_that_complains_no_more_leaves_its_issue(watched: House) -> None:
    a = tables.matches
    bring(watched, item(1))
    with watched.database.read() as tx:
        assert tx.execute(select(a.c.micro_id)).scalar_one() is not None
    bring(watched, item(1, FINE, edited_at=NOW))
    with watched.database.read() as tx:
        assert tuple(tx.execute(select(a.c.space_id, a.c.micro_id, a.c.counted)).one()) == (None, None, True)


def test_an_edited_complaint_is_clustered_by_its_new_words(watched: House) -> None:
    others = "The Zenith app crashes whenever I open my orders, that is terrible and useless"
    bring(watched, *(item(n, f"{BURN} Number {n}") for n in range(8)), *(item(n, others) for n in range(8, 16)))
    bring(watched, item(0, others, edited_at=NOW))
    with watched.database.read() as tx:
        a, m = tables.matches, tables.mentions
        rows = tx.execute(select(m.c.external_id, a.c.micro_id).select_from(a.join(m))).all()
    micros = {row.external_id: row.micro_id for row in rows}
    assert micros["0"] == micros["8"] != micros["1"]
    assert totals(watched, ACME, SeriesKind.MICRO)["micro", f"en/{micros['8']}"][0] == 9


def test_a_mention_found_for_another_brand_counts_for_it_too_and_once_for_the_first(watched: House) -> None:
    bring(watched, item(1))
    before = totals(watched)
    bring(watched, item(1, BURN, ACME, ZENITH))
    assert totals(watched) == before
    assert totals(watched, ZENITH)["mentions", ""] == (1, 1)
    bring(watched, item(1, BURN, ACME, ZENITH))
    assert totals(watched, ZENITH)["mentions", ""] == (1, 1)


@pytest.mark.parametrize(
    "change",
    [
        {"edited_at": NOW},
        {"reach": 7, "engagement": 9},
        {"text": "Earlier words", "edited_at": NOW - DAY},
    ],
    ids=["the same words edited", "other numbers", "words from before"],
)
def test_what_changes_no_count_is_not_read_again(tx: Transaction, change: dict[str, Any]) -> None:
    save(tx, item(1, edited_at=NOW - timedelta(hours=2), reach=1))
    (stored,) = mentions.unread(tx, 10)
    readings.save(tx, [reading(stored.id)])
    save(tx, item(1, **({"text": BURN} | change)))
    assert mentions.unread_count(tx) == 0
    kept = mentions.get(tx, [stored.id])[0].mention
    assert (kept.text, kept.reach) == (BURN, change.get("reach", 1))


def test_another_rating_is_read_again(tx: Transaction) -> None:
    save(tx, item(1, rating=Rating(value=5)))
    (stored,) = mentions.unread(tx, 10)
    readings.save(tx, [reading(stored.id)])
    save(tx, item(1, rating=Rating(value=1), edited_at=NOW))
    assert mentions.unread(tx, 10)[0].mention.rating == Rating(value=1)


def test_a_batch_waits_until_something_changes_it(tx: Transaction) -> None:
    save(tx, item(1), item(2))
    batch = mentions.unread(tx, 10)
    save(tx, item(3))
    assert mentions.waiting(tx, batch)
    save(tx, item(1, "Other words", edited_at=NOW))
    assert not mentions.waiting(tx, batch)
    batch = mentions.unread(tx, 2)
    save(tx, item(1, "Other words", ZENITH))
    assert not mentions.waiting(tx, batch)
    batch = mentions.unread(tx, 2)
    readings.save(tx, [reading(batch[1].id)])
    assert not mentions.waiting(tx, batch)
    batch = mentions.unread(tx, 2)
    save(tx, withdrawn=("1",))
    assert not mentions.waiting(tx, batch)


def test_a_card_holds_the_reports_that_still_report_its_harm_and_comes_back_with_them(watched: House) -> None:
    bring(watched, item(1))
    detect(watched, NOW)
    with watched.database.read() as tx:
        before = findings.cards(tx, ACME)
    assert len(before) == 1
    bring(watched, item(1, FINE, edited_at=NOW))
    assert detect(watched, NOW).cards == ()
    with watched.database.read() as tx:
        assert findings.reports(tx, ACME, NOW - DAY, NOW) == ()
        assert findings.cards(tx, ACME) == ()
    bring(watched, item(1, BURN, edited_at=NOW + timedelta(minutes=1)))
    detect(watched, NOW)
    with watched.database.read() as tx:
        assert findings.cards(tx, ACME) == before


NEGATIVE = Series(brand=ACME, kind=SeriesKind.NEGATIVE)


def counted(tx: Transaction, series: Series = NEGATIVE) -> list[tuple[int, int]]:
    found = counts.totals(tx, ACME, [series.kind], NOW - 60 * DAY, NOW + DAY)
    return [(total.mentions, total.reporters) for total in found]


def one(days_ago: float, who: str, words: str) -> Increment:
    return Increment(series=NEGATIVE, at=NOW - days_ago * DAY, reporter=who, fingerprint=words)


def test_a_person_who_says_the_same_elsewhere_stays_when_one_of_the_mentions_leaves(tx: Transaction) -> None:
    first, again = one(3, "ann", "a"), one(2.99, "ann", "b")
    counts.add(tx, [first, again, one(2, "bob", "c")])
    counts.recount(tx, [again], [])
    assert counted(tx) == [(1, 1), (1, 1)]
    counts.recount(tx, [one(2, "bob", "c")], [])
    assert counted(tx) == [(1, 1)]
    counts.recount(tx, [first], [])
    assert counted(tx) == []
    assert tx.execute(select(func.count()).select_from(tables.series)).scalar() == 0


def test_where_mentions_stand_somebody_reported_them(tx: Transaction) -> None:
    ann, bob = one(3, "ann", "same words"), one(3, "bob", "same words")
    counts.add(tx, [one(20, "dee", "other words"), ann, bob])
    assert counted(tx) == [(1, 1), (2, 1)]
    counts.recount(tx, [ann], [])
    assert counted(tx) == [(1, 1), (1, 1)]


def test_a_reporter_who_stays_goes_to_the_nearest_hour_where_the_same_was_said(tx: Transaction) -> None:
    first = one(6, "ann", "same words")
    counts.add(tx, [one(20, "dee", "d"), first, one(5, "bob", "same words"), one(3, "cee", "same words")])
    assert counted(tx) == [(1, 1), (1, 1), (1, 0), (1, 0)]
    counts.recount(tx, [first], [])
    assert counted(tx) == [(1, 1), (1, 1), (1, 0)]
    counts.recount(tx, [one(5, "bob", "same words")], [])
    assert counted(tx) == [(1, 1), (1, 1)]


def test_a_series_whose_only_reporter_left_far_away_still_shows_one(tx: Transaction) -> None:
    days = [one(age, "ann", "") for age in (12, 6, 0.5)]
    counts.add(tx, days)
    counts.recount(tx, [days[1]], [])
    counts.recount(tx, [days[0]], [])
    assert counted(tx) == [(1, 1)]


def test_a_person_who_left_a_series_and_comes_back_is_seen_there_again(tx: Transaction) -> None:
    two = [one(6, "ann", ""), one(1, "ann", "")]
    counts.add(tx, two)
    counts.recount(tx, two[1:], [])
    counts.recount(tx, two[:1], [])
    assert counted(tx) == []
    counts.recount(tx, [], two[:1])
    assert counted(tx) == [(1, 1)]


def test_words_that_were_edited_away_no_longer_make_a_repost(tx: Transaction) -> None:
    counts.add(tx, [one(3, "ann", "old words")])
    counts.recount(tx, [one(3, "ann", "old words")], [one(3, "ann", "new words")])
    counts.add(tx, [one(2, "bob", "old words"), one(1, "cee", "new words")])
    assert counted(tx) == [(1, 1), (1, 1), (1, 0)]


# Withdrawals.


def reading(mention: MentionId, words: str = "f") -> Reading:
    return Reading(
        mention_id=mention,
        language=Judgement(model="m", value="en", confidence=0.9),
        sentiment=Judgement(model="m", value=None, reason="no model for it"),
        vader_compound=-0.5,
        hazard=HazardFinding(
            hazard=Hazard.FIRE,
            severity=Severity.TREATMENT,
            potential=Severity.ADMISSION,
            first_person=True,
            start=0,
            end=1,
            rule="burn",
            confidence=0.9,
        ),
        question=False,
        complaint_like=True,
        counted=True,
        fingerprint=f"{words}-{mention}",
        product="torch",
    )


@pytest.mark.parametrize("order", list(itertools.permutations("1234")), ids="".join)
def test_two_people_stay_two_in_whatever_order_their_words_are_withdrawn(tx: Transaction, order: Sequence[str]) -> None:
    save(tx, *(item(n, author_key=who) for n, who in zip("1234", ("ann", "ann", "bob", "bob"), strict=True)))
    readings.save(tx, [reading(stored.id) for stored in mentions.unread(tx, 10)])
    for gone in (None, *order):
        if gone:
            save(tx, withdrawn=(gone,))
        found = findings.reports(tx, ACME, NOW - DAY, NOW)
        (card,) = cards.review(found, (), NOW)
        assert (len(found), card.reporters) == (4, 2)
        stored = mentions.get(tx, [report.mention_id for report in found])
        assert pseudonyms.people(tx, stored) == {report.mention_id: report.reporter for report in found}
    assert tx.execute(select(func.count()).select_from(tables.pseudonyms)).scalar() == 0
    assert len(set(tx.scalars(select(tables.mentions.c.author_key)))) == 2


def test_a_token_leads_to_its_author_only_while_something_of_theirs_stands(tx: Transaction) -> None:
    save(tx, *(item(n, author_key="ann") for n in (1, 2, 3)))
    for gone, links in (("1", 1), ("2", 1), ("3", 0)):
        save(tx, withdrawn=(gone,))
        assert tx.execute(select(func.count()).select_from(tables.pseudonyms)).scalar() == links
    tokens = set(tx.scalars(select(tables.mentions.c.author_key)))
    assert len(tokens) == 1
    save(tx, item(4, author_key="ann"), item(5, author_key="ann"), withdrawn=("4",))
    assert len(set(tx.scalars(select(tables.mentions.c.author_key))) - {"ann"}) == 2


def test_an_author_who_goes_altogether_stays_one_person(tx: Transaction) -> None:
    save(tx, item(1, author_key="ann"), item(2, author_key="ann"), item(3, author_key="bob"))
    readings.save(tx, [reading(stored.id) for stored in mentions.unread(tx, 10)])
    before = len({report.reporter for report in findings.reports(tx, ACME, NOW - DAY, NOW)})
    assert takedowns.take_down(tx, by("ann")) == 2
    assert len({report.reporter for report in findings.reports(tx, ACME, NOW - DAY, NOW)}) == before == 2
    assert tx.execute(select(func.count()).select_from(tables.pseudonyms)).scalar() == 0


def test_a_withdrawn_mention_keeps_its_counts_and_a_mention_nobody_read_leaves_none(watched: House) -> None:
    bring(watched, item(1, author_key="ann"), item(2, FINE, author_key="ann"))
    before = totals(watched)
    with watched.database.write() as tx:
        save(tx, item(1, FINE, edited_at=NOW), item(3))
        save(tx, withdrawn=("1", "2", "3"))
    analyze(watched, NOW)
    assert totals(watched) == before
    with watched.database.read() as tx:
        assert len(readings.get(tx, [MentionId(n) for n in range(9)])) == 2


def test_a_withdrawn_mention_comes_back_by_no_way(tx: Transaction) -> None:
    save(tx, item(1), withdrawn=("1",))
    save(tx, item(1, "It is back", ACME, ZENITH, edited_at=NOW))
    answer = Verified(asked=("1",), items=(item(1, "It is back", edited_at=NOW),))
    assert verification.verified(tx, X, answer, NOW) == 0
    (row,) = tx.execute(select(tables.mentions)).all()
    assert (row.text, row.withdrawn, row.verify_after) == ("", True, None)
    assert mentions.unread_count(tx) == 0


SENTINELS = ("quixotical", "sentinella", "zz_sentinel_key", "sentinelplatz", "sentinel.example")
SECRET = "Quixotical kettles by Acme burned my hand, yes @friend, and a doctor treated the burn"
PERSONAL = {
    "author_key": "zz_sentinel_key",
    "author_name": "Uta Sentinella",
    "url": "https://sentinel.example/1",
    "place": "Sentinelplatz 1",
    "thread_id": "zz_sentinel_key-thread",
    "parent_id": "zz_sentinel_key-parent",
}


def alarm(tx: Transaction, title: str, *quoted: MentionId) -> AlertId:
    """Keep an alert that quotes mentions, and the message that the channel would get."""
    texts = tuple(stored.mention.text for stored in mentions.get(tx, quoted))
    evidence = Evidence(mentions=quoted, sources={"x": 1}, languages={}, products={}, quotes=texts)
    signal = Signal(
        subject=f"issue:{quoted}",
        brand=ACME,
        lane=Lane.VOLUME,
        title=title,
        reason="More than usual",
        since=NOW,
        observed=1,
        reporters=1,
        expected=None,
        p=None,
        q=None,
        severity=Severity.NONE,
        evidence=evidence,
    )
    alert = alerts.save(tx, Alert(id=None, rule="r", signal=signal, state=AlertState.OPEN, opened_at=NOW, seen_at=NOW))
    message = compose(
        alert, Occasion.OPENED, brand_name="Acme", base_url="http://here", channel="c", now=NOW, timezone="UTC"
    )
    waiting = DeliveryState.WAITING
    alerts.queue(tx, [Delivery(key=message.key, channel="c", message=message, state=waiting, attempts=0, due_at=NOW)])
    assert alert.id is not None
    return alert.id


def in_issue(tx: Transaction, name: str, terms: tuple[str, ...], *members: MentionId) -> IssueId:
    space = Space(brand=ACME, language="en")
    generation, _ = clusters.load(tx, space)
    micro = MicroId(generation + 1)
    change = ClusterUpdate(
        space=space,
        generation=generation,
        state=b"",
        assigned=dict.fromkeys(members, micro),
        groups={micro: int(micro)},
        changes=(),
    )
    clusters.apply(tx, change, NOW)
    issue: IssueId = tx.execute(select(func.max(tables.issues.c.id))).scalar_one()
    issues.name(tx, issue, name, terms, members[0], len(members), NOW)
    return issue


def fill(tx: Transaction) -> None:
    """Let what will be taken back stand wherever it can."""
    rejects = (
        Reject(place="line 1", reason="no time", raw="zz_sentinel_key;;something"),
        Reject(place="line 2", reason="no time", raw=f"'',{SECRET!r}"),
        Reject(place="line 3", reason="no time", raw="somebody else"),
    )
    save(tx, item("id-1", SECRET, **PERSONAL), item("id-2", BURN, author_key="bob"), rejects=rejects)
    save(tx, item("id-3", f"{SECRET}, first words", edited_at=NOW - DAY, **PERSONAL))
    first, second, third = (stored.id for stored in mentions.unread(tx, 10))
    readings.save(tx, [reading(first), reading(second), reading(third)])
    alarm(tx, "Quixotical kettles by Acme burned my hand, yes", first, second)
    alarm(tx, "Quixotical kettles · hand", third)
    issue = in_issue(tx, "Quixotical kettles", ("quixotical kettles",), first)
    issues.name(tx, issue, "Quixotical kettles · hand", ("quixotical kettles", "hand"), first, 1, NOW)
    save(tx, item("id-3", "They were quixotical", edited_at=NOW, **PERSONAL))


def test_nothing_in_any_table_holds_what_was_withdrawn(tx: Transaction) -> None:
    fill(tx)
    assert any(word in dump(tx) for word in SENTINELS)
    assert takedowns.take_down(tx, by("zz_sentinel_key")) == 2
    left = dump(tx)
    assert [word for word in SENTINELS if word in left] == []
    assert "somebody else" in left
    assert search.find(tx, MentionQuery(text="quixotical")) == ()
    assert [m.mention.external_id for m in mentions.published(tx, None, None, NOW)] == ["id-2"]


def dump(tx: Transaction) -> str:
    return "\n".join(str(tuple(row)) for t in tables.metadata.sorted_tables for row in tx.execute(select(t))).casefold()


def test_no_page_of_the_file_holds_what_was_withdrawn(template: Path) -> None:
    path = Path(shutil.copy(template, template.with_name("pages.db")))
    database = Database(f"sqlite:///{path}")
    with database.write() as tx:
        fill(tx)
        save(tx, *(item(f"other-{n}", f"word{n} " * 30) for n in range(400)))
    database.close()
    assert all(word.encode() in path.read_bytes().lower() for word in SENTINELS)
    database = Database(f"sqlite:///{path}")
    with database.write() as tx:
        withdrawal.withdraw(tx, tx.scalars(select(tables.mentions.c.id).where(tables.mentions.c.author_key != "bob")))
    assert withdrawal.scrub(database)
    assert left_on_disk(path, *SENTINELS) == []
    database.close()
    assert left_on_disk(path, *SENTINELS) == []
    assert sorted(file.name for file in path.parent.glob("pages.db*")) == ["pages.db"]


def left_on_disk(store: Path, *words: str) -> list[str]:
    """Name the words that stand in a file of an SQLite store, its log among them."""
    held = b"".join(file.read_bytes() for file in store.parent.glob(f"{store.name}*")).lower()
    return [word for word in words if word.encode() in held]


def test_words_that_were_edited_away_leave_the_disk_too(template: Path) -> None:
    path = Path(shutil.copy(template, template.with_name("edited-pages.db")))
    with Database(f"sqlite:///{path}") as database:
        with database.write() as tx:
            save(tx, item(1, SECRET), *(item(f"other-{n}", f"word{n} " * 30) for n in range(400)))
        with database.write() as tx:
            save(tx, item(1, FINE, edited_at=NOW))
        assert left_on_disk(path, "quixotical") == ["quixotical"]
        assert withdrawal.scrub(database)
        assert left_on_disk(path, "quixotical") == []


def test_words_stay_on_the_disk_while_somebody_reads_what_was_before_and_go_with_the_next_scrub(
    template: Path, noon: datetime
) -> None:
    path = Path(shutil.copy(template, template.with_name("read-pages.db")))
    house = build(Settings(store=f"sqlite:///{path}"))
    with house.database.write() as tx:
        save(tx, item(1, SECRET, author_key="ann"))
    with house.database.read() as tx:
        assert len(mentions.get(tx, [MentionId(1)])) == 1
        assert take_down(house, Asked(source=X, name="1", author=False), Actor(name="me"), noon) == 1
        assert not withdrawal.scrub(house.database)
    assert left_on_disk(path, "quixotical") == ["quixotical"]
    assert withdrawal.scrub(house.database)
    assert left_on_disk(path, "quixotical") == []
    house.database.close()


def test_a_takedown_leaves_no_word_on_the_disk_while_the_program_runs_on(template: Path, noon: datetime) -> None:
    path = Path(shutil.copy(template, template.with_name("running-pages.db")))
    house = build(Settings(store=f"sqlite:///{path}"))
    with house.database.write() as tx:
        fill(tx)
    assert take_down(house, Asked(source=X, name="zz_sentinel_key", author=True), Actor(name="me"), noon) == 2
    assert left_on_disk(path, *SENTINELS) == []
    house.database.close()


def test_a_store_goes_on_after_its_words_were_scrubbed(watched: House) -> None:
    bring(watched, item(1), item(2, FINE))
    asked = Asked(source=X, name="1", author=False)
    assert take_down(watched, asked, Actor(name="me"), NOW) == 1
    assert withdrawal.scrub(watched.database)
    bring(watched, item(3))
    assert totals(watched)["mentions", ""] == (3, 3)


def test_what_others_said_stays_quoted_and_the_rest_of_a_message_stands(tx: Transaction) -> None:
    save(tx, item(1, SECRET), item(2, BURN))
    first, second = (stored.id for stored in mentions.unread(tx, 10))
    alert = alarm(tx, "Kettles that burn", first, second)
    save(tx, withdrawn=("1",))
    found = alerts.get(tx, alert)
    assert found is not None
    assert (found.signal.evidence.quotes, found.signal.title) == ((BURN,), "Kettles that burn")
    (delivery,) = alerts.deliveries(tx, alert)
    assert "uixotical" not in delivery.message.body
    assert f"“{BURN}”" in delivery.message.body
    assert "WHAT TO DO" in delivery.message.body


@pytest.mark.parametrize(
    "text", ["Bad!", "🤬🤬", "最悪です", "https://evil.example/x broke it all today", "a\u200bwful  Thing"]
)
def test_short_and_strange_texts_are_found_in_messages_too(tx: Transaction, text: str) -> None:
    save(tx, item(1, text))
    (stored,) = mentions.unread(tx, 10)
    alert = alarm(tx, "Kettles", stored.id)
    (before,) = alerts.deliveries(tx, alert)
    save(tx, withdrawn=("1",))
    (after,) = alerts.deliveries(tx, alert)
    changed = [
        a for a, b in zip(before.message.body.split("\n"), after.message.body.split("\n"), strict=True) if a != b
    ]
    assert len(changed) == 1
    assert changed[0].startswith("“")


def test_an_edit_takes_the_old_words_out_of_quotes(tx: Transaction) -> None:
    save(tx, item(1, SECRET))
    (stored,) = mentions.unread(tx, 10)
    alert = alarm(tx, "Kettles", stored.id)
    save(tx, item(1, FINE, edited_at=NOW))
    found = alerts.get(tx, alert)
    assert found is not None
    assert found.signal.evidence.quotes == ()
    assert "uixotical" not in alerts.deliveries(tx, alert)[0].message.body


def test_an_issue_keeps_a_name_that_others_still_say_and_loses_one_nobody_does(tx: Transaction) -> None:
    save(
        tx, item(1, "The late parcel of Uta"), item(2, "A late parcel, again"), item(3, "Broken zip"), item(4, "zipper")
    )
    one, two, three, four = (stored.id for stored in mentions.unread(tx, 10))
    kept = in_issue(tx, "Late parcel", ("late parcel",), one, two)
    lost = in_issue(tx, "Broken zip", ("broken zip",), three, four)
    save(tx, withdrawn=("1", "3"))
    found = [issues.get(tx, issue) for issue in (kept, lost)]
    assert [(issue.name, issue.terms, issue.quote) for issue in found if issue] == [
        ("Late parcel", ("late parcel",), None),
        (f"Issue {lost}", (), None),
    ]


TORCH = "Acme xylophagous torch quibbleford burned my hand badly, that is terrible"
LATE = "Acme refund never came and the service desk ignores me, terrible"


def names(tx: Transaction) -> str:
    """Give all that issues are and were called."""
    i, e = tables.issues, tables.issue_events
    return str([*tx.execute(select(i.c.name, i.c.terms)), *tx.scalars(select(e.c.detail))]).casefold()


def test_an_edit_takes_its_words_out_of_the_names_of_issues_and_their_ledgers(tx: Transaction) -> None:
    save(tx, item(1, "The quixotical lid broke"), item(2, "The lid fell off"))
    one, two = (stored.id for stored in mentions.unread(tx, 10))
    issue = in_issue(tx, "Quixotical lid", ("quixotical lid",), one, two)
    issues.name(tx, issue, "Lid", ("lid",), one, 2, NOW)
    save(tx, item(1, "The lid broke", edited_at=NOW))
    assert "quixotical" not in names(tx)
    found = issues.get(tx, issue)
    assert found is not None
    assert (found.name, found.terms, found.quote) == ("Lid", ("lid",), None)


def test_words_that_were_edited_away_before_a_takedown_name_no_issue_after_it(watched: House) -> None:
    torches = [item(n, f"{TORCH} {n}", author_key="ann") for n in range(10)]
    bring(watched, *torches, *(item(n, f"{LATE} {n}") for n in range(20, 50)))
    with watched.database.read() as tx:
        assert "quibbleford" in names(tx)
    bring(watched, *(item(n, LATE, author_key="ann", edited_at=NOW) for n in range(10)))
    with watched.database.read() as tx:
        assert "quibbleford" not in names(tx)
        assert "quibbleford" not in dump(tx)
    take_down(watched, Asked(source=X, name="ann", author=True), Actor(name="me"), NOW)
    with watched.database.read() as tx:
        assert "refund" in names(tx)
        assert "'ann'" not in dump(tx)


def test_an_issue_that_loses_its_name_by_an_edit_is_named_by_what_stays(watched: House) -> None:
    torches = [item(n, f"{TORCH} {n}") for n in range(10)]
    bring(watched, *torches, *(item(n, f"{LATE} {n}") for n in range(20, 50)))
    bring(watched, *(item(n, FINE, edited_at=NOW) for n in range(10)))
    with watched.database.read() as tx:
        found = names(tx)
    assert ("quibbleford" in found, "refund" in found) == (False, True)


def test_a_takedown_reaches_the_name_of_an_issue_that_its_mention_has_left(tx: Transaction) -> None:
    save(tx, item(1, "The quixotical lid broke"), item(2, "The lid fell off"), item(3, "A zip, and a lid"))
    one, two, three = (stored.id for stored in mentions.unread(tx, 10))
    left = in_issue(tx, "Quixotical lid", ("quixotical lid",), one, two)
    kept = in_issue(tx, "Zip", ("a zip",), three)
    in_issue(tx, "Elsewhere", (), one)
    save(tx, withdrawn=("1",))
    assert "quixotical" not in names(tx)
    found = issues.get(tx, kept), issues.get(tx, left)
    assert [issue.name for issue in found if issue] == ["Zip", f"Issue {left}"]


class Meanwhile(Database):
    """A store in which something happens between a read and the write that follows from it."""

    then: Callable[[Transaction], None] | None = None

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        then, self.then = self.then, None
        if then is not None:
            with super().write() as tx:
                then(tx)
        with super().write() as tx:
            yield tx


def test_words_withdrawn_while_an_issue_is_named_do_not_become_its_name(watched: House) -> None:
    with watched.database.write() as tx:
        save(tx, *(item(n, f"{TORCH} {n}") for n in range(5)))
        members = [stored.id for stored in mentions.unread(tx, 10)]
        readings.save(tx, [reading(member) for member in members])
        issue = in_issue(tx, "", (), *members)
        micro = Series(brand=ACME, kind=SeriesKind.MICRO, key="en/1")
        counts.add(tx, [Increment(series=micro, at=NOW, reporter="ann", fingerprint="")])
        tx.execute(update(tables.issues).values(named_mentions=0))
    with Meanwhile(watched.settings.store) as database:
        house = replace(watched, database=database)
        database.then = lambda tx: save(tx, withdrawn=tuple("01234"))
        name_issues(house, [Space(brand=ACME, language="en")], NOW)
        assert database.then is None
        with database.read() as tx:
            found = issues.get(tx, issue)
            assert "quibbleford" not in names(tx)
    assert found is not None
    assert found.terms == ()


def test_who_reports_is_the_author_while_nothing_is_withdrawn(tx: Transaction) -> None:
    save(tx, item(1, author_key="ann"), item(2))
    readings.save(tx, [reading(stored.id) for stored in mentions.unread(tx, 10)])
    assert [report.reporter for report in findings.reports(tx, ACME, NOW - DAY, NOW)] == [
        reporter(X, "ann", "1"),
        reporter(X, None, "2"),
    ]


def test_a_takedown_takes_everything_one_author_said_on_one_source(tx: Transaction) -> None:
    reddit = SourceName("reddit")
    save(tx, item(1, author_key="u1"), item(2, author_key="u2"), item(3, author_key="u1", source=reddit))
    assert takedowns.take_down(tx, by("u1")) == 1
    assert takedowns.take_down(tx, by("u1")) == 0
    assert sorted(m.mention.external_id for m in mentions.published(tx, None, None, NOW)) == ["2", "3"]


def test_a_takedown_reaches_the_quotes_of_alerts_and_their_messages(tx: Transaction) -> None:
    save(tx, item(1, SECRET, author_key="u1"), item(2, "late again", author_key="u2"))
    burned, late = (stored.id for stored in mentions.unread(tx, 10))
    told = [alarm(tx, "Kettles", burned), alarm(tx, "Kettles", late)]
    takedowns.take_down(tx, by("u1"))
    quotes = [found.signal.evidence.quotes for alert in told if (found := alerts.get(tx, alert))]
    assert quotes == [(), ("late again",)]
    bodies = [alerts.deliveries(tx, alert)[0].message.body for alert in told]
    assert "uixotical" not in bodies[0]
    assert "late again" in bodies[1]


# Verification.


def due(tx: Transaction, at: datetime) -> list[str]:
    return [stored.mention.external_id for stored in verification.to_verify(tx, X, at, 10)]


def test_mentions_are_asked_for_when_they_are_due_and_again_when_their_age_has_doubled(tx: Transaction) -> None:
    old = item(1, published_at=NOW - 3 * DAY)
    mentions.save(tx, X, Batch(items=(old, item(2), item(3)), cursor=""), NOW, NOW + DAY)
    save(tx, item(4))
    assert due(tx, NOW) == []
    then = NOW + DAY
    assert due(tx, then) == ["1", "2", "3"]
    assert verification.verified(tx, X, Verified(asked=("1", "2", "3"), items=(old, item(2))), then) == 0
    assert due(tx, then + DAY) == ["3"]
    assert due(tx, then + 1.5 * DAY) == ["3", "2"]
    assert due(tx, then + 4 * DAY) == ["3", "2", "1"]


def test_what_is_gone_is_withdrawn_and_never_asked_for_again(tx: Transaction) -> None:
    mentions.save(tx, X, Batch(items=(item(1), item(2)), cursor=""), NOW, NOW)
    assert verification.verified(tx, X, Verified(asked=("1", "2"), gone=("1", "nobody's")), NOW) == 1
    assert due(tx, NOW + 90 * DAY) == ["2"]


def test_what_reads_differently_now_is_changed_even_where_no_time_of_an_edit_is_told(tx: Transaction) -> None:
    save(tx, item(1), item(2, edited_at=NOW), item(3))
    readings.save(tx, [reading(stored.id) for stored in mentions.unread(tx, 10)])
    items = (item(1, FINE), item(2, FINE, edited_at=NOW - DAY), item(3), item(4, FINE))
    verification.verified(tx, X, Verified(asked=("1", "2", "3"), items=items), NOW)
    (stored,) = mentions.unread(tx, 10)
    assert (stored.mention.external_id, stored.mention.text) == ("1", FINE)
    assert tx.execute(select(func.count()).select_from(tables.mentions)).scalar() == 3


def test_history_is_marked_as_such_when_it_comes_first(tx: Transaction) -> None:
    save(tx, item(1), backfilled=True)
    save(tx, item(2))
    save(tx, item(1), item(2), backfilled=True)
    t = tables.mentions
    assert list(tx.scalars(select(t.c.backfilled).order_by(t.c.id))) == [True, False]
