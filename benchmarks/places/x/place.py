"""A local X: recent search and lookup by id of the API v2, with its limits, its bills and its own words of refusal."""

from bisect import bisect_left, insort
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from benchmarks.places.server import Answer, Asked, Place
from benchmarks.places.x import query as query_language
from benchmarks.places.x.posts import POST_FIELDS, Post, User
from benchmarks.places.x.words import PROBLEMS, Invalid, id_of, missing, names_of, problem, refuse_unknown, whole_of
from collectors.testing import FaultKind
from collectors.x.snowflakes import id_at, time_of

TOKEN = "AAAAAAAAAAAAAAAAAAAAAMLheAAAAAAA0-sentinel"
SEARCH, LOOKUP = "/2/tweets/search/recent", "/2/tweets"
POST_PRICE, USER_PRICE = 5_000, 10_000
"""What a post and a user object are billed, in millionths of a dollar."""

_UNSETTLED = timedelta(seconds=30)
_REACH = timedelta(days=7)
_WINDOW = 900
_SEQUENCE = 1 << 12
_REFUSALS: Mapping[FaultKind, tuple[int, str, str]] = {
    FaultKind.UNAUTHORIZED: (401, "about:blank", "Unauthorized"),
    FaultKind.PAYMENT: (402, PROBLEMS + "credits", "CreditsDepleted"),
    FaultKind.FORBIDDEN: (403, PROBLEMS + "client-forbidden", "Client Forbidden"),
    FaultKind.LIMITED: (429, "about:blank", "Too Many Requests"),
    FaultKind.LIMITED_UNTIL: (429, "about:blank", "Too Many Requests"),
    FaultKind.BROKEN: (503, "about:blank", "Service Unavailable"),
}


@dataclass(slots=True)
class _Window:
    """The requests to one endpoint since `begin`, in seconds."""

    begin: float = 0.0
    requests: int = 0


@dataclass(slots=True)
class _Index:
    """The ids of versions that match a query, in order."""

    test: query_language.Test
    ids: list[int] = field(default_factory=list)


