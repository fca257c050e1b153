"""What Reddit calls a thing: how a submission or a comment becomes a mention, and when it is one no more."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from storage.models import Mention, Reject, Role, SourceName
from storage.text import one_line

FULLNAME = re.compile(r"t[13]_[0-9a-z]{1,13}")
COMMENT, SUBMISSION = "t1", "t3"
ADDRESS = "https://www.reddit.com"

_MOST_RAW = 2_000
# More than the largest thread there ever was.
_MOST_COMMENTS = 10_000_000
# 2005, when Reddit began, and 2100.
_EARLIEST, _LATEST = 1_100_000_000, 4_102_444_800
_TAKEN_OUT = re.compile(r"\[\s*(?:deleted|removed)(?:\s+by\s[^\]]*)?\s*\]", re.IGNORECASE)
_NOBODY = frozenset({"", "[deleted]"})
_BOTS = frozenset({"automoderator"})


class Malformed(ValueError):
    """Something stands where a submission or a comment should; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """A submission or a comment as Reddit tells it. Times are seconds since 1970.

    `gone` are those its author deleted, or someone else removed: Reddit keeps a shell of them.
    """

    name: str
    created: int
    edited: int | None
    gone: bool
    text: str
    author: str | None
    author_id: str | None
    thread: str | None
    parent: str | None
    score: int
    comments: int
    link: str | None


def read(raw: object) -> Thing:
    """Read a thing; raises Malformed for what is none."""
    if not isinstance(raw, dict) or raw.get("kind") not in (COMMENT, SUBMISSION):
        raise Malformed("it is neither a submission nor a comment")
    data = raw.get("data")
    if not isinstance(data, dict):
        raise Malformed("it holds no data")
    name = data.get("name")
    if not isinstance(name, str) or not FULLNAME.fullmatch(name) or not name.startswith(raw["kind"]):
        raise Malformed("it has no name such as t3_1abcde")
    created = _seconds(data.get("created_utc"))
    if created is None:
        raise Malformed("it does not say when it was written")
    submission = raw["kind"] == SUBMISSION
    body = _text(data, "selftext" if submission else "body", needed=not submission)
    title = _text(data, "title", needed=True) if submission else ""
    author = data.get("author")
    author_id = data.get("author_fullname")
    link = data.get("permalink")
    return Thing(
        name=name,
        created=created,
        edited=_seconds(data.get("edited")),
        gone=bool(_TAKEN_OUT.fullmatch(body.strip())) or bool(submission and data.get("removed_by_category")),
        text="\n\n".join(part for part in (title, body) if part.strip()),
        author=author if isinstance(author, str) and author not in _NOBODY else None,
        author_id=author_id if isinstance(author_id, str) and author_id else None,
        thread=name if submission else _name(data.get("link_id")),
        parent=None if submission else _name(data.get("parent_id")),
        score=_whole(data.get("score")),
        comments=min(max(0, _whole(data.get("num_comments"))), _MOST_COMMENTS),
        # One that begins otherwise could lead to another host.
        link=link if isinstance(link, str) and link.startswith("/") else None,
    )


def sifted(entries: Iterable[object], place: str) -> tuple[tuple[Thing, ...], tuple[Reject, ...]]:
    """Part the things among some entries from what is none; `place` says where they stood."""
    things: list[Thing] = []
    rejects: list[Reject] = []
    for entry in entries:
        try:
            things.append(read(entry))
        except Malformed as reason:
            rejects.append(reject(entry, place, reason))
    return tuple(things), tuple(rejects)


def mention(thing: Thing, source: SourceName, own: frozenset[str], now: datetime) -> Mention:
    """Return what a thing says; an edit that is after `now` by the clock is not dated, so that it is taken later."""
    edited = thing.edited if thing.edited is not None and thing.edited <= now.timestamp() else None
    return Mention(
        source=source,
        external_id=thing.name,
        text=thing.text,
        published_at=moment(thing.created),
        edited_at=None if edited is None else moment(edited),
        role=_role(thing.author, own),
        author_key=(thing.author_id or thing.author) if thing.author else None,
        author_name=thing.author,
        parent_id=thing.parent,
        thread_id=thing.thread,
        url=ADDRESS + thing.link if thing.link else None,
        engagement=thing.score + thing.comments,
    )


def reject(raw: object, place: str, reason: Malformed) -> Reject:
    """Return the reject of what is no thing; the same one again for the same content."""
    name = raw.get("data", {}).get("name") if isinstance(raw, dict) and isinstance(raw.get("data"), dict) else None
    where = f"{place}: {one_line(name, 40)}" if isinstance(name, str) else place
    try:
        held = json.dumps(raw)
    except RecursionError:
        held = "(nested too deeply to be shown)"
    return Reject(place=where, reason=str(reason), raw=held[:_MOST_RAW])


def moment(seconds: int) -> datetime:
    """Return the time so many seconds after 1970."""
    return datetime.fromtimestamp(seconds, UTC)


def _role(author: str | None, own: frozenset[str]) -> Role:
    name = (author or "").lower()
    if name in own:
        return Role.BRAND
    return Role.BOT if name in _BOTS else Role.CUSTOMER


def _text(data: dict[str, Any], field: str, *, needed: bool) -> str:
    value = data.get(field)
    if isinstance(value, str):
        return value
    if needed or value is not None:
        raise Malformed(f"its {field} is no text")
    return ""


def _seconds(value: object) -> int | None:
    """Read a time; Reddit writes False for "never"."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if _EARLIEST <= value <= _LATEST else None


def _whole(value: object) -> int:
    usable = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53
    return value if usable else 0  # type: ignore[return-value]


def _name(value: object) -> str | None:
    return value if isinstance(value, str) and FULLNAME.fullmatch(value) else None
