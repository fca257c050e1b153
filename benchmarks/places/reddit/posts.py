"""What the local Reddit holds: posts with their whole lives, and how Reddit tells them at a moment."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

_WORD = re.compile(r"\w+")

Key = tuple[float, str]
"""Where a post stands in a listing by time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A submission (without `parent`) or a comment under one, and its whole life.

    `id` is in base 36. A search finds a submission `indexed_after` seconds after it was written. `parent` is the full
    name of what a comment answers, `submission` the id of the submission it stands under.
    """

    id: str
    created: datetime
    author: str
    subreddit: str
    text: str
    title: str = ""
    parent: str | None = None
    submission: str | None = None
    score: int = 1
    indexed_after: float = 0
    edited: tuple[datetime, str] | None = None
    deleted: datetime | None = None
    removed: datetime | None = None

    @property
    def name(self) -> str:
        """The full name, such as t3_1abc."""
        return f"{'t3' if self.parent is None else 't1'}_{self.id}"

    @property
    def key(self) -> Key:
        """Where the post stands in a listing by time."""
        return self.created.timestamp(), self.name

    def gone(self, at: datetime) -> bool:
        """Say whether only a shell of it can be seen."""
        return any(end is not None and end <= at for end in (self.deleted, self.removed))


def told(post: Post, at: datetime, comments: int = 0) -> dict[str, Any]:
    """Tell a post as it reads at a moment; `comments` are those under a submission."""
    gone = post.gone(at)
    edited = post.edited if post.edited is not None and post.edited[0] <= at else None
    text = edited[1] if edited else post.text
    deleted = post.deleted is not None and post.deleted <= at
    shell = "[deleted]" if deleted else "[removed]"
    author = {"author": "[deleted]"} if deleted else {"author": post.author, "author_fullname": _user(post.author)}
    common = {
        "id": post.id,
        "name": post.name,
        "created_utc": post.created.timestamp(),
        "created": post.created.timestamp(),
        "edited": edited[0].timestamp() if edited else False,
        "subreddit": post.subreddit,
        "score": post.score,
        "ups": post.score,
        "distinguished": None,
        **author,
    }
    if post.parent is None:
        return {
            "kind": "t3",
            "data": {
                **common,
                "title": post.title,
                "selftext": shell if gone else text,
                "is_self": True,
                "num_comments": comments,
                "removed_by_category": ("deleted" if deleted else "moderator") if gone else None,
                "permalink": f"/r/{post.subreddit}/comments/{post.id}/{_slug(post.title)}/",
            },
        }
    return {
        "kind": "t1",
        "data": {
            **common,
            "body": shell if gone else text,
            "link_id": f"t3_{post.submission}",
            "parent_id": post.parent,
            "replies": "",
            "permalink": f"/r/{post.subreddit}/comments/{post.submission}/_/{post.id}/",
        },
    }


def tree(root: str, comments: Sequence[Post], limit: int, at: datetime) -> list[Any]:
    """Grow the trees of comments under a submission, newest first; what is beyond the limit is a stub."""
    replies: dict[str, list[Post]] = defaultdict(list)
    for comment in reversed(comments):
        replies[comment.parent or ""].append(comment)
    top: list[Any] = []
    waiting = [(comment, top) for comment in reversed(replies[root])]
    count = 0
    while waiting:
        comment, siblings = waiting.pop()
        if count >= limit:
            siblings.append({"kind": "more", "data": {"name": comment.name, "children": [comment.id], "count": 1}})
            continue
        count += 1
        shown = told(comment, at)
        siblings.append(shown)
        if replies[comment.name]:
            below: list[Any] = []
            shown["data"]["replies"] = listing(below, None)
            waiting.extend((reply, below) for reply in reversed(replies[comment.name]))
    return top


def listing(children: list[Any], after: str | None) -> dict[str, Any]:
    """Tell a page of things, and what the next page comes after."""
    data = {"after": after, "dist": len(children), "modhash": None, "geo_filter": "", "children": children}
    return {"kind": "Listing", "data": {**data, "before": None}}


def _user(name: str) -> str:
    return f"t2_{int.from_bytes(name.encode()[-6:], 'big'):x}"


def _slug(title: str) -> str:
    return "_".join(_WORD.findall(title.casefold()))[:50] or "_"
