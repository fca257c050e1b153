"""Whether a mention is about a brand it was matched to: Delta the airline, not the faucet.

The name alone decides unless the brand gives words of context; then one of them, or something that can only mean the
brand (an account, a product, a longer alias), has to stand beside it. What is found only in somebody's address, or in
what a telephone adds below a message, names nobody.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from analysis.relevance.accounts import squeezed
from storage.models import Brand, Judgement, Kind, Mention
from storage.text import plain

MODEL = "relevance rules"

_SHORTEST_STEM = 4
"""Letters from which on any ending of a word of context counts ("flight": "flights"); of shorter ones, only an s."""

_SIGN_OFF = 160
"""Characters at the end of a text in which a telephone signs."""

_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>\"]+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}", re.IGNORECASE
)
# The first character is looked for many times faster than a pattern is tried.
_HAS_ADDRESS = re.compile(r"@(?<=\w@)\w|\.(?<=[wW]{3}\.)")
_SITE = re.compile(r"(?:https?://)?(?:[\w.+-]*@)?([\w.-]+)", re.IGNORECASE)
_SIGNERS = (
    "sent", "post", "outlook", "verz", "kirim", "tumwa", "gesendet", "meinem", "enviad", "envoy", "inviat",
)  # fmt: skip
_UNTOLD: Judgement[bool] = Judgement(model=MODEL, value=None, reason="no words of context are given")
_SIGNED = re.compile(
    r"(?:^|[\n.!?–—]|--)\s*(?:(?:sent|posted) (?:from|via|using|with) (?:my |the |an? |mail )|sent from \w+ for "
    r"|get outlook for |verzonden (?:vanaf|vanuit|met) |dikirim dari |imetumwa kutoka |gesendet (?:von|mit) "
    r"|von meinem |enviad[oa] (?:desde|do|de|a partir do) "
    r"|envoyé (?:de|depuis) mon |inviato (?:da|dal) )[^.,!?\n]{1,80}[.!]?\s*$",
    re.IGNORECASE,
)


def about(mention: Mention, brand: Brand) -> Judgement[bool]:
    """Say whether `mention` is about `brand`, to which it was matched; None where nothing tells, which counts as yes.

    >>> from datetime import UTC, datetime
    >>> from storage.models import BrandId, SourceName
    >>> delta = Brand(id=BrandId("delta"), name="Delta", context=("flight", "gate", "crew"))
    >>> def said(text):
    ...     at = datetime(2026, 1, 1, tzinfo=UTC)
    ...     return Mention(source=SourceName("x"), external_id="1", text=text, published_at=at)
    >>> [about(said(text), delta).value
    ...  for text in ("Delta lost my flights", "my Delta tap drips", "@delta hello")]
    [True, False, True]
    """
    return by_names(mention, names_of(brand))


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What of a brand is looked for: its names, what names it beyond doubt, its context, and sites named like it.

    `words` are those of context, in one case: a reason names them, and never what else a mention says.
    """

    named: re.Pattern[str]
    sure: re.Pattern[str] | None
    context: re.Pattern[str] | None
    words: tuple[str, ...]
    sites: frozenset[str]


def by_names(mention: Mention, names: Names) -> Judgement[bool]:
    """Say the same as `about`, with what is looked for made ready."""
    if mention.kind is not Kind.MENTION:
        return _judged(True, 0.9, f"a {mention.kind.value} comes to the brand")
    if mention.maker and names.named.search(plain(mention.maker)):
        return _judged(True, 0.9, "the source names the maker")
    text = mention.text
    spoken = _spoken(text)
    if names.context is None and spoken == text:
        return _UNTOLD
    return _by_words(mention, text, plain(spoken), names)


