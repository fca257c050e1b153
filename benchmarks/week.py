"""A made-up week on X and Reddit: who says what when, what is edited and deleted, and which request goes wrong how."""

import random
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import pi, sin

from benchmarks.places.reddit import CLIENT_ID, CLIENT_SECRET, Post, RedditPlace
from benchmarks.places.server import Asked, serving
from benchmarks.places.x import TOKEN, XPlace
from collectors.testing import FaultKind
from storage.models import Brand, BrandId, Budget, Period, Source, SourceName

START = datetime(2026, 3, 2, tzinfo=UTC)
WEEK = timedelta(days=7)
ACME = Brand(id=BrandId("acme"), name="Acme", aliases=("Akme toys",))
SUBREDDITS = ("kettles", "toys", "parenting")
FAULT_SHARE = 0.04
EDITED, DELETED, NAMELESS = 0.02, 0.02, 0.3
"""Shares of posts that are edited, deleted, and (of Reddit's comments) about nobody who is watched."""
LATE_SECONDS = 240
"""How long after it was written Reddit's search may find a submission."""
POST_DOLLARS = 0.005
TIMES_PAID = 3.0
"""A post is paid when it is collected and each time it is checked; with this the busiest day is more than a budget."""

_SAID = ("{} kettle {} leaks again", "my {} torch {} is too hot to hold", "thank you {}, order {} came early")


