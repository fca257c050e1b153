"""What text may be stored, shown in one line, typed as a name, or put into a message; how counts and times are said.

Everything collected is hostile: `clean` makes it storable and takes nothing else away; `defang` makes it harmless in a
message, where a receiver's program may turn it into links, pings or markup.
"""

import re
import unicodedata
from datetime import timedelta
from itertools import groupby, islice

from storage.errors import SettingsError
from storage.models import BrandId

LONGEST_TEXT = 20_000
MOST_MARKS = 30
"""Marks that stay on one letter: sorting them (https://www.unicode.org/reports/tr15/#Description_Norm) takes the square
of their number."""
_LONGEST_SLUG = 60

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_LINE_ENDS = re.compile(r"\r\n?")
# There are no marks among the first 768 characters.
_DENSE = re.compile(rf"[^\x00-\u02ff]{{{MOST_MARKS + 1},}}")

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

    Line ends become \n, halves of a surrogate pair are joined, lone halves become U+FFFD, and of a heap of marks on one
    letter the first 30 stay. What is clean stays the same.

    >>> clean("It\x00 broke\r\n\ud83d\ude21 \ud83d")
    'It broke\n😡 �'
    """
    if _CONTROLS.search(text):
        text = _CONTROLS.sub("", _LINE_ENDS.sub("\n", text))
    if text.isascii():
        return text[:limit]
    if _SURROGATES.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _DENSE.sub(_thinned, text[:limit])


def plain(text: str) -> str:
    """Return text as names are looked for in it: one case, wide and other letters as the usual ones, blanks squeezed.

    >>> plain("Ｔｈｅ  GLOW\\ntorch")
    'the glow torch'
    """
    return " ".join(unicodedata.normalize("NFKC", clean(text)).casefold().split())


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


def _thinned(dense: re.Match[str]) -> str:
    runs = groupby(dense[0], key=_stands_on_another)
    return "".join(c for stacked, run in runs for c in (islice(run, MOST_MARKS) if stacked else run))


def _stands_on_another(character: str) -> bool:
    """Decide by what normalizing makes of it: halfwidth Katakana have marks that are letters before."""
    return unicodedata.combining(unicodedata.normalize("NFKD", character)[0]) > 0


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


def counted(n: int, one: str, many: str = "") -> str:
    """Say how many, in the right number.

    >>> counted(1, "mention"), counted(1200, "mention"), counted(2, "person", "people")
    ('1 mention', '1,200 mentions', '2 people')
    """
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def span(length: timedelta) -> str:
    """Say how long something is, in the unit a person would use; what is less than nothing is nothing.

    >>> [span(timedelta(hours=hours)) for hours in (0.01, 0.5, 1.5, 7.8, 47, 264)]
    ['36 s', '30 min', '90 min', '8 h', '47 h', '11 days']
    """
    seconds = max(0.0, length.total_seconds())
    if seconds < 120:
        return f"{seconds:.0f} s"
    if seconds < 2 * 3600:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.0f} h" if seconds < 48 * 3600 else f"{seconds / 86_400:.0f} days"
