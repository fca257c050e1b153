"""What a post of the story is before a source and a calendar date are given to it."""

from dataclasses import dataclass
from datetime import timedelta

from storage.models import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One post, `at` so long after the midnight with which the story begins.

    `theme` is what the generator meant by it, for whoever wants to score a reader against the truth. `product` is a key
    of `PRODUCTS`, and `points` a rating, both only where the channel knows them.
    """

    id: str
    at: timedelta
    author: str
    language: str
    theme: str
    text: str
    role: Role = Role.CUSTOMER
    parent: str | None = None
    thread: str | None = None
    points: int | None = None
    product: str | None = None
    reach: int | None = None
    engagement: int | None = None
