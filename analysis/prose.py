"""What of a text is a person's own words: links, @names and #-signs are addresses, not prose."""

import re

_ADDRESSES = re.compile(r"(?:https?://|www\.)\S+|(?<!\w)[@＠]\w+|[#＃]", re.IGNORECASE)


def prose(text: str) -> str:
    """Return `text` without links, @names and #-signs (the word of a hashtag stays), blanks made single.

    >>> prose("@acme my #torch melted https://t.co/x")
    'my torch melted'
    """
    return " ".join(_ADDRESSES.sub(" ", text).split())
