"""Whether what was learnt from answers may take over from what answers now.

A candidate has to beat the incumbent on answers that neither has seen: by a margin, and by more than chance. So each
answer is held back once, its near-copies with it, while both learn from the others. Near-copies, and all that one
author said, count together as one answer: whoever says a thing often teaches it once.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from analysis.contest import FOLDS, Contest, contest, folds
from analysis.linear import Evidence, Model, Probabilities, fitted, matrix
from storage.models import Gate, Origin
from storage.text import counted

LABELS = 50
"""Groups of answers below which nothing is learnt."""

PER_CLASS = 10
"""Of these, what a class needs; at least two classes have to have them."""

GAIN = 0.02
"""Macro-F1 by which a model has to beat what it would replace."""

CHANCE = 0.1
"""Share of resamplings of the answers in which it may come out worse."""

ECHO = 20.0
"""As many answers' weight have the untrained ones together. So a model of few answers stays near what would be said
without it; one of 200 is hardly held back."""

WORTH = {Origin.CORRECTIONS: 1.0, Origin.RATINGS: 0.25}
"""How much an answer counts: stars are about the whole purchase."""

_TEMPERATURES = np.geomspace(0.25, 8.0, 61)

_Places = NDArray[np.int64]
_Flags = NDArray[np.bool_]
_Reals = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A text whose answer is known. Those of one `group` (near-copies, one author) weigh as much as one, and are held
    back together.

    `untrained` is what would be said of it without anything learnt, an abstention as what it counts as; None where
    there is no such reader. `old` says that the incumbent, if it was learnt, had the answer when it was learnt.
    """

    evidence: Evidence
    label: str
    origin: Origin
    group: str
    untrained: str | None = None
    old: bool = False


def learn(examples: Sequence[Example], incumbent_answers: Sequence[str | None]) -> tuple[Model | None, Gate]:
    """Learn from all examples, and say whether the model is to answer from now on; None where too few are known.

    `incumbent_answers` are what answers now to each example, from the same evidence: without the stars where stars are
    the label, and with an abstention as what it counts as; None counts as wrong. Where examples are `old` the
    incumbent knows its own answers, so in its stead a model is learnt from the old ones outside each fold.
    """
    groups = len({example.group for example in examples})
    labels = dict(Counter(label for label, _ in {(example.label, example.group) for example in examples}))
    if lacking := _lacking(len(examples), groups, labels):
        return None, Gate(passed=False, labels=labels, candidate=0.0, incumbent=0.0, reason=lacking)
    lesson = _Lesson(examples)
    found = lesson.held_back(np.ones(len(examples), dtype=bool))
    incumbent = list(incumbent_answers)
    old = np.array([example.old for example in examples], dtype=bool)
    if old.any():
        again = lesson.answers(lesson.held_back(old))
        incumbent = [learnt or given for learnt, given in zip(again, incumbent, strict=True)]
    gate = _gate(examples, lesson.worth, lesson.answers(found), incumbent, labels)
    return lesson.model().tempered(lesson.temperature(found)), gate


