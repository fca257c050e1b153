"""X as a subject of the conformance suite: some days of two brands, and X as it fails, changes and forgets."""

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta

from benchmarks.places.server import Asked, serving
from benchmarks.places.x.place import TOKEN, XPlace
from collectors.contract import Setup
from collectors.testing import Deleted, Edited, Fault, FaultKind, Subject
from collectors.x import build
from storage.errors import BadPayload, BudgetSpent, CollectError, RateLimited, SourceUnavailable, Unauthorized
from storage.models import Brand, BrandId, SourceName

NOW = datetime(2025, 6, 1, 12, tzinfo=UTC)
SOURCE = SourceName("x")
BRANDS = (
    Brand(id=BrandId("us-airways"), name="US Airways", aliases=("@USAirways",), excluded=("vintage poster",)),
    Brand(id=BrandId("wobble"), name='Wobblethorn & "Sons"', aliases=("wobblethorn",)),
)

_POSTS = 260
_SAID = (
    "US Airways lost my bag again",
    "still waiting for @usairways, <b>three</b> hours & counting",
    "my wobblethorn bear lost an eye, and US Airways my bear",
    "a vintage poster of US Airways",
    "nobody's business",
    "US Airways " + "delayed again \U0001f621 " * 30,
)
_FAILURES: tuple[tuple[FaultKind, type[CollectError] | None], ...] = (
    (FaultKind.LIMITED_UNTIL, RateLimited),
    (FaultKind.LIMITED, RateLimited),
    (FaultKind.UNAUTHORIZED, Unauthorized),
    (FaultKind.PAYMENT, BudgetSpent),
    (FaultKind.FORBIDDEN, Unauthorized),
    (FaultKind.BROKEN, SourceUnavailable),
    (FaultKind.TIMEOUT, SourceUnavailable),
    (FaultKind.TRUNCATED, SourceUnavailable),
    (FaultKind.HTML, BadPayload),
    (FaultKind.PARTIAL, None),
    (FaultKind.LOOP, None),
)


@contextmanager
def subject() -> Iterator[Subject]:
    """Open X as it is, and once more for each way in which it fails or changes; all on this machine."""
    with ExitStack() as places:

        def opened(place: XPlace) -> Setup:
            return setup(places.enter_context(serving(place)))

        whole, earlier = filled(), filled(_POSTS // 2)
        edited, deleted, later = filled(), filled(), NOW + timedelta(minutes=20)
        last = max(edited.posts)
        edited.edit(str(last), "US Airways found my bag, never mind", NOW + timedelta(minutes=10))
        deleted.delete(str(last))
        edited.clock = deleted.clock = lambda: later
        faults = [
            Fault(kind=kind, setup=opened(filled(fault=_failing(kind))), raises=raised) for kind, raised in _FAILURES
        ]
        faults.append(Fault(kind=FaultKind.REFUSED, setup=setup(_nowhere()), raises=SourceUnavailable))
        yield Subject(
            factory=build,
            setup=opened(whole),
            now=NOW,
            expected=frozenset(str(id) for id, post in whole.posts.items() if _wanted(post.versions[id])),
            rejected=0,
            faults=tuple(faults),
            earlier=opened(earlier),
            edited=Edited(setup=opened(edited), id=str(last), text=edited.newest(last), now=later),
            deleted=Deleted(setup=opened(deleted), id=str(last), now=later),
            requests=lambda: len(whole.asked),
        )


def setup(url: str, **options: str) -> Setup:
    """Configure a source that reads the local X at `url`."""
    options = {"url": url, "timeout": "2", "authors": "true", **options}
    return Setup(source=SOURCE, brands=BRANDS, options=options, secrets={"bearer_token": TOKEN})


def filled(posts: int = _POSTS, fault: Callable[[int, Asked], FaultKind | None] = lambda _n, _asked: None) -> XPlace:
    """Make a local X that holds the first so many posts of five days; its clock stands a minute after the last."""
    place = XPlace(lambda: NOW, fault=fault, limit=1_000_000)
    step = timedelta(days=5) / _POSTS
    begin = NOW - timedelta(days=5, minutes=2)
    for n in range(posts):
        place.post(f"{_SAID[n % len(_SAID)]} ({n})", begin + step * n, author=str(1001 + n % 9), lang="en")
    if posts < _POSTS:
        moment = begin + step * posts - timedelta(minutes=1)
        place.clock = lambda: moment
    return place


def _wanted(text: str) -> bool:
    return ("airways" in text.casefold() or "wobble" in text) and "vintage" not in text


def _failing(kind: FaultKind) -> Callable[[int, Asked], FaultKind | None]:
    """Fail at every second request, so that what comes before stands; a loop catches every page."""
    return lambda n, _asked: kind if n % 2 == 0 or kind in (FaultKind.LOOP, FaultKind.PARTIAL) else None


def _nowhere() -> str:
    """Return an address nobody listens to."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return f"http://127.0.0.1:{taken.getsockname()[1]}"
