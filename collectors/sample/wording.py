"""How a post is put into words: templates with slots, one file of phrases per language."""

import json
import random
import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from collectors.sample.channels import Channel, Tone

_SLOT = re.compile(r"\{([^{}]+)\}")
_RANGE = re.compile(r"(\d+)\.\.(\d+)")
_SENTENCE = re.compile(r"(?:^|[.!?] )\w")
_DOUBLED = re.compile(r"(?<=[?!])\.")

Phrases = Mapping[str, list[str]]


@lru_cache(maxsize=8)
def phrases(language: str) -> Phrases:
    """Read the phrases of a language."""
    text = files("collectors.sample").joinpath("phrases", f"{language}.json").read_text("utf-8")
    loaded: dict[str, list[str]] = json.loads(text)
    return loaded


def write(rng: random.Random, language: str, channel: Channel, tone: Tone, theme: str, product: str) -> str:
    """Write a post about a theme as people write in a channel."""
    book = phrases(language)
    layouts = book.get(f"layout.{tone}.{channel}") or book.get(f"layout.{tone}") or ["{core}."]
    layout = rng.choice(layouts).replace("{core}", f"{{{theme}}}")
    text = fill(rng, language, layout, {"product": f"{{product.{product}}}"})
    # Some people never touch the shift key.
    return text if channel is Channel.SOCIAL and rng.random() < 0.12 else capitalised(text)


def say(rng: random.Random, language: str, symbol: str, **given: str) -> str:
    """Say one of the phrases of a symbol; `given` fills slots that the phrases leave to the caller."""
    return capitalised(fill(rng, language, f"{{{symbol}}}", given))


def fill(rng: random.Random, language: str, text: str, given: Mapping[str, str]) -> str:
    """Fill every slot: with what is given, a number of `{2..9}`, or one of the language's phrases, slots and all.

    >>> fill(random.Random(0), "en", "the {product} for {2..2} days", {"product": "train"})
    'the train for 2 days'
    """
    book = phrases(language)

    def filled(slot: re.Match[str]) -> str:
        name = slot[1]
        if bounds := _RANGE.fullmatch(name):
            return str(rng.randint(int(bounds[1]), int(bounds[2])))
        return _SLOT.sub(filled, given[name] if name in given else rng.choice(book[name]))

    return _DOUBLED.sub("", _SLOT.sub(filled, text))


def capitalised(text: str) -> str:
    """Begin every sentence with a capital.

    >>> capitalised("late again. my son waits")
    'Late again. My son waits'
    """
    return _SENTENCE.sub(lambda start: start[0].upper(), text)
