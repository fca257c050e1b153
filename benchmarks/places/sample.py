"""The sample brand as a place: a story that is told up to any moment, and that never fails."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

from collectors.contract import Setup
from collectors.sample import build
from collectors.sample.brand import sample_brand, sample_sources
from collectors.sample.channels import Channel
from collectors.testing import FaultKind, NotApplicable, Subject

START = date(2026, 9, 7)
NOW = datetime(START.year, START.month, START.day, tzinfo=UTC) + timedelta(days=33, hours=5)


@contextmanager
def subject(channel: Channel = Channel.SHOP) -> Iterator[Subject]:
    """Open one channel of the story, in the middle of its plot."""
    (source,) = [each for each in sample_sources(START) if each.name == f"sample:{channel}"]
    never = "the story is invented on this machine"
    yield Subject(
        factory=build,
        setup=Setup(source=source.name, brands=(sample_brand(),), options=source.options),
        now=NOW,
        faults=tuple(NotApplicable(kind=kind, reason=never) for kind in FaultKind),
        earlier=NotApplicable(reason="the story is told up to any moment it is asked for"),
        edited=NotApplicable(reason="nobody rewrites the story"),
        deleted=NotApplicable(reason="nobody deletes from the story"),
        requests=NotApplicable(reason="the story costs nothing"),
    )
