"""What is learnt from answers takes over only where it beats what answers now, on answers it has not seen."""

import random
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.calibration import Example, learn
from analysis.contest import contest
from analysis.linear import Evidence, Model, loads
from storage.errors import StorageError
from storage.models import Origin

GOOD, BAD, PLAIN = "positive", "negative", "neutral"
TELLING = {
    GOOD: ["gromby", "veltic", "saphon"],
    BAD: ["krunt", "molvig", "treff"],
    PLAIN: ["pindle", "osmer", "lactor"],
}
FILLING = (
    "the",
    "crew",
    "of",
    "my",
    "flight",
    "to",
    "a",
    "town",
    "by",
    "sea",
    "was",
    "at",
    "gate",
    "and",
    "seat",
    "bag",
)


def _examples(
    count: int, *, told: float = 1.0, labels: Sequence[str] = (GOOD, BAD, PLAIN), seed: int = 0
) -> list[Example]:
    """Texts of filling words; a share `told` of them have a word that goes with their label."""
    chance = random.Random(seed)
    return [_example(chance, labels[place % len(labels)], told, f"author {place}") for place in range(count)]


def _example(chance: random.Random, label: str, told: float, group: str) -> Example:
    words = chance.choices(FILLING, k=8)
    if chance.random() < told:
        words[chance.randrange(8)] = chance.choice(TELLING[label])
    evidence = Evidence(text=" ".join(words), scores=(0.0,))
    return Example(evidence=evidence, label=label, origin=Origin.CORRECTIONS, group=group, untrained=PLAIN)


def _learnt(examples: Sequence[Example]) -> Model:
    model, _ = learn(examples, [PLAIN] * len(examples))
    assert model is not None
    return model


def _answer(model: Model, text: str, score: float = 0.0) -> str:
    found = model.probabilities([Evidence(text=text, scores=(score,))])[0]
    return model.classes[int(found.argmax())]


def test_a_model_that_foresees_answers_takes_over() -> None:
    model, gate = learn(_examples(120), [PLAIN] * 120)

    assert gate.passed
    assert gate.candidate > 0.8 > gate.incumbent
    assert gate.labels == {GOOD: 40, BAD: 40, PLAIN: 40}
    assert "120 answers that it had not seen" in gate.reason
    assert model is not None
    assert _answer(model, "my krunt flight") == BAD


def test_answers_given_by_chance_teach_nothing() -> None:
    _, gate = learn(_examples(120, told=0.0), [PLAIN] * 60 + [GOOD] * 60)

    assert not gate.passed
    assert gate.candidate < 0.5


def test_what_is_no_better_than_the_incumbent_stays_out() -> None:
    examples = _examples(120)
    _, gate = learn(examples, [example.label for example in examples])

    assert not gate.passed
    assert gate.incumbent == 1.0
    assert gate.reason.endswith("; it has to be 0.02 better")


def test_a_gain_that_may_be_chance_is_no_gain() -> None:
    examples = _examples(60, told=0.3)
    model, first = learn(examples, [PLAIN] * 60)
    # An incumbent that is right about as often, but elsewhere.
    wrong = {GOOD: BAD, BAD: PLAIN, PLAIN: GOOD}
    rate = first.candidate - 0.03
    chance = random.Random(3)
    incumbent = [example.label if chance.random() < rate else wrong[example.label] for example in examples]
    _, gate = learn(examples, incumbent)

    assert model is not None
    assert not gate.passed


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        ({BAD: 30, GOOD: 19}, "49 answers so far"),
        ({}, "0 answers so far"),
        ({BAD: 60}, "two classes need 10 answers each; there are all are negative"),
        ({BAD: 60, GOOD: 9, PLAIN: 4}, "two classes need 10 answers each; there are 4 of neutral, 9 of positive"),
    ],
)
def test_too_few_answers_are_not_learnt_from_and_it_is_said_why(counts: dict[str, int], reason: str) -> None:
    labels = [label for label, count in counts.items() for _ in range(count)]
    given = [replace(each, label=label) for label, each in zip(labels, _examples(len(labels)), strict=True)]
    model, gate = learn(given, [None] * len(given))

    assert model is None
    assert not gate.passed
    assert gate.reason.startswith(reason)
    assert gate.labels == counts


def test_what_one_author_says_often_is_one_answer() -> None:
    given = [replace(each, group=f"author {place % 30}") for place, each in enumerate(_examples(300))]
    model, gate = learn(given, [None] * 300)

    assert model is None
    assert gate.reason.startswith("30 answers so far")


