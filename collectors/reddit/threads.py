"""Which threads are followed, and how a tree of comments, however it was grown, becomes a list of them."""

from collections.abc import Iterable, Sequence

from collectors.reddit.cursor import Followed
from collectors.reddit.things import COMMENT, SUBMISSION, Thing, sifted
from storage.models import BrandId, Reject

MOST_NODES = 2_000
DEEPEST = 200
MOST_BRANDS = 3
"""For so many brands a submission is followed, because all of them stand in the cursor."""


def follow(followed: Sequence[Followed], things: Iterable[Thing], brand: BrandId, most: int) -> tuple[Followed, ...]:
    """Return the `most` latest submissions among those followed and those found for a brand, the latest first."""
    by_name = {each.name: each for each in followed}
    for thing in things:
        if not thing.name.startswith(SUBMISSION) or thing.gone:
            continue
        known = by_name.get(thing.name)
        brands = dict.fromkeys([*(known.brands if known else ()), brand])
        by_name[thing.name] = Followed(
            name=thing.name,
            created=thing.created,
            comments=known.comments if known else 0,
            edited=thing.edited or 0,
            brands=tuple(brands)[:MOST_BRANDS],
        )
    return tuple(sorted(by_name.values(), key=lambda each: (-each.created, each.name))[:most])


def nodes(roots: Iterable[object]) -> tuple[object, ...]:
    """Return what stands in a tree of comments, without the stubs of comments that were not sent ("more").

    What is nested deeper than 200, and what comes after 2,000 nodes, is left out: no such tree is honest.
    """
    found: list[object] = []
    waiting = [(root, 0) for root in roots]
    while waiting and len(found) < MOST_NODES:
        node, depth = waiting.pop()
        if isinstance(node, dict) and node.get("kind") == "more":
            continue
        found.append(node)
        if depth < DEEPEST:
            waiting.extend((reply, depth + 1) for reply in _replies(node))
    return tuple(found)


def comments(found: Iterable[object], place: str) -> tuple[tuple[Thing, ...], tuple[Reject, ...]]:
    """Return each comment among nodes once, and what is no thing at all."""
    things, rejects = sifted(found, place)
    return tuple({thing.name: thing for thing in things if thing.name.startswith(COMMENT)}.values()), rejects


def _replies(node: object) -> list[object]:
    """Take the replies out of a comment; Reddit writes "" for none."""
    match node:
        case {"data": {"replies": {"data": {"children": list(children)}}}}:
            return children
    return []
