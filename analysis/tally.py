"""How feelings found one after another add up.

A feeling is turned round by a negator shortly before it (or after it, where the language does that), made stronger or
weaker by boosters, capitals and exclamation marks, and outweighed by what follows a "but". Praise in a question, a
request or a wish is mostly courtesy, or of what is not there. A negator that turns nothing round, as in "it won't
open", tells of something that fails.
"""

from analysis.pack import Entry

REACH = 3
"""Tokens after a negator that it still turns round."""
REACH_BEFORE = 2
"""Tokens before a negator, where it may follow what it negates."""
REACH_OF_BOOSTERS = 2
STRONGEST_BOOST = 2.0

NEGATED_PRAISE = 0.8
NEGATED_BLAME = 0.4
"""What of a feeling is left, turned round: "not good" is nearly bad, "not bad" is far from good."""

LOUD = 1.2
EXCLAIMED = 1.15
ASKED = 0.8
"""What is left of blame in a question."""
WISHED = 1 / 3
"""What is left of praise in a question, a request or a wish."""
FAILING = 0.4
"""The blame in something that fails: alone it is just enough."""
MOST_FAILINGS = 3

BEFORE_CONTRAST = 0.6
AFTER_CONTRAST = 1.4

_QUESTION, _EXCLAMATION, _FULL_STOP = frozenset("?؟？\u2049"), frozenset("!！\u203c"), frozenset(".…。")


def negated(weight: float) -> float:
    """Turn a feeling round and weaken it."""
    return -weight * (NEGATED_PRAISE if weight > 0 else NEGATED_BLAME)


class Tally:
    """What has been said so far, and what still hangs over the next word."""

    __slots__ = ("_blame", "_boost", "_boosted_until", "_end", "_factor", "_failed", "_failing_until", "_from", "_last",
                 "_last_unturned", "_negated_until", "_praise", "_turned", "_wishes", "known", "negative", "positive",
                 "wished")  # fmt: skip

    def __init__(self) -> None:
        self.positive = self.negative = 0.0
        self.known = self.wished = 0
        self._praise = self._blame = self._last = 0.0
        self._factor = 1.0
        self._wishes = False
        self._failed = self._from = 0
        self._failing_until: int | None = None
        self._forget()

    def _forget(self) -> None:
        self._fail()
        self._negated_until = self._boosted_until = self._end = -REACH - 1
        self._boost = 1.0
        self._turned = False
        self._last_unturned: float | None = None

    def take(self, entry: Entry, start: int, end: int, loud: bool) -> None:
        """Let the entry at the tokens from `start` to before `end` do what it does."""
        self._wishes = self._wishes or entry.requests
        if entry.fails:
            self._fail()
            self._failing_until = end - 1 + REACH
        if entry.weight:
            self._feel(entry.weight * (LOUD if loud else 1.0), start, end, entry.face)
        elif entry.contrast:
            self._settle()
            self._praise *= BEFORE_CONTRAST
            self._blame *= BEFORE_CONTRAST
            self._factor = AFTER_CONTRAST
            self._forget()
        elif entry.negates or entry.negates_before:
            self._negate(entry, start, end)
        elif entry.boost_before != 1.0 and start == self._end:
            self._last *= entry.boost_before
        elif entry.boost != 1.0:
            earlier = self._boost if start <= self._boosted_until else 1.0
            self._boost = min(earlier * entry.boost, STRONGEST_BOOST)
            self._boosted_until = end - 1 + REACH_OF_BOOSTERS

    def _feel(self, weight: float, start: int, end: int, face: bool) -> None:
        if self._last_unturned is not None and start <= self._negated_until:
            # The negator stood between two feelings, and is of the second.
            self._last = self._last_unturned
        self._settle()
        self._turned = not face and start <= self._negated_until
        if self._turned:
            weight = negated(weight)
        if not face and self._failing_until is not None and start <= self._failing_until:
            self._failing_until = None
        if start <= self._boosted_until:
            weight *= self._boost
        self._last = weight * self._factor
        self._last_unturned = None
        self._end = end
        self.known += 1

    def _negate(self, entry: Entry, start: int, end: int) -> None:
        if entry.negates_before and self._last > 0 and not self._turned and start - self._end <= REACH_BEFORE:
            self._last_unturned = self._last
            self._last = negated(self._last)
            self._turned = True
        if entry.negates:
            self._negated_until = end - 1 + REACH

    def pause(self, mark: str, position: int) -> None:
        """Heed punctuation: a negation ends with its clause, a sentence is weighed by how it ends."""
        self._forget()
        if not _QUESTION.isdisjoint(mark):
            self._wishes = True
            self.close(position, ASKED)
        elif not _EXCLAMATION.isdisjoint(mark):
            self.close(position, EXCLAIMED)
        elif mark[0] in _FULL_STOP:
            self.close(position)

    def close(self, position: int, factor: float = 1.0) -> None:
        """Add up the sentence, which ends before the token at `position`."""
        self._fail()
        self._settle()
        self.positive += (WISHED if self._wishes else factor) * self._praise
        self.negative += factor * self._blame
        self.wished += position - self._from if self._wishes else 0
        self._praise = self._blame = 0.0
        self._factor = 1.0
        self._wishes = False
        self._from = position

    def _fail(self) -> None:
        """Count a negator that found nothing to turn round."""
        if self._failing_until is not None and self._failed < MOST_FAILINGS:
            self._blame += FAILING
            self._failed += 1
        self._failing_until = None

    def _settle(self) -> None:
        """Count the last feeling, which nothing can change any more."""
        if self._last > 0:
            self._praise += self._last
        else:
            self._blame -= self._last
        self._last = 0.0
