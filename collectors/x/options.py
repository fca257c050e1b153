"""Which settings a source of X has, and which of their values can be used."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from collectors import transport
from collectors.contract import Setup
from collectors.x.queries import Query, translated, written
from storage.errors import SettingsError
from storage.models import Cost, RateLimit

NAMES = (
    "authors",
    "backfill_days",
    "bearer_token",
    "longest_query",
    "own",
    "post_price",
    "query.BRAND",
    "requests_per_window",
    "retweets",
    "timeout",
    "url",
    "user_price",
)
WINDOW_SECONDS = 900
LONGEST_TIMEOUT = 120
"""Seconds; whoever reads a source has it for 180 seconds after each request, and then another may take it over."""

_QUERY = "query."
_TOKEN = re.compile(r"[\x21-\x7e]+")
_USERS = re.compile(r"\d+(?:\s*,\s*\d+)*", re.ASCII)
_PRICE = re.compile(r"\d{1,3}(?:\.\d{1,6})?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How X is read: prices in millionths of a dollar, `timeout` in seconds; `url` None is X itself."""

    token: str = field(repr=False)
    queries: tuple[Query, ...]
    authors: bool
    own: frozenset[str]
    backfill: timedelta
    limit: RateLimit
    post_price: int
    user_price: int
    timeout: int
    url: str | None

    @property
    def price(self) -> int:
        """What a post can cost at most: its author may come with it."""
        return self.post_price + (self.user_price if self.authors else 0)


def read_options(setup: Setup) -> Options:
    """Read the options of a source of X. Raises SettingsError for one that is unknown or cannot be used."""
    said = {name: value.strip() for name, value in setup.options.items()}
    plain = [name for name in said if not name.startswith(_QUERY)]
    if unknown := sorted({*plain, *setup.secrets} - set(NAMES)):
        raise SettingsError(f"{setup.source}: unknown option {unknown[0]!r}; the options are {', '.join(NAMES)}")
    return Options(
        token=_token(setup),
        queries=_queries(setup, said),
        authors=_flag(said, "authors"),
        own=_own(said.get("own", "")),
        backfill=timedelta(days=_whole(said, "backfill_days", 7, 0, 7)),
        limit=RateLimit(requests=_whole(said, "requests_per_window", 450, 1, 1_000_000), seconds=WINDOW_SECONDS),
        post_price=_price(said, "post_price", "0.005"),
        user_price=_price(said, "user_price", "0.010"),
        timeout=_whole(said, "timeout", 60, 1, LONGEST_TIMEOUT),
        url=transport.base_url(said["url"]) if "url" in said else None,
    )


def _token(setup: Setup) -> str:
    if "bearer_token" in setup.options:
        raise SettingsError(
            f"{setup.source}: bearer_token stands in the open; valid is a reference to it: env:NAME or file:PATH"
        )
    token = setup.secrets.get("bearer_token", "").strip()
    if not token:
        raise SettingsError(f"{setup.source}: bearer_token is missing; valid is env:NAME or file:PATH")
    if not _TOKEN.fullmatch(token):
        raise SettingsError(f"{setup.source}: bearer_token holds a character that no token holds, such as a blank")
    return token


def _queries(setup: Setup, said: Mapping[str, str]) -> tuple[Query, ...]:
    """Put what X is asked in one order, brand by brand."""
    hand_written = {name.removeprefix(_QUERY): text for name, text in said.items() if name.startswith(_QUERY)}
    if unknown := sorted(set(hand_written) - {brand.id for brand in setup.brands}):
        known = ", ".join(brand.id for brand in setup.brands) or "none yet"
        raise SettingsError(f"{setup.source}: query.{unknown[0]} is about no brand that is watched; there are {known}")
    longest = _whole(said, "longest_query", 512, 32, 4_096)
    retweets = _flag(said, "retweets")
    return tuple(
        query
        for brand in setup.brands
        for query in (
            (written(brand, hand_written[brand.id], longest),)
            if brand.id in hand_written
            else translated(brand, retweets=retweets, longest=longest)
        )
    )


def _flag(said: Mapping[str, str], name: str) -> bool:
    value = said.get(name, "false")
    if value not in ("true", "false"):
        raise SettingsError(f"{name} {value!r} is neither true nor false")
    return value == "true"


def _whole(said: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    value = said.get(name, str(default))
    if not (value.isascii() and value.isdecimal() and len(value) < 10 and least <= int(value) <= most):
        raise SettingsError(f"{name} {value!r} is no whole number from {least:,} to {most:,}")
    return int(value)


def _price(said: Mapping[str, str], name: str, default: str) -> int:
    value = said.get(name, default)
    if not _PRICE.fullmatch(value):
        raise SettingsError(f"{name} {value!r} is no price in dollars; valid is for example {default}")
    return Cost.of_dollars(float(value)).microdollars


def _own(value: str) -> frozenset[str]:
    if not value:
        return frozenset()
    if not _USERS.fullmatch(value):
        raise SettingsError(f"own {value!r} is no list of numeric user ids; valid is for example 783214,2244994945")
    return frozenset(id.strip() for id in value.split(","))
