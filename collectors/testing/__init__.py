"""What every collector must hold to, as checks that any test runner can call.

A test names what it wants examined and runs each check on it; a broken promise is an AssertionError that says which:

    @pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
    def test_my_collector_keeps_the_contract(check):
        check(Subject(factory=build, setup=Setup(...), now=datetime(2025, 3, 4, tzinfo=UTC), faults=(...), ...))

There is a check for each promise of `collectors.contract` and one for each way in which a place fails. A place that
cannot do something says so in its subject, and `excuse` tells which checks that leaves out, and why.
"""

from collections.abc import Callable, Mapping

from collectors.testing.changing import (
    a_clock_that_was_wrong_loses_nothing,
    a_deletion_is_told,
    an_edit_comes_again,
    what_is_said_later_comes_next,
    what_stands_is_confirmed,
)
from collectors.testing.failing import answer, every_fault_is_answered, survives
from collectors.testing.metering import (
    a_refusal_of_the_meter_is_obeyed,
    a_secret_is_a_reference_and_never_told,
    every_request_is_granted_first,
    the_least_grant_is_enough,
)
from collectors.testing.reading import (
    a_first_run_brings_everything,
    a_foreign_cursor_breaks_nothing,
    a_kill_after_any_batch_loses_nothing,
    a_run_is_repeatable,
    a_second_run_brings_nothing_new,
    an_id_means_one_mention,
    an_overlap_brings_only_what_was_there,
    an_unknown_option_is_refused,
    every_cursor_can_be_stored,
    every_time_is_utc_and_not_after_now,
)
from collectors.testing.running import Answers, Run, run, verifies, verify
from collectors.testing.subject import Check, Deleted, Edited, Fault, FaultKind, NotApplicable, Subject

__all__ = [
    "CHECKS",
    "FAULTS",
    "Answers",
    "Check",
    "Deleted",
    "Edited",
    "Fault",
    "FaultKind",
    "NotApplicable",
    "Run",
    "Subject",
    "a_clock_that_was_wrong_loses_nothing",
    "a_deletion_is_told",
    "a_first_run_brings_everything",
    "a_foreign_cursor_breaks_nothing",
    "a_kill_after_any_batch_loses_nothing",
    "a_refusal_of_the_meter_is_obeyed",
    "a_run_is_repeatable",
    "a_second_run_brings_nothing_new",
    "a_secret_is_a_reference_and_never_told",
    "an_edit_comes_again",
    "an_id_means_one_mention",
    "an_overlap_brings_only_what_was_there",
    "an_unknown_option_is_refused",
    "every_cursor_can_be_stored",
    "every_fault_is_answered",
    "every_request_is_granted_first",
    "every_time_is_utc_and_not_after_now",
    "excuse",
    "run",
    "the_least_grant_is_enough",
    "verify",
    "what_is_said_later_comes_next",
    "what_stands_is_confirmed",
]

FAULTS: Mapping[FaultKind, Check] = {kind: survives(kind) for kind in FaultKind}
"""The check of each kind of fault, named after it."""

CHECKS: tuple[Check, ...] = (
    a_first_run_brings_everything,
    a_kill_after_any_batch_loses_nothing,
    an_overlap_brings_only_what_was_there,
    a_second_run_brings_nothing_new,
    a_run_is_repeatable,
    what_is_said_later_comes_next,
    an_edit_comes_again,
    a_deletion_is_told,
    what_stands_is_confirmed,
    a_clock_that_was_wrong_loses_nothing,
    an_id_means_one_mention,
    every_time_is_utc_and_not_after_now,
    every_cursor_can_be_stored,
    a_foreign_cursor_breaks_nothing,
    an_unknown_option_is_refused,
    a_secret_is_a_reference_and_never_told,
    every_request_is_granted_first,
    a_refusal_of_the_meter_is_obeyed,
    the_least_grant_is_enough,
    every_fault_is_answered,
    *FAULTS.values(),
)


def excuse(subject: Subject, check: Check) -> str | None:
    """Say why a check does not apply to the subject; None where it does."""
    about = _ANSWERS.get(check)
    said = about(subject) if about else None
    return said.reason if isinstance(said, NotApplicable) else None


def _asked_again(subject: Subject) -> NotApplicable | None:
    return None if verifies(subject) else NotApplicable(reason="the place cannot be asked for single mentions")


def _secrets(subject: Subject) -> NotApplicable | None:
    return None if subject.setup.secrets else NotApplicable(reason="it needs no secret")


def _fault(kind: FaultKind) -> Callable[[Subject], object]:
    return lambda subject: answer(subject, kind)


_ANSWERS: Mapping[Check, Callable[[Subject], object]] = {
    what_is_said_later_comes_next: lambda subject: subject.earlier,
    an_edit_comes_again: lambda subject: subject.edited,
    a_deletion_is_told: lambda subject: subject.deleted,
    what_stands_is_confirmed: _asked_again,
    a_secret_is_a_reference_and_never_told: _secrets,
    every_request_is_granted_first: lambda subject: subject.requests,
    a_refusal_of_the_meter_is_obeyed: lambda subject: subject.requests,
    the_least_grant_is_enough: lambda subject: subject.requests,
    **{check: _fault(kind) for kind, check in FAULTS.items()},
}
