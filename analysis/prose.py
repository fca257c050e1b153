"""What of a text is a person's own words: links, @names and #-signs are addresses, not prose."""

import re

# Written so that each match begins with one of a few characters: those are looked for many times faster.
_ADDRESSES = re.compile(
    r"[#＃@＠hHwW](?:"
    r"(?<=[#＃])"
    r"|(?<=[@＠])(?<!\w[@＠])\w+"
    r"|(?<=[hH])[tT][tT][pP][sS]?://\S+"
    r"|(?<=[wW])[wW][wW]\.\S+)"
)


def prose(text: str) -> str:
    """Return `text` without links, @names and #-signs (the word of a hashtag stays), blanks made single.

    >>> prose("@acme my #torch melted https://t.co/x")
    'my torch melted'
    """
    return " ".join(unaddressed(text).split())


def unaddressed(text: str) -> str:
    """Return what `prose` does, with blanks as they come."""
    return _ADDRESSES.sub(" ", text)
