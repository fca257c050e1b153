"""A text as the rules of voices read it: its words, its links, and what of it are the writer's own words."""

import re
import string
import unicodedata
from functools import cached_property

HEAD, TAIL = 2_000, 200
"""Characters read at the beginning and the end: the price of a flood stays bounded."""

_WORD = re.compile(r"\w+")
_APART = str.maketrans(dict.fromkeys(string.punctuation.replace("_", "") + "\x1c\x1d\x1e\x1f\x7f\0", " "))
_ENDINGS = "app|biz|club|co|com|gl|info|io|li|link|ly|me|net|online|org|ru|shop|site|store|tk|tt|tv|xyz"
_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>\"]+|/watch\?v=[\w-]+"
    rf"|(?<![\w@.-])(?:[a-z0-9-]{{1,63}}\.){{1,4}}(?:{_ENDINGS})(?:/[^\s<>\"]*)?(?![\w@.-])"
)
# Most texts have none of these, and to look for one character takes a tenth of the time of a pattern.
_MAY_LINK = re.compile(rf"\.(?:{_ENDINGS})(?!\w)|://|www\.|/watch\?")
_QUOTES = '"“„«'
_QUOTED = re.compile(r"\"[^\"]{1,400}\"|“[^”]{1,400}”|„[^“”]{1,400}[“”]|«[^»]{1,400}»")
_PASSED_ON = re.compile(r"(?<!^)(?<!\w)(?:rt|mt) @\w.*|(?<!\w)via @\w{1,30}: .*", re.DOTALL)
_HANDLE = re.compile(r"(?<!\w)@\w+")
_FIRST_HANDLE = re.compile(r"[\s.,\"'“”‘’!-]{0,10}@(\w{1,50})")
_TAG = re.compile(r"(?<!\w)#\w")


class Said:
    """One text, cut in its middle where it is a flood; what is costly is found only when somebody asks.

    `raw` is as it was written, `low` in one case, with single blanks and plain apostrophes. `words` are its words in
    one case; of "i'm" they are "i" and "m".
    """

    def __init__(self, text: str) -> None:
        self.raw = raw = text if len(text) <= HEAD + TAIL else f"{text[:HEAD]} {text[-TAIL:]}"
        if raw.isascii():
            self.low = " ".join(raw.casefold().split())
            self.words = frozenset(self.low.translate(_APART).split())
        else:
            self.low = " ".join(unicodedata.normalize("NFKC", raw).replace("’", "'").casefold().split())
            self.words = frozenset(_WORD.findall(self.low))

    @cached_property
    def links(self) -> tuple[str, ...]:
        """The addresses of pages, in one case."""
        return tuple(_LINK.findall(self.low)) if _MAY_LINK.search(self.low) else ()

    @cached_property
    def unlinked(self) -> str:
        """The text with `<link>` for each address."""
        return _LINK.sub("<link>", self.low) if _MAY_LINK.search(self.low) else self.low

    @cached_property
    def own(self) -> str:
        """The writer's own words: without what they quote or pass on."""
        own = self.unlinked
        if any(mark in own for mark in _QUOTES):
            own = _QUOTED.sub(" ", own)
        return _PASSED_ON.sub("", own) if "t @" in own or "via @" in own else own

    @cached_property
    def bare(self) -> str:
        """The words that are neither link nor @name."""
        return " ".join(_WORD.findall(_HANDLE.sub(" ", self.unlinked).replace("<link>", " ")))

    @cached_property
    def handles(self) -> tuple[str, ...]:
        """The @names, in one case, with their sign."""
        return tuple(_HANDLE.findall(self.low))

    @cached_property
    def tags(self) -> int:
        """How many hashtags there are."""
        return len(_TAG.findall(self.low))

    @property
    def addressee(self) -> str:
        """The @name with which the text begins, without its sign; "" where it does not."""
        found = _FIRST_HANDLE.match(self.raw)
        return found[1] if found else ""
