"""What one page of a listing of Reddit's holds."""

from dataclasses import dataclass

PAGE = 100
"""How many entries Reddit gives at most in a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a listing as it came: `after` leads to the next, `asked` is how many entries it was asked for."""

    entries: tuple[object, ...]
    after: str | None
    asked: int
