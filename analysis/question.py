"""Whether a text asks something."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from analysis.prose import prose, unaddressed

_MARK = re.compile(r"[?？؟]")
_OPENING = 300
"""Characters in which a text's first words stand, links and names before them included."""

_ASKS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        language: re.compile(rf"\W*(?:{pattern})(?!\w)", re.IGNORECASE)
        for language, pattern in {
            # An interrogative alone also opens statements ("when it broke") and exclamations ("what a day").
            "en": r"(?:how|what|when|where|why|who|which)(?:['’]s| (?:is|are|was|were|do|does|did|can|could|will|would|"
            r"should|has|have|long|much|many|come|to))|(?:can|could|does|do|did|is|are|will|would|has|have) "
            r"(?:i|you|u|we|they|it|there|this|that|the|my|anyone|anybody|someone)",
            "id": r"apa(?:kah)?|kenapa|mengapa|bagaimana|gimana|kapan|siapa|berapa|di ?mana|ke mana|bisakah|adakah|kok",
            "sw": r"je|nani|nini|kwa ?nini|mbona|vipi|lini|wapi|namna gani|hivi",
            "nl": r"waarom|hoeveel|hoe (?:kan|moet|lang|kom|krijg|zit|werkt|is)|"
            r"(?:wat|waar|wie|wanneer|welke) (?:is|zijn|kan|kun|moet|doe|gaat|wordt|heeft|kunnen)|"
            r"(?:kan|kun|kunnen|heeft|hebben|is|zijn|wordt|mag|weet) (?:ik|je|jij|u|jullie|iemand|er|het|dit|deze)",
        }.items()
    }
)


def asks(text: str, language: str | None) -> bool:
    """Tell whether `text` holds a question mark outside its links, or opens like a question in `language`.

    None for a language that is not known tries all.

    >>> asks("@acme how do I reset it", "en"), asks("When I opened it, it broke.", "en")
    (True, False)
    """
    if _MARK.search(text) and _MARK.search(unaddressed(text)):
        return True
    opening = prose(text[:_OPENING])
    patterns = _ASKS.values() if language is None else [_ASKS[language]] if language in _ASKS else []
    return any(pattern.match(opening) for pattern in patterns)
