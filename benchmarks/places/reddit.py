"""A small Reddit on this machine: search, comments, threads and info in the real shapes, under the real limits.

What it holds is told beforehand, each post with the times at which it is written, indexed, edited and deleted, and what
can be seen of it is a matter of the clock: so a place can be rebuilt at any moment, and two of them agree.
"""

import base64
import itertools
import re
import socket
from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks.places.server import Answer, Asked, Place, serving
from collectors.contract import Setup
from collectors.reddit import build
from collectors.testing import Deleted, Edited, Fault, FaultKind, Subject
from storage.errors import BadPayload, BudgetSpent, CollectError, RateLimited, SourceUnavailable, Unauthorized
from storage.models import Brand, BrandId, SourceName

CLIENT_ID = "W0bbleth0rnClient"
CLIENT_SECRET = "sentinel-client-secret-27c1"
LONGEST_LISTING = 1_000
LARGEST_PAGE = 100
WINDOW = 600

Fault_ = Callable[[int, Asked], FaultKind | None]
_Key = tuple[float, str]


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
    def key(self) -> _Key:
        """Where the post stands in a listing by time."""
        return self.created.timestamp(), self.name

    def gone(self, at: datetime) -> bool:
        """Say whether only a shell of it can be seen."""
        return any(end is not None and end <= at for end in (self.deleted, self.removed))


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
        fault: Fault_ = lambda _number, _asked: None,
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
        self._comments: dict[str, list[_Key]] = defaultdict(list)
        self._under: dict[str, list[Post]] = defaultdict(list)
        for post in self._posts.values():
            self.subreddits.setdefault(post.subreddit.lower(), "public")
            if post.parent is not None:
                self._comments[post.subreddit.lower()].append(post.key)
                self._under[post.submission or ""].append(post)
        submissions = (post for post in self._posts.values() if post.parent is None)
        self._to_index = sorted(submissions, key=lambda post: post.created.timestamp() + post.indexed_after)
        self._found: dict[str, _Index] = {}

    def revoke_tokens(self) -> None:
        """Make every access token worthless, as Reddit does at times."""
        self._tokens.clear()

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
            listing = self._search if found[2] == "search" else self._newest_comments
            return listing(names, asked)
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
        index = self._found.setdefault(query, _Index(query))
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
        self, lists: Sequence[list[_Key]], asked: Asked, shown: Callable[[Post], bool], *, keep_shells: bool
    ) -> Answer:
        """Answer with a page of what is in some lists, newest first.

        What was deleted keeps its rank in a listing of a subreddit, and is only not shown; a search forgets it.
        """
        limit = min(max(1, int(asked.query.get("limit", "25"))), LARGEST_PAGE)
        at = self.clock()
        newest = (at.timestamp(), "~")
        merged = (self._posts[name] for _, name in _newest_first(lists, newest))
        ranked = (post for post in merged if shown(post) and (keep_shells or not post.gone(at)))
        listing = list(itertools.islice(ranked, LONGEST_LISTING))
        after, before = (self._posts.get(asked.query.get(name, "")) for name in ("after", "before"))
        if "after" in asked.query:
            listing = [post for post in listing if after is not None and post.key < after.key]
        elif "before" in asked.query:
            listing = [post for post in listing if before is not None and post.key > before.key][-limit:]
        page = listing[:limit]
        children = [self._told(post) for post in page if not post.gone(at)]
        return Answer(body=_listing(children, page[-1].name if len(listing) > limit else None))

    def _info(self, names: Sequence[str]) -> Any:
        at = self.clock()
        found = (self._posts[name] for name in names[:LARGEST_PAGE] if name in self._posts)
        return _listing([self._told(post) for post in found if post.created <= at], None)

    def _thread(self, submission: str, asked: Asked) -> Answer:
        post = self._posts.get(f"t3_{submission}")
        if post is None or post.created > self.clock():
            return _NOT_FOUND
        _, refused = self._readable(post.subreddit)
        if refused:
            return refused
        limit = min(max(1, int(asked.query.get("limit", "200"))), 500)
        comments = [comment for comment in self._under[submission] if comment.created <= self.clock()]
        return Answer(body=[_listing([self._told(post)], None), _listing(self._tree(post.name, comments, limit), None)])

    def _tree(self, root: str, comments: Sequence[Post], limit: int) -> list[Any]:
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
            told = self._told(comment)
            siblings.append(told)
            if replies[comment.name]:
                below: list[Any] = []
                told["data"]["replies"] = _listing(below, None)
                waiting.extend((reply, below) for reply in reversed(replies[comment.name]))
        return top

    def _told(self, post: Post) -> dict[str, Any]:
        """Tell a post as it reads by the clock."""
        at = self.clock()
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
            comments = sum(1 for comment in self._under[post.id] if comment.created <= at)
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

    def _with_errors(self, asked: Asked) -> Answer:
        """Answer honestly, with things among the honest ones that could not be made."""
        answer = self.answer(asked)
        listings = answer.body if isinstance(answer.body, list) else [answer.body]
        for listing in listings[-1:]:
            if isinstance(listing, dict) and listing.get("kind") == "Listing":
                listing["data"]["children"] += [None, {"kind": "t3", "data": {"error": 500}}]
        return answer


