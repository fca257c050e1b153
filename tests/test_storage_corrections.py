"""Corrections and learnt models in the store: which answer holds, what reads, and what waits to be read again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from alembic import command
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text, update

from groundswell.quality import Checked, lines
from storage import brands, corrections, drawing, learned, mentions, migrations, queue, readings, tables, withdrawal
from storage.database import Database, Transaction
from storage.errors import SettingsError
from storage.models import (
    Actor,
    Answered,
    Aspect,
    Batch,
    Brand,
    BrandId,
    Correction,
    Gate,
    Item,
    Judgement,
    Kind,
    LearnedModel,
    Match,
    Mention,
    MentionId,
    ModelState,
    Origin,
    Reading,
    Sentiment,
    SourceName,
    Voice,
)
from storage.queue import Again
from storage.tallies import Tally, tallies

NOW = datetime(2026, 10, 14, 12, tzinfo=UTC)
X, SHOP = SourceName("x"), SourceName("shop")
ACME, ZENITH = BrandId("acme"), BrandId("zenith")


@pytest.fixture(scope="module")
def database(blank: Database) -> Database:
    with blank.write() as tx:
        brands.save(tx, Brand(id=ACME, name="Acme", accounts=("AcmeHelps",), context=("kettle", "torch")))
        brands.save(tx, Brand(id=ZENITH, name="Zenith"))
    return blank


def item(number: int, words: str = "It broke", *about: BrandId, source: SourceName = X, **more: Any) -> Item:
    mention = Mention(source=source, external_id=str(number), text=words, published_at=NOW - timedelta(hours=number))
    return Item(mention=replace(mention, **more), matches=tuple(Match(brand=b, query="") for b in about or (ACME,)))


def bring(tx: Transaction, *items: Item) -> list[MentionId]:
    """Save items; give the ids of all that wait."""
    for source in dict.fromkeys(i.mention.source for i in items):
        batch = Batch(items=tuple(i for i in items if i.mention.source == source), cursor="")
        mentions.save(tx, source, batch, NOW)
    return [stored.id for stored in mentions.unread(tx, 1000)]


def reading(mention: MentionId, **more: Any) -> Reading:
    found = Reading(
        mention_id=mention,
        language=Judgement(model="m", value="en", confidence=0.9),
        sentiment=Judgement(model="words 1", value=Sentiment.NEGATIVE, confidence=0.7),
        vader_compound=-0.5,
        hazard=None,
        question=False,
        complaint_like=True,
        counted=True,
        fingerprint="f",
    )
    return replace(found, **more)


def said(mention: MentionId, value: str, aspect: Aspect = Aspect.SENTIMENT, **more: Any) -> Correction:
    made = Correction(
        mention_id=mention,
        aspect=aspect,
        value=value,
        said="negative",
        model="words 1",
        confidence=0.7,
        actor=Actor(name="Ana"),
        at=NOW,
    )
    return replace(made, **more)


# Answers.


def test_the_newest_answer_to_the_same_holds_and_others_stand_beside_it(tx: Transaction) -> None:
    (mention,) = bring(tx, item(1, "It broke", ACME, ZENITH))
    corrections.record(tx, said(mention, "neutral"))
    held = [
        corrections.record(tx, said(mention, "positive", drawn=True)),
        corrections.record(tx, said(mention, "spam", Aspect.VOICE)),
        corrections.record(tx, said(mention, "no", Aspect.RELEVANCE, brand=ACME)),
        corrections.record(tx, said(mention, "yes", Aspect.RELEVANCE, brand=ZENITH)),
    ]
    assert all(correction.id for correction in held)
    assert set(corrections.of(tx, [mention])[mention]) == set(held)
    assert corrections.of(tx, []) == corrections.of(tx, [MentionId(mention + 1)]) == {}
    assert [a.correction for a in corrections.answered(tx)] == held
    assert [a.correction.value for a in corrections.answered(tx, Aspect.VOICE)] == ["spam"]


def test_an_answer_sends_the_mention_back_to_be_read_and_one_that_is_none_changes_nothing(tx: Transaction) -> None:
    (mention,) = bring(tx, item(1))
    readings.save(tx, [reading(mention)])
    for value, aspect, brand, told in (
        ("I cannot tell", Aspect.SENTIMENT, None, "'I cannot tell' is no answer about sentiment; valid are positive,"),
        ("", Aspect.VOICE, None, "customer, the brand's own, agent"),
        ("maybe", Aspect.RELEVANCE, ACME, "valid are yes, no"),
        ("yes", Aspect.RELEVANCE, None, "names a brand"),
        ("negative", Aspect.SENTIMENT, ACME, "names a brand"),
    ):
        with pytest.raises(SettingsError, match=told):
            corrections.record(tx, said(mention, value, aspect, brand=brand))
    with pytest.raises(SettingsError, match="no mention has this number"):
        corrections.record(tx, said(MentionId(10**12), "negative"))
    assert mentions.unread_count(tx) == 0
    corrections.record(tx, said(mention, "neutral"))
    assert [stored.id for stored in mentions.unread(tx, 9)] == [mention]
    assert queue.unchanged(tx, [mention]) == {mention}


def test_an_answer_holds_for_the_words_that_the_person_read(tx: Transaction) -> None:
    first, second = bring(tx, item(1), item(2))
    for mention in (first, second):
        corrections.record(tx, said(mention, "positive"))
    bring(tx, item(1, "Not bad at all", edited_at=NOW), item(2, reach=9, edited_at=NOW))
    assert set(corrections.of(tx, [first, second])) == {second}
    assert len(list(corrections.answered(tx))) == 2
    assert [a.correction.mention_id for a in corrections.answered(tx, standing=True)] == [second]
    withdrawal.withdraw(tx, [second])
    assert list(corrections.answered(tx, standing=True)) == []
    assert len(list(corrections.answered(tx))) == 2
    with pytest.raises(SettingsError, match="its words were taken back"):
        corrections.record(tx, said(second, "positive"))


def test_an_answer_tells_where_its_mention_stands(tx: Transaction) -> None:
    first, second = bring(tx, item(1), item(2, kind=Kind.REVIEW, source=SHOP))
    readings.save(tx, [reading(first)])
    for mention in (first, second):
        corrections.record(tx, said(mention, "positive"))
    found = [(a.language, a.kind, a.source) for a in corrections.answered(tx)]
    assert found == [("en", Kind.MENTION, X), (None, Kind.REVIEW, SHOP)]


# What is drawn, and what the answers tell.


def test_what_is_rare_is_drawn_as_soon_as_what_is_common(tx: Transaction) -> None:
    ids = bring(tx, *(item(n) for n in range(40)), item(50, kind=Kind.REVIEW), item(51), item(52, source=SHOP))
    readings.save(tx, [reading(n) for n in ids])
    dutch = replace(reading(ids[-2]).language, value="nl")
    readings.save(tx, [reading(ids[-2], language=dutch)])
    drawn = drawing.draw(tx, ACME, 4, Random(1))
    strata = {(d.reading.language.value, d.stored.mention.kind, d.stored.mention.source) for d in drawn if d.reading}
    assert len(strata) == 4
    assert len({d.stored.id for d in drawing.draw(tx, None, 100, Random(1))}) == 43
    assert drawing.draw(tx, ZENITH, 5, Random(1)) == ()


def test_nobody_is_asked_twice_nor_about_what_is_gone_unread_or_no_customers(tx: Transaction) -> None:
    checked, gone, unread, brand, empty, left = bring(
        tx, item(1), item(2), item(3), item(4, role="brand"), item(5, ""), item(6)
    )
    readings.save(tx, [reading(n) for n in (checked, gone, brand, empty, left)])
    corrections.record(tx, said(checked, "negative"))
    withdrawal.withdraw(tx, [gone])
    assert unread
    assert [d.stored.id for d in drawing.draw(tx, ACME, 10, Random(2))] == [left]


def test_a_line_judges_the_model_that_reads_now_by_what_was_drawn_and_by_what_was_picked(tx: Transaction) -> None:
    ids = bring(tx, *(item(n) for n in range(12)))
    unsure = Judgement(model="words 1", value=None, reason="no word of the pack")
    learnt = Judgement(model="en/mention 2", value=Sentiment.POSITIVE, confidence=0.8)
    readings.save(tx, [reading(n) for n in ids[:4]] + [reading(n, sentiment=unsure) for n in ids[4:7]])
    readings.save(tx, [reading(n, sentiment=learnt) for n in ids[7:]])
    now = {"model": "en/mention 2", "said": "positive"}
    corrections.record(tx, said(ids[0], "positive", drawn=True))
    corrections.record(tx, said(ids[4], "positive", said="", drawn=True))
    corrections.record(tx, said(ids[7], "positive", drawn=True, **now))
    corrections.record(tx, said(ids[8], "negative", drawn=True, **now))
    corrections.record(tx, said(ids[9], "neutral", **now))
    (line,) = lines(tallies(tx, Aspect.SENTIMENT), corrections.answered(tx, Aspect.SENTIMENT))
    assert (line.language, line.kind, line.source, line.model) == ("en", Kind.MENTION, X, "en/mention 2")
    assert (line.mentions, line.abstained, line.answers) == (12, 3, 5)
    assert (line.drawn, line.picked) == (Checked(asked=2, right=1), Checked(asked=1, right=0))
    assert tallies(tx, Aspect.SENTIMENT, ZENITH) == ()


def test_whose_voice_it_is_and_what_it_is_about_are_tallied_by_their_own_models(tx: Transaction) -> None:
    one, two = bring(tx, item(1, "Delta", ACME, ZENITH), item(2))
    spam = Judgement(model="rules 1", value=Voice.SPAM, confidence=0.9)
    about = {ACME: Judgement(model="context", value=False, confidence=0.8)}
    readings.save(tx, [reading(one, voice=spam, counted=False, relevance=about), reading(two)])
    assert {(t.model, t.mentions) for t in tallies(tx, Aspect.VOICE)} == {("role", 1), ("rules 1", 1)}
    assert [(t.model, t.mentions, t.abstained) for t in tallies(tx, Aspect.RELEVANCE, ACME)] == [("context", 1, 0)]
    assert [t.mentions for t in tallies(tx, Aspect.SENTIMENT)] == [1]


@given(st.integers(0, 500), st.integers(0, 500))
def test_an_interval_holds_the_share_and_shrinks_with_answers(right: int, wrong: int) -> None:
    found = Checked(asked=right + wrong, right=right)
    low, high = found.interval
    assert 0 <= low <= (found.precision or 0) <= high <= 1
    more_low, more_high = Checked(asked=10 * found.asked, right=10 * right).interval
    assert more_high - more_low <= high - low


def test_a_line_stands_where_there_are_answers_and_nothing_was_read() -> None:
    answer = Answered(correction=said(MentionId(1), "positive"), language=None, kind=Kind.SURVEY, source=X)
    (line,) = lines((), [answer])
    assert (line.language, line.model, line.answers, line.abstentions) == ("", "", 1, 0.0)
    only_people = Tally(
        language="en", kind=Kind.MENTION, source=X, model="person", mentions=2, abstained=0, latest=MentionId(1)
    )
    assert lines([only_people], [])[0].model == ""


# What readings say of single brands.


def test_a_reading_keeps_whose_voice_it_is_and_about_which_brand(tx: Transaction) -> None:
    (mention,) = bring(tx, item(1, "Delta faucet", ACME, ZENITH))
    found = reading(
        mention,
        voice=Judgement(model="rules 1", value=None, reason="too short"),
        relevance={
            ACME: Judgement(model="context", value=False, confidence=0.8, reason="no word of context"),
            ZENITH: Judgement(model="context", value=None, reason="unsure"),
        },
        reread=True,
    )
    readings.save(tx, [found])
    assert readings.get(tx, [mention]) == {mention: found}
    m = tables.matches
    assert dict(map(tuple, tx.execute(select(m.c.brand, m.c.counted)))) == {ACME: False, ZENITH: True}
    assert readings.counted(tx, [mention])[mention].micros.keys() == {ZENITH}
    later = reading(mention)
    readings.save(tx, [later])
    assert readings.get(tx, [mention]) == {mention: later}
    assert readings.counted(tx, [mention])[mention].micros.keys() == {ACME, ZENITH}


def test_a_brand_keeps_its_accounts_and_its_context(tx: Transaction) -> None:
    found = brands.get(tx, ACME)
    assert found is not None
    assert (found.accounts, found.context) == (("AcmeHelps",), ("kettle", "torch"))


# What waits.


def test_history_that_is_read_again_waits_behind_everything_else(tx: Transaction) -> None:
    old = bring(tx, *(item(n) for n in range(5)))
    readings.save(tx, [reading(n) for n in old])
    assert queue.put_again(tx, Again(), MentionId(0), 3) == (3, old[2])
    assert queue.put_again(tx, Again(), old[2], 3) == (2, old[4])
    assert queue.put_again(tx, Again(), old[4], 3) == (0, None)
    bring(tx, item(9))
    corrections.record(tx, said(old[3], "positive"))
    batch = mentions.unread(tx, 10)
    assert [stored.id for stored in batch[:3]] == [old[3], batch[1].id, old[0]]
    assert batch[1].mention.external_id == "9"
    assert mentions.waiting(tx, batch)
    assert queue.unchanged(tx, [stored.id for stored in batch]) == set(old)
    assert queue.holds_history(tx)
    bring(tx, item(0, "Other words", edited_at=NOW))
    assert not mentions.waiting(tx, batch)
    assert queue.unchanged(tx, old) == set(old[1:])
    readings.save(tx, [reading(stored.id) for stored in mentions.unread(tx, 10)])
    assert not queue.holds_history(tx)


def test_only_what_is_asked_for_is_read_again(tx: Transaction) -> None:
    first, second, third, unread = bring(tx, item(1), item(50, "It broke", ZENITH), item(2), item(3))
    readings.save(tx, [reading(n) for n in (first, second)])
    unknown = Judgement(model="m", value=None, reason="short")
    readings.save(tx, [reading(third, language=unknown)])
    for wanted, found in (
        (Again(brand=ACME), {first, third}),
        (Again(since=NOW - timedelta(hours=5)), {first, third}),
        (Again(language="en"), {first, second}),
        (Again(language="und"), {third}),
        (Again(brand=ZENITH, language="nl"), set()),
    ):
        tx.execute(update(tables.unread).values(later=False))
        many, _ = queue.put_again(tx, wanted, MentionId(0), 100)
        u = tables.unread
        assert (many, set(tx.scalars(select(u.c.mention_id).where(u.c.later)))) == (len(found), found)
        readings.save(tx, [reading(n) for n in (first, second)] + [reading(third, language=unknown)])
    assert [stored.id for stored in mentions.unread(tx, 10)] == [unread]


# Models.


def model(scope: str = "en/review", aspect: Aspect = Aspect.SENTIMENT, **more: Any) -> LearnedModel:
    gate = Gate(passed=True, labels={"negative": 30, "positive": 25}, candidate=0.8, incumbent=0.6, reason="better")
    made = LearnedModel(
        aspect=aspect,
        scope=scope,
        version=0,
        origin=Origin.CORRECTIONS,
        state=ModelState.PROMOTED,
        gate=gate,
        weights=b"\x00weights",
        made_at=NOW,
    )
    return replace(made, **more)


def test_of_a_scope_one_version_reads_and_the_others_are_kept(tx: Transaction) -> None:
    first = learned.save(tx, model())
    refused = learned.save(tx, model(state=ModelState.REFUSED, weights=b"no use"))
    second = learned.save(tx, model())
    other = learned.save(tx, model("nl/review"))
    assert [m.version for m in (first, refused, second, other)] == [1, 2, 3, 1]
    assert {(m.scope, m.version) for m in learned.promoted(tx)} == {("en/review", 3), ("nl/review", 1)}
    assert learned.promoted_ids(tx) == {second.id, other.id}
    states = [(m.version, m.state) for m in learned.versions(tx, Aspect.SENTIMENT, "en/review")]
    assert states == [(3, ModelState.PROMOTED), (2, ModelState.REFUSED), (1, ModelState.RETIRED)]
    kept = learned.versions(tx, scope="nl/review")
    assert kept == (replace(other, weights=b""),)
    assert first.id
    assert refused.id
    assert learned.weights(tx, [first.id, refused.id]) == {first.id: b"\x00weights", refused.id: b""}


def test_an_earlier_version_or_none_reads_again_but_never_one_that_was_refused(tx: Transaction) -> None:
    for state in (ModelState.PROMOTED, ModelState.REFUSED, ModelState.PROMOTED):
        learned.save(tx, model(state=state))
    learned.promote(tx, Aspect.SENTIMENT, "en/review", 1, NOW)
    assert [m.version for m in learned.promoted(tx)] == [1]
    learned.promote(tx, Aspect.SENTIMENT, "en/review", None, NOW)
    assert learned.promoted(tx) == ()
    for version in (2, 9):
        with pytest.raises(SettingsError, match=f"version {version} cannot read; versions that can: 1, 3"):
            learned.promote(tx, Aspect.SENTIMENT, "en/review", version, NOW)


def test_a_figure_that_was_never_measured_is_kept_as_nothing(tx: Transaction) -> None:
    learned.save(tx, model(gate=replace(model().gate, incumbent=float("nan"))))
    assert learned.promoted(tx)[0].gate.incumbent == 0


def test_another_model_changes_the_counts_until_all_was_read_again(tx: Transaction) -> None:
    (old,) = bring(tx, item(1))
    readings.save(tx, [reading(old)])
    assert learned.changed_at(tx, ACME) is None
    learned.save(tx, model("zenith", Aspect.RELEVANCE))
    assert (learned.changed_at(tx, ACME), learned.changed_at(tx, ZENITH)) == (None, NOW)
    later = NOW + timedelta(days=1)
    learned.save(tx, model("en/mention", made_at=later))
    assert (learned.changed_at(tx, ACME), learned.changed_at(tx, ZENITH)) == (later, NOW)
    learned.reread(tx, None, NOW)
    assert learned.changed_at(tx, ACME) == later  # what was read again then was not read by this model
    queue.put_again(tx, Again(brand=ACME), MentionId(0), 10)
    learned.reread(tx, ACME, later)
    assert learned.changed_at(tx, ACME) == later
    readings.save(tx, [reading(old)])
    assert (learned.changed_at(tx, ACME), learned.changed_at(tx, ZENITH)) == (None, None)


def test_a_model_changes_the_counts_only_of_whom_it_reads_more_than_little(tx: Transaction) -> None:
    ids = bring(tx, *(item(n) for n in range(24)), item(24, "Het is stuk"), item(25, "It broke", ZENITH))
    old = bring(tx, item(60 * 24, "Es ist kaputt"))[-1]
    dutch, german = (replace(reading(ids[0]).language, value=language) for language in ("nl", "de"))
    readings.save(tx, [reading(n) for n in ids])
    readings.save(tx, [reading(ids[-2], language=dutch), reading(old, language=german)])
    learned.save(tx, model("nl/mention"))
    learned.save(tx, model("de/mention"))
    assert learned.changed_at(tx, ACME) is None
    readings.save(tx, [reading(ids[0], language=dutch)])
    learned.save(tx, model("nl/mention"))
    assert (learned.changed_at(tx, ACME), learned.changed_at(tx, ZENITH)) == (NOW, None)
    learned.save(tx, model("", Aspect.VOICE, made_at=NOW + timedelta(days=1)))
    assert learned.changed_at(tx, ACME) == learned.changed_at(tx, ZENITH) == NOW + timedelta(days=1)


# What an older store becomes.


def test_what_was_read_before_there_were_voices_has_the_voice_of_its_role(store: str) -> None:
    with Database(store) as database:
        with database.write() as tx:
            brands.save(tx, Brand(id=ACME, name="Acme"))
            ids = bring(tx, *(item(n, role=role) for n, role in enumerate(("customer", "brand", "press", "bot"))))
            readings.save(tx, [reading(n, counted=n == ids[0]) for n in ids])
            bring(tx, item(9))
            _undo_the_last_migration(tx)
        database.migrate()
        with database.read() as tx:
            found = readings.get(tx, ids)
            assert [found[n].voice.value for n in ids] == [Voice.CUSTOMER, Voice.BRAND, Voice.PRESS, Voice.BOT]
            assert {found[n].voice.model for n in ids} == {"role"}
            assert not any(found[n].reread or found[n].relevance for n in ids)
            assert brands.everything(tx)[0].context == ()
            assert mentions.unread_count(tx) == 1
            changed = learned.changed_at(tx, ACME)
            assert changed is not None
            assert abs(datetime.now(UTC) - changed) < timedelta(minutes=5)


def test_a_store_that_read_nothing_yet_has_no_history_to_compare(store: str) -> None:
    with Database(store) as database:
        with database.write() as tx:
            brands.save(tx, Brand(id=ACME, name="Acme"))
            _undo_the_last_migration(tx)
        database.migrate()
        with database.read() as tx:
            assert learned.changed_at(tx, ACME) is None


def _undo_the_last_migration(tx: Transaction) -> None:
    for table in ("corrections", "models"):
        tx.execute(text(f"DROP TABLE {table}"))
    tx.execute(text("DROP INDEX ix_unread_later"))
    for table, names in {
        "brands": ("accounts", "context"),
        "unread": ("later", "reworded"),
        "matches": ("about", "about_model", "about_reason", "about_confidence"),
        "readings": ("voice", "voice_model", "voice_confidence", "voice_reason", "reread"),
    }.items():
        for name in names:
            tx.execute(text(f"ALTER TABLE {table} DROP COLUMN {name}"))
    command.stamp(migrations._config(tx), "0005")
