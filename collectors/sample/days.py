"""What is written on one day in one channel; the same seed, channel and day always give the same posts."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from types import MappingProxyType

from collectors.sample import people, rhythm, wording
from collectors.sample.channels import PROFILES, Channel, Scale, Tone
from collectors.sample.posts import Post
from collectors.sample.story import DELIVERY_DAY, DELIVERY_HOUR, LATE_PARCELS, TORCH_LAUNCH, scripted
from storage.models import Role

_CATALOGUE = ("train", "bear", "house", "craft", "scooter", "puzzle")

THEMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "parts": ("train", "house", "craft", "scooter"),
        "battery": ("train", "bear", "scooter"),
        "paint": ("train", "house", "scooter"),
        "pairing": ("train", "bear"),
        "size": ("bear", "house", "puzzle", "craft"),
        "support": _CATALOGUE,
        "seam": ("bear",),
        "price": _CATALOGUE,
        "delivery": _CATALOGUE,
    }
)
"""Everyday complaints, and the products each is heard about."""

_WEIGHTS = {"delivery": 0.3}
_TORCH_SHARE = 0.08
_CONTRADICTORY = 0.04
_NEAR_COPIES = 0.02
_HELP_DESK = "wobblethorn_help"
_DAY = timedelta(days=1)


@lru_cache(maxsize=64)
def written(seed: str, channel: Channel, day: int) -> tuple[Post, ...]:
    """Return the posts begun on a day, with the reposts and replies they drew within 24 hours, oldest first."""
    rng = random.Random(f"{seed}/{channel}/{day}")  # noqa: S311 - a toy story, no secret
    begun = sorted((*_everyday(rng, channel, day), *_late_parcels(rng, channel, day)), key=lambda post: post.at)
    roots = [replace(post, id=f"{channel}-{day}-{n}") for n, post in enumerate(begun, start=1)]
    drawn = (*_reposts(rng, channel, roots), *_near_copies(rng, channel, roots), *_replies(rng, channel, roots))
    plot = (post for post in scripted(channel) if post.at // _DAY == day)
    return tuple(sorted((*roots, *drawn, *plot), key=lambda post: post.at))


def published(seed: str, channel: Channel, after: timedelta, until: timedelta) -> Iterator[Post]:
    """Yield what appeared in (after, until], oldest first; both lie within one day of the story, ends included."""
    day = after // _DAY
    # What was begun the day before may have drawn a repost or reply today.
    near = (post for begun in (day - 1, day) if begun >= 0 for post in written(seed, channel, begun))
    yield from sorted((post for post in near if after < post.at <= until), key=lambda post: (post.at, post.id))


def _everyday(rng: random.Random, channel: Channel, day: int) -> Iterator[Post]:
    profile = PROFILES[channel]
    for at in rhythm.moments(rng, profile, day):
        tone = rng.choices(list(profile.tones), list(profile.tones.values()))[0]
        theme, product = _subject(rng, tone, at)
        language = people.language(rng)
        yield _post(rng, channel, at, people.regular(rng, language), language, tone, theme, product)


def _subject(rng: random.Random, tone: Tone, at: timedelta) -> tuple[str, str]:
    """Draw a theme and a product."""
    if tone is Tone.COMPLAINT:
        theme = rng.choices(list(THEMES), [_WEIGHTS.get(theme, 1.0) for theme in THEMES])[0]
        return theme, rng.choice(THEMES[theme])
    if tone in (Tone.PRAISE, Tone.QUESTION) and at >= TORCH_LAUNCH and rng.random() < _TORCH_SHARE:
        return ("launch" if tone is Tone.PRAISE else "launch_question"), "torch"
    return tone.value, rng.choice(_CATALOGUE)


def _late_parcels(rng: random.Random, channel: Channel, day: int) -> Iterator[Post]:
    """Yield the complaints that the carrier's strike adds, each by somebody who never wrote before."""
    profile = PROFILES[channel]
    first = list(Channel).index(channel) * 1_000 + (day - DELIVERY_DAY) * 100
    for n in range(round(LATE_PARCELS.get(day, 0) * profile.late_share)):
        at = rhythm.moment(rng, profile, day, DELIVERY_HOUR if day == DELIVERY_DAY else 0)
        language = people.language(rng)
        author = people.newcomer(language, first + n)
        yield _post(rng, channel, at, author, language, Tone.COMPLAINT, "strike", rng.choice(_CATALOGUE))


