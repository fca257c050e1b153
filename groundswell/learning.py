"""When a model is learnt anew, and what becomes of it: it reads from then on, or is kept with the reason why not.

It is tried where somebody answered since the last time, and once a week where more was said. What a person took back is
tried again only after new answers, and a model that learnt from answers is never replaced by one that did not.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from analysis.sentiment import scope
from groundswell import attempts
from groundswell.attempts import Attempt
from groundswell.house import House
from groundswell.lease import Lease
from storage import learned, lessons
from storage.lessons import Lesson, Stock
from storage.models import Aspect, Kind, LearnedModel, ModelState, Origin

log = logging.getLogger(__name__)

LEARNING = "learn"
LEASE_SECONDS = 3_600
"""Longer than one model may take."""
AGAIN = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Past:
    """The versions of one model so far, the newest first."""

    aspect: Aspect
    scope: str
    versions: tuple[LearnedModel, ...]

    def reads(self) -> LearnedModel | None:
        return next((model for model in self.versions if model.state is ModelState.PROMOTED), None)

    def learnt_since(self) -> datetime | None:
        """Say when what reads learnt from answers; None where it did not."""
        reads = self.reads()
        return reads.made_at if reads and reads.origin is not Origin.OWN_WORDS else None

    def due(self, answers: Sequence[Lesson], latest: datetime | None, now: datetime) -> bool:
        """Say whether there is something new to learn from since the last attempt."""
        if not self.versions:
            return True
        last = self.versions[0].made_at
        if any(answer.correction.at > last for answer in answers):
            return True
        return not self._taken_back() and now - last >= AGAIN and latest is not None and latest > last

    def due_alone(self, now: datetime) -> bool:
        """Say whether the mentions themselves may teach: only before anything else read."""
        tried = [model.made_at for model in self.versions if model.origin is Origin.OWN_WORDS]
        return not (self.reads() or self._taken_back()) and all(now - at >= AGAIN for at in tried)

    def _taken_back(self) -> bool:
        return self.reads() is None and any(model.state is ModelState.RETIRED for model in self.versions)


def learn(
    house: House, now: datetime, lease: Lease | None = None, stop: Callable[[], bool] = lambda: False
) -> tuple[LearnedModel, ...]:
    """Learn what there is to learn, and give every attempt; what was too little is not kept, and has version 0.

    What was made is written under the lease, or not at all; `stop` is asked before each attempt. Raises LeaseLost where
    another worker has the lease by now.
    """
    made: list[LearnedModel] = []
    for past, attempt in _attempts(house, now):
        made.append(_kept(house, lease, past, attempt, now))
        if stop():
            break
    return tuple(made)


def _attempts(house: House, now: datetime) -> Iterator[tuple[_Past, Attempt]]:
    with house.database.read() as tx:
        felt, voices, about = (lessons.answered(tx, aspect) for aspect in Aspect)
        stocks = {(stock.language, stock.kind): stock for stock in lessons.stocks(tx)}
        known = learned.versions(tx)

    def past(aspect: Aspect, scope: str) -> _Past:
        same = tuple(model for model in known if (model.aspect, model.scope) == (aspect, scope))
        return _Past(aspect=aspect, scope=scope, versions=same)

    asked = {(each.language, each.stored.mention.kind) for each in felt if each.language}
    for language, kind in sorted(asked | stocks.keys()):
        mine = tuple(each for each in felt if (each.language, each.stored.mention.kind) == (language, kind))
        so_far = past(Aspect.SENTIMENT, scope(language, kind))
        if attempt := _sentiment(house, language, kind, mine, stocks.get((language, kind)), so_far, now):
            yield so_far, attempt
    so_far = past(Aspect.VOICE, "")
    if voices and so_far.due(voices, None, now):
        yield so_far, attempts.of_voices(house, voices, felt, so_far.learnt_since())
    for brand in sorted({each.correction.brand for each in about if each.correction.brand}):
        so_far = past(Aspect.RELEVANCE, brand)
        said = tuple(each for each in about if each.correction.brand == brand)
        if so_far.due(said, None, now):
            yield so_far, attempts.of_relevance(house, brand, said, felt, so_far.learnt_since())


def _sentiment(
    house: House,
    language: str,
    kind: Kind,
    answers: tuple[Lesson, ...],
    stock: Stock | None,
    past: _Past,
    now: datetime,
) -> Attempt | None:
    """Learn from answers; where they are too few, from the mentions themselves."""
    if not past.due(answers, stock.latest if stock else None, now):
        return None
    found = attempts.from_answers(house, language, kind, answers, past.learnt_since())
    if (found is None or found.model is None) and past.due_alone(now):
        return attempts.from_own_words(house, language, kind) or found
    return found


def _kept(house: House, lease: Lease | None, past: _Past, attempt: Attempt, now: datetime) -> LearnedModel:
    model = LearnedModel(
        aspect=past.aspect,
        scope=past.scope,
        version=0,
        origin=attempt.origin,
        state=ModelState.PROMOTED if attempt.gate.passed else ModelState.REFUSED,
        gate=attempt.gate,
        weights=attempt.model.dumps() if attempt.model else b"",
        made_at=now,
    )
    if attempt.model is None:
        return model
    with house.database.write() as tx:
        if lease is not None:
            lease.keep(tx)
        saved = learned.save(tx, model)
    told = f"{past.aspect} {past.scope}".strip()
    log.info("%s, version %d: %s; %s", told, saved.version, saved.state, attempt.gate.reason)
    return saved
