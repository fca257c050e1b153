"""What there is to learn from: of customers who are counted, in the words that stand."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from storage import brands, corrections, lessons, mentions, readings, withdrawal
from storage.database import Database, Transaction
from storage.lessons import Stock
from storage.models import (
    Actor,
    Aspect,
    Batch,
    Brand,
    BrandId,
    Correction,
    Item,
    Judgement,
    Kind,
    Match,
    Mention,
    MentionId,
    Rating,
    Reading,
    Sentiment,
    SourceName,
)

NOW = datetime(2026, 10, 14, 12, tzinfo=UTC)
X = SourceName("x")
ACME = BrandId("acme")


@pytest.fixture(scope="module")
def database(blank: Database) -> Database:
    with blank.write() as tx:
        brands.save(tx, Brand(id=ACME, name="Acme"))
    return blank


def bring(tx: Transaction, number: int, language: str | None, counted: bool = True, **more: Any) -> MentionId:
    """Save a mention and say what it was read as; give its id."""
    mention = Mention(source=X, external_id=str(number), text=f"It broke {number}", published_at=NOW)
    item = Item(mention=replace(mention, **more), matches=(Match(brand=ACME, query=""),))
    mentions.save(tx, X, Batch(items=(item,), cursor=""), NOW + timedelta(minutes=number))
    (stored,) = mentions.unread(tx, 2)
    found = Reading(
        mention_id=stored.id,
        language=Judgement(model="m", value=language),
        sentiment=Judgement(model="words 1", value=Sentiment.NEGATIVE),
        vader_compound=0.0,
        hazard=None,
        question=False,
        complaint_like=False,
        counted=counted,
        fingerprint=str(number),
    )
    readings.save(tx, [found])
    return stored.id


def test_stocks_count_what_customers_said_by_language_and_kind(tx: Transaction) -> None:
    stars = {"rating": Rating(value=1), "kind": Kind.REVIEW}
    bring(tx, 1, "nl", **stars)
    bring(tx, 2, "nl", kind=Kind.REVIEW)
    bring(tx, 3, "en")
    bring(tx, 4, None)
    bring(tx, 5, "nl", counted=False, **stars)
    bring(tx, 6, "nl", text="", **stars)
    withdrawal.withdraw(tx, [bring(tx, 7, "nl", **stars)])
    then = NOW + timedelta(minutes=2)
    assert lessons.stocks(tx) == (
        Stock(language="nl", kind=Kind.REVIEW, mentions=2, rated=1, latest=then),
        Stock(language="en", kind=Kind.MENTION, mentions=1, rated=0, latest=then + timedelta(minutes=1)),
    )


def test_the_latest_come_first_and_only_so_many(tx: Transaction) -> None:
    ids = [bring(tx, n, "en", rating=Rating(value=3) if n % 2 else None) for n in range(6)]
    bring(tx, 9, "nl", rating=Rating(value=3))
    bring(tx, 10, "en", counted=False, rating=Rating(value=3))
    assert [p.stored.id for p in lessons.latest(tx, "en", Kind.MENTION, 4, rated=False)] == ids[:1:-1]
    assert [p.stored.id for p in lessons.latest(tx, "en", Kind.MENTION, 2, rated=True)] == [ids[5], ids[3]]
    assert lessons.latest(tx, "en", Kind.REVIEW, 4, rated=False) == ()
    assert lessons.latest(tx, "nl", Kind.MENTION, 1, rated=True)[0].collected_at == NOW + timedelta(minutes=9)


def test_a_lesson_is_what_a_person_said_last_of_words_that_stand(tx: Transaction) -> None:
    ids = [bring(tx, n, "en") for n in range(4)]

    def say(mention: MentionId, value: str, aspect: Aspect = Aspect.SENTIMENT) -> None:
        answer = Correction(
            mention_id=mention,
            aspect=aspect,
            value=value,
            said="",
            model="",
            confidence=0.0,
            actor=Actor(name="Ana"),
            at=NOW,
        )
        corrections.record(tx, answer)

    for mention in ids:
        say(mention, "negative")
    say(ids[0], "positive")
    say(ids[0], "spam", Aspect.VOICE)
    withdrawal.withdraw(tx, [ids[1]])
    edited = Mention(source=X, external_id="2", text="Other words", published_at=NOW, edited_at=NOW)
    mentions.save(tx, X, Batch(items=(Item(mention=edited),), cursor=""), NOW)
    found = lessons.answered(tx, Aspect.SENTIMENT)
    assert [(lesson.stored.id, lesson.correction.value) for lesson in found] == [
        (ids[3], "negative"),
        (ids[0], "positive"),
    ]
    assert {(lesson.language, lesson.stored.mention.kind) for lesson in found} == {("en", Kind.MENTION)}
