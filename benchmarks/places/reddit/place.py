"""A small Reddit on this machine: search, comments, threads and info in the real shapes, under the real limits.

What it holds is told beforehand, each post with the times at which it is written, indexed, edited and deleted, and what
can be seen of it is a matter of the clock: so a place can be rebuilt at any moment, and two of them agree.
"""

import base64
import itertools
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from benchmarks.places.reddit.posts import Key, Post, listing, told, tree
from benchmarks.places.reddit.query import Index
from benchmarks.places.server import Answer, Asked, Place
from collectors.testing import FaultKind

CLIENT_ID = "W0bbleth0rnClient"
CLIENT_SECRET = "sentinel-client-secret-27c1"
LONGEST_LISTING = 1_000
LARGEST_PAGE = 100
WINDOW = 600

Failing = Callable[[int, Asked], FaultKind | None]


class RedditPlace(Place):
    """A Reddit that holds posts; `clock` tells what time it is there.

    `subreddits` says which are not public: "private", "banned" or "quarantined"; a name that no post has does not
    exist. `strict` refuses several subreddits together when one of them may not be read; else that one is left out.
    `requests_per_window` is what one window of 600 seconds takes; what came beyond it is counted in `over_limit`.
    """

    def __init__(
        self,
        posts: Iterable[Post],
        clock: Callable[[], datetime],
        *,
        fault: Failing = lambda _number, _asked: None,
        subreddits: Mapping[str, str] | None = None,
        strict: bool = False,
        requests_per_window: int = 1_000,
        token_seconds: int = 86_400,
        credentials: tuple[str, str] = (CLIENT_ID, CLIENT_SECRET),
    ) -> None:
        super().__init__(fault)
        self.clock = clock
        self.over_limit = 0
        self.strict = strict
        self.token_seconds = token_seconds
        self.subreddits = {name.lower(): state for name, state in (subreddits or {}).items()}
        self._requests_per_window = requests_per_window
        self._credentials = credentials
        self._window, self._used = -1, 0
        self._tokens: dict[str, datetime] = {}
        self._posts = {post.name: post for post in sorted(posts, key=lambda post: post.key)}
        self._comments: dict[str, list[Key]] = defaultdict(list)
        self._under: dict[str, list[Post]] = defaultdict(list)
        for post in self._posts.values():
            self.subreddits.setdefault(post.subreddit.lower(), "public")
            if post.parent is not None:
                self._comments[post.subreddit.lower()].append(post.key)
                self._under[post.submission or ""].append(post)
        submissions = (post for post in self._posts.values() if post.parent is None)
        self._to_index = sorted(submissions, key=lambda post: post.created.timestamp() + post.indexed_after)
        self._found: dict[str, Index] = {}

    def revoke_tokens(self) -> None:
        """Make every access token worthless, as Reddit does at times."""
        self._tokens.clear()

    def said_at(self, name: str) -> datetime:
        """Return when a post was written."""
        return self._posts[name].created

    def answer(self, asked: Asked) -> Answer:
        """Answer as Reddit does: credentials first, then the limit, then the question."""
        if asked.path == "/api/v1/access_token":
            return self._token(asked)
        if refused := self._unauthorized(asked):
            return refused
        over, headers = self._counted()
        if over:
            return Answer(status=429, body={"message": "Too Many Requests", "error": 429}, headers=headers)
        answer = self._answer(asked)
        return replace(answer, headers={**headers, **answer.headers})

    def refusal(self, fault: FaultKind, asked: Asked) -> Answer:
        """Answer with a fault, in the words Reddit has for it."""
        match fault:
            case FaultKind.LIMITED_UNTIL:
                headers = {"x-ratelimit-remaining": "0", "x-ratelimit-used": "1000", "x-ratelimit-reset": "217"}
                return Answer(status=429, body={"message": "Too Many Requests", "error": 429}, headers=headers)
            case FaultKind.LIMITED:
                return Answer(status=429, body={"message": "Too Many Requests", "error": 429})
            case FaultKind.UNAUTHORIZED:
                return _UNAUTHORIZED
            case FaultKind.PAYMENT:
                return Answer(status=402, body={"message": "Payment Required", "error": 402})
            case FaultKind.FORBIDDEN:
                return Answer(status=403, body={"message": "Forbidden", "error": 403})
            case FaultKind.PARTIAL:
                return self._with_errors(asked)
            case FaultKind.LOOP:
                honest = replace(asked, query={k: v for k, v in asked.query.items() if k != "after"})
                return self.answer(honest)
            case _:
                return Answer(status=503, body=b"<html><body>Our CDN was unable to reach our servers</body></html>")

    def _token(self, asked: Asked) -> Answer:
        pair = base64.b64encode(":".join(self._credentials).encode()).decode()
        if asked.headers.get("Authorization") != f"Basic {pair}":
            return Answer(status=401, body={"message": "Unauthorized", "error": 401})
        if asked.form.get("grant_type") != "client_credentials":
            return Answer(body={"error": "unsupported_grant_type"})
        token = f"sentinel-access-token-{len(self._tokens)}-{len(self.asked)}"
        self._tokens[token] = self.clock() + timedelta(seconds=self.token_seconds)
        said = {"access_token": token, "token_type": "bearer", "expires_in": self.token_seconds, "scope": "*"}
        return Answer(body=said)

    def _unauthorized(self, asked: Asked) -> Answer | None:
        token = asked.headers.get("Authorization", "").removeprefix("bearer ")
        ends = self._tokens.get(token)
        return None if ends is not None and self.clock() < ends else _UNAUTHORIZED

    def _counted(self) -> tuple[bool, dict[str, str]]:
        """Count a request in its window; say whether that was too many, and what Reddit tells of it."""
        seconds = self.clock().timestamp()
        window = int(seconds // WINDOW)
        if window != self._window:
            self._window, self._used = window, 0
        self._used += 1
        over = self._used > self._requests_per_window
        self.over_limit += over
        return over, {
            "x-ratelimit-used": str(min(self._used, self._requests_per_window)),
            "x-ratelimit-remaining": f"{max(0, self._requests_per_window - self._used)}.0",
            "x-ratelimit-reset": str(max(1, int((window + 1) * WINDOW - seconds))),
        }

    def _answer(self, asked: Asked) -> Answer:
        path = asked.path.strip("/").removesuffix(".json")
        if path == "api/info":
            return Answer(body=self._info(asked.query.get("id", "").split(",")))
        if found := re.fullmatch(r"comments/([0-9a-z]+)", path):
            return self._thread(found[1], asked)
        if found := re.fullmatch(r"(?:r/([^/]+)/)?(search|comments)", path):
            names, refused = self._readable(found[1] or "all")
            if refused:
                return refused
            asking = self._search if found[2] == "search" else self._newest_comments
            return asking(names, asked)
        return _NOT_FOUND

    def _readable(self, where: str) -> tuple[frozenset[str] | None, Answer | None]:
        """Say which subreddits are asked for, None for all, or why they may not be read."""
        names = [name.lower() for name in where.split("+")]
        if "all" in names:
            return None, None
        states = {name: self.subreddits.get(name, "unknown") for name in names}
        refused = [name for name, state in states.items() if state != "public"]
        if refused and (self.strict or len(refused) == len(names)):
            return None, _REFUSALS[states[refused[0]]]
        return frozenset(names) - frozenset(refused), None

    def _search(self, names: frozenset[str] | None, asked: Asked) -> Answer:
        query = asked.query.get("q", "")
        if not query or len(query) > 512:
            return Answer(status=400, body={"message": "Bad Request", "error": 400})
        index = self._found.setdefault(query, Index(query))
        keys = index.until(self._to_index, self.clock())
        if asked.query.get("restrict_sr", "false").lower() not in ("true", "1", "on"):
            names = None
        since = _SPANS.get(asked.query.get("t", "all"))
        oldest = self.clock() - since if since else None

        def shown(post: Post) -> bool:
            here = names is None or post.subreddit.lower() in names
            return here and (oldest is None or post.created >= oldest)

        return self._listed([keys], asked, shown, keep_shells=False)

    def _newest_comments(self, names: frozenset[str] | None, asked: Asked) -> Answer:
        lists = [self._comments[name] for name in sorted(names if names is not None else self._comments)]
        return self._listed(lists, asked, lambda _post: True, keep_shells=True)

    def _listed(
        self, lists: Sequence[list[Key]], asked: Asked, shown: Callable[[Post], bool], *, keep_shells: bool
    ) -> Answer:
        """Answer with a page of what is in some lists, newest first.

        What was deleted keeps its rank in a listing of a subreddit, and is only not shown; a search forgets it.
        """
        limit = min(max(1, int(asked.query.get("limit", "25"))), LARGEST_PAGE)
        at = self.clock()
        newest = (at.timestamp(), "~")
        merged = (self._posts[name] for _, name in _newest_first(lists, newest))
        ranked = (post for post in merged if shown(post) and (keep_shells or not post.gone(at)))
        found = list(itertools.islice(ranked, LONGEST_LISTING))
        after, before = (self._posts.get(asked.query.get(name, "")) for name in ("after", "before"))
        if "after" in asked.query:
            found = [post for post in found if after is not None and post.key < after.key]
        elif "before" in asked.query:
            found = [post for post in found if before is not None and post.key > before.key][-limit:]
        page = found[:limit]
        children = [self._told(post) for post in page if not post.gone(at)]
        return Answer(body=listing(children, page[-1].name if len(found) > limit else None))

    def _info(self, names: Sequence[str]) -> Any:
        at = self.clock()
        found = (self._posts[name] for name in names[:LARGEST_PAGE] if name in self._posts)
        return listing([self._told(post) for post in found if post.created <= at], None)

    def _thread(self, submission: str, asked: Asked) -> Answer:
        post = self._posts.get(f"t3_{submission}")
        if post is None or post.created > self.clock():
            return _NOT_FOUND
        _, refused = self._readable(post.subreddit)
        if refused:
            return refused
        limit = min(max(1, int(asked.query.get("limit", "200"))), 500)
        comments = [comment for comment in self._under[submission] if comment.created <= self.clock()]
        return Answer(
            body=[listing([self._told(post)], None), listing(tree(post.name, comments, limit, self.clock()), None)]
        )

    def _told(self, post: Post) -> dict[str, Any]:
        at = self.clock()
        return told(post, at, sum(1 for comment in self._under[post.id] if comment.created <= at))

    def _with_errors(self, asked: Asked) -> Answer:
        """Answer honestly, with things among the honest ones that could not be made."""
        answer = self.answer(asked)
        listings = answer.body if isinstance(answer.body, list) else [answer.body]
        for last in listings[-1:]:
            if isinstance(last, dict) and last.get("kind") == "Listing":
                last["data"]["children"] += [None, {"kind": "t3", "data": {"error": 500}}]
        return answer


def _newest_first(lists: Sequence[list[Key]], newest: Key) -> Iterator[Key]:
    """Merge sorted lists from a key downwards, touching no more of them than is asked for."""
    ends = [bisect_right(keys, newest) for keys in lists]
    if len(lists) == 1:
        yield from (lists[0][n] for n in range(ends[0] - 1, -1, -1))
        return
    while True:
        latest = max((n for n, end in enumerate(ends) if end), key=lambda n: lists[n][ends[n] - 1], default=None)
        if latest is None:
            return
        ends[latest] -= 1
        yield lists[latest][ends[latest]]


_UNAUTHORIZED = Answer(
    status=401,
    body={"message": "Unauthorized", "error": 401},
    headers={"www-authenticate": 'Bearer realm="reddit", error="invalid_token"'},
)
_NOT_FOUND = Answer(status=404, body={"message": "Not Found", "error": 404})
_REFUSALS = {
    "private": Answer(status=403, body={"reason": "private", "message": "Forbidden", "error": 403}),
    "quarantined": Answer(status=403, body={"reason": "quarantined", "message": "Forbidden", "error": 403}),
    "banned": Answer(status=404, body={"reason": "banned", "message": "Not Found", "error": 404}),
    "unknown": Answer(status=302, headers={"location": "/subreddits/search.json?q=unknown"}),
}
_SPANS = {
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "month": timedelta(days=30),
    "year": timedelta(days=365),
}
