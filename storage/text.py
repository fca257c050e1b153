"""What text may be stored, shown in one line, typed as a name, or put into a message.

Everything collected is hostile: `clean` makes it storable and takes nothing else away; `defang` makes it harmless in a
message, where a receiver's program may turn it into links, pings or markup.
"""

import re
import unicodedata

from storage.errors import SettingsError
from storage.models import BrandId

LONGEST_TEXT = 20_000
_LONGEST_SLUG = 60

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_LINE_ENDS = re.compile(r"\r\n?")

# Characters that show nothing and steer how others show: directions, joiners, tags, private use, line separators.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
# Each begins where a word begins, so that a long run without a link is walked once and not once per character.
_LINKS = re.compile(
    r"""(?<![\w+.-])[\w+.-]*://\S*                                      # any scheme
    | \b(?:mailto|tel|sms|javascript|vbscript|data|magnet|bitcoin):\S+  # those that need no slashes
    | \bwww\.\S+
    | (?<![\w.-])(?:[\w-]+\.)+[^\W\d_]{2,24}/\S*                      # example.org/page""",
    re.VERBOSE | re.IGNORECASE,
)
_INERT = str.maketrans({"@": "＠", "<": "‹", ">": "›", "`": "'", "*": "∗", "~": "∼"})
_MARKDOWN_LINK = re.compile(r"\](?=[(\[:])")
_ENTITY = re.compile(r"&(?=#?\w+;)")


def clean(text: str, limit: int = LONGEST_TEXT) -> str:
    r"""Make text storable: no NUL or other control character but \n and \t, no lone surrogates, at most `limit` long.

    Line ends become \n, halves of a surrogate pair are joined, lone halves become U+FFFD. What is clean stays the same.

    >>> clean("It\x00 broke\r\n\ud83d\ude21 \ud83d")
    'It broke\n😡 �'
    """
    if _CONTROLS.search(text):
        text = _CONTROLS.sub("", _LINE_ENDS.sub("\n", text))
    if _SURROGATES.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text[:limit]


def one_line(text: str, limit: int) -> str:
    r"""Clean text, put it on one line, and cut it with an ellipsis at `limit` characters.

    >>> one_line("The torch\n\n burned her hand", 20)
    'The torch burned he…'
    """
    line = " ".join(clean(text).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def slug(name: str) -> BrandId:
    """Turn a brand's name into an id people can type; letters of every script stay, Latin ones lose their accents.

    Raises SettingsError for a name without a letter or digit.

    >>> slug("US Airways"), slug("Nestlé & Söhne"), slug("Яндекс"), slug("任天堂")
    ('us-airways', 'nestle-sohne', 'яндекс', '任天堂')
    """
    folded = clean(name)
    # Twice, because taking a letter apart may give a capital, and folding one may give letters to take apart.
    for _ in range(2):
        folded = unicodedata.normalize("NFKD", folded).casefold()
    plain = "".join(_slug_characters(unicodedata.normalize("NFKD", folded)))
    found = unicodedata.normalize("NFC", re.sub("-+", "-", plain))[:_LONGEST_SLUG].strip("-")
    if not found:
        raise SettingsError(f"{name!r} holds no letter or digit to make an id from; valid is for example 'US Airways'")
    return BrandId(found)


def _slug_characters(decomposed: str) -> list[str]:
    kept: list[str] = []
    for character in decomposed:
        if character.isalnum():
            kept.append(character)
        elif not unicodedata.category(character).startswith("M"):
            kept.append("-")
        elif kept and kept[-1] != "-" and not kept[-1].isascii():
            # A mark is an accent on a Latin letter, but a vowel or another letter in other scripts.
            kept.append(character)
    return kept


def defang(text: str) -> str:
    """Make a stranger's text harmless in a message of ours: one line, no links, no pings, no markup, nothing unseen.

    >>> defang("<b>@channel</b> see https://evil.example/x now")
    '‹b›＠channel‹/b› see [link] now'
    """
    seen = "".join(
        " " if c.isspace() else c for c in clean(text) if c.isspace() or unicodedata.category(c) not in _UNSEEN
    )
    unlinked = _LINKS.sub("[link]", " ".join(seen.split())).translate(_INERT)
    return _ENTITY.sub("& ", _MARKDOWN_LINK.sub("] ", unlinked))
