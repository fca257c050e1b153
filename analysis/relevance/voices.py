"""Whose voice a mention is, by rules that each have a name.

What the source says and a brand's own accounts are certain. What the words say is added up from signs, and a customer
must never be lost: complaints count against every sign, what somebody quotes or passes on is not theirs, and where harm
is reported nothing decides but what is certain.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import TypeAlias

from analysis.counted import rated_low
from analysis.relevance.accounts import Accounts, accounts_of, squeezed
from analysis.relevance.agents import ENGLISH
from analysis.relevance.agents_abroad import ABROAD
from analysis.relevance.complaints import ALARM, COMPLAINT, GRIEVANCE, INNOCENCE
from analysis.relevance.giveaways import GIVEAWAYS
from analysis.relevance.machines import BOT, PRESS
from analysis.relevance.said import Said
from analysis.relevance.signs import Index
from analysis.relevance.spam import SPAM
from storage.models import Brand, Judgement, Kind, Mention, Role, Voice

MODEL = "voice rules"
ENOUGH = 1.0
"""The weight of signs from which on a voice is no customer's."""

Signs: TypeAlias = Mapping[Voice, Mapping[str, float]]
"""For each voice that anything speaks for, the names of its signs with their weights; doubts weigh less than 0."""

ROLES: Mapping[Role, Voice] = MappingProxyType({Role.BRAND: Voice.BRAND, Role.PRESS: Voice.PRESS, Role.BOT: Voice.BOT})

_CUSTOMER = Judgement(model=MODEL, value=Voice.CUSTOMER, confidence=0.6)
_LINKS = frozenset({"http", "https", "www", "com", "org", "net", "watch"})
_BOT_NAME = re.compile(r"(?:^|[\W_])[Bb](?:ot|OT)[\d_]*$|[a-z\d]B(?:ot|OT)[\d_]*$")
_ENDING = re.compile(r"(?:\s*https?://\S+)*[\s.!]*$")
_PART = r"(?: ?\(?\d/\d\)?)?$"
_LETTERS = r"(?!LOL|OMG|SMH|WTF|FYI|LMAO|TY|THX)"
_SIGNATURES = (
    (1.0, re.compile(rf"(?:^|[\s.!?)])\^ ?{_LETTERS}(?:[A-Z]|[A-Za-z]{{2}}[A-Za-z.]{{0,12}}){_PART}")),
    (1.0, re.compile(rf"(?:^|\s)\*{_LETTERS}(?:[A-Z]{{2,3}}|[A-Z][a-z]+[A-Z][a-z]*){_PART}")),
    (0.8, re.compile(rf"(?:~|[\s.!?)]-)[A-Z][a-z]{{2,12}}{_PART}")),
    (0.6, re.compile(rf"(?:^|[\s.!?)])[-–—~/*] ?{_LETTERS}[A-Z](?:[A-Z]{{1,2}}|[a-z]{{1,12}}){_PART}")),
)
"""Endings such as "^MO", "*TJN", "*MikeVance", "-Becky" and "/KB", surest first."""

_PAGES = (
    "facebook.com/", "gofundme", "kickstarter", "indiegogo", "patreon", "twitch.tv", "soundcloud", "etsy.com", "ebay.",
    "t.me/", "wa.me/", "bit.ly", "tinyurl", "goo.gl", "linktr", "adf.ly", "spreadshirt", "teespring", "blogspot",
    "/watch?v=", "fiverr", "onlyfans", "discord.gg", "play.google.com/store/apps", "ref=", "refer", "affiliate",
    "promo", "invite",
)  # fmt: skip
_PHOTOS = ("t.co/", "pic.twitter", "instagr", "imgur", "youtu", "i.redd")
_MY = re.compile(r"(?<!\w)my (?!apolog|colleague|team|supervisor|manager|pleasure|friend)")
_SPEAKS = frozenset(
    {"i", "me", "my", "you", "your", "u", "we", "im", "ik", "je", "saya", "aku", "gue", "lol", "wow", "omg", "smh"}
)
_TITLE = re.compile(r"[^\W\d_][\w'’-]{3,}")
_MANY_TAGS, _MANY_LINKS = 6, 3
_SURNAME = 0.6
"""The weight of a bot's name that is one word of several: people are called Bot, too."""

_STORY = 60
"""Different words above which signs may have come together by chance."""


def voice(mention: Mention, brands: Sequence[Brand], *, harmed: bool = False) -> Judgement[Voice]:
    """Say whose voice `mention` is; a customer's where nothing speaks against it.

    `brands` are those whose accounts are known; `harmed` says that the text reports harm, which is left to customers.

    >>> from datetime import UTC, datetime
    >>> from storage.models import SourceName
    >>> post = Mention(source=SourceName("x"), external_id="1", text="Subscribe to me!",
    ...                published_at=datetime(2026, 1, 1, tzinfo=UTC))
    >>> voice(post, ()).value.value, voice(post, ()).reason
    ('spam', 'asks to subscribe')
    """
    accounts = accounts_of(tuple(brands))
    known = certain(mention, accounts, harmed=harmed)
    return known or by_signs(weighed(mention, Said(mention.text), accounts), harmed=harmed)


def certain(mention: Mention, accounts: Accounts, *, harmed: bool) -> Judgement[Voice] | None:
    """Say whose voice it is by what the source states and who wrote it; None where that settles nothing.

    With a report of harm, a name that only looks like the brand's settles nothing: somebody may bear it.
    """
    if mention.role in ROLES:
        return _judged(ROLES[mention.role], 1.0, "the source says so")
    for name in (mention.author_name, mention.author_key):
        short = squeezed(name) if name else ""
        if short in accounts.given:
            return _judged(Voice.BRAND, 1.0, "the brand's own account")
        if not harmed and short in accounts.guessed:
            return _judged(Voice.BRAND, 0.7, "the author bears the brand's name")
    return None