def _post(
    rng: random.Random,
    channel: Channel,
    at: timedelta,
    author: str,
    language: str,
    tone: Tone,
    theme: str,
    product: str,
) -> Post:
    profile = PROFILES[channel]
    reach = min(int(60 * rng.paretovariate(1.2)), 200_000) if channel is Channel.SOCIAL else None
    return Post(
        id="",
        at=at,
        author=author,
        language=language,
        theme=theme,
        text=wording.write(rng, language, channel, tone, theme, product),
        points=_points(rng, profile.scale, tone) if profile.scale else None,
        product=product if profile.knows_product else None,
        reach=reach,
        engagement=int(reach * 0.03 * rng.random()) if reach is not None else None,
    )


def _points(rng: random.Random, scale: Scale, tone: Tone) -> int:
    """Draw a rating that goes with the text, but for the few people who turn the scale around."""
    bad, good = (scale.good, scale.bad) if rng.random() < _CONTRADICTORY else (scale.bad, scale.good)
    return rng.choice({Tone.COMPLAINT: bad, Tone.PRAISE: good}.get(tone, scale.middle))


def _reposts(rng: random.Random, channel: Channel, roots: Sequence[Post]) -> Iterator[Post]:
    """Yield identical texts by other authors, half of them marked as quoted."""
    for post in roots:
        if rng.random() < PROFILES[channel].reposted:
            text = f"RT @{post.author}: {post.text}" if rng.random() < 0.5 else post.text
            yield _echo(rng, post, "repost", text)


def _near_copies(rng: random.Random, channel: Channel, roots: Sequence[Post]) -> Iterator[Post]:
    """Yield texts that another author copied with a small change."""
    for post in roots:
        if PROFILES[channel].public and rng.random() < _NEAR_COPIES:
            yield _echo(rng, post, "copy", rng.choice((f"{post.text} !!", post.text.rstrip(".!"), f"{post.text} 👆")))


def _echo(rng: random.Random, post: Post, name: str, text: str) -> Post:
    at = post.at + timedelta(seconds=rng.randint(120, 40_000))
    return replace(post, id=f"{post.id}-{name}", at=at, author=people.regular(rng, post.language), text=text)


def _replies(rng: random.Random, channel: Channel, roots: Sequence[Post]) -> Iterator[Post]:
    """Yield what agents answer, what customers say to that, and other customers who agree with a complaint."""
    profile = PROFILES[channel]
    for post in roots:
        complaint = post.theme in THEMES or post.theme == "strike"
        if (complaint or "question" in post.theme) and rng.random() < profile.answered:
            answer = _answer(rng, post)
            yield answer
            if rng.random() < 0.25:
                yield _follow_up(rng, post, answer)
        if complaint and rng.random() < profile.joined:
            yield _agreement(rng, channel, post)


def _answer(rng: random.Random, post: Post) -> Post:
    return Post(
        id=f"{post.id}-answer",
        at=post.at + timedelta(seconds=rng.randint(900, 50_000)),
        author=_HELP_DESK,
        language=post.language,
        theme="answer",
        text=wording.say(rng, post.language, "agent", author=post.author),
        role=Role.BRAND,
        parent=post.id,
        thread=post.id,
        product=post.product,
    )


def _follow_up(rng: random.Random, post: Post, answer: Post) -> Post:
    return replace(
        answer,
        id=f"{post.id}-follow-up",
        at=answer.at + timedelta(seconds=rng.randint(300, 30_000)),
        author=post.author,
        theme="follow-up",
        text=wording.say(rng, post.language, "followup") + ".",
        role=Role.CUSTOMER,
        parent=answer.id,
    )


def _agreement(rng: random.Random, channel: Channel, post: Post) -> Post:
    product = rng.choice(THEMES.get(post.theme, _CATALOGUE))
    own = wording.fill(rng, post.language, f"{{agree}}. {{{post.theme}}}.", {"product": f"{{product.{product}}}"})
    return replace(
        post,
        id=f"{post.id}-agreement",
        at=post.at + timedelta(seconds=rng.randint(600, 60_000)),
        author=people.regular(rng, post.language),
        text=wording.capitalised(own),
        parent=post.id,
        thread=post.id,
    )