class Clock:
    """What time it is, for everybody."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """One source over its place: what it must bring by the end, what it may bring, and what was deleted.

    `deleted` gives when each was deleted, and by when the store must know: when its age has doubled, and a day more.
    """

    source: Source
    place: XPlace | RedditPlace
    wanted: frozenset[str]
    possible: frozenset[str]
    deleted: dict[str, tuple[datetime, datetime]]


@contextmanager
def week(streams: int, items: int, faults: bool, seed: int, clock: Clock) -> Iterator[list[Stream]]:
    """Open K places, X and Reddit in turn, that share N items of a week."""
    with ExitStack() as stack:
        built = []
        for number in range(streams):
            chance = random.Random(f"{seed}/{number}")
            share = items // streams + (number < items % streams)
            make = _x if number % 2 == 0 else _reddit
            stream = make(number, share, chance, clock)
            if faults:
                stream.place.fault = at_random(chance, clock)
            url = stack.enter_context(serving(stream.place))
            built.append(_at(stream, url))
        yield built


def at_random(chance: random.Random, clock: Clock) -> "_Faults":
    """Let a share of all requests go wrong, in every way there is, until the week is over."""
    return _Faults(chance, clock)


class _Faults:
    def __init__(self, chance: random.Random, clock: Clock) -> None:
        self._chance = chance
        self._clock = clock

    def __call__(self, _: int, asked: Asked) -> FaultKind | None:
        if self._clock.now >= START + WEEK or self._chance.random() >= FAULT_SHARE:
            return None
        # Nobody answers at a place that refuses connections, so that fault cannot be told here.
        return self._chance.choice([kind for kind in FaultKind if kind is not FaultKind.REFUSED])


def times(share: int, chance: random.Random) -> list[datetime]:
    """Draw when things are said: more by day than by night, and a tenth of all on one afternoon."""
    seconds = WEEK.total_seconds()
    found = []
    while len(found) < share * 9 // 10:
        at = chance.uniform(0, seconds)
        if chance.random() < 0.55 - 0.45 * sin(2 * pi * at / 86_400):
            found.append(at)
    storm = 4.6 * 86_400
    found += [chance.uniform(storm, storm + 4 * 3_600) for _ in range(share - len(found))]
    return [START + timedelta(seconds=at) for at in sorted(found)]


def _x(number: int, share: int, chance: random.Random, clock: Clock) -> Stream:
    place = XPlace(clock, limit=450)
    posted, deleted = [], {}
    for n, at in enumerate(times(share, chance)):
        id = place.post(_words(n, chance), at, author=str(1_000 + chance.randrange(share // 3 + 1)))
        posted.append(id)
        fate = chance.random()
        if fate < EDITED:
            place.edit(id, _words(n, chance) + " (edited)", at + timedelta(minutes=chance.uniform(1, 50)))
        elif fate < EDITED + DELETED:
            deleted[id] = _known_by(at, at + timedelta(hours=chance.uniform(0.1, 60)))
    daily = share / 7 * POST_DOLLARS * TIMES_PAID
    source = Source(
        name=SourceName(f"x:{number}"),
        collector="x",
        options={"bearer_token": "env:WEEK_X_TOKEN", "timeout": "1"},
        budget=Budget(period=Period.DAY, dollars=round(daily, 2)),
    )
    everything = frozenset(posted)
    return Stream(source=source, place=place, wanted=everything - deleted.keys(), possible=everything, deleted=deleted)


def _reddit(number: int, share: int, chance: random.Random, clock: Clock) -> Stream:
    posts: list[Post] = []
    wanted, possible, deleted = set(), set(), {}
    submissions: list[Post] = []
    for n, at in enumerate(times(share, chance)):
        comment = bool(submissions) and chance.random() < 0.7
        under = chance.choice(submissions[-50:]) if comment else None
        named = not comment or chance.random() > NAMELESS
        fate = chance.random()
        gone = at + timedelta(hours=chance.uniform(0.1, 60)) if EDITED < fate < EDITED + DELETED else None
        post = Post(
            id=_base36(1_000_000 + n),
            created=at.replace(microsecond=0),
            author=f"user{chance.randrange(share // 3 + 1)}",
            subreddit=under.subreddit if under else chance.choice(SUBREDDITS),
            title="" if comment else _words(n, chance),
            text=_words(n, chance) if named else f"number {n} says nothing of it",
            parent=under.name if under else None,
            submission=under.id if under else None,
            indexed_after=0 if comment else chance.uniform(0, LATE_SECONDS),
            edited=(at + timedelta(minutes=30), _words(n, chance) + " (edited)") if fate < EDITED else None,
            deleted=gone,
        )
        posts.append(post)
        if not comment:
            submissions.append(post)
        possible.add(post.name)
        if gone is not None:
            deleted[post.name] = _known_by(at, gone)
        elif named:
            wanted.add(post.name)
    place = RedditPlace(posts, clock, requests_per_window=1_000)
    source = Source(
        name=SourceName(f"reddit:{number}"),
        collector="reddit",
        options={
            "client_id": "env:WEEK_REDDIT_ID",
            "client_secret": "env:WEEK_REDDIT_SECRET",
            "subreddits": ",".join(SUBREDDITS),
            "timeout": "1",
        },
        budget=Budget(period=Period.DAY, requests=20_000),
    )
    return Stream(source=source, place=place, wanted=frozenset(wanted), possible=frozenset(possible), deleted=deleted)


ENVIRONMENT = {"WEEK_X_TOKEN": TOKEN, "WEEK_REDDIT_ID": CLIENT_ID, "WEEK_REDDIT_SECRET": CLIENT_SECRET}
"""Where the sources' secrets lie."""


def _at(stream: Stream, url: str) -> Stream:
    named = {"url": url} if isinstance(stream.place, XPlace) else {"reddit_url": url, "oauth_url": url}
    source = stream.source
    moved = Source(
        name=source.name, collector=source.collector, options={**source.options, **named}, budget=source.budget
    )
    return Stream(
        source=moved, place=stream.place, wanted=stream.wanted, possible=stream.possible, deleted=stream.deleted
    )


def _known_by(said: datetime, gone: datetime) -> tuple[datetime, datetime]:
    """Give when something was deleted, and when at the latest it must have been asked for since."""
    return gone, max(gone + (gone - said), said + timedelta(days=1)) + timedelta(days=1)


def _words(n: int, chance: random.Random) -> str:
    return chance.choice(_SAID).format(chance.choice((ACME.name, ACME.aliases[0])), n)


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
    return digits
