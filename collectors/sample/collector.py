"""How the story becomes a stream: which part of it a call hands over, and what the source says of itself."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from collectors.sample.brand import PRODUCTS
from collectors.sample.channels import PROFILES, Channel
from collectors.sample.days import published
from collectors.sample.posts import Post
from collectors.sample.story import DAYS, OUTAGE_CHANNEL, OUTAGE_END, OUTAGE_START
from storage.errors import BadPayload
from storage.models import (
    Batch,
    Coverage,
    Item,
    Match,
    Mention,
    Rating,
    SourceEvent,
    SourceEventKind,
    SourceName,
)

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a stream stands: the midnight with which its story began, and how far it was told."""

    anchor: datetime
    until: datetime

    def cursor(self) -> str:
        """Write the place as a cursor."""
        return json.dumps({"anchor": self.anchor.isoformat(), "until": self.until.isoformat()})

    @classmethod
    def parse(cls, cursor: str) -> "Place":
        """Read a place from a cursor; raises BadPayload if another collector wrote it."""
        try:
            fields = json.loads(cursor)
            anchor, until = (datetime.fromisoformat(fields[name]).astimezone(UTC) for name in ("anchor", "until"))
        except (ValueError, TypeError, KeyError) as error:
            raise BadPayload(f"cursor {cursor[:200]!r} is not one of the sample collector") from error
        return cls(anchor=anchor, until=until)


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleCollector:
    """Tells one channel of the story, one batch per day of it.

    The story begins at midnight UTC of `start`, else 59 days before the day of the first call; the cursor keeps that.
    """

    source: SourceName
    channel: Channel
    seed: str
    start: date | None
    matches: tuple[Match, ...]

    def collect(self, cursor: str | None, now: datetime) -> Iterator[Batch]:
        """Yield what the story published after `cursor` and not after `now`; during its outage the forum is silent."""
        place = Place.parse(cursor) if cursor is not None else self._opening(now)
        until = self._reachable(place.anchor, now.astimezone(UTC))
        first = cursor is None
        while place.until < until or (first and place.until == until):
            told = (place.until - place.anchor) // _DAY
            end = min(until, place.anchor + (told + 1) * _DAY)
            yield self._batch(place, end)
            place, first = Place(anchor=place.anchor, until=end), False

    def _opening(self, now: datetime) -> Place:
        start = self.start or now.astimezone(UTC).date() - (DAYS - 1) * _DAY
        anchor = datetime.combine(start, time(), UTC)
        return Place(anchor=anchor, until=anchor)

    def _reachable(self, anchor: datetime, now: datetime) -> datetime:
        """Say how far the source can be read at `now`: while it is out, no further than the outage's start."""
        if self.channel is OUTAGE_CHANNEL and anchor + OUTAGE_START <= now < anchor + OUTAGE_END:
            return anchor + OUTAGE_START
        return now

    def _batch(self, place: Place, until: datetime) -> Batch:
        after, end = place.until - place.anchor, until - place.anchor
        posts = published(self.seed, self.channel, after, end)
        covered = Coverage(source=self.source, since=place.until, until=until)
        return Batch(
            items=tuple(Item(mention=self._mention(post, place.anchor), matches=self.matches) for post in posts),
            cursor=Place(anchor=place.anchor, until=until).cursor(),
            events=tuple(self._events(place, until)),
            coverage=(covered,) if place.until < until else (),
        )

    def _events(self, place: Place, until: datetime) -> Iterator[SourceEvent]:
        if self.channel is OUTAGE_CHANNEL:
            out, back = place.anchor + OUTAGE_START, place.anchor + OUTAGE_END
            if place.until < out <= until:
                yield self._event(SourceEventKind.SILENCE, out, "the forum does not answer")
            if place.until < back <= until:
                yield self._event(SourceEventKind.CATCH_UP, back, "the forum answers again; what was missed is read")

    def _event(self, kind: SourceEventKind, at: datetime, detail: str = "") -> SourceEvent:
        return SourceEvent(source=self.source, kind=kind, at=at, detail=detail)

    def _mention(self, post: Post, anchor: datetime) -> Mention:
        profile = PROFILES[self.channel]
        scale = profile.scale
        return Mention(
            source=self.source,
            external_id=post.id,
            text=post.text,
            published_at=anchor + post.at,
            kind=profile.kind,
            role=post.role,
            author_key=post.author,
            author_name=post.author,
            parent_id=post.parent,
            thread_id=post.thread or (post.id if profile.threaded else None),
            rating=Rating(value=post.points, low=scale.low, high=scale.high)
            if scale and post.points is not None
            else None,
            product=PRODUCTS[post.product] if post.product else None,
            url=f"https://{self.channel}.wobblethorn.example/{post.id}" if profile.public else None,
            language_hint=post.language if profile.tells_language else None,
            reach=post.reach,
            engagement=post.engagement,
        )