class _Index:
    """The submissions that a query finds, by time, as far as they were indexed."""

    def __init__(self, query: str) -> None:
        self._wanted = _parsed(query)
        self._seen = 0
        self._keys: list[_Key] = []

    def until(self, submissions: Sequence[Post], at: datetime) -> list[_Key]:
        """Return the keys of what is found at a time, oldest first; `submissions` are in the order of indexing."""
        while self._seen < len(submissions):
            post = submissions[self._seen]
            if post.created.timestamp() + post.indexed_after > at.timestamp():
                break
            self._seen += 1
            if self._wanted(f" {' '.join(_WORD.findall(f'{post.title} {post.text}'.casefold()))} "):
                insort(self._keys, post.key)
        return self._keys


def _newest_first(lists: Sequence[list[_Key]], newest: _Key) -> Iterator[_Key]:
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


_WORD = re.compile(r"\w+")
_TOKEN = re.compile(r'"[^"]*"|\(|\)|[^\s()"]+')
_Wanted = Callable[[str], bool]


def _parsed(query: str) -> _Wanted:
    """Read a query of quoted phrases, words, OR, AND, NOT and brackets; what stands side by side is meant together."""
    tokens = _TOKEN.findall(query)

    def either() -> _Wanted:
        found = [both()]
        while tokens and tokens[0] == "OR":
            tokens.pop(0)
            found.append(both())
        return found[0] if len(found) == 1 else lambda text: any(each(text) for each in found)

    def both() -> _Wanted:
        found: list[_Wanted] = []
        while tokens and tokens[0] not in ("OR", ")"):
            found.append(one())
        return lambda text: all(each(text) for each in found)

    def one() -> _Wanted:
        token = tokens.pop(0)
        if token == "NOT" and tokens:
            refused = one()
            return lambda text: not refused(text)
        if token == "(":
            inner = either()
            if tokens:
                tokens.pop(0)
            return inner
        phrase = " ".join(_WORD.findall(token.casefold()))
        return lambda text: token == "AND" or f" {phrase} " in text

    return either()


def _listing(children: list[Any], after: str | None) -> dict[str, Any]:
    data = {"after": after, "dist": len(children), "modhash": None, "geo_filter": "", "children": children}
    return {"kind": "Listing", "data": {**data, "before": None}}


def _user(name: str) -> str:
    return f"t2_{int.from_bytes(name.encode()[-6:], 'big'):x}"


def _slug(title: str) -> str:
    return "_".join(_WORD.findall(title.casefold()))[:50] or "_"


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

NOW = datetime(2026, 10, 14, 12, tzinfo=UTC)
"""When the small place of `subject` is read."""
ACME = Brand(id=BrandId("acme"), name="Acme", aliases=("Acme Toys",), excluded=("acme corporation",))
_RAISES: Mapping[FaultKind, type[CollectError] | None] = {
    FaultKind.LIMITED_UNTIL: RateLimited,
    FaultKind.LIMITED: RateLimited,
    FaultKind.UNAUTHORIZED: Unauthorized,
    FaultKind.PAYMENT: BudgetSpent,
    FaultKind.FORBIDDEN: Unauthorized,
    FaultKind.BROKEN: SourceUnavailable,
    FaultKind.REFUSED: SourceUnavailable,
    FaultKind.TIMEOUT: SourceUnavailable,
    FaultKind.TRUNCATED: SourceUnavailable,
    FaultKind.HTML: BadPayload,
    FaultKind.PARTIAL: None,
    FaultKind.LOOP: None,
}


