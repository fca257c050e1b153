"""What a post of X says: a mention, or the reason why it is none.

A post that was edited is one mention: its id and its time are those of its first version, its words those of the
version that came.
"""

import html
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from collectors.x.snowflakes import post_id, time_of
from storage.models import Mention, Reject, Role, SourceName

_LONGEST_RAW = 2_000
_TOO_DEEP = "(nested too deeply to be shown)"
_COUNTS = ("like_count", "retweet_count", "reply_count", "quote_count")
# Older codes that X still uses, and its marks for posts without words.
_LANGUAGES = {"in": "id", "iw": "he", "und": None, "zxx": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """What X tells of an author, where it was asked."""

    name: str | None
    followers: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostReader:
    """Reads the posts of one answer; `own` are the brand's accounts."""

    source: SourceName
    own: frozenset[str]
    authors: Mapping[str, Author]

    def read(self, post: object, now: datetime) -> Mention | Reject:
        """Return what a post says; a Reject tells the reason."""
        try:
            return self._mention(_fields(post), now)
        except ValueError as reason:
            place = f"post {_shown(post.get('id'))}" if isinstance(post, dict) else "a post"
            return Reject(place=place, reason=str(reason), raw=_raw(post))

    def _mention(self, post: Mapping[str, object], now: datetime) -> Mention:
        id, history = version(post), versions(post)
        author = _text(post.get("author_id"))
        known = self.authors.get(author or "")
        published = _published(post, history[0])
        if max(published, time_of(id)) > now:
            raise ValueError(f"the post is from {max(published, time_of(id)).isoformat()}, after now")
        return Mention(
            source=self.source,
            external_id=str(history[0]),
            text=_words(post),
            published_at=published,
            edited_at=time_of(id) if id != history[0] else None,
            role=Role.BRAND if author in self.own else Role.CUSTOMER,
            author_key=author,
            author_name=known.name if known else None,
            reach=known.followers if known else None,
            parent_id=_answered(post),
            thread_id=_text(post.get("conversation_id")),
            engagement=_engagement(post),
            language_hint=_language(post),
            url=f"https://x.com/i/status/{id}",
        )


def authors_of(users: Iterable[object]) -> dict[str, Author]:
    """Read the user objects of an answer, by id."""
    found = {}
    for user in users:
        if isinstance(user, dict) and (id := _text(user.get("id"))):
            metrics = user.get("public_metrics")
            followers = _count(metrics.get("followers_count")) if isinstance(metrics, dict) else None
            found[id] = Author(name=_text(user.get("username")), followers=followers)
    return found


def version(post: object) -> int:
    """Return the id of the version that came; raises ValueError where the post has none."""
    written = _fields(post).get("id")
    id = post_id(written)
    if id is None:
        raise ValueError(f"the id {_shown(written)} is no whole number in digits")
    return id


def versions(post: object) -> Sequence[int]:
    """Return the ids of all versions of a post, the first one first; its own id where X tells none."""
    listed = _fields(post).get("edit_history_tweet_ids")
    known = {id for each in listed if (id := post_id(each)) is not None} if isinstance(listed, list) else set()
    return sorted(known | {version(post)})


def unread(error: object) -> Reject | None:
    """Turn an error within an answer into a Reject; None where it is not about a post, but about an author, say."""
    if not isinstance(error, dict) or error.get("resource_type") != "tweet":
        return None
    id = _text(error.get("resource_id")) or _text(error.get("value"))
    reason = _text(error.get("detail")) or _text(error.get("title")) or "X gives no reason"
    return Reject(place=f"post {_shown(id)}", reason=reason[:300], raw=_raw(error))


def _fields(post: object) -> Mapping[str, object]:
    if not isinstance(post, dict):
        raise ValueError(f"a post is an object, not {type(post).__name__}")
    return post


def _published(post: Mapping[str, object], first: int) -> datetime:
    """Return when the first version was published: `created_at` tells of the version that came, and no fractions."""
    stated = post.get("created_at")
    try:
        told = "created_at" not in post or (isinstance(stated, str) and datetime.fromisoformat(stated) is not None)
    except ValueError:
        told = False
    if not told:
        raise ValueError(f"created_at {_shown(stated)} is no time such as 2025-03-04T12:00:00.000Z")
    return time_of(first)


def _words(post: Mapping[str, object]) -> str:
    """Return the whole text; the field `text` ends after 280 characters. X writes &, < and > as HTML does."""
    note = post.get("note_tweet")
    long = note.get("text") if isinstance(note, dict) else None
    text = long if isinstance(long, str) and long else post.get("text")
    if not isinstance(text, str):
        raise ValueError(f"the text {_shown(text)} is no text")
    return html.unescape(text)


def _answered(post: Mapping[str, object]) -> str | None:
    references = post.get("referenced_tweets")
    for reference in references if isinstance(references, list) else ():
        if isinstance(reference, dict) and reference.get("type") == "replied_to":
            return _text(reference.get("id"))
    return None


def _engagement(post: Mapping[str, object]) -> int | None:
    metrics = post.get("public_metrics")
    counts = [_count(metrics.get(name)) for name in _COUNTS] if isinstance(metrics, dict) else []
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def _language(post: Mapping[str, object]) -> str | None:
    code = _text(post.get("lang"))
    return None if code is None or (code.startswith("q") and len(code) == 3) else _LANGUAGES.get(code, code)


def _count(value: object) -> int | None:
    return value if type(value) is int and 0 <= value < 1 << 53 else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _shown(value: object) -> str:
    try:
        return ascii(value)[:100]
    except RecursionError:
        return _TOO_DEEP


def _raw(value: object) -> str:
    try:
        return json.dumps(value)[:_LONGEST_RAW]
    except RecursionError:
        return _TOO_DEEP
