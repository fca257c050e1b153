"""Checks of what reading costs, and of what it must not tell: each request is granted first, no secret gets out."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeVar

from collectors.testing.failing import left_out
from collectors.testing.running import (
    Answers,
    Run,
    ids,
    listening,
    promptly,
    run,
    same_ids,
    sample,
    spread,
    verifies,
    verify,
    whole,
)
from collectors.testing.subject import NotApplicable, Subject
from storage.errors import BudgetSpent, CollectError, RateLimited, SettingsError
from storage.models import Ask, Cost, Grant, Item

MOST_TURNS = 50
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Done = TypeVar("Done", Run, Answers)


@dataclass(kw_only=True)
class Book:
    """A meter that writes down what it is asked, grants as little as it may, and refuses after so many requests."""

    frugal: bool = False
    grants_before_refusal: int | None = None
    refusal: CollectError = field(default_factory=lambda: RateLimited("enough for now", retry_after=900))
    asked: list[Ask] = field(default_factory=list)
    granted: list[Grant] = field(default_factory=list)
    settled: list[tuple[Grant, Cost]] = field(default_factory=list)

    def reserve(self, ask: Ask) -> Grant:
        """Grant a request, or raise the refusal."""
        self.asked.append(ask)
        if len(self.granted) == self.grants_before_refusal:
            raise self.refusal
        items = max(ask.least, min(ask.most, 1)) if self.frugal else ask.most
        cost = Cost(requests=1, items=items, microdollars=items * ask.microdollars)
        # A moment of its own tells two equal grants apart.
        grant = Grant(items=items, cost=cost, at=_EPOCH + timedelta(seconds=len(self.granted)))
        self.granted.append(grant)
        return grant

    def settle(self, grant: Grant, cost: Cost) -> None:
        """Write down what a grant did cost."""
        self.settled.append((grant, cost))


def every_request_is_granted_first(subject: Subject) -> None:
    """Each request is asked for before it is sent, and settled at no more than was granted."""
    if (requests := _requests(subject)) is None:
        return
    done = _audited(requests, Book(), lambda book: _read(subject, book))
    _audited(requests, Book(), lambda book: _verify(subject, done.items, book))


def a_refusal_of_the_meter_is_obeyed(subject: Subject) -> None:
    """Refused, the collector sends nothing more and tells the refusal as it is; later it brings the rest."""
    if (requests := _requests(subject)) is None:
        return
    everything = whole(subject).items
    free = Book()
    _read(subject, free)
    for stop in spread(len(free.asked)):
        for refusal in (RateLimited("enough for now", retry_after=900), BudgetSpent("enough for this month")):
            book = Book(grants_before_refusal=stop, refusal=refusal)
            refused = _obeyed(subject, requests, book)
            uncovered = left_out(everything, refused)
            assert not uncovered, f"refused, it says to have covered what it left out: {sample(uncovered)}"
            rest = run(subject, refused.cursor)
            assert rest.error is None, f"after a refusal the place raised {rest.error!r}"
            same_ids(everything, (*refused.items, *rest.items), f"going on after {stop} granted requests")
    _refused_verify(subject, everything, requests)


def the_least_grant_is_enough(subject: Subject) -> None:
    """Granted no more items than it says it needs, the collector still brings everything, in as many turns."""
    if (requests := _requests(subject)) is None:
        return
    everything = whole(subject).items
    found: list[Item] = []
    cursor = None
    for _ in range(MOST_TURNS):
        turn = _audited(requests, Book(frugal=True), partial(_read, subject, cursor=cursor))
        found += turn.items
        if turn.cursor in (None, cursor) or ids(found) == ids(everything):
            break
        cursor = turn.cursor
    same_ids(everything, found, "reading by the least grants")
    answers = _audited(requests, Book(frugal=True), partial(_verify, subject, everything))
    if verifies(subject):
        assert answers.asked == ids(everything), f"not asked for: {sample(ids(everything) - answers.asked)}"


def a_secret_is_a_reference_and_never_told(subject: Subject) -> None:
    """A secret written plainly among the options is refused; no log, error or repr holds one."""
    secrets = subject.setup.secrets
    for name, value in secrets.items():
        refusal = ""
        options = {**subject.setup.options, name: value}
        hidden = {other: kept for other, kept in secrets.items() if other != name}
        try:
            subject.factory(replace(subject.setup, options=options, secrets=hidden))
        except SettingsError as error:
            refusal = str(error)
        assert name in refusal, f"the secret {name} was taken from a plain option, or not named: {refusal!r}"
        assert value not in refusal, f"the refusal of {name} repeats it"
    with listening() as heard:
        shown = repr(subject.factory(subject.setup))
        first = whole(subject)
        verify(subject, [item.mention for item in first.items])
    for name, value in secrets.items():
        assert value not in shown, f"repr() shows the secret {name}"
        assert not any(value in line for line in heard), f"the secret {name} is logged"


def _requests(subject: Subject) -> Callable[[], int] | None:
    assert subject.requests is not None, "the subject must answer `requests`: a count, or NotApplicable"
    return None if isinstance(subject.requests, NotApplicable) else subject.requests


def _read(subject: Subject, book: Book, *, cursor: str | None = None) -> Run:
    return run(subject, cursor, replace(subject.setup, meter=book))


def _verify(subject: Subject, items: Iterable[Item], book: Book) -> Answers:
    return verify(subject, [item.mention for item in items], replace(subject.setup, meter=book))


def _audited(requests: Callable[[], int], book: Book, work: Callable[[Book], Done]) -> Done:
    """Do some work with a meter that refuses nothing, and go through its book afterwards."""
    before = requests()
    done = work(book)
    sent = requests() - before
    assert done.error is None, f"every request was granted, and it raised {done.error!r}"
    assert sent <= len(book.granted), f"{len(book.granted)} requests were granted, {sent} were sent"
    for ask in book.asked:
        assert 0 <= ask.least <= ask.most, f"{ask} asks for less than it needs"
    at = [grant.at for grant, _ in book.settled]
    assert len(at) == len(set(at)), "a grant was settled twice"
    for grant, cost in book.settled:
        assert grant in book.granted, f"{grant} was settled, and never granted"
        for name in ("requests", "items", "microdollars"):
            spent, held = getattr(cost, name), getattr(grant.cost, name)
            assert 0 <= spent <= held, f"{held} {name} were granted, {spent} were settled"
    owed = [grant for grant in book.granted if grant.cost.items and grant.at not in at]
    assert not owed, f"answered and never settled, so that they count in full: {len(owed)} requests"
    return done


def _obeyed(subject: Subject, requests: Callable[[], int], book: Book) -> Run:
    before = requests()
    refused = promptly(subject, lambda: _read(subject, book))
    sent, granted = requests() - before, len(book.granted)
    assert sent <= granted, f"{granted} requests were granted, {sent} were sent"
    assert type(refused.error) is type(book.refusal), f"the meter raised {book.refusal!r}, the run {refused.error!r}"
    return refused


def _refused_verify(subject: Subject, items: Iterable[Item], requests: Callable[[], int]) -> None:
    book = Book(grants_before_refusal=0)
    before = requests()
    refused = promptly(subject, lambda: _verify(subject, items, book))
    assert requests() == before, f"verify sent {requests() - before} requests that were refused"
    if book.asked:
        assert isinstance(refused.error, RateLimited), f"the meter raised RateLimited, verify {refused.error!r}"