def by_signs(signs: Signs, *, harmed: bool) -> Judgement[Voice]:
    """Say whose voice it is by what `weighed` found; a report of harm is left to customers."""
    if harmed or not signs:
        return _CUSTOMER
    best = max(signs, key=lambda each: sum(signs[each].values()))
    if (weight := sum(signs[best].values())) < ENOUGH - 1e-9:
        return _CUSTOMER
    reasons = [name for name, part in sorted(signs[best].items(), key=lambda item: -item[1]) if part > 0]
    return _judged(best, min(0.95, 0.45 + 0.3 * weight), ", ".join(reasons[:3]))


def weighed(mention: Mention, said: Said, accounts: Accounts) -> Signs:
    """Return what in the words and the author's name speaks for which voice."""
    found: dict[Voice, dict[str, float]] = defaultdict(dict)
    if mention.author_name and _BOT_NAME.search(mention.author_name) and _unasked(mention):
        found[Voice.BOT]["the author is called a bot"] = _SURNAME if " " in mention.author_name.strip() else ENOUGH
    asked = [_adverts()]
    if _answers(mention, said, accounts):
        asked.append(_agents())
        if weight := _signature(said.raw):
            found[Voice.AGENT]["signs"] = weight
    for index in asked:
        if not index.words.isdisjoint(said.words):
            for each, sign in index.found(said.own, said.words & index.words):
                if each is Voice.SPAM or each is Voice.AGENT or _unasked(mention):
                    found[each][sign.name] = max(sign.weight, found[each].get(sign.name, 0.0))
    if not said.words.isdisjoint(_LINKS):
        for each, name, weight in _layout(mention, said):
            found[each][name] = weight
    if found:
        _doubt(found, mention, said)
    return found


@cache
def _adverts() -> Index:
    return Index({Voice.SPAM: SPAM, Voice.GIVEAWAY: GIVEAWAYS, Voice.PRESS: PRESS, Voice.BOT: BOT})


@cache
def _agents() -> Index:
    return Index({Voice.AGENT: (*ENGLISH, *ABROAD)})


def _unasked(mention: Mention) -> bool:
    """Whether nobody asked for the text: who rates or was asked is a customer, or spams."""
    return mention.kind is Kind.MENTION and mention.rating is None


def _answers(mention: Mention, said: Said, accounts: Accounts) -> bool:
    """Whether the text answers somebody who is not the brand."""
    if addressee := said.addressee:
        return squeezed(addressee) not in accounts.addressed
    return mention.parent_id is not None and mention.rating is None


def _signature(raw: str) -> float:
    """The weight of the signature at the end, 0 without one; what ends in another's post is not its writer's."""
    ending = _ENDING.sub("", raw[-200:])[-24:]
    weight = next((weight for weight, pattern in _SIGNATURES if pattern.search(ending)), 0.0)
    return 0.0 if weight and "RT @" in raw else weight


def _layout(mention: Mention, said: Said) -> Iterable[tuple[Voice, str, float]]:
    """Signs that are no words: nothing but links, many of them, many hashtags, the capitals of a headline."""
    if not said.links:
        return
    if not said.handles and not _shows(said):
        if len(said.bare) < 2:
            yield Voice.SPAM, "nothing but a link", 1.0
        elif said.bare.count(" ") < 6:
            yield Voice.SPAM, "little but a link", 0.5
        if any(host in link for link in said.links for host in _PAGES):
            yield Voice.SPAM, "leads to somebody's page", 0.5
    if len(said.links) >= _MANY_LINKS:
        yield Voice.SPAM, "many links", 0.6
    if said.tags >= _MANY_TAGS:
        yield Voice.SPAM, "many hashtags", 0.5
    if _unasked(mention) and _headline(said):
        yield Voice.PRESS, "a headline with its link", 0.9


def _shows(said: Said) -> bool:
    """Whether a link is a picture or film that goes with the words, as on X."""
    return any(host in link for link in said.links for host in _PHOTOS)


def _headline(said: Said) -> bool:
    """Whether nearly all longer words of a text of more than a few have a capital, and nobody is spoken to or of."""
    if not said.words.isdisjoint(_SPEAKS) or said.raw.isupper():
        return False
    words = [word for word in _TITLE.findall(_unaddressed(said.raw)) if not word.isupper()]
    return len(words) >= 5 and sum(word[0].isupper() for word in words) >= 0.8 * len(words)


def _unaddressed(raw: str) -> str:
    return re.sub(r"[@#]\w+|https?://\S+", " ", raw)


def _doubt(found: dict[Voice, dict[str, float]], mention: Mention, said: Said) -> None:
    """Add what speaks for a customer after all."""
    complaints = len(said.words & COMPLAINT) + len(set(GRIEVANCE.findall(said.own))) + rated_low(mention.rating)
    alarmed = not said.words.isdisjoint(ALARM) and not INNOCENCE.search(said.low)
    for each, signs in found.items():
        if each is Voice.AGENT:
            if not said.addressee:
                signs["but calls nobody by name"] = -0.5
            if signs.get("signs", 0.0) < ENOUGH and _MY.search(said.own):
                signs["but speaks of what is theirs"] = -0.5
            continue
        if complaints:
            signs["but complains"] = -0.7 * min(2, complaints)
        if len(said.words) > _STORY:
            signs["but tells at length"] = -0.7
        if alarmed and each in (Voice.SPAM, Voice.GIVEAWAY):
            signs["but speaks of spam"] = -2.0


def _judged(value: Voice, confidence: float, reason: str) -> Judgement[Voice]:
    return Judgement(model=MODEL, value=value, confidence=confidence, reason=reason)
