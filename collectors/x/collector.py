"""How X is read forward: each query by walks from the newest post down to what is known, one batch per request.

Queries take turns, so that a flood about one brand keeps no other waiting.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache, partial

from collectors.contract import Setup
from collectors.x import verifying
from collectors.x.client import FEWEST, Client
from collectors.x.marks import Mark, dump, parse
from collectors.x.options import Options
from collectors.x.pages import Page
from collectors.x.posts import PostReader, authors_of, unread
from collectors.x.queries import Query
from collectors.x.snowflakes import time_of
from collectors.x.walking import Backlog, Outcome, backlog, ended, first, step
from storage.errors import RateLimited
from storage.models import Batch, Coverage, Item, Mention, Reject, SourceEvent, SourceEventKind, SourceName, Verified

_NO_ANSWER = Page(posts=())
_ENDS = (Outcome.DONE, Outcome.GIVEN_UP)
_MOST_TRIED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class _Move:
    """One step of a query: what was left before it, the answer, and the mark after it."""

    query: Query
    before: Mark
    left: Backlog
    page: Page
    after: Mark
    outcome: Outcome


class XCollector:
    """Reads what X finds for each query of each brand, and asks whether posts still stand."""

    def __init__(self, setup: Setup, options: Options) -> None:
        self._source = setup.source
        self._options = options
        self._client = Client(options, setup.meter)
        self._queries = {query.key: query for query in options.queries}

    def collect(self, cursor: str | None, now: datetime) -> Iterator[Batch]:
        """Yield what was published after `cursor`, one batch per request."""
        now = now.astimezone(UTC)
        known = parse(cursor)
        marks = self._marks(known, now)
        resumed = {key for key, mark in known.items() if mark.walk is not None}
        waiting: deque[tuple[str, str | None]] = deque((key, None) for key in marks)
        while waiting:
            key, token = waiting.popleft()
            move = self._move(self._queries[key], marks[key], token, now)
            if move is None:
                continue
            coverage = _coverage(self._source, move, self._siblings(move.query, marks))
            # The mark moves to the end: whoever was read longest ago comes first in the next turn, too.
            del marks[key]
            marks[key] = move.after
            if move.outcome in (Outcome.DOWN, Outcome.FOLLOW):
                waiting.append((key, move.page.more if move.outcome is Outcome.FOLLOW else None))
            elif move.outcome in _ENDS and key in resumed:
                # That walk began in an earlier turn: what was published since then lies above it.
                resumed.remove(key)
                waiting.append((key, None))
            yield self._batch(move, dump(marks), coverage, now)
            if move.page.wait is not None and waiting:
                raise RateLimited("X takes no further request in this window", move.page.wait)

    def verify(self, mentions: Sequence[Mention], now: datetime) -> Iterator[Verified]:
        """Ask X for each of these posts, up to a hundred at a time."""
        now = now.astimezone(UTC)
        standing = cache(partial(self._standing, now))
        return verifying.verify(self._client, self._source, self._options.own, mentions, now, standing=standing)

    def _standing(self, now: datetime) -> str | None:
        """Return the id of a post that X finds right now; None where it finds none for the first few queries."""
        left = backlog(Mark(since=0), now)
        for query in list(self._queries.values())[:_MOST_TRIED]:
            page = self._client.search(query.text, since=left.since, until=left.walk.below, now=now, most=FEWEST)
            if page.ids:
                return str(max(page.ids))
        return None

    def _marks(self, known: Mapping[str, Mark], now: datetime) -> dict[str, Mark]:
        """Leave out queries that are gone, and let those that are new go first.

        A new query may take the place of one that is gone: it begins no later than that one ended.
        """
        gone = min((mark.since for key, mark in known.items() if key not in self._queries), default=None)
        begun = first(now, self._options.backfill)
        if gone is not None and gone < begun.since:
            begun = replace(begun, since=gone)
        new = {key: begun for key in self._queries if key not in known}
        return new | {key: mark for key, mark in known.items() if key in self._queries}

    def _siblings(self, query: Query, marks: Mapping[str, Mark]) -> tuple[Mark, ...]:
        """Return the marks of the brand's other queries."""
        keys = [key for key, other in self._queries.items() if other.brand.id == query.brand.id]
        return tuple(marks[key] for key in keys if key != query.key)

    def _move(self, query: Query, mark: Mark, token: str | None, now: datetime) -> _Move | None:
        """Ask X for the next page of a query; None where nothing can be there yet."""
        left = backlog(mark, now)
        if not left.empty:
            page = self._client.search(query.text, since=left.since, until=left.walk.below, more=token, now=now)
            after, outcome = step(mark, left, page, followed=token is not None)
        elif mark.walk is not None:
            page, after, outcome = _NO_ANSWER, replace(ended(left), gap=mark.gap), Outcome.DONE
        else:
            return None
        return _Move(query=query, before=mark, left=left, page=page, after=after, outcome=outcome)

    def _batch(self, move: _Move, cursor: str, coverage: tuple[Coverage, ...], now: datetime) -> Batch:
        reader = PostReader(source=self._source, own=self._options.own, authors=authors_of(move.page.users))
        read = [reader.read(post, now) for post in move.page.posts]
        unreadable = [reject for error in move.page.errors if (reject := unread(error)) is not None]
        return Batch(
            items=tuple(Item(mention=m, matches=move.query.matches(m.text)) for m in read if isinstance(m, Mention)),
            rejects=(*(reject for reject in read if isinstance(reject, Reject)), *unreadable),
            cursor=cursor,
            events=_events(self._source, move, now),
            coverage=coverage,
            backfilled=move.left.walk.history,
        )


def _coverage(source: SourceName, move: _Move, siblings: Sequence[Mark]) -> tuple[Coverage, ...]:
    """Say what is complete now and was not before: for a brand of several queries, what each of them has read."""
    if move.outcome not in _ENDS:
        return ()
    since, until = (min((mark, *(s.since for s in siblings))) for mark in (move.left.since, move.after.since))
    since = max(since, move.after.gap, *(s.gap for s in siblings))
    if until <= since:
        return ()
    brand = move.query.brand.id
    return (Coverage(source=source, since=time_of(since + 1), until=time_of(until + 1), brand=brand),)


def _events(source: SourceName, move: _Move, now: datetime) -> tuple[SourceEvent, ...]:
    brand = move.query.brand
    if move.outcome is Outcome.LOOP:
        if move.before.looped:
            return ()
        below = f"{time_of(move.left.walk.below):%Y-%m-%d %H:%M}"
        detail = (
            f"X answers {move.query.text[:100]} with a page that leads nowhere; what was posted before {below} UTC is"
            " asked for once more at the next turn, and then left out"
        )
        return (SourceEvent(source=source, kind=SourceEventKind.LOOP, at=now, detail=detail, brand=brand.id),)
    lost = move.left.since > move.before.since and not move.left.walk.history
    if move.outcome in _ENDS and lost:
        since, until = (f"{time_of(id + 1):%Y-%m-%d %H:%M}" for id in (move.before.since, move.left.since))
        detail = f"posts about {brand.name} from {since} to {until} UTC are lost: X tells of the last seven days only"
        return (SourceEvent(source=source, kind=SourceEventKind.CATCH_UP, at=now, detail=detail, brand=brand.id),)
    return ()
