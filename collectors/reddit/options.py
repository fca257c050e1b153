"""Which settings a Reddit source has, and which of their values can be used."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version

from collectors import transport
from collectors.contract import Setup
from collectors.reddit.queries import LONGEST_QUERY
from storage.errors import SettingsError
from storage.models import BrandId
from storage.text import one_line

SECRETS = ("client_id", "client_secret")
NAMES = (
    *SECRETS,
    "user_agent",
    "subreddits",
    "search_in",
    "threads",
    "backfill_days",
    "requests_per_window",
    "own",
    "timeout",
    "reddit_url",
    "oauth_url",
)
QUERY = "query."
MOST_THREADS = 100
MOST_SUBREDDITS = 100

_SUBREDDIT = re.compile(r"[A-Za-z0-9_]{2,40}")
_USER = re.compile(r"[A-Za-z0-9_-]{2,40}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a person wants Reddit read; `queries` holds the searches they wrote themselves, `own` is in lower case."""

    client_id: str = field(repr=False)
    client_secret: str = field(repr=False)
    user_agent: str
    subreddits: tuple[str, ...]
    search_in: str
    threads: int
    backfill_days: int
    requests_per_window: int
    own: frozenset[str]
    timeout: float
    reddit_url: str
    oauth_url: str
    queries: Mapping[BrandId, str]


def read_options(setup: Setup) -> Options:
    """Read the options of a source. Raises SettingsError for one that is unknown, missing or cannot be used."""
    _refuse_unknown(setup)
    said = {name: value.strip() for name, value in {**setup.options, **setup.secrets}.items() if value.strip()}
    for name in SECRETS:
        _check_secret(setup, name, said)
    return Options(
        client_id=said["client_id"],
        client_secret=said["client_secret"],
        user_agent=_user_agent(setup, said.get("user_agent", "")),
        subreddits=_subreddits(setup, said.get("subreddits", "")),
        search_in=_search_in(setup, said.get("search_in", "all")),
        threads=int(_number(setup, said, "threads", 25, 0, MOST_THREADS)),
        backfill_days=int(_number(setup, said, "backfill_days", 30, 0, 3_650)),
        requests_per_window=int(_number(setup, said, "requests_per_window", 1_000, 10, 1_000_000)),
        own=_own(setup, said.get("own", "")),
        timeout=_number(setup, said, "timeout", 30, 0.1, 60, whole=False),
        reddit_url=_address(setup, said, "reddit_url", "https://www.reddit.com"),
        oauth_url=_address(setup, said, "oauth_url", "https://oauth.reddit.com"),
        queries=_queries(setup, said),
    )


def _refuse_unknown(setup: Setup) -> None:
    names = {*setup.options, *setup.secrets}
    if unknown := sorted(name for name in names if name not in NAMES and not name.startswith(QUERY)):
        valid = f"{', '.join(NAMES)} and {QUERY}BRAND"
        raise SettingsError(f"{setup.source}: unknown option {unknown[0]!r}; the options are {valid}")


def _check_secret(setup: Setup, name: str, said: Mapping[str, str]) -> None:
    """The value is told in no case: it is a secret, or was meant to be one."""
    if name in setup.options:
        raise SettingsError(
            f"{setup.source}: option {name} must not stand here in the open;"
            f" write env:NAME or file:PATH, where NAME or PATH holds it"
        )
    if name not in said:
        raise SettingsError(f"{setup.source}: option {name} is missing; write {name}=env:NAME or {name}=file:PATH")
    if not (said[name].isascii() and said[name].isprintable()):
        raise SettingsError(f"{setup.source}: {name} holds characters that Reddit gives to no application")


def _user_agent(setup: Setup, written: str) -> str:
    agent = written or f"python:groundswell:{version('groundswell')} (self-hosted listening)"
    if not (7 <= len(agent) <= 256 and agent.isascii() and agent.isprintable()):
        raise _bad(setup, "user_agent", "7 to 256 plain characters, such as python:acme-listens:1 (by /u/acme)")
    return agent


def _subreddits(setup: Setup, written: str) -> tuple[str, ...]:
    names = [name.strip().removeprefix("/").removeprefix("r/") for name in written.split(",") if name.strip()]
    if not all(_SUBREDDIT.fullmatch(name) for name in names) or len(names) > MOST_SUBREDDITS:
        raise _bad(setup, "subreddits", f"at most {MOST_SUBREDDITS} names such as BuyItForLife,toys")
    return tuple(sorted({name.lower() for name in names}))


def _search_in(setup: Setup, written: str) -> str:
    names = written.removeprefix("/").removeprefix("r/").split("+")
    if not all(_SUBREDDIT.fullmatch(name) for name in names) or len(names) > MOST_SUBREDDITS:
        raise _bad(setup, "search_in", "all, a subreddit's name, or several joined by +, such as toys+Parenting")
    return "+".join(sorted({name.lower() for name in names}))


def _own(setup: Setup, written: str) -> frozenset[str]:
    names = [name.strip().removeprefix("/").removeprefix("u/") for name in written.split(",") if name.strip()]
    if not all(_USER.fullmatch(name) for name in names):
        raise _bad(setup, "own", "user names such as acme_support,acme")
    return frozenset(name.lower() for name in names)


def _number(
    setup: Setup, said: Mapping[str, str], name: str, default: float, low: float, high: float, *, whole: bool = True
) -> float:
    try:
        value = float(int(said[name])) if whole and name in said else float(said.get(name, default))
    except (ValueError, OverflowError):
        value = low - 1
    if not low <= value <= high:
        raise _bad(setup, name, f"a {'whole ' if whole else ''}number from {low:,g} to {high:,g}")
    return value


def _address(setup: Setup, said: Mapping[str, str], name: str, default: str) -> str:
    try:
        return transport.base_url(said.get(name, default))
    except SettingsError as error:
        # An address may hold a password: it is not repeated.
        raise SettingsError(
            f"{setup.source}: option {name} is no address; valid is for example {default}, without a user or query"
        ) from error


def _queries(setup: Setup, said: Mapping[str, str]) -> dict[BrandId, str]:
    known = {brand.id for brand in setup.brands}
    queries = {BrandId(name.removeprefix(QUERY)): text for name, text in said.items() if name.startswith(QUERY)}
    if strange := sorted(set(queries) - known):
        there = ", ".join(sorted(known)) or "none yet"
        raise SettingsError(f"{setup.source}: option {QUERY}{strange[0]} names no brand; there are {there}")
    for brand, text in queries.items():
        if len(text) > LONGEST_QUERY or not text.isprintable():
            raise _bad(setup, QUERY + brand, f"one line of at most {LONGEST_QUERY} characters")
    return queries


def _bad(setup: Setup, name: str, valid: str) -> SettingsError:
    """Make the error of a value that cannot be used; one that came as a secret is not repeated."""
    shown = f" {one_line(setup.options[name], 80)!r}" if name in setup.options else ""
    return SettingsError(f"{setup.source}: option {name}{shown} cannot be used; valid is {valid}")