def test_two_classes_suffice() -> None:
    labels = [GOOD] * 30 + [BAD] * 30 + [PLAIN] * 3
    chance = random.Random(0)
    given = [_example(chance, label, 1.0, str(place)) for place, label in enumerate(labels)]

    assert learn(given, [PLAIN] * 63)[1].passed


def test_near_copies_are_held_back_together() -> None:
    copies = [each for each in _examples(60, told=0.0, labels=(GOOD, BAD)) for _ in range(4)]
    apart = [replace(each, group=f"{place}") for place, each in enumerate(copies)]

    assert learn(apart, [PLAIN] * 240)[1].candidate > 0.9
    assert learn(copies, [PLAIN] * 240)[1].candidate < 0.75


def test_an_incumbent_is_not_asked_about_what_it_learnt_from() -> None:
    known = [replace(example, old=True) for example in _examples(60, told=0.3)]
    new = _examples(60, seed=1)
    memory = [example.label for example in known]
    _, gate = learn([*known, *new], [*memory, *([PLAIN] * 60)])

    assert gate.incumbent < 0.75


def test_an_incumbent_that_learnt_as_much_is_not_beaten() -> None:
    known = [replace(example, old=True) for example in _examples(240)]
    _, gate = learn(known, [PLAIN] * 240)

    assert not gate.passed
    assert gate.candidate == gate.incumbent


def test_a_model_of_few_answers_follows_the_scores() -> None:
    chance = random.Random(0)
    given = []
    for place, example in enumerate(_examples(60, told=0.0, labels=(GOOD, BAD))):
        score = chance.uniform(0.3, 0.9) * (1 if example.label == GOOD else -1)
        given.append(replace(example, evidence=replace(example.evidence, scores=(score,)), group=str(place)))
    model, gate = learn(given, [PLAIN] * 60)

    assert gate.passed
    assert model is not None
    assert _answer(model, "words that nobody has seen", 0.7) == GOOD
    assert _answer(model, "words that nobody has seen", -0.7) == BAD


def test_few_answers_hardly_change_what_is_said_untrained() -> None:
    """Nobody said that a text is neutral, but words that nobody has seen go on being what they were."""
    given = [
        Example(
            evidence=Evidence(text=f"word{place}", scores=(score,)),
            label=label,
            origin=Origin.CORRECTIONS,
            group=str(place),
            untrained=said,
        )
        for place, (label, said, score) in enumerate([(GOOD, GOOD, 0.6), (BAD, BAD, -0.6), (GOOD, PLAIN, 0.0)] * 20)
    ]
    without = [replace(each, untrained=None) for each in given]
    new = [Evidence(text="nothing known of this", scores=(-0.9,))]

    assert set(_learnt(without).classes) == {GOOD, BAD}
    assert set(_learnt(given).classes) == {GOOD, BAD, PLAIN}
    assert _answer(_learnt(given), new[0].text, -0.9) == BAD


def test_corrections_weigh_more_than_ratings() -> None:
    told = _examples(60, labels=(GOOD, BAD))
    said = [replace(each, evidence=Evidence(text="so it is", scores=(0.0,)), label=GOOD) for each in told[:20]]
    said = [replace(each, group=f"said {place}") for place, each in enumerate(said)]
    starred = [
        replace(each, label=BAD, origin=Origin.RATINGS, group=f"starred {place}") for place, each in enumerate(said)
    ]
    assert _answer(_learnt([*told, *said, *starred]), "so it is") == GOOD


def test_a_hundred_copies_weigh_as_much_as_one_answer() -> None:
    told, said = _examples(60, labels=(GOOD, BAD)), Evidence(text="so it is", scores=(0.0,))
    others = [replace(told[0], evidence=said, label=BAD, group=f"other {place}") for place in range(3)]
    loud = [replace(told[0], evidence=said, label=GOOD, group="loud")] * 100

    assert _answer(_learnt([*told, *others, *loud]), "so it is") == BAD
    _, gate = learn([*told, *loud], [*(each.label for each in told), *([PLAIN] * 100)])
    assert gate.incumbent > 0.9


def test_probabilities_of_wrong_guesses_are_modest() -> None:
    """Half of the texts tell nothing, so half of the answers cannot be sure."""
    model, _ = learn(_examples(300, told=0.5), [PLAIN] * 300)

    assert model is not None
    unseen = _examples(300, told=0.5, seed=9)
    found = model.probabilities([example.evidence for example in unseen])
    right = np.array(
        [model.classes[best] == each.label for best, each in zip(found.argmax(axis=1), unseen, strict=True)]
    )
    sure = found.max(axis=1) >= 0.6
    assert right[sure].mean() > 0.6
    assert abs(found.max(axis=1).mean() - right.mean()) < 0.1


