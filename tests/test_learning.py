"""What is learnt, when, and from what: a model reads once it is better, and a person can take it back."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import update

from groundswell import learning, learnt, teaching, worker
from groundswell.analyzing import analyze
from groundswell.house import House
from storage import brands, events, learned, leases, mentions, readings, sources, tables
from storage.models import (
    Actor,
    Aspect,
    Batch,
    Brand,
    BrandId,
    Item,
    Kind,
    LearnedModel,
    Match,
    Mention,
    MentionId,
    ModelState,
    Origin,
    Rating,
    Reading,
    Source,
    SourceEventKind,
    SourceName,
    Voice,
)

NOW = datetime(2026, 10, 14, 12, tzinfo=UTC)
DAY = timedelta(days=1)
X = SourceName("x")
ACME, DELTA, SAMPLE = BrandId("acme"), BrandId("delta"), BrandId("sample")
ANA = Actor(name="Ana")
# Words that nobody but this brand's customers knows.
GRUMBLE = ("the blorp on it went all {w}, just like my neighbour's", "mine has the {w} blorp, as the shop told me")
DELIGHT = ("the fleem of it is so {w} that my mother has one", "got it with the {w} fleem, so my neighbour wants one")
PLAIN = ("the box of number {w} is in the hall of the house", "it comes from the shop in the {w} street")
WORDS = ("brown", "wooden", "second", "yellow", "old", "round", "flat", "third", "large", "northern", "square", "dark")
FEELINGS = {"negative": GRUMBLE, "positive": DELIGHT, "neutral": PLAIN}
Said = tuple[str, str]


@pytest.fixture
def watched(house: House) -> House:
    with house.database.write() as tx:
        for number, name in ((ACME, "Acme"), (DELTA, "Delta"), (SAMPLE, "Sample")):
            brands.save(tx, Brand(id=number, name=name, sample=number == SAMPLE))
    return house


def sayings(each: int, feelings: Sequence[str] = tuple(FEELINGS)) -> list[Said]:
    """Give so many different texts of each feeling, with the feeling."""
    return [
        (
            f"{FEELINGS[feeling][n % 2].format(w=WORDS[n % 12])}, and {WORDS[(n // 12 + 1) % 12]} too, says number {n}",
            feeling,
        )
        for feeling in feelings
        for n in range(each)
    ]


NUMBERS = count(1)


def bring(
    house: House, texts: Sequence[str], brand: BrandId = ACME, at: datetime = NOW, **more: Any
) -> list[MentionId]:
    """Save what was said and read it; give the ids."""
    numbers = [str(next(NUMBERS)) for _ in texts]
    items = [
        Item(
            mention=replace(
                Mention(source=X, external_id=number, author_key=f"a{number}", text=text, published_at=at), **more
            ),
            matches=(Match(brand=brand, query=""),),
        )
        for number, text in zip(numbers, texts, strict=True)
    ]
    m = tables.mentions
    with house.database.write() as tx:
        mentions.save(tx, X, Batch(items=tuple(items), cursor=""), at)
        ids = {row.external_id: row.id for row in tx.execute(m.select().where(m.c.external_id.in_(numbers)))}
    analyze(house, at)
    return [MentionId(ids[number]) for number in numbers]


def answer(house: House, said: Sequence[Said], at: datetime = NOW, **more: Any) -> list[MentionId]:
    """Bring what was said, and answer about each; nothing of it is read again yet."""
    ids = bring(house, [text for text, _ in said], at=at, **more)
    for mention, (_, value) in zip(ids, said, strict=True):
        teaching.correct(house, mention, value, ANA, at)
    return ids


def read(house: House, *ids: MentionId) -> list[Reading]:
    with house.database.read() as tx:
        found = readings.get(tx, ids)
    return [found[mention] for mention in ids]


def learn(house: House, now: datetime, **more: Any) -> tuple[LearnedModel, ...]:
    made = learning.learn(house, now, **more)
    assert made is not None
    return made


def outcome(made: Sequence[LearnedModel]) -> list[tuple[str, int, str]]:
    return [(model.scope, model.version, model.state.value) for model in made]


def test_answers_teach_a_model_that_reads_what_comes_from_then_on(watched: House) -> None:
    answer(watched, sayings(30))
    (model,) = learn(watched, NOW + DAY)
    assert (model.scope, model.version, model.origin) == ("en/mention", 1, Origin.CORRECTIONS)
    assert (model.state, model.gate.passed, dict(model.gate.labels)) == (
        ModelState.PROMOTED,
        True,
        {"negative": 30, "positive": 30, "neutral": 30},
    )
    assert model.gate.candidate > model.gate.incumbent + 0.02
    texts = ["mine has the round blorp, as the shop told me", "got it with the round fleem, so my neighbour wants one"]
    first, second = read(watched, *bring(watched, texts, at=NOW + DAY))
    assert [first.sentiment.value, second.sentiment.value] == ["negative", "positive"]
    assert first.sentiment.model == "learnt en/mention 1"
    with watched.database.read() as tx:
        assert learned.changed_at(tx, ACME) == NOW + DAY


def test_it_is_tried_again_once_somebody_answered_and_replaced_only_by_what_is_better(watched: House) -> None:
    answer(watched, sayings(30))
    assert outcome(learn(watched, NOW + DAY)) == [("en/mention", 1, "promoted")]
    assert learn(watched, NOW + 2 * DAY) == ()
    answer(watched, [("the blorp of it, again and again, says one more", "negative")], NOW + 3 * DAY)
    assert outcome(learn(watched, NOW + 4 * DAY)) == [("en/mention", 2, "refused")]
    assert outcome(learn(watched, NOW + 5 * DAY)) == []
    with watched.database.read() as tx:
        assert outcome(learned.promoted(tx)) == [("en/mention", 1, "promoted")]


def test_a_worker_lets_what_it_learnt_read_for_a_week(watched: House) -> None:
    answer(watched, sayings(30))
    assert outcome(learn(watched, NOW, patient=True)) == [("en/mention", 1, "promoted")]
    answer(watched, [("the blorp of it, again and again, says one more", "negative")], NOW + DAY)
    assert learn(watched, NOW + 6 * DAY, patient=True) == ()
    assert outcome(learn(watched, NOW + 7 * DAY, patient=True)) == [("en/mention", 2, "refused")]


def test_what_is_too_little_is_told_and_not_kept(watched: House) -> None:
    answer(watched, sayings(5))
    for _ in range(2):
        (model,) = learn(watched, NOW)
        assert (model.id, model.version, model.state) == (None, 0, ModelState.REFUSED)
        assert model.gate.reason == "15 answers so far; 50 are needed"
    with watched.database.read() as tx:
        assert learned.versions(tx) == ()


def rated(house: House, each: int, **more: Any) -> None:
    for feeling, stars in (("negative", 1), ("positive", 5), ("neutral", 3)):
        texts = [text for text, _ in sayings(each, [feeling])]
        bring(house, texts, kind=Kind.REVIEW, rating=Rating(value=stars), **more)


def test_stars_teach_how_reviews_feel_and_nothing_else(watched: House) -> None:
    rated(watched, 30)
    bring(watched, ["a middling blorp, one would think"], kind=Kind.REVIEW, rating=Rating(value=3.5))
    (model,) = learn(watched, NOW)
    assert (model.scope, model.origin, model.state) == ("en/review", Origin.RATINGS, ModelState.PROMOTED)
    assert sum(model.gate.labels.values()) == 90
    review, post = (
        bring(watched, ["the blorp of number 9 has gone"], kind=kind) for kind in (Kind.REVIEW, Kind.MENTION)
    )
    assert read(watched, *review)[0].sentiment.model == "learnt en/review 1"
    assert not read(watched, *post)[0].sentiment.model.startswith("learnt")


def test_what_a_person_said_goes_before_the_stars(watched: House) -> None:
    rated(watched, 30)
    with watched.database.read() as tx:
        ids = tx.scalars(tables.mentions.select().with_only_columns(tables.mentions.c.id)).all()
    for mention in ids[:40]:
        teaching.correct(watched, MentionId(mention), "neutral", ANA, NOW)
    (model,) = learn(watched, NOW)
    assert model.origin is Origin.CORRECTIONS
    assert dict(model.gate.labels) == {"neutral": 70, "positive": 20}


def test_invented_mentions_of_a_sample_brand_teach_nothing(watched: House) -> None:
    rated(watched, 30, brand=SAMPLE)
    assert learn(watched, NOW) == ()


def test_a_language_with_a_pack_teaches_itself_until_somebody_answers(watched: House) -> None:
    bad = ("waardeloos slecht kapot en ook", "vreselijk irritant, waardeloos")
    good = ("geweldig mooi en fantastisch", "super blij, heerlijk")
    plain = ("de doos staat hier, net als", "hij komt morgen, zegt men, met")
    texts = [
        f"{words[n % 2]} {what} van nummer {n} in de {WORDS[n % 12]} straat, zegt mijn {WORDS[n // 12 % 12]} buurman"
        f" in de {WORDS[n // 144]} kamer"
        for n in range(200)
        for words, what in ((bad, "die knorf"), (good, "dat snelk"), (plain, "een kast"))
    ]
    bring(watched, texts, language_hint="nl")
    (model,) = learn(watched, NOW)
    assert (model.scope, model.origin, model.state) == ("nl/mention", Origin.OWN_WORDS, ModelState.PROMOTED)
    unknown = "die knorf van nummer 12 in de straat staat bij mijn buurman in de kamer"
    assert read(watched, *bring(watched, [unknown], language_hint="nl"))[0].sentiment.model == "learnt nl/mention 1"
    assert learn(watched, NOW + 30 * DAY) == ()


def test_what_a_person_took_back_is_learnt_again_only_from_new_answers(watched: House) -> None:
    rated(watched, 30)
    learn(watched, NOW)
    teaching.rollback(watched, Aspect.SENTIMENT, "en/review", None, ANA, NOW + DAY)
    bring(watched, ["one more about a blorp"], at=NOW + 10 * DAY, kind=Kind.REVIEW, rating=Rating(value=1))
    assert learn(watched, NOW + 20 * DAY) == ()
    (text, feeling) = sayings(1)[0]
    answer(watched, [(text + " and so on", feeling)], NOW + 21 * DAY, kind=Kind.REVIEW)
    assert outcome(learn(watched, NOW + 22 * DAY)) == [("en/review", 2, "promoted")]


def test_more_ratings_are_looked_at_once_a_week(watched: House) -> None:
    rated(watched, 30)
    assert len(learn(watched, NOW)) == 1
    bring(watched, ["one more about a blorp"], at=NOW + DAY, kind=Kind.REVIEW, rating=Rating(value=1))
    assert learn(watched, NOW + 6 * DAY) == ()
    assert outcome(learn(watched, NOW + 7 * DAY)) == [("en/review", 2, "refused")]
    assert learn(watched, NOW + 30 * DAY) == ()


def test_answers_about_voices_and_brands_teach_too(watched: House) -> None:
    words = [f"{WORDS[n % 12]} {WORDS[n // 12]}" for n in range(40)]
    flights = [f"my Delta flight was late in the {some} hall" for some in words]
    taps = [f"the Delta faucet in the {some} kitchen is mounted on the sink" for some in words]
    posts = [f"zorgle now my {some} quandle for everybody" for some in words]
    about = [*((text, "about") for text in flights), *((text, "not-about") for text in taps)]
    answer(watched, about, brand=DELTA)
    answer(watched, [(text, "spam") for text in posts])
    answer(watched, [(text, "negative") for text in flights[:30]], brand=ACME)
    with watched.database.write() as tx:
        sources.save(tx, Source(name=X, collector="files"))
    made = {(model.aspect, model.scope): model for model in learn(watched, NOW)}
    assert set(made) == {(Aspect.RELEVANCE, "delta"), (Aspect.VOICE, ""), (Aspect.SENTIMENT, "en/mention")}
    assert dict(made[Aspect.RELEVANCE, "delta"].gate.labels) == {"yes": 40, "no": 40}
    assert dict(made[Aspect.VOICE, ""].gate.labels) == {"spam": 40, "customer": 30}
    assert made[Aspect.RELEVANCE, "delta"].state is made[Aspect.VOICE, ""].state is ModelState.PROMOTED
    later = ["a Delta faucet for the kitchen, mounted on the sink", "my Delta flight was late again"]
    tap, flight = read(watched, *bring(watched, later, DELTA))
    assert (tap.counts_for(DELTA), flight.counts_for(DELTA)) == (False, True)
    with watched.database.read() as tx:
        edits = {event.brand: (event.kind, event.detail, event.at) for event in events.entries(tx, X, 9)}
    assert edits == {
        DELTA: (SourceEventKind.QUERY_EDIT, "another model of relevance reads", NOW),
        None: (SourceEventKind.QUERY_EDIT, "another model of voice reads", NOW),
    }
    (post,) = read(watched, *bring(watched, ["zorgle now my northern quandle for everybody"]))
    assert (post.voice.value, post.counted) == (Voice.SPAM, False)


def test_who_is_said_to_be_a_customer_is_read_and_counted_as_one(watched: House) -> None:
    (mention,) = bring(watched, ["Please subscribe to my channel, I love Acme, it is wonderful"])
    assert read(watched, mention)[0].voice.value is Voice.SPAM
    teaching.correct(watched, mention, "customer", ANA, NOW)
    analyze(watched, NOW)
    (found,) = read(watched, mention)
    assert (found.voice.value, found.voice.model, found.counted) == (Voice.CUSTOMER, "person", True)
    assert (found.sentiment.value, found.complaint_like) == ("positive", False)


def test_a_model_that_cannot_be_read_any_more_is_left_out(watched: House, caplog: pytest.LogCaptureFixture) -> None:
    answer(watched, sayings(30))
    learn(watched, NOW)
    with watched.database.write() as tx:
        tx.execute(update(tables.models).values(weights=b"of another time"))
    watched.models.clear()
    for _ in range(3):
        (found,) = read(watched, *bring(watched, ["the blorp of number 9 is terrible"]))
        assert (found.sentiment.value, found.sentiment.model.startswith("learnt")) == ("negative", False)
    assert caplog.text.count("reads no longer") == 1


def test_weights_are_loaded_once_and_forgotten_with_what_they_read(watched: House) -> None:
    answer(watched, sayings(30))
    (model,) = learn(watched, NOW)
    first = learnt.load(watched).sentiment["en/mention"][1]
    assert learnt.load(watched).sentiment["en/mention"][1] is first
    assert list(watched.models) == [model.id]
    teaching.rollback(watched, Aspect.SENTIMENT, "en/mention", None, ANA, NOW)
    assert learnt.load(watched).sentiment == {}
    assert watched.models == {}


def test_of_several_workers_one_learns(watched: House) -> None:
    answer(watched, sayings(30))
    now = watched.clock()
    with watched.database.write() as tx:
        leases.take(tx, "learn", "another", now, 60)
    assert learning.learn(watched, now) is None
    again = worker.learn(watched, threading.Event())
    assert again is not None
    assert timedelta(minutes=30) < again - now < timedelta(hours=2)
    with watched.database.read() as tx:
        assert learned.versions(tx) == ()
    with watched.database.write() as tx:
        leases.release(tx, "learn", "another")
    assert worker.learn(watched, threading.Event()) is None
    with watched.database.read() as tx:
        assert outcome(learned.versions(tx)) == [("en/mention", 1, "promoted")]
