"""What the rules see, as numbers and words a model can learn from: one row of evidence per mention and question."""

from math import log1p

from analysis.linear import Evidence
from analysis.relevance.about import Names
from analysis.relevance.accounts import squeezed
from analysis.relevance.complaints import ALARM, COMPLAINT
from analysis.relevance.said import HEAD, Said
from analysis.relevance.voices import Signs
from storage.models import Judgement, Mention, Voice

VOICE_SCORES, BRAND_SCORES = 20, 5
"""How many scores stand beside a text in its evidence."""

_VOICES = (Voice.AGENT, Voice.PRESS, Voice.BOT, Voice.SPAM, Voice.GIVEAWAY)
_OWN = frozenset(("i", "me", "my", "mine", "our", "us", "we"))
_OTHERS = frozenset(("anyone", "everybody", "everyone", "guys", "people", "you", "your", "u"))
_ASKS = "buy check click follow help join like please pls plz share sub subscribe support try visit vote watch"
_ASKED = frozenset(_ASKS.split())


def of_voice(mention: Mention, said: Said, signs: Signs) -> Evidence:
    """Give what tells whose voice a mention is: its words, where its links lead, who wrote it, and the rules' signs."""
    raw, length = said.raw, max(1, len(said.raw))
    scores = (
        *(min(2.0, max(0.0, sum(signs.get(each, {}).values()))) / 2 for each in _VOICES),
        min(3, len(said.links)) / 3,
        float(bool(said.links) and len(said.bare) < 20),
        min(5, said.tags) / 5,
        min(5, len(said.handles)) / 5,
        float(bool(said.addressee)),
        sum(map(str.isupper, raw)) / length,
        sum(map(str.isdigit, raw)) / length,
        min(5, raw.count("!")) / 5,
        float("?" in raw),
        log1p(length) / log1p(HEAD),
        min(2, len(said.words & _OWN)) / 2,
        min(2, len(said.words & _OTHERS)) / 2,
        min(3, len(said.words & _ASKED)) / 3,
        float(not said.words.isdisjoint(COMPLAINT)),
        float(not said.words.isdisjoint(ALARM)),
    )
    author = f"by{squeezed(mention.author_name)}" if mention.author_name else ""
    return Evidence(text=" ".join((raw, *_hosts(said), author)), scores=scores)


def of_brand(mention: Mention, names: Names, ruled: Judgement[bool]) -> Evidence:
    """Give what tells whether a mention is about a brand: its words and place, how it writes the name, and the rule."""
    text = mention.text[:HEAD]
    named = [found[0] for found in names.named.finditer(text)]
    scores = (
        ruled.confidence * {True: 1.0, False: -1.0, None: 0.0}[ruled.value],
        min(3, len(named)) / 3,
        float(any(name[:1].isupper() for name in named)),
        float(any(name[:1] in "@#" for name in named)),
        log1p(len(text)) / log1p(HEAD),
    )
    return Evidence(text=" ".join(filter(None, (text, mention.product, mention.place))), scores=scores)


def _hosts(said: Said) -> tuple[str, ...]:
    """The parts of the hosts of links as words of their own, since models read all links as one."""
    hosts = (link.partition("://")[2] or link for link in said.links[:5])
    return tuple(f"site{part}" for host in hosts for part in host.partition("/")[0].split("."))
