"""When a model is learnt anew, and what becomes of it: it reads from then on, or is kept with the reason why not.

It is tried where somebody answered since the last time, and once a week where more was said; a worker lets what it
learnt read for a week before it tries anew, since with every change counts begin anew. What a person took back is
tried again only after new answers, and a model that learnt from answers is never replaced by one that did not.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from analysis.sentiment import scope
from groundswell import attempts, teaching
from groundswell.attempts import Attempt
from groundswell.house import House
from groundswell.lease import Lease, held
from storage import learned, lessons
from storage.lessons import Lesson
from storage.models import Aspect, Kind, LearnedModel, ModelState, Origin

log = logging.getLogger(__name__)

_LEARNING = "learn"
_LEASE_SECONDS = 600
"""Longer than one model should take."""
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

    def due(self, answers: Sequence[Lesson], latest: datetime | None, now: datetime, patient: bool) -> bool:
        """Say whether there is something new to learn from since the last attempt, and whether it is time for it."""
        if not self.versions:
            return True
        read = max((model.made_at for model in self.versions if model.state is not ModelState.REFUSED), default=None)
        if patient and read is not None and now - read < AGAIN:
            return False
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
    house: House, now: datetime, stop: Callable[[], bool] = lambda: False, patient: bool = False
) -> tuple[LearnedModel, ...] | None:
    """Learn what there is to learn, and give every attempt; what was too little is not kept, and has version 0.

    None where another worker is at it. `stop` is asked after each attempt; `patient` leaves alone what began to read
    within a week. Raises LeaseLost where another worker took over: what was made before stays.
    """
    made: list[LearnedModel] = []
    with held(house, _LEARNING, _LEASE_SECONDS) as lease:
        if lease is None:
            return None
        for past, attempt in _attempts(house, lease, now, patient):
            made.append(_kept(house, lease, past, attempt, now))
            if stop():
                break
    return tuple(made)


def _attempts(house: House, lease: Lease, now: datetime, patient: bool) -> Iterator[tuple[_Past, Attempt]]:
    with house.database.read() as tx:
        felt, voices, about = (lessons.answered(tx, aspect) for aspect in Aspect)
        stocks = {(stock.language, stock.kind): stock for stock in lessons.stocks(tx)}
        known = learned.versions(tx)

    def due(aspect: Aspect, scope: str, answers: Sequence[Lesson], latest: datetime | None = None) -> _Past | None:
        same = tuple(model for model in known if (model.aspect, model.scope) == (aspect, scope))
        past = _Past(aspect=aspect, scope=scope, versions=same)
        if not past.due(answers, latest, now, patient):
            return None
        lease.renew()
        return past

    asked = {(each.language, each.stored.mention.kind) for each in felt if each.language}
    for language, kind in sorted(asked | stocks.keys()):
        mine = tuple(each for each in felt if (each.language, each.stored.mention.kind) == (language, kind))
        stock = stocks.get((language, kind))
        past = due(Aspect.SENTIMENT, scope(language, kind), mine, stock.latest if stock else None)
        if past and (attempt := _sentiment(house, language, kind, mine, past, now)):
            yield past, attempt
    if voices and (past := due(Aspect.VOICE, "", voices)):
        yield past, attempts.of_voices(house, voices, felt, past.learnt_since())
    for brand in sorted({each.correction.brand for each in about if each.correction.brand}):
        said = tuple(each for each in about if each.correction.brand == brand)
        if past := due(Aspect.RELEVANCE, brand, said):
            yield past, attempts.of_relevance(house, brand, said, felt, past.learnt_since())


def _sentiment(
    house: House, language: str, kind: Kind, answers: tuple[Lesson, ...], past: _Past, now: datetime
) -> Attempt | None:
    """Learn from answers; where they are too few, from the mentions themselves."""
    found = attempts.from_answers(house, language, kind, answers, past.learnt_since())
    if (found is None or found.model is None) and past.due_alone(now):
        return attempts.from_own_words(house, language, kind) or found
    return found


def _kept(house: House, lease: Lease, past: _Past, attempt: Attempt, now: datetime) -> LearnedModel:
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
        lease.keep(tx)
        saved = learned.save(tx, model)
        if saved.state is ModelState.PROMOTED:
            teaching.counts_otherwise(tx, saved.aspect, saved.scope, now)
    log.info("%s, version %d: %s; %s", saved.name, saved.version, saved.state, attempt.gate.reason)
    return saved
