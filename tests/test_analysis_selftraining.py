"""A brand's own mentions teach the company that words of feeling keep, and nobody alone decides what that is."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from analysis.lexicon import Polarity
from analysis.linear import Evidence, Model
from analysis.selftraining import PER_AUTHOR, SEEDS, SURE, TEXTS, author, different, learn_alone
from analysis.sentiment import UNSAID
from analysis.untrained import decide
from storage.models import Gate, Mention, Sentiment, SourceName

POSITIVE, NEGATIVE = Sentiment.POSITIVE, Sentiment.NEGATIVE
COMPANY = {POSITIVE: ("gromby", "veltic", "saphon"), NEGATIVE: ("krunt", "molvig", "treff")}
FILLING = ("the", "crew", "of", "my", "flight", "to", "a", "town", "by", "sea", "was", "at", "gate", "seat", "bag")


def _learnt(told: float, each: int = 200, authors: Sequence[str] | None = None) -> tuple[Model, Gate] | None:
    """Learn from seeds, a share `told` of which keeps telling company, and as many texts of no known word."""
    chance = random.Random(0)
    batch, answers, confidences = [], [], []
    for feeling in (POSITIVE, NEGATIVE, None):
        for _ in range(each):
            words = chance.choices(FILLING, k=8)
            if feeling and chance.random() < told:
                words[0] = chance.choice(COMPANY[feeling])
            score = 0.0 if feeling is None else 0.8 if feeling is POSITIVE else -0.8
            batch.append(Evidence(text=" ".join(words), scores=(score,)))
            answers.append(feeling)
            confidences.append(0.8 if feeling else 0.0)
    return learn_alone(batch, answers, confidences, authors or [str(place) for place in range(len(batch))])


def _said(model: Model, text: str) -> dict[str, float]:
    """The probability of each class where the lists know no word."""
    found = model.probabilities([Evidence(text=text, scores=(0.0,))])[0]
    return dict(zip(model.classes, found.tolist(), strict=True))


def _mention(text: str, number: int, by: str | None) -> Mention:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return Mention(source=SourceName("x"), external_id=str(number), text=text, published_at=at, author_key=by)


def test_the_company_of_known_words_tells_feelings_where_no_word_is_known() -> None:
    found = _learnt(told=1.0)

    assert found is not None
    model, gate = found
    assert gate.passed
    assert gate.labels == {"positive": 200, "negative": 200}
    blame, praise, plain = (_said(model, text) for text in ("my molvig seat", "a gromby crew", "the gate by the sea"))
    assert blame[NEGATIVE] > 2 * blame[POSITIVE]
    assert praise[POSITIVE] > 2 * praise[NEGATIVE]
    assert plain[UNSAID] > max(plain[NEGATIVE], plain[POSITIVE], blame[UNSAID], praise[UNSAID])


def test_company_that_tells_nothing_is_refused() -> None:
    found = _learnt(told=0.0)

    assert found is not None
    assert not found[1].passed
    assert found[1].reason.endswith("; 0.83 is needed")


@pytest.mark.parametrize("each", [SEEDS - 1, TEXTS // 3 - 1, 0])
def test_of_too_little_nothing_is_learnt(each: int) -> None:
    assert _learnt(told=1.0, each=each) is None


def test_what_one_author_says_is_held_back_together() -> None:
    """Words that only one author of each feeling uses foresee nothing of the others."""
    chance = random.Random(0)
    feelings = [POSITIVE, NEGATIVE] * 300
    authors = [f"{place % 120}" for place in range(600)]
    # Six letters, so that authors share no sequence of letters either.
    own = {name: "".join(chance.sample("abcdefghijklmnopqrstuvwxyz", 6)) for name in set(authors)}
    batch = [
        Evidence(text=f"{own[name]} {own[name]}{place}", scores=(0.8 if feeling is POSITIVE else -0.8,))
        for place, (feeling, name) in enumerate(zip(feelings, authors, strict=True))
    ]
    together = learn_alone(batch, feelings, [0.8] * 600, authors)
    apart = learn_alone(batch, feelings, [0.8] * 600, [str(place) for place in range(600)])

    assert together is not None
    assert apart is not None
    assert apart[1].passed
    assert not together[1].passed


def test_no_author_takes_the_learning_over() -> None:
    """Two templates with a number, or with words that vary: neither is six hundred texts."""
    numbered = [
        _mention(f"{'Acme fantastisch goed' if n % 2 else 'Borealis waardeloos slecht'} zegt nummer {n}", n, f"bot{n}")
        for n in range(600)
    ]
    varied = [
        _mention(f"Acme {'abcdefghijklm'[n % 13 :]} prachtig {n * 'x'} fijn en goed", n, "bot") for n in range(60)
    ]
    people = [_mention(text.text, 1_000 + n, None) for n, text in enumerate(varied)]

    assert len(different(numbered)) == 2
    assert different(varied) == varied[:PER_AUTHOR]
    assert different(people) == people
    assert different([*people, *(replace(each, external_id=f"again {each.external_id}") for each in people)]) == people


def test_who_is_unknown_is_another_each_time() -> None:
    assert author(_mention("", 1, None)) != author(_mention("", 2, None))
    assert author(_mention("", 1, "a")) == author(_mention("", 2, "a"))


def test_swahili_is_never_sure_enough_to_teach() -> None:
    """So it is not tried; a surer pack would be."""
    praise, blame = Polarity(positive=1e6, known=9, tokens=9), Polarity(negative=1e6, known=9, tokens=9)
    assert max(decide("sw", each, 0.0).confidence for each in (praise, blame)) < SURE
