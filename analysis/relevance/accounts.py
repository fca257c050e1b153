"""Under which names brands speak: those a brand gives, and, less surely, its own name as a handle.

A guess is a name or alias of the brand, alone or with what brands put around it ("AskAcme", "AcmeHelps", "acme_nl").
Alone it counts only for a brand that gives no accounts: one that does has said which it owns.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from storage.models import Brand
from storage.text import plain

_BEFORE = "ask hey hello halo official contact"
_AFTER = (
    "assist bantuan business by care cares cs customercare customerservice customersupport desk global group hq help "
    "helper helpers helps hub id indonesia info kenya ke klantenservice layanan nederland news nl official online "
    "service services social support supports tanzania team tz tweets uk us usa webcare"
)
_SHORTEST = 3
"""Letters of a name below which what is put around it makes a word of its own ("id", "hp", "nos")."""

_SEPARATORS = str.maketrans("", "", " @_-.'’&")


class Accounts:
    """The names under which some brands speak."""

    def __init__(self, brands: Iterable[Brand]) -> None:
        given: set[str] = set()
        guessed: set[str] = set()
        named: set[str] = set()
        for brand in brands:
            own = {squeezed(name) for name in brand.accounts} - {""}
            names = {squeezed(name) for name in (brand.name, *brand.aliases)} - {""}
            handles = {squeezed(name) for name in brand.aliases if name.lstrip().startswith("@")}
            given |= own
            named |= own | names
            guessed |= {affixed for name in names if len(name) >= _SHORTEST for affixed in _affixed(name)}
            guessed |= set() if own else names | handles
        self.given = frozenset(given)
        self.guessed = frozenset(guessed - given)
        self.addressed = frozenset(named | guessed)


@lru_cache(maxsize=64)
def accounts_of(brands: Sequence[Brand]) -> Accounts:
    """Gather the accounts of `brands`, a tuple; made once for each."""
    return Accounts(brands)


@lru_cache(maxsize=16_384)
def squeezed(name: str) -> str:
    """Return a name as handles are compared: one case, without @ and what separates words.

    >>> squeezed("@Acme_Help"), squeezed("Acme Help")
    ('acmehelp', 'acmehelp')
    """
    return plain(name).translate(_SEPARATORS)


def _affixed(name: str) -> Iterable[str]:
    yield from (before + name for before in _BEFORE.split())
    yield from (name + after for after in _AFTER.split())
