"""What X knows of a post and its author, and how it writes that."""

import html
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from collectors.x.snowflakes import time_of

POST_FIELDS = frozenset(
    {
        "author_id",
        "conversation_id",
        "created_at",
        "edit_history_tweet_ids",
        "id",
        "lang",
        "note_tweet",
        "public_metrics",
        "referenced_tweets",
        "text",
    }
)
_LONGEST_TEXT = 280


@dataclass(slots=True, kw_only=True)
class User:
    """Somebody who posts."""

    id: str
    name: str
    followers: int = 7

    def told(self, *, metrics: bool) -> dict[str, Any]:
        """Write a user object as X does."""
        told: dict[str, Any] = {"id": self.id, "name": self.name.title(), "username": self.name}
        counts = {"followers_count": self.followers, "following_count": 1, "tweet_count": 1, "listed_count": 0}
        return {**told, "public_metrics": counts} if metrics else told


@dataclass(slots=True, kw_only=True)
class Post:
    """A post: the texts of its versions by their ids, the first one first."""

    versions: dict[int, str]
    author: str
    lang: str = "en"
    reply_to: str | None = None
    thread: str | None = None
    retweet: bool = False
    likes: int = 0
    deleted: bool = False
    hidden: bool = False

    def told(self, id: int, seen: Sequence[int], fields: Collection[str]) -> dict[str, Any]:
        """Write one version as X does, with the fields that were asked for; `seen` are the versions so far."""
        text, first = html.escape(self.versions[id], quote=False), min(self.versions)
        long = len(text) > _LONGEST_TEXT
        whole: dict[str, Any] = {
            "id": str(id),
            "text": text[: _LONGEST_TEXT - 1] + "…" if long else text,
            "edit_history_tweet_ids": [str(each) for each in seen],
            "author_id": self.author,
            "conversation_id": self.thread or str(first),
            "created_at": f"{time_of(id):%Y-%m-%dT%H:%M:%S}.000Z",
            "lang": self.lang,
            "public_metrics": {
                "retweet_count": 0,
                "reply_count": 0,
                "like_count": self.likes,
                "quote_count": 0,
                "bookmark_count": 0,
                "impression_count": 0,
            },
        }
        if long:
            whole["note_tweet"] = {"text": text}
        if self.reply_to:
            whole["referenced_tweets"] = [{"type": "replied_to", "id": self.reply_to}]
        return {name: value for name, value in whole.items() if name in fields}
