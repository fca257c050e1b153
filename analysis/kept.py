"""What was found out about a word, kept for the next time it comes, in bounded memory."""

from collections.abc import Callable
from typing import Generic, TypeVar

MOST = 2**15
"""Words kept: more than the everyday ones of a language."""

LONGEST = 40
"""Characters of a word that is kept, so that a flood of long ones costs no memory."""

Found = TypeVar("Found")


class Kept(dict[str, Found], Generic[Found]):
    """A mapping from any word to what `find` says of it; once full it begins anew, cheaper than to keep an order.

    >>> lengths = Kept(len)
    >>> lengths["torch"], list(lengths)
    (5, ['torch'])
    """

    def __init__(self, find: Callable[[str], Found]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, word: str) -> Found:
        found = self._find(word)
        if len(word) <= LONGEST:
            if len(self) >= MOST:
                self.clear()
            self[word] = found
        return found
