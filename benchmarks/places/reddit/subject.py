"""A small Reddit to hold the collector to its contract: the same place at several moments, and in each way it fails."""

import socket
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from benchmarks.places.reddit.place import CLIENT_ID, CLIENT_SECRET, Failing, RedditPlace
from benchmarks.places.reddit.posts import Post
from benchmarks.places.server import serving
from collectors.contract import Setup
from collectors.reddit import build
from collectors.testing import Deleted, Edited, Fault, FaultKind, Subject
from storage.errors import BadPayload, BudgetSpent, CollectError, RateLimited, SourceUnavailable, Unauthorized
from storage.models import Brand, BrandId, SourceName

NOW = datetime(2026, 10, 14, 12, tzinfo=UTC)
"""When the small place of `subject` is read."""
ACME = Brand(id=BrandId("acme"), name="Acme", aliases=("Acme Toys",), excluded=("acme corporation",))
_RAISES: Mapping[FaultKind, type[CollectError] | None] = {
    FaultKind.LIMITED_UNTIL: RateLimited,
    FaultKind.LIMITED: RateLimited,
    FaultKind.UNAUTHORIZED: Unauthorized,
    FaultKind.PAYMENT: BudgetSpent,
    FaultKind.FORBIDDEN: Unauthorized,
    FaultKind.BROKEN: SourceUnavailable,
    FaultKind.REFUSED: SourceUnavailable,
    FaultKind.TIMEOUT: SourceUnavailable,
    FaultKind.TRUNCATED: SourceUnavailable,
    FaultKind.HTML: BadPayload,
    FaultKind.PARTIAL: None,
    FaultKind.LOOP: None,
}


def setup(url: str, *brands: Brand, **options: str) -> Setup:
    """Return the setup of a source that reads the place at an address."""
    return Setup(
        source=SourceName("reddit"),
        brands=brands or (ACME,),
        options={"reddit_url": url, "oauth_url": url, **options},
        secrets={"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET},
    )


def small(now: datetime = NOW) -> tuple[Post, ...]:
    """Return what a small place holds: pages of submissions, threads under some, and what a subreddit says besides."""
    posts: list[Post] = []
    for n in range(130):
        posts.append(
            Post(
                id=f"s{n:03}",
                created=now - timedelta(hours=n, minutes=7),
                author=f"parent_{n % 41}",
                subreddit="toys",
                title=f"Acme torch number {n}" if n % 10 else f"A torch number {n}",
                text=f"It lasted {n} days. Acme should know.",
                score=n % 17,
            )
        )
    for n in range(40):
        under, answers = f"s{2 * (n % 4):03}", n // 4
        parent = f"t3_{under}" if answers % 3 == 0 else f"t1_c{n - 4:03}"
        posts.append(
            Post(
                id=f"c{n:03}",
                created=now - timedelta(minutes=6) + timedelta(seconds=n),
                author=f"neighbour_{n % 13}",
                subreddit="toys",
                text=f"Same here, it burned my son. {n}" if n % 2 else f"Mine is fine. {n}",
                parent=parent,
                submission=under,
            )
        )
    return tuple(posts)


@contextmanager
def subject(now: datetime = NOW) -> Iterator[Subject]:
    """Open a small Reddit, the same one at other moments, and one for each way in which it can fail."""
    posts = small(now)
    # What is new is new submissions, with all that is said under them: older ones then read as they did.
    recent = {post.id for post in posts if post.parent is None and post.created > now - timedelta(hours=20)}
    rewritten, deleted = f"{posts[0].text} Edited: it caught fire.", now - timedelta(minutes=3)

    def placed(held: Iterable[Post], fault: Failing = lambda _number, _asked: None) -> RedditPlace:
        return RedditPlace(held, lambda: now + timedelta(hours=2), fault=fault, requests_per_window=1_000_000)

    with ExitStack() as opened:

        def opening(place: RedditPlace, **options: str) -> Setup:
            return setup(opened.enter_context(serving(place)), subreddits="toys", **options)

        whole = placed(posts)
        earlier = [post for post in posts if not recent & {post.id, post.submission}]
        edited = [replace(posts[0], edited=(deleted, rewritten)), *posts[1:]]
        without = [replace(posts[0], deleted=deleted), *posts[1:]]
        faults = tuple(
            Fault(
                kind=kind,
                setup=_nowhere()
                if kind is FaultKind.REFUSED
                else opening(
                    placed(posts, _failing(kind)), **({"timeout": "0.3"} if kind is FaultKind.TIMEOUT else {})
                ),
                raises=raises,
            )
            for kind, raises in _RAISES.items()
        )
        yield Subject(
            factory=build,
            setup=opening(whole),
            now=now,
            expected=frozenset(post.name for post in posts),
            rejected=0,
            faults=faults,
            earlier=opening(placed(earlier)),
            edited=Edited(setup=opening(placed(edited)), id=posts[0].name, text=f"{posts[0].title}\n\n{rewritten}"),
            deleted=Deleted(setup=opening(placed(without)), id=posts[0].name),
            requests=lambda: len(whole.asked),
        )


def _failing(kind: FaultKind) -> Failing:
    """Let a place fail from its third request on, when a token and one page have been given."""
    return lambda number, _asked: kind if number >= 3 else None


def _nowhere() -> Setup:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return setup(f"http://127.0.0.1:{port}", subreddits="toys")
