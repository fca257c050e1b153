"""One turn: every question is asked once, those that wait longest first, and each answer becomes a batch."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from collectors.contract import Setup
from collectors.reddit import threads, walking
from collectors.reddit.answers import Closed
from collectors.reddit.client import Client
from collectors.reddit.cursor import Followed, State
from collectors.reddit.options import Options
from collectors.reddit.packing import Matching, Packer
from collectors.reddit.pages import Page
from collectors.reddit.queries import Query, about, digest
from collectors.reddit.things import Thing, moment, sifted
from collectors.reddit.walking import Step
from storage.errors import SourceUnavailable
from storage.models import Batch, Brand, Coverage, Match, SourceEvent, SourceEventKind

SUBREDDITS_AT_ONCE = 25
CLOSED_FOR = 600
"""Seconds after which a subreddit that may not be read is asked again: Reddit refuses by mistake too, and a listing
that holds only the newest thousand moves on meanwhile."""
_DAY = 86_400

Ask = Callable[[str | None, int], Page]


class Turn:
    """Reads on from a state; `batches` is called once."""

    def __init__(
        self,
        *,
        client: Client,
        setup: Setup,
        options: Options,
        queries: Sequence[Query],
        state: State,
        now: datetime,
    ) -> None:
        self._client = client
        self._source = setup.source
        self._packer = Packer(source=setup.source, own=options.own, now=now)
        self._brands = {brand.id: brand for brand in setup.brands}
        self._options = options
        self._queries = queries
        self._second = int(now.timestamp())
        self._streams = _grouped(options.subreddits)
        self._state = self._current(state)
        self._answered = False

    def batches(self) -> Iterator[Batch]:
        """Ask every question. Raises what the client raises, SourceUnavailable where nothing may be read at all."""
        refused = ""
        for task in self._tasks():
            try:
                yield from task()
            except Closed as closed:
                refused = str(closed)
        if refused and not self._answered:
            raise SourceUnavailable(f"no subreddit of this source may be read: {refused}")
        # At last, because what is under a submission belongs to what was written about a brand.
        covered = tuple(period for brand in self._brands.values() for period in self._coverage(brand))
        yield Batch(items=(), cursor=self._state.cursor(), coverage=covered)

    def _tasks(self) -> list[Callable[[], Iterator[Batch]]]:
        """Order the questions: first what is under way, then what was not asked for longest."""
        asked: list[tuple[str, Callable[[], Iterator[Batch]]]] = [
            *((query.key, partial(self._search, query)) for query in self._queries),
            *((key, partial(self._stream, key, names)) for key, names in self._streams.items()),
        ]
        readings = self._state.readings
        ranked = [(readings[key].walk is None, readings[key].done, task) for key, task in asked]
        if self._options.threads:
            # After every search: what was just found has comments too.
            searched = max((readings[query.key].done for query in self._queries), default=0)
            ranked.insert(len(self._queries), (True, searched, self._threads))
        return [task for _, _, task in sorted(ranked, key=lambda each: each[:2])]

    def _current(self, state: State) -> State:
        """Keep what is still asked for, and begin what is new."""
        asked = {query.key: query.digest for query in self._queries}
        asked |= {key: digest(*names) for key, names in self._streams.items()}
        readings = {
            key: known
            if (known := state.readings.get(key)) and known.digest == what
            else walking.begin(what, self._second, self._options.backfill_days * _DAY)
            for key, what in asked.items()
        }
        followed = (replace(f, brands=tuple(b for b in f.brands if b in self._brands)) for f in state.followed)
        places = {*self._options.subreddits, self._options.search_in}
        remembered = self._second - _DAY
        return replace(
            state,
            readings=readings,
            followed=tuple(f for f in followed if f.brands)[: self._options.threads],
            closed={name: until for name, until in state.closed.items() if until > remembered and name in places},
        )

    def _search(self, query: Query) -> Iterator[Batch]:
        brand = self._brands[query.brand]
        where, place = self._options.search_in, f"search for {brand.id}"
        if self._closed(where):
            raise Closed(f"r/{where}")

        def ask(after: str | None, most: int) -> Page:
            return self._client.search(query.text, where, after, most)

        def matching(thing: Thing) -> tuple[Match, ...]:
            return about((brand,), query.text, thing.text)

        try:
            for step in self._walk(query.key, ask, place):
                before = self._state
                followed = threads.follow(before.followed, step.things, brand.id, self._options.threads)
                self._state = replace(before.reading(query.key, step.reading), followed=followed)
                yield from self._step(step, before, place, matching, brand)
        except Closed as closed:
            yield self._told({where: str(closed)})
            raise

    def _stream(self, key: str, names: Sequence[str]) -> Iterator[Batch]:
        try:
            yield from self._comments(key, names)
        except Closed as closed:
            open_names = [name for name in names if not self._closed(name)]
            if not open_names:
                raise
            if found := self._found_closed(open_names, closed):
                yield self._told(found)
            yield from self._comments(key, names)

    def _comments(self, key: str, names: Sequence[str]) -> Iterator[Batch]:
        together = "+".join(name for name in names if not self._closed(name))
        if not together:
            raise Closed(f"r/{'+'.join(names)}")

        def ask(after: str | None, most: int) -> Page:
            return self._client.comments(together, after, most)

        place = f"comments of r/{together}"
        for step in self._walk(key, ask, place):
            before = self._state
            self._state = before.reading(key, step.reading)
            yield from self._step(step, before, place, None, None)

    def _closed(self, name: str) -> bool:
        return self._state.closed.get(name, 0) > self._second

    def _found_closed(self, names: Sequence[str], together: Closed) -> dict[str, str]:
        """Ask one by one which of some subreddits may not be read, where they refuse to be read together.

        None of them: then the refusal was a mistake.
        """
        if len(names) == 1:
            return {names[0]: str(together)}
        found: dict[str, str] = {}
        for name in names:
            try:
                self._client.comments(name, None, 1)
            except Closed as closed:
                found[name] = str(closed)
        return found

    def _told(self, found: dict[str, str]) -> Batch:
        """Remember for a while what may not be read, and tell of what was open before."""
        events = tuple(
            self._packer.event(SourceEventKind.FAILURE, f"r/{name} may not be read: {reason}")
            for name, reason in found.items()
            if name not in self._state.closed
        )
        closed = {**self._state.closed, **dict.fromkeys(found, self._second + CLOSED_FOR)}
        self._state = replace(self._state, closed=closed)
        return Batch(items=(), cursor=self._state.cursor(), events=events)

    def _threads(self) -> Iterator[Batch]:
        """Look after the submissions that are followed: edits, deletions, and comments where their number changed."""
        if not self._state.followed:
            return
        before, now = self._state, self._second
        place = "submissions that are followed"
        things, rejects = sifted(self._client.info([each.name for each in before.followed]), place)
        found = {thing.name: thing for thing in things}
        gone = {thing.name for thing in things if thing.gone}
        standing = [(each, found.get(each.name)) for each in before.followed if each.name not in gone]
        edited = [(each, thing) for each, thing in standing if thing and each.edited < (thing.edited or 0) <= now]
        worded = {each.name: replace(each, edited=thing.edited or 0) for each, thing in edited}
        self._state = replace(before, followed=tuple(worded.get(each.name, each) for each, _ in standing))
        yield Batch(
            items=tuple(self._packer.item(thing, partial(self._under, each)) for each, thing in edited),
            cursor=self._state.cursor(),
            rejects=rejects,
            withdrawn=tuple(sorted(gone)),
        )
        for each in self._state.followed:
            thing = found.get(each.name)
            if thing and thing.comments != each.comments:
                yield from self._thread(replace(each, comments=thing.comments))

    def _thread(self, followed: Followed) -> Iterator[Batch]:
        place = f"comments under {followed.name}"
        before = self._state
        try:
            things, rejects = threads.comments(self._client.thread(followed.name, followed.comments), place)
        except Closed:
            things, rejects = (), ()
        written = tuple(thing for thing in things if thing.created <= self._second)
        if len(written) == len(things):
            others = tuple(followed if each.name == followed.name else each for each in before.followed)
            self._state = replace(before, followed=others)
        asked = [self._state.readings[query.key].asked_at for query in self._queries if query.brand in followed.brands]
        first = max(asked, default=self._second)
        cursors = (before.cursor(), self._state.cursor())
        yield from self._packer.parted(written, partial(self._under, followed), first, cursors, rejects=rejects)

    def _under(self, followed: Followed, thing: Thing) -> tuple[Match, ...]:
        brands = [self._brands[brand] for brand in followed.brands]
        return about(brands, f"under {followed.name}", thing.text)

    def _walk(self, key: str, ask: Ask, place: str) -> Iterator[Step]:
        """Finish the walk that is under way, and walk once more where it was begun in an earlier turn."""
        reading = self._state.readings[key]
        yield from walking.walk(ask, reading, place, self._second)
        if reading.walk is not None and reading.walk.began < self._second and not self._state.readings[key].looped:
            yield from walking.walk(ask, self._state.readings[key], place, self._second)

    def _step(
        self, step: Step, before: State, place: str, matching: Matching | None, brand: Brand | None
    ) -> Iterator[Batch]:
        self._answered = True
        events: list[SourceEvent] = []
        if step.missed is not None:
            since, until = (f"{moment(at):%Y-%m-%d %H:%M:%S}" for at in step.missed)
            said = f"{place}: what was written between {since} and {until} UTC is beyond the end of Reddit's listing"
            events.append(self._packer.event(SourceEventKind.CATCH_UP, said, brand))
        if step.loop:
            said = f"{place}: the listing leads back to where it was; what is older waits"
            events.append(self._packer.event(SourceEventKind.LOOP, said, brand))
        yield from self._packer.parted(
            step.things,
            matching,
            step.reading.asked_at,
            (before.cursor(), self._state.cursor()),
            rejects=step.rejects,
            events=tuple(events),
        )

    def _coverage(self, brand: Brand) -> tuple[Coverage, ...]:
        """Return the time in which every search for a brand missed nothing."""
        spans = [self._state.readings[query.key].span for query in self._queries if query.brand == brand.id]
        known = [span for span in spans if span is not None]
        if not known or len(known) < len(spans):
            return ()
        since, until = max(span[0] for span in known), min(span[1] for span in known)
        if not since < until <= self._second:
            return ()
        return (Coverage(source=self._source, since=moment(since), until=moment(until), brand=brand.id),)


def _grouped(names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Part subreddits into streams; no brand's id holds a slash."""
    return {
        f"r/{start}": tuple(names[start : start + SUBREDDITS_AT_ONCE])
        for start in range(0, len(names), SUBREDDITS_AT_ONCE)
    }