class XPlace(Place):
    """Everything that was ever posted, as X tells it at the time of its own `clock`.

    `limit` requests are taken in 15 minutes and endpoint; `over_limit` counts those beyond. `billed` is in millionths
    of a dollar.
    """

    def __init__(
        self,
        clock: Callable[[], datetime],
        token: str = TOKEN,
        limit: int = 450,
        fault: Callable[[int, Asked], FaultKind | None] = lambda _n, _asked: None,
    ) -> None:
        super().__init__(fault)
        self.clock = clock
        self.token = token
        self.limit = limit
        self.over_limit = 0
        self.billed = 0
        self.posts: dict[int, Post] = {}
        self.users: dict[str, User] = {}
        self._versions: dict[int, Post] = {}
        self._said: dict[int, query_language.Said] = {}
        self._indexes: dict[str, _Index] = {}
        self._windows: dict[str, _Window] = {}

    def post(self, text: str, at: datetime, author: str = "1001", **more: Any) -> str:
        """Publish a post at a moment; returns its id."""
        with self.lock:
            post = Post(versions={}, author=author, **more)
            id = self._version(post, text, at)
            self.posts[id] = post
            self.users.setdefault(author, User(id=author, name=f"user{author}"))
            return str(id)

    def edit(self, id: str, text: str, at: datetime) -> str:
        """Publish a new version of a post; returns the version's id."""
        with self.lock:
            return str(self._version(self.posts[int(id)], text, at))

    def delete(self, id: str) -> None:
        """Delete a post with all its versions."""
        self.posts[int(id)].deleted = True

    def hide(self, id: str) -> None:
        """Keep a post from strangers, as a protected account does."""
        self.posts[int(id)].hidden = True

    def said_at(self, id: str) -> datetime:
        """Return when a post was published."""
        return time_of(int(id))

    def newest(self, id: int) -> str:
        """Return how a post reads in its last version."""
        versions = self.posts[id].versions
        return versions[max(versions)]

    def answer(self, asked: Asked) -> Answer:
        """Answer a search or a lookup."""
        refused = self._refused(asked)
        if refused is not None:
            return self._dated(refused, asked)
        try:
            body = self._search(asked.query) if asked.path == SEARCH else self._lookup(asked.query)
        except Invalid as invalid:
            return self._dated(invalid.answer, asked)
        self.billed += POST_PRICE * len(body.get("data", ())) + USER_PRICE * len(_users(body))
        return self._dated(Answer(body=body), asked)

    def refusal(self, fault: FaultKind, asked: Asked) -> Answer:
        """Refuse in X's own words; a partial answer and a loop are honest for the rest."""
        if fault is FaultKind.PARTIAL:
            return self._partial(self.answer(asked))
        if fault is FaultKind.LOOP:
            return self._loop(asked)
        status, kind, title = _REFUSALS[fault]
        headers = {}
        if fault is FaultKind.LIMITED_UNTIL:
            reset = int(self.clock().timestamp()) + 600
            headers = {"x-rate-limit-limit": "450", "x-rate-limit-remaining": "0", "x-rate-limit-reset": str(reset)}
        return Answer(status=status, body=problem(status, kind, title), headers={**headers, **self._date()})

    def _version(self, post: Post, text: str, at: datetime) -> int:
        id = id_at(at.astimezone(UTC)) | _SEQUENCE
        while id in self._versions:
            id += 1
        post.versions[id] = text
        self._versions[id] = post
        self._said[id] = query_language.said(text, post.retweet)
        for index in self._indexes.values():
            if index.test(self._said[id]):
                insort(index.ids, id)
        return id

    def _refused(self, asked: Asked) -> Answer | None:
        if {k.lower(): v for k, v in asked.headers.items()}.get("authorization") != f"Bearer {self.token}":
            return Answer(status=401, body=problem(401, "about:blank", "Unauthorized"))
        if asked.path not in (SEARCH, LOOKUP):
            return Answer(status=404, body=problem(404, "about:blank", "Not Found"))
        window, now = self._windows.setdefault(asked.path, _Window()), self.clock().timestamp()
        if not window.begin <= now < window.begin + _WINDOW:
            window.begin, window.requests = now, 0
        window.requests += 1
        if window.requests > self.limit:
            self.over_limit += 1
            return Answer(status=429, body=problem(429, "about:blank", "Too Many Requests"))
        return None

    def _dated(self, answer: Answer, asked: Asked) -> Answer:
        window = self._windows.get(asked.path, _Window())
        limits = {
            "x-rate-limit-limit": str(self.limit),
            "x-rate-limit-remaining": str(max(0, self.limit - window.requests)),
            "x-rate-limit-reset": str(int(window.begin) + _WINDOW),
        }
        return Answer(status=answer.status, body=answer.body, headers={**limits, **self._date()})

    def _date(self) -> dict[str, str]:
        return {"date": format_datetime(self.clock().astimezone(UTC), usegmt=True)}

    def _search(self, query: Mapping[str, str]) -> dict[str, Any]:
        refuse_unknown(query, {"query", "since_id", "until_id", "start_time", "end_time", "max_results", "next_token"})
        most = whole_of(query, "max_results", 10, 10, 100)
        low, high = self._bounds(query)
        index = self._index(query.get("query", ""))
        found: list[int] = []
        at = bisect_left(index.ids, high)
        while at > 0 and len(found) <= most and index.ids[at - 1] > low:
            at -= 1
            post = self._versions[index.ids[at]]
            if not (post.deleted or post.hidden) and index.ids[at] == self._seen(post)[-1]:
                found.append(index.ids[at])
        body = self._body(found[:most], query)
        meta: dict[str, Any] = {"result_count": len(found[:most])}
        if found:
            meta |= {"newest_id": str(found[0]), "oldest_id": str(found[:most][-1])}
        if len(found) > most:
            meta["next_token"] = f"b26v89c19zqg8o3f{found[most - 1]:x}"
        return {**body, "meta": meta}

    def _bounds(self, query: Mapping[str, str]) -> tuple[int, int]:
        """Return the ids between which X searches, both excluded."""
        now = self.clock()
        oldest, newest = id_at(now - _REACH), id_at(now - _UNSETTLED)
        if query.keys() & {"since_id", "until_id"} and query.keys() & {"start_time", "end_time"}:
            raise Invalid("Invalid use of 'since_id' or 'until_id' in conjunction with 'start_time' or 'end_time'.")
        low, high = (id_of(query, "since_id", oldest - 1), id_of(query, "until_id", newest))
        if "since_id" in query and low < oldest - 1:
            raise Invalid(
                f"'since_id' must be a tweet id created after {time_of(oldest):%Y-%m-%dT%H:%MZ}. Please use a"
                f" 'since_id' that is larger than {oldest}",
                since_id=query["since_id"],
            )
        if "start_time" in query:
            low = max(low, id_at(datetime.fromisoformat(query["start_time"])) - 1)
        if "end_time" in query:
            high = min(high, id_at(datetime.fromisoformat(query["end_time"])))
        if "next_token" in query:
            high = min(high, int(query["next_token"][16:], 16))
        return low, min(high, newest)

    def _index(self, query: str) -> _Index:
        if len(query) > 512:
            raise Invalid(f"Rule length exceeds 512 characters: {len(query)}", query=query)
        if query not in self._indexes:
            try:
                test = query_language.parse(query)
            except ValueError as error:
                raise Invalid(f"There were errors processing your request: {error}", query=query) from error
            self._indexes[query] = _Index(test, sorted(id for id, said in self._said.items() if test(said)))
        return self._indexes[query]

    def _lookup(self, query: Mapping[str, str]) -> dict[str, Any]:
        refuse_unknown(query, {"ids"})
        ids = query.get("ids", "").split(",")
        if not all(id.isascii() and id.isdecimal() for id in ids) or len(ids) > 100:
            raise Invalid(f"The `ids` query parameter value [{ids[0]}] is not valid", ids=ids[0])
        posts = {id: self._versions.get(int(id)) for id in ids}
        found = [int(id) for id, post in posts.items() if post and not (post.deleted or post.hidden)]
        found = [id for id in found if id in self._seen(self._versions[id])]
        unseen = [id for id in posts if int(id) not in found]
        errors = [missing(id, hidden=bool(post and post.hidden)) for id in unseen for post in (posts[id],)]
        return {**self._body(found, query), **({"errors": errors} if errors else {})}

    def _seen(self, post: Post) -> list[int]:
        """Return the versions that can be found by now; an id that none has where there are none."""
        newest = id_at(self.clock() - _UNSETTLED)
        return [id for id in sorted(post.versions) if id < newest] or [-1]

    def _body(self, ids: list[int], query: Mapping[str, str]) -> dict[str, Any]:
        if not ids:
            return {}
        fields = {"id", "text", "edit_history_tweet_ids", *names_of(query, "tweet.fields")}
        if unknown := fields - POST_FIELDS:
            raise Invalid(f"The `tweet.fields` query parameter value [{min(unknown)}] is not one of [...]")
        body: dict[str, Any] = {
            "data": [self._versions[id].told(id, self._seen(self._versions[id]), fields) for id in ids]
        }
        if "author_id" in names_of(query, "expansions"):
            authors = dict.fromkeys(self._versions[id].author for id in ids)
            metrics = "public_metrics" in names_of(query, "user.fields")
            body["includes"] = {"users": [self.users[id].told(metrics=metrics) for id in authors]}
        return body

    def _partial(self, answer: Answer) -> Answer:
        """Add what X says of the things around posts that it cannot show; the posts themselves are all there."""
        if answer.status != 200:
            return answer
        errors = [
            {
                "value": "2",
                "detail": "User has been suspended: [2].",
                "title": "Forbidden",
                "resource_type": "user",
                "parameter": "author_id",
                "resource_id": "2",
                "type": PROBLEMS + "resource-not-found",
            },
            missing("20", hidden=False) | {"parameter": "referenced_tweets.id"},
        ]
        body = {**answer.body, "errors": [*answer.body.get("errors", ()), *errors]}
        return Answer(body=body, headers=answer.headers)

    def _loop(self, asked: Asked) -> Answer:
        """Answer every page with the first one, which says that there is more."""
        query = {name: value for name, value in asked.query.items() if name not in ("until_id", "next_token")}
        asked = Asked(method=asked.method, path=asked.path, query=query, form=asked.form, headers=asked.headers)
        answer = self.answer(asked)
        if asked.path == SEARCH and answer.status == 200:
            answer.body["meta"]["next_token"] = "b26v89c19zqg8o3f0"
        return answer


def _users(body: Mapping[str, Any]) -> list[Any]:
    return list(body.get("includes", {}).get("users", ()))
