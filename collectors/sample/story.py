"""The plot: what happens on which day of the toy maker's autumn, counted from day 0, a Monday of the story."""

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import NotRequired, TypedDict

from collectors.sample.channels import Channel
from collectors.sample.posts import Post
from storage.models import Role

DAYS = 60
"""How long the story is; afterwards everyday life goes on."""

TORCH_LAUNCH = timedelta(days=40, hours=8)
TORCH_DAY = 57
"""The day of the mother's post about the torch that burned her child's hand."""

DELIVERY_DAY = 56
DELIVERY_HOUR = 7
"""When on the first day of the carrier's strike people begin to notice, in UTC."""

LATE_PARCELS: Mapping[int, int] = MappingProxyType({56: 66, 57: 96, 58: 74, 59: 30, 60: 12, 61: 4})
"""Complaints about late parcels that the strike adds, by day and over all channels."""

OUTAGE_CHANNEL = Channel.FORUM
OUTAGE_START = timedelta(days=30, hours=10)
OUTAGE_END = timedelta(days=31)


class _Beat(TypedDict):
    id: str
    channel: str
    at: str
    language: str
    theme: str
    author: str
    text: str
    times: NotRequired[int]
    role: NotRequired[str]
    parent: NotRequired[str]
    points: NotRequired[int]
    product: NotRequired[str]
    reposts: NotRequired[list[tuple[str, str, bool]]]


@lru_cache(maxsize=8)
def scripted(channel: Channel) -> tuple[Post, ...]:
    """Return the posts of the plot that are not left to chance: the torch, the brand's news, and hostile posts."""
    script: list[_Beat] = json.loads(files("collectors.sample").joinpath("phrases", "story.json").read_text("utf-8"))
    return tuple(post for beat in script if beat["channel"] == channel for post in _posts(beat))


def _posts(beat: _Beat) -> Iterator[Post]:
    id, text = f"{beat['channel']}-{beat['id']}", beat["text"] * beat.get("times", 1)
    yield Post(
        id=id,
        at=_moment(beat["at"]),
        author=beat["author"],
        language=beat["language"],
        theme=beat["theme"],
        text=text,
        role=Role(beat.get("role", "customer")),
        parent=beat.get("parent"),
        thread=beat.get("parent"),
        points=beat.get("points"),
        product=beat.get("product"),
    )
    for n, (at, author, quoted) in enumerate(beat.get("reposts", ()), start=1):
        yield Post(
            id=f"{id}-repost-{n}",
            at=_moment(at),
            author=author,
            language=beat["language"],
            theme="repost",
            text=f"RT @{beat['author']}: {text}" if quoted else text,
        )


def _moment(written: str) -> timedelta:
    """Read a moment of the story.

    >>> _moment("57 16:04")
    datetime.timedelta(days=57, seconds=57840)
    """
    day, clock = written.split()
    hours, minutes = clock.split(":")
    return timedelta(days=int(day), hours=int(hours), minutes=int(minutes))