def setup(url: str, *brands: Brand, **options: str) -> Setup:
    """Return the setup of a source that reads the place at an address."""
    return Setup(
        source=SourceName("reddit"),
        brands=brands or (ACME,),
        options={"reddit_url": url, "oauth_url": url, **options},
        secrets={"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET},
    )


def small(now: datetime = NOW) -> tuple[Post, ...]:
    """Return what a small place holds: pages of submissions, threads under some, and what a subreddit says besides."""
    posts: list[Post] = []
    for n in range(130):
        posts.append(
            Post(
                id=f"s{n:03}",
                created=now - timedelta(hours=n, minutes=7),
                author=f"parent_{n % 41}",
                subreddit="toys",
                title=f"Acme torch number {n}" if n % 10 else f"A torch number {n}",
                text=f"It lasted {n} days. Acme should know.",
                score=n % 17,
            )
        )
    for n in range(40):
        under, answers = f"s{2 * (n % 4):03}", n // 4
        parent = f"t3_{under}" if answers % 3 == 0 else f"t1_c{n - 4:03}"
        posts.append(
            Post(
                id=f"c{n:03}",
                created=now - timedelta(minutes=6) + timedelta(seconds=n),
                author=f"neighbour_{n % 13}",
                subreddit="toys",
                text=f"Same here, it burned my son. {n}" if n % 2 else f"Mine is fine. {n}",
                parent=parent,
                submission=under,
            )
        )
    return tuple(posts)


@contextmanager
def subject(now: datetime = NOW) -> Iterator[Subject]:
    """Open a small Reddit, the same one at other moments, and one for each way in which it can fail."""
    posts = small(now)
    # What is new is new submissions, with all that is said under them: older ones then read as they did.
    recent = {post.id for post in posts if post.parent is None and post.created > now - timedelta(hours=20)}
    rewritten, deleted = f"{posts[0].text} Edited: it caught fire.", now - timedelta(minutes=3)

    def placed(held: Iterable[Post], fault: Fault_ = lambda _number, _asked: None) -> RedditPlace:
        return RedditPlace(held, lambda: now + timedelta(hours=2), fault=fault, requests_per_window=1_000_000)

    with ExitStack() as opened:

        def opening(place: RedditPlace, **options: str) -> Setup:
            return setup(opened.enter_context(serving(place)), subreddits="toys", **options)

        whole = placed(posts)
        earlier = [post for post in posts if not recent & {post.id, post.submission}]
        edited = [replace(posts[0], edited=(deleted, rewritten)), *posts[1:]]
        without = [replace(posts[0], deleted=deleted), *posts[1:]]
        faults = tuple(
            Fault(
                kind=kind,
                setup=_nowhere()
                if kind is FaultKind.REFUSED
                else opening(
                    placed(posts, _failing(kind)), **({"timeout": "0.3"} if kind is FaultKind.TIMEOUT else {})
                ),
                raises=raises,
            )
            for kind, raises in _RAISES.items()
        )
        yield Subject(
            factory=build,
            setup=opening(whole),
            now=now,
            expected=frozenset(post.name for post in posts),
            rejected=0,
            faults=faults,
            earlier=opening(placed(earlier)),
            edited=Edited(setup=opening(placed(edited)), id=posts[0].name, text=f"{posts[0].title}\n\n{rewritten}"),
            deleted=Deleted(setup=opening(placed(without)), id=posts[0].name),
            requests=lambda: len(whole.asked),
        )


def _failing(kind: FaultKind) -> Fault_:
    """Let a place fail from its third request on, when a token and one page have been given."""
    return lambda number, _asked: kind if number >= 3 else None


def _nowhere() -> Setup:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return setup(f"http://127.0.0.1:{port}", subreddits="toys")
