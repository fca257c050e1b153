"""Which rises are shards of a larger one: clustering may part a flood of complaints, and a part is no news."""

from collections.abc import Sequence

from storage import issues
from storage.database import Transaction
from storage.models import Brand, IssueId, SeriesKind, Spike

LARGER = 5
"""How many times the people of a rise make another one the flood it belongs to."""
LETTERS = 4
"""Shorter words than this tell no issue from another."""


def left_out(tx: Transaction, brand: Brand, rising: Sequence[Spike]) -> list[Spike]:
    """Leave out each issue's rise beside which a much larger one of the same language shares a word of its terms.

    The words of the brand's own name and products do not count: every issue may share them. A shard that grows to a
    fifth of the flood is no shard any more. Harm is never left out, because it does not come this way.
    """
    found = {s: issues.get(tx, IssueId(int(s.series.key))) for s in rising if s.series.kind is SeriesKind.ISSUE}
    common = _words((brand.name, *brand.aliases, *brand.products))

    def belongs(part: Spike, whole: Spike) -> bool:
        a, b = found.get(part), found.get(whole)
        if a is None or b is None or a.space != b.space or whole.observed < LARGER * part.observed:
            return False
        return bool((_words(a.terms) & _words(b.terms)) - common)

    return [s for s in rising if not any(belongs(s, other) for other in rising)]


def _words(phrases: Sequence[str]) -> set[str]:
    return {word for phrase in phrases for word in phrase.casefold().split() if len(word) >= LETTERS}