def _spoken(text: str) -> str:
    """The text without addresses, and without what a telephone or program signs below it."""
    if "://" in text or ("." in text and _HAS_ADDRESS.search(text)):
        text = _ADDRESS.sub(" ", text)
    end = text[-_SIGN_OFF:]
    folded = end.lower()
    for word in _SIGNERS:
        if word in folded:
            return text[:-_SIGN_OFF] + _SIGNED.sub(" ", end)
    return text


def _by_words(mention: Mention, text: str, spoken: str, names: Names) -> Judgement[bool]:
    if names.sure and names.sure.search(spoken):
        return _judged(True, 0.9, "named beyond doubt")
    if not names.named.search(spoken):
        if not names.named.search(plain(text)):
            return _judged(None, 0.0, "not named in the text, but its source knows")
        if any(site in names.sites for site in _sites(text)):
            return _judged(True, 0.7, "leads to its site")
        return _judged(False, 0.8, "named only in an address or below the message")
    if names.context is None:
        return _UNTOLD
    stated = plain(f"{mention.product or ''} {mention.place or ''}")
    if found := names.context.search(spoken) or names.context.search(stated):
        return _judged(True, 0.8, f"says {_word(found[0], names)!r} too")
    return _judged(False, 0.7, "none of the words of context")


@lru_cache(maxsize=1_024)
def names_of(brand: Brand) -> Names:
    """Make ready what of `brand` is looked for; once for each."""
    names = [plain(name) for name in (brand.name, *brand.aliases)]
    own = plain(brand.name).lstrip("@#")
    handles = {*map(plain, brand.accounts), *(name for name in names if name[:1] in "@#"), own.replace(" ", "")}
    signed = [rf"@{re.escape(name.lstrip('@#'))}" for name in handles if name.lstrip("@#")]
    tagged = [rf"#?{re.escape(name.lstrip('@#'))}" for name in handles if name.lstrip("@#") not in ("", own)]
    longer = [_spelled(name) for name in names if own in name and squeezed(name) != squeezed(own)]
    products = [_spelled(plain(name)) for name in brand.products if plain(name) and plain(name) not in own]
    words = tuple(filter(None, map(plain, brand.context)))
    return Names(
        named=_whole([_spelled(name.lstrip("@#")) for name in names if name.lstrip("@#")], sign="[@#]?"),
        sure=_whole([*signed, *tagged, *longer, *products]),
        context=_either([_stem(word) for word in words]),
        words=words,
        sites=frozenset(squeezed(name) for name in (*names, *brand.accounts)),
    )


def _word(found: str, names: Names) -> str:
    """The word of context that was found, with whatever ending."""
    return max((word for word in names.words if found.startswith(word)), key=len)


def _whole(patterns: Iterable[str], sign: str = "") -> re.Pattern[str]:
    joined = "|".join(sorted(patterns, key=len, reverse=True)) or "(?!)"
    return re.compile(rf"(?<!\w){sign}(?:{joined})(?!\w)", re.IGNORECASE)


def _either(patterns: Sequence[str]) -> re.Pattern[str] | None:
    return re.compile("|".join(patterns)) if patterns else None


def _spelled(name: str) -> str:
    return r"\s*".join(map(re.escape, name.split()))


def _stem(word: str) -> str:
    """A pattern of a word of context; scripts that set no blanks have no ends of words."""
    escaped = r"\s+".join(map(re.escape, word.split()))
    if _UNSPACED.search(word):
        return escaped
    return rf"(?<!\w){escaped}" + (r"\w*" if len(word) >= _SHORTEST_STEM else r"(?:'?s)?(?!\w)")


def _sites(text: str) -> Iterator[str]:
    """The names that the hosts of addresses bear: "acme" of https://help.acme.co.uk/x and of ann@acme.com."""
    for address in _ADDRESS.findall(text):
        if found := _SITE.match(plain(address)):
            yield from (label.replace("-", "") for label in found[1].split(".")[:-1])


def _judged(value: bool | None, confidence: float, reason: str) -> Judgement[bool]:
    return Judgement(model=MODEL, value=value, confidence=confidence, reason=reason)
