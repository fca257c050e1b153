"""What the dashboard says of readings and of how far they can be trusted, without a browser."""

import doctest
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import readings, trust, words
from groundswell.quality import Checked, Line, together, wilson
from groundswell.teaching import implied
from storage.models import (
    Actor,
    Aspect,
    BrandId,
    Correction,
    Judgement,
    Kind,
    Match,
    Mention,
    MentionId,
    Reading,
    ReadMention,
    Sentiment,
    SourceName,
    StoredMention,
    Verdict,
    Voice,
)

ACME = BrandId("acme")
AT = datetime(2026, 10, 14, 12, tzinfo=UTC)
SPAM = Judgement(model="voice rules", value=Voice.SPAM, confidence=0.9)
ELSEWHERE = {ACME: Judgement(model="relevance rules", value=False, confidence=0.9)}


def mention(confidence: float = 0.9, value: Sentiment | None = Sentiment.NEGATIVE, **more: Any) -> ReadMention:
    said = Mention(source=SourceName("x"), external_id="1", text="The Acme kettle broke", published_at=AT)
    reading = Reading(
        mention_id=MentionId(1),
        language=Judgement(model="l", value="en", confidence=1.0),
        sentiment=Judgement(model="m", value=value, confidence=confidence),
        vader_compound=0.0,
        hazard=None,
        question=False,
        complaint_like=True,
        counted=True,
        fingerprint="f",
    )
    stored = StoredMention(id=MentionId(1), mention=said, matches=(Match(brand=ACME, query="acme"),))
    return ReadMention(stored=stored, reading=replace(reading, **more), issue=None)


def answer(aspect: Aspect, value: str, brand: BrandId | None = None, by: str = "Ana") -> Correction:
    told = {"value": value, "said": "", "model": "m", "confidence": 0.0, "actor": Actor(name=by), "at": AT}
    return Correction(mention_id=MentionId(1), aspect=aspect, brand=brand, **told)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("read", "answers", "told", "sentence"),
    [
        (mention(), [], "negative", "read as negative"),
        (mention(0.59), [], "negative, unsure", "read as negative, unsure"),
        (mention(0.6), [], "negative", "read as negative"),
        (mention(0.0, None), [], "unscored", "left unscored"),
        (mention(reread=True), [], "negative, read again", "read as negative, read again"),
        (mention(voice=SPAM), [], "spam", "read as spam"),
        (mention(relevance=ELSEWHERE, voice=SPAM), [], "not about this brand", "read as not about this brand"),
        (mention(), [answer(Aspect.SENTIMENT, "positive")], "positive, says Ana", "positive, says Ana"),
        (mention(), [answer(Aspect.VOICE, "agent")], "customer service, says Ana", "customer service, says Ana"),
        (mention(voice=SPAM), [answer(Aspect.VOICE, "customer")], "negative", "read as negative"),
        (mention(), [answer(Aspect.RELEVANCE, "no", ACME)], "not about this brand, says Ana", None),
        (mention(), [answer(Aspect.RELEVANCE, "no", BrandId("zenith"))], "negative", "read as negative"),
        (replace(mention(), reading=None), [], "not read yet", "not read yet"),
    ],
)
def test_a_reading_is_told_by_what_decides_how_it_counts(
    read: ReadMention, answers: Sequence[Correction], told: str, sentence: str | None
) -> None:
    assert readings.read_as(read, ACME, answers) == told
    assert readings.sentence(read, ACME, answers) == (sentence or told)


@pytest.mark.parametrize(
    ("read", "given_answer", "drawn", "more"),
    [
        (mention(), "negative", False, ()),
        (mention(), "negative", True, ("customer", "about")),
        (mention(voice=SPAM), "positive", False, ("customer",)),
        (mention(relevance=ELSEWHERE), "neutral", False, ("about",)),
        (mention(voice=SPAM, relevance=ELSEWHERE), "spam", True, ()),
        (mention(), "not-about", True, ()),
        (replace(mention(), reading=None), "negative", False, ()),
    ],
)
def test_whoever_names_a_feeling_takes_it_for_a_customers_about_the_brand(
    read: ReadMention, given_answer: str, drawn: bool, more: tuple[str, ...]
) -> None:
    assert implied(read.reading, (), given_answer, ACME, drawn) == more


def line(mentions: int, asked: int, right: int, **more: Any) -> Line:
    drawn = Checked(asked=asked, right=right)
    given = {"language": "en", "kind": Kind.REVIEW, "source": SourceName("x"), "model": "m", "abstained": 0} | more
    return Line(mentions=mentions, answers=asked, drawn=drawn, picked=Checked(), **given)


checked = st.integers(0, 60).flatmap(lambda n: st.builds(line, st.integers(0, 10**6), st.just(n), st.integers(0, n)))


@given(st.lists(checked, max_size=8))
def test_the_share_lies_within_its_bounds_and_no_line_proves_more_than_its_answers(lines: list[Line]) -> None:
    found = together(lines)
    low, high = found.interval
    assert 0 <= low <= high <= 1
    assert found.asked == sum(each.drawn.asked for each in lines)
    assert 0 <= found.covered <= 1
    if found.asked:
        assert low <= found.right <= high
        narrowest = wilson(found.right, found.asked)
        assert high - low >= narrowest[1] - narrowest[0] - 1e-9


def test_what_is_said_most_weighs_most() -> None:
    found = together([line(900, 10, 9), line(100, 10, 1), line(1000, 0, 0)])
    assert found.right == pytest.approx(0.82)
    assert found.covered == 0.5
    alone = together([line(900, 10, 9)])
    assert alone.interval == Checked(asked=10, right=9).interval


def test_the_table_never_claims_that_somebody_reads_what_is_never_scored() -> None:
    rows = trust.table([line(5, 0, 0, abstained=5, model="id pack 1"), line(5, 4, 3)]).to_dict("records")
    assert [(row["Right when checked"], row["Read by"]) for row in rows] == [
        ("never scored", "nobody"),
        ("3 of 4 (30–95%)", "m"),
    ]
    assert "Right when picked" not in rows[0]


def test_everything_that_has_a_name_has_words() -> None:
    assert set(words.VERDICTS) == set(Verdict) - {Verdict.RISING}
    assert (set(words.VOICES), set(words.KINDS)) == (set(Voice), set(Kind))


@pytest.mark.parametrize("module", [trust, words], ids=lambda module: module.__name__)
def test_the_examples_in_the_docs_hold(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0