class _Lesson:
    """Examples laid out as numbers: features, worth and fold, and labels by their place among the classes."""

    def __init__(self, examples: Sequence[Example]) -> None:
        said = {example.untrained for example in examples if example.untrained is not None}
        self.classes = sorted({example.label for example in examples} | said)
        places: dict[str | None, int] = {label: place for place, label in enumerate(self.classes)}
        self._features: csr_array = matrix([each.evidence for each in examples], len(examples[0].evidence.scores))
        self._truth: _Places = np.array([places[example.label] for example in examples])
        self._untrained: _Places = np.array([places.get(example.untrained, -1) for example in examples])
        sizes = Counter(example.group for example in examples)
        self._share: _Reals = np.array([1 / sizes[example.group] for example in examples])
        worth: _Reals = np.array([WORTH[example.origin] for example in examples])
        self.worth: _Reals = self._share * worth
        # By this weights are scaled: by the greatest worth, one correction would make all ratings beside it light.
        self._usual = float(self.worth @ worth / self.worth.sum())
        self._folds = folds([example.label for example in examples], [example.group for example in examples])

    def model(self) -> Model:
        return self._fitted(np.arange(len(self._truth)))

    def held_back(self, usable: _Flags) -> Probabilities:
        """Probabilities of each example by a model of the usable ones of other folds; NaN where they are too few."""
        found = np.full((len(self._truth), len(self.classes)), np.nan)
        for fold in range(FOLDS):
            inside, outside = np.flatnonzero(self._folds == fold), np.flatnonzero(usable & (self._folds != fold))
            if len(np.unique(self._truth[outside])) > 1 and len(inside):
                model = self._fitted(outside)
                found[inside] = 0.0
                among = np.array([self.classes.index(name) for name in model.classes])
                found[np.ix_(inside, among)] = model.of(self._features[inside])
        return found

    def answers(self, found: Probabilities) -> list[str | None]:
        """The likeliest class of each example; None where there are no probabilities."""
        best = np.where(np.isnan(found[:, 0]), -1, np.nan_to_num(found).argmax(axis=1)).tolist()
        return [None if place < 0 else self.classes[place] for place in best]

    def temperature(self, found: Probabilities) -> float:
        """The temperature that makes the right answers of those held back likeliest (Guo et al., ICML 2017)."""
        known = np.flatnonzero(~np.isnan(found[:, 0]))
        likings = np.log(np.maximum(found[known], 1e-12))
        right = likings[np.arange(len(known)), self._truth[known]]

        def loss(temperature: float) -> float:
            return float(
                self._share[known] @ (np.logaddexp.reduce(likings / temperature, axis=1) - right / temperature)
            )

        return float(min(_TEMPERATURES, key=loss)) if len(known) else 1.0

    def _fitted(self, places: _Places) -> Model:
        echoed = places[self._untrained[places] >= 0]
        labels = np.concatenate([self._truth[places], self._untrained[echoed]])
        weights = np.concatenate([self._weights(places), self._echoes(echoed)])
        features = self._features[np.concatenate([places, echoed])]
        return fitted(features, [self.classes[label] for label in labels], weights)

    def _weights(self, places: _Places) -> _Reals:
        """Worth, evened out over the labels; a label of few answers stays light, since they may mislead."""
        worth = self.worth[places] / self._usual
        totals = np.bincount(self._truth[places], weights=worth, minlength=len(self.classes))
        even = worth.sum() / np.count_nonzero(totals)
        return np.asarray(worth * even / np.maximum(totals, PER_CLASS)[self._truth[places]])

    def _echoes(self, places: _Places) -> _Reals:
        said, share = self._untrained[places], self._share[places]
        totals = np.bincount(said, weights=share, minlength=len(self.classes))
        return np.asarray(ECHO / max(int(np.count_nonzero(totals)), 1) * share / totals[said])


def _lacking(answers: int, groups: int, labels: Mapping[str, int]) -> str:
    """What is missing before anything can be learnt; empty where nothing is."""
    if groups < LABELS:
        once = ", those of one author or of the same words counted once" if groups < answers else ""
        return f"{counted(groups, 'answer')} so far{once}; {LABELS} are needed"
    few = sorted(label for label, count in labels.items() if count < PER_CLASS)
    if len(labels) - len(few) < 2:
        told = ", ".join(f"{labels[label]} of {label}" for label in few) or f"all are {next(iter(labels))}"
        return f"two classes need {PER_CLASS} answers each; there are {told}"
    return ""


def _gate(
    examples: Sequence[Example],
    worth: _Reals,
    candidate: Sequence[str | None],
    incumbent: Sequence[str | None],
    labels: Mapping[str, int],
) -> Gate:
    groups = [example.group for example in examples]
    result = contest([example.label for example in examples], candidate, incumbent, worth.tolist(), groups)
    refusal = _refusal(result)
    scored = f"macro-F1 {result.candidate:.2f} against {result.incumbent:.2f}"
    return Gate(
        passed=not refusal,
        labels=labels,
        candidate=result.candidate,
        incumbent=result.incumbent,
        reason=f"{scored} on {counted(len(set(groups)), 'answer')} that it had not seen{refusal}",
    )


def _refusal(result: Contest) -> str:
    if result.candidate < result.incumbent + GAIN:
        return f"; it has to be {GAIN} better"
    if result.worse > CHANCE:
        return f"; that may be chance, being worse in {result.worse:.0%} of resamplings"
    return ""