def test_what_is_kept_answers_the_same() -> None:
    examples = _examples(200)
    model, _ = learn(examples, [PLAIN] * 200)

    assert model is not None
    kept = model.dumps()
    again = loads(kept)
    batch = [example.evidence for example in _examples(50, seed=4)]
    assert again.classes == model.classes
    assert again.scores == model.scores == 1
    assert np.array_equal(again.probabilities(batch), model.probabilities(batch))
    assert again.dumps() == kept


def test_a_model_of_thousands_of_words_stays_below_a_megabyte() -> None:
    chance = random.Random(0)
    words = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=7)) for _ in range(20_000)]
    given = [
        replace(example, evidence=Evidence(text=" ".join(chance.choices(words, k=60)), scores=(0.0,)))
        for example in _examples(900)
    ]
    assert len(_learnt(given).dumps()) < 1_000_000


def test_the_same_examples_make_the_same_model() -> None:
    assert _learnt(_examples(60)).dumps() == _learnt(_examples(60)).dumps()


def test_a_batch_is_judged_as_its_texts_one_by_one() -> None:
    model = _learnt(_examples(90))
    batch = [example.evidence for example in _examples(20, seed=2)]
    one_by_one = np.vstack([model.probabilities([each]) for each in batch])

    assert np.allclose(model.probabilities(batch), one_by_one, atol=1e-6)
    assert model.probabilities([]).shape == (0, 3)


def test_other_scores_than_it_learnt_are_refused() -> None:
    with pytest.raises(ValueError, match="2 scores; this model reads 1"):
        _learnt(_examples(60)).probabilities([Evidence(text="", scores=(0.0, 1.0))])


@given(st.text(st.characters(exclude_categories=()), max_size=200), st.floats())
def test_any_text_and_score_has_probabilities(text: str, score: float) -> None:
    found = _MODEL.probabilities([Evidence(text=text, scores=(score,))])
    assert found.sum() == pytest.approx(1)
    assert (found >= 0).all()


@settings(max_examples=200)
@given(st.data())
def test_spoilt_bytes_are_refused_or_harmless(data: st.DataObject) -> None:
    kept = bytearray(_KEPT)
    for _ in range(data.draw(st.integers(1, 4))):
        kept[data.draw(st.integers(0, len(kept) - 1))] = data.draw(st.integers(0, 255))
    spoilt = bytes(kept[: data.draw(st.integers(0, len(kept)))])
    with suppress(StorageError):
        model = loads(spoilt)
        assert np.isfinite(model.probabilities([Evidence(text="fine", scores=(0.0,) * model.scores)])).all()


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (b'"format": 1', b'"format": 9'),
        (b'"ngrams": 1', b'"ngrams": 9'),
        (b'"scores": 1', b'"scores": -1'),
        (b'"classes": [', b'"classes": [3, '),
        (b'"columns"', b'"colums"'),
    ],
)
def test_a_model_of_another_making_is_refused(was: bytes, now: bytes) -> None:
    assert was in _KEPT
    with pytest.raises(StorageError):
        loads(_KEPT.replace(was, now, 1))


def test_a_contest_is_decided_by_the_answers_alone() -> None:
    truth = [GOOD, BAD] * 50
    half = [*truth[:70], *([PLAIN] * 30)]
    won = contest(truth, truth, half, [1.0] * 100, range(100))
    lost = contest(truth, half, truth, [1.0] * 100, range(100))

    assert (won.candidate, won.worse) == (1.0, 0.0)
    assert (lost.incumbent, lost.worse) == (1.0, 1.0)
    assert won.incumbent == lost.candidate


def test_in_a_contest_answers_count_by_their_worth() -> None:
    truth = [GOOD, BAD] * 20
    ours, theirs = [GOOD, BAD] * 10 + [BAD, GOOD] * 10, [BAD, GOOD] * 10 + [GOOD, BAD] * 10
    found = contest(truth, ours, theirs, [1.0] * 20 + [0.25] * 20, range(40))

    assert (found.candidate, found.incumbent) == (pytest.approx(0.8), pytest.approx(0.2))


def test_a_lead_from_one_author_may_be_chance() -> None:
    truth = [GOOD, BAD] * 50
    ours = [PLAIN, *truth[1:]]
    theirs = [*truth[:80], *([PLAIN] * 20)]
    authors = [*map(str, range(80)), *(["the same"] * 20)]

    assert contest(truth, ours, theirs, [1.0] * 100, range(100)).worse == 0.0
    assert contest(truth, ours, theirs, [1.0] * 100, authors).worse > 0.1


_MODEL = _learnt(_examples(60))
_KEPT = _MODEL.dumps()
