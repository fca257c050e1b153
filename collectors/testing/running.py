"""How a collector is run for examination: built anew each time, within the errors of its contract, under one's ears."""

import logging
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from collectors.contract import Collector, Setup, Verifier
from collectors.testing.subject import Subject
from storage.errors import CollectError, SettingsError
from storage.models import Batch, Item, Mention, Verified

MOST_STOPS = 20

Told = TypeVar("Told")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one run brought, and the error it ended with, if it did."""

    batches: tuple[Batch, ...]
    error: CollectError | SettingsError | None = None

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for batch in self.batches for item in batch.items)

    @property
    def cursor(self) -> str | None:
        """The cursor to go on from: that of the last batch, None before any."""
        return self.batches[-1].cursor if self.batches else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What the place said of mentions it was asked for, and the error that ended it, if one did."""

    told: tuple[Verified, ...] = ()
    error: CollectError | SettingsError | None = None

    @property
    def asked(self) -> frozenset[str]:
        return frozenset(each for answer in self.told for each in answer.asked)

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for answer in self.told for item in answer.items)

    @property
    def gone(self) -> frozenset[str]:
        return frozenset(each for answer in self.told for each in answer.gone)


def run(subject: Subject, cursor: str | None = None, setup: Setup | None = None) -> Run:
    """Build a collector anew, as after a restart, and read all it has; errors beyond the contract are refused."""
    batches, error = _read(subject, setup, "collect", lambda collector: collector.collect(cursor, subject.now))
    return Run(batches=batches, error=error)


def whole(subject: Subject) -> Run:
    """Read the subject's place from its beginning, which must succeed."""
    first = run(subject)
    assert first.error is None, f"a first run raised {first.error!r}"
    return first


def verify(subject: Subject, mentions: Sequence[Mention], setup: Setup | None = None) -> Answers:
    """Ask whether mentions still stand; a collector that cannot be asked answers nothing."""

    def ask(collector: Collector) -> Iterable[Verified]:
        return collector.verify(mentions, subject.now) if isinstance(collector, Verifier) else ()

    told, error = _read(subject, setup, "verify", ask)
    return Answers(told=told, error=error)


def verifies(subject: Subject) -> bool:
    """Say whether the subject's collector can ask its place about what it collected."""
    return isinstance(subject.factory(subject.setup), Verifier)


def promptly(subject: Subject, work: Callable[[], Told]) -> Told:
    """Do what must not wait; whoever is not done within the subject's patience waits."""
    done: list[Told] = []
    failed: list[BaseException] = []

    def body() -> None:
        try:
            done.append(work())
        except BaseException as error:
            failed.append(error)

    # A daemon, because a collector that waits cannot be stopped, and must not keep the tests from ending.
    worker = threading.Thread(target=body, daemon=True)
    worker.start()
    worker.join(subject.patience_seconds)
    assert not worker.is_alive(), f"it waits: it gave no answer within {subject.patience_seconds:g} seconds"
    if failed:
        raise failed[0]
    return done[0]


@contextmanager
def listening() -> Iterator[list[str]]:
    """Hear everything that is logged, at any level."""
    heard: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            heard.append(self.format(record))

    root, ear = logging.getLogger(), Ear()
    level = root.level
    root.addHandler(ear)
    root.setLevel(logging.DEBUG)
    try:
        yield heard
    finally:
        root.setLevel(level)
        root.removeHandler(ear)


def written(error: Exception | None) -> list[str]:
    """Write an error as a log shows it, with all that it came from."""
    return [] if error is None else traceback.format_exception(error)


def ids(items: Iterable[Item]) -> frozenset[str]:
    """Give the external ids of items."""
    return frozenset(item.mention.external_id for item in items)


def same_ids(everything: Iterable[Item], parts: Iterable[Item], when: str) -> None:
    """Compare by identity: nothing is lost, and nothing comes that is not there."""
    expected, found = ids(everything), ids(parts)
    assert expected <= found, f"{when} lost {sample(expected - found)}"
    assert found <= expected, f"{when} brought what is not there: {sample(found - expected)}"


def same_union(everything: Iterable[Item], parts: Iterable[Item], when: str) -> None:
    """Compare by content, so that what is repeated counts once and what is changed counts."""
    expected, found = ({(item.mention, item.matches) for item in items} for items in (everything, parts))
    assert expected <= found, f"{when} lost {sample(m.external_id for m, _ in expected - found)}"
    assert found <= expected, f"{when} brought what is not there: {sample(m.external_id for m, _ in found - expected)}"


def sample(found: Iterable[str]) -> str:
    """Write how many there are, and which are the first."""
    named = sorted(found)
    return f"{len(named)} items: {named[:5]}"


def spread(steps: int) -> tuple[int, ...]:
    """Choose at most some twenty of so many steps, the first and the last among them."""
    stride = max(1, -(-steps // MOST_STOPS))
    return tuple(sorted({*range(0, steps, stride), steps - 1} if steps else ()))


def _read(
    subject: Subject, setup: Setup | None, what: str, begin: Callable[[Collector], Iterable[Told]]
) -> tuple[tuple[Told, ...], CollectError | SettingsError | None]:
    told: list[Told] = []
    try:
        for each in begin(subject.factory(setup or subject.setup)):
            told.append(each)
    except (CollectError, SettingsError) as error:
        return tuple(told), error
    except Exception as error:
        raise AssertionError(f"{what} may raise CollectError and SettingsError, it raised {error!r}") from error
    return tuple(told), None
