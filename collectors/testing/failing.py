"""Checks of a place that fails: it is told as what it is, at once, and nothing is lost or taken for deleted."""

from collections.abc import Iterable, Mapping

from collectors.testing.reading import check_times
from collectors.testing.running import Run, ids, listening, promptly, run, same_ids, sample, verify, whole, written
from collectors.testing.subject import Check, Fault, FaultKind, NotApplicable, Subject
from storage.errors import BadPayload, BudgetSpent, CollectError, RateLimited, SourceUnavailable, Unauthorized
from storage.models import Coverage, Item, SourceEventKind

FITTING: Mapping[FaultKind, tuple[type[CollectError] | None, ...]] = {
    FaultKind.LIMITED_UNTIL: (RateLimited,),
    FaultKind.LIMITED: (RateLimited,),
    FaultKind.UNAUTHORIZED: (Unauthorized,),
    FaultKind.PAYMENT: (BudgetSpent,),
    FaultKind.FORBIDDEN: (Unauthorized,),
    FaultKind.BROKEN: (SourceUnavailable,),
    FaultKind.REFUSED: (SourceUnavailable,),
    FaultKind.TIMEOUT: (SourceUnavailable,),
    FaultKind.TRUNCATED: (SourceUnavailable, BadPayload),
    FaultKind.HTML: (SourceUnavailable, BadPayload),
    FaultKind.PARTIAL: (None, BadPayload, SourceUnavailable),
    FaultKind.LOOP: (None, BadPayload, SourceUnavailable),
}
"""What each fault asks of whoever catches it; None: nothing, because the collector gets over it."""


def every_fault_is_answered(subject: Subject) -> None:
    """The subject says of each kind of fault how its place fails so, or why it cannot."""
    answered = [answer.kind for answer in subject.faults]
    missing = [kind.value for kind in FaultKind if kind not in answered]
    assert not missing, f"the subject does not answer: {', '.join(missing)}; give a Fault, or NotApplicable"
    twice = {kind.value for kind in FaultKind if answered.count(kind) > 1}
    assert not twice, f"the subject answers more than once: {', '.join(sorted(twice))}"
    for answer in subject.faults:
        assert answer.kind, f"{answer} must name the kind of fault that cannot happen"


def survives(kind: FaultKind) -> Check:
    """Make the check that a collector survives one kind of fault."""

    def check(subject: Subject) -> None:
        fault = answer(subject, kind)
        assert fault is not None, f"the subject does not answer {kind.value}: give a Fault, or NotApplicable"
        if isinstance(fault, Fault):
            _survived(subject, fault)

    check.__name__ = kind.value
    check.__doc__ = f"A place that fails with {kind.value} is told, and survived."
    return check


def answer(subject: Subject, kind: FaultKind) -> Fault | NotApplicable | None:
    """Find what the subject says of a kind of fault."""
    return next((each for each in subject.faults if each.kind is kind), None)


def left_out(everything: Iterable[Item], came: Run) -> frozenset[str]:
    """Find what a run says it has covered, and did not bring."""
    covered = [period for batch in came.batches for period in batch.coverage]
    within = ids(item for item in everything if any(_within(item, period) for period in covered))
    return within - ids(came.items)


def _survived(subject: Subject, fault: Fault) -> None:
    everything = whole(subject).items
    name = fault.kind.value
    with listening() as heard:
        failed = promptly(subject, lambda: run(subject, setup=fault.setup))
        asked = promptly(subject, lambda: verify(subject, [item.mention for item in everything], fault.setup))
    _told(fault, failed)
    check_times(failed, subject.now)
    uncovered = left_out(everything, failed)
    assert not uncovered, f"at {name} it says to have covered what it left out: {sample(uncovered)}"
    rest = run(subject, failed.cursor)
    assert rest.error is None, f"after {name} a healthy place raised {rest.error!r}"
    same_ids(everything, (*failed.items, *rest.items), f"recovery from {name}")
    withdrawn = {each for batch in failed.batches for each in batch.withdrawn}
    gone = withdrawn if fault.kind is FaultKind.PARTIAL else withdrawn | asked.gone
    assert not gone, f"{name} is no deletion, and yet gone: {sample(gone)}"
    told = [*heard, *written(failed.error), *written(asked.error)]
    for secret in subject.setup.secrets.values():
        assert not any(secret in text for text in told), f"{name} tells a secret, in a log or in an error"


def _told(fault: Fault, failed: Run) -> None:
    name, error = fault.kind.value, failed.error
    fitting = FITTING[fault.kind]
    assert fault.raises in fitting, (
        f"{name} is {_names(fitting)}, and not {_names((fault.raises,))}: it asks something else of the caller"
    )
    if fault.raises is None:
        assert error is None, f"{name} is to be survived without an error, and raised {error!r}"
        loops = [event for batch in failed.batches for event in batch.events if event.kind is SourceEventKind.LOOP]
        assert loops or fault.kind is not FaultKind.LOOP, "a paging loop must be told, as an error or as an event"
        return
    assert type(error) is fault.raises, f"{name} must raise {fault.raises.__name__}: {error!r}"
    assert str(error), f"{name} is not explained"
    if isinstance(error, RateLimited) and fault.kind is FaultKind.LIMITED_UNTIL:
        assert error.retry_after, f"the place said when to come back, and retry_after is {error.retry_after}"
    if isinstance(error, RateLimited) and error.retry_after is not None:
        assert error.retry_after > 0, f"retry_after is {error.retry_after}, which lies in the past"


def _names(errors: Iterable[type[CollectError] | None]) -> str:
    return " or ".join(error.__name__ if error else "no error" for error in errors)


def _within(item: Item, period: Coverage) -> bool:
    about = period.brand is None or period.brand in {match.brand for match in item.matches}
    return about and period.since <= item.mention.published_at < period.until
