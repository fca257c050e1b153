"""What one answer of X's holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from collectors.x.snowflakes import post_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One answer, its parts as X wrote them.

    `full` says that it holds as many posts as were asked for, `more` continues it where X says that there is more,
    `oldest` is the lowest id by X's own count. `answered_at` is X's clock where that can be true. `wait` is for how
    many seconds X takes no further request, None where it does.
    """

    posts: Sequence[object]
    users: Sequence[object] = ()
    errors: Sequence[object] = ()
    full: bool = False
    more: str | None = None
    oldest: int | None = None
    answered_at: datetime | None = None
    wait: float | None = None

    @property
    def ids(self) -> tuple[int, ...]:
        """The ids of the posts that have one."""
        ids = (post_id(post.get("id")) for post in self.posts if isinstance(post, dict))
        return tuple(id for id in ids if id is not None)

    def between(self, since: int, below: int) -> tuple[int, ...]:
        """Return the ids between two others, both excluded; what lies beyond was not asked for, and proves nothing."""
        told = self.ids if self.oldest is None else (*self.ids, self.oldest)
        return tuple(id for id in told if since < id < below)
