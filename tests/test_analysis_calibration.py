"""What is learnt from answers takes over only where it beats what answers now, on answers it has not seen."""

import random
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.calibration import Evidence, Example, Model, fit, learn, loads
from analysis.contest import contest
from storage.errors import StorageError
from storage.models import Origin

GOOD, BAD, PLAIN = "positive", "negative", "neutral"
TELLING = {
    GOOD: ["gromby", "veltic", "saphon"],
    BAD: ["krunt", "molvig", "treff"],
    PLAIN: ["pindle", "osmer", "lactor"],
}
FILLING = "the crew of my flight to a town by the sea was at gate and seat with bag".split()


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
        ({BAD: 30, GOOD: 19}, "49 answers so far; 50 are needed"),
        ({}, "0 answers so far; 50 are needed"),
        ({BAD: 60}, "two classes need 10 answers each; there are all are negative"),
        ({BAD: 60, GOOD: 9, PLAIN: 4}, "two classes need 10 answers each; there are 4 of neutral, 9 of positive"),
    ],
)
def test_too_few_answers_are_not_learnt_from_and_it_is_said_why(counts: dict[str, int], reason: str) -> None:
    given = [example for label, count in counts.items() for example in _examples(count, labels=(label,))]
    model, gate = learn(given, [None] * len(given))

    assert model is None
    assert not gate.passed
    assert gate.reason == reason
    assert gate.labels == counts


def test_two_classes_suffice() -> None:
    given = [*_examples(30, labels=(GOOD,)), *_examples(30, labels=(BAD,), seed=1), *_examples(3, labels=(PLAIN,))]
    _, gate = learn(given, [PLAIN] * 63)
    assert gate.passed


def test_own_words_are_no_answers() -> None:
    own = [replace(example, origin=Origin.OWN_WORDS) for example in _examples(200)]
    model, gate = learn([*own, *_examples(40, seed=1)], [None] * 240)

    assert model is None
    assert gate.reason == "40 answers so far; 50 are needed"


def test_near_copies_are_held_back_together() -> None:
    alone = _examples(40, told=0.0, labels=(GOOD, BAD))
    copies = [example for example in alone for _ in range(5)]
    apart = [replace(example, group=f"{place}") for place, example in enumerate(copies)]

    assert learn(apart, [PLAIN] * 200)[1].candidate > 0.95
    assert learn(copies, [PLAIN] * 200)[1].candidate < 0.75


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
    """Of texts with a score near nothing, a handful of answers must not make praise or blame."""
    given = [
        Example(
            evidence=Evidence(text=f"word{place}", scores=(score,)),
            label=label,
            origin=Origin.CORRECTIONS,
            group=str(place),
            untrained=label,
        )
        for place, (label, score) in enumerate([(GOOD, 0.6), (BAD, -0.6), (PLAIN, 0.0)] * 20)
    ]
    assert _answer(fit(given), "nothing known of this", 0.0) == PLAIN


def test_corrections_weigh_more_than_ratings() -> None:
    told = _examples(40, labels=(GOOD, BAD))
    said = [replace(example, evidence=Evidence(text="so it is", scores=(0.0,)), label=GOOD) for example in told[:20]]
    starred = [replace(example, label=BAD, origin=Origin.RATINGS) for example in said]

    assert _answer(fit([*told, *said, *starred]), "so it is") == GOOD


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
    assert len(fit(given).dumps()) < 1_000_000


def test_the_same_examples_make_the_same_model() -> None:
    assert fit(_examples(60)).dumps() == fit(_examples(60)).dumps()


def test_a_batch_is_judged_as_its_texts_one_by_one() -> None:
    model = fit(_examples(90))
    batch = [example.evidence for example in _examples(20, seed=2)]
    one_by_one = np.vstack([model.probabilities([each]) for each in batch])

    assert np.allclose(model.probabilities(batch), one_by_one, atol=1e-6)
    assert model.probabilities([]).shape == (0, 3)


def test_other_scores_than_it_learnt_are_refused() -> None:
    with pytest.raises(ValueError, match="2 scores; this model reads 1"):
        fit(_examples(60)).probabilities([Evidence(text="", scores=(0.0, 1.0))])


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
    try:
        model = loads(spoilt)
    except StorageError as error:
        assert "learn it anew" in str(error)
    else:
        assert np.isfinite(model.probabilities([Evidence(text="fine", scores=(0.0,) * model.scores)])).all()


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (b'"format": 1', b'"format": 9'),
        (b'"ngrams": 1', b'"ngrams": 9'),
        (b'"scores": 1', b'"scores": -1'),
        (b'"scores": 1', b'"scores": true'),
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
    won = contest(truth, truth, half, [1.0] * 100)
    lost = contest(truth, half, truth, [1.0] * 100)

    assert (won.candidate, won.worse) == (1.0, 0.0)
    assert (lost.incumbent, lost.worse) == (1.0, 1.0)
    assert won.incumbent == lost.candidate


def test_in_a_contest_answers_count_by_their_worth() -> None:
    truth, ours, theirs = [GOOD, BAD] * 20, [GOOD, BAD] * 10 + [BAD, GOOD] * 10, [BAD, GOOD] * 10 + [GOOD, BAD] * 10
    assert contest(truth, ours, theirs, [1.0] * 20 + [0.25] * 20).candidate == pytest.approx(0.8)


_MODEL = fit(_examples(60))
_KEPT = _MODEL.dumps()
