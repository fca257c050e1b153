"""Names that are words, people or places too: without words of context they find much that is not the brand."""

from storage.models import Brand
from storage.text import plain

_COMMON = """
always amazon apple arrow axe bird bloom bolt boost boots bounty box brave canvas champion chase citizen coach comet
corona crest crush dash delta discover dodge dove eagle echo edge emirates express fairy focus fox frontier galaxy gap
giant glad grab guess halo hinge honest hunter indeed jaguar jet kind lush magnum mango mars medium mercury meta metro
mini monster nest next nothing notion oasis omega one oracle orange oscar outlook patagonia pink polo prime progressive
quest ram red ring rover royal saturn shell signal simple slack snap spark spectrum spirit sprint square staples star
steam stripe subway sun surf swift target three tide tiger time total united vanguard venus virgin visa vision wave
windows wise wish zoom
action bol dana etos gamma hema kompas mandiri permata praxis tempo tigo tiket twiga
"""
_WORDS = frozenset(_COMMON.split())


def common(brand: Brand) -> bool:
    """Tell whether the name of `brand` is a common word, and nothing says what else a text must hold.

    >>> from storage.models import BrandId
    >>> common(Brand(id=BrandId("delta"), name="Delta")), common(Brand(id=BrandId("acme"), name="Acme"))
    (True, False)
    """
    return not brand.context and plain(brand.name) in _WORDS
