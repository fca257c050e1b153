"""Whether posts still stand, and how they read now: asked for by id, a hundred at a time.

An answer by which nearly all are gone is more often wrong than true, and to believe it would take down what stands. It
is believed where X says the same again of a few of them, in an answer that also shows a post known to stand.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from collectors.x.client import Client
from collectors.x.pages import Page
from collectors.x.posts import PostReader, authors_of, versions
from collectors.x.snowflakes import post_id
from storage.errors import SourceUnavailable
from storage.models import Item, Mention, SourceName, Verified

_GONE = ("/resource-not-found", "/not-authorized-for-resource")
_DOUBTED_FROM = 20
_DOUBTED_SHARE = 0.8
_ASKED_AGAIN = 9
_URL = re.compile(r"https://x\.com/i/status/(\d{1,19})", re.ASCII)


def verify(
    client: Client,
    source: SourceName,
    own: frozenset[str],
    mentions: Sequence[Mention],
    now: datetime,
    *,
    standing: Callable[[], str | None],
) -> Iterator[Verified]:
    """Yield an answer per request. X may give the very version that is asked for, so we ask for the newest we know;
    where X then names a newer one, that is asked for once more.

    `standing` finds a post that stands, where an answer shows none. Raises SourceUnavailable at the end where X was
    not believed; those posts stand for now.
    """
    wanted = {_version(mention): mention.external_id for mention in mentions if post_id(mention.external_id)}
    if unknown := tuple(m.external_id for m in mentions if not post_id(m.external_id)):
        # X would refuse a request for what is no id, and with it all the others; it has no answer for these.
        yield Verified(asked=unknown)
    followed: set[str] = set()
    doubted = 0
    while wanted:
        ids, page = client.lookup(list(wanted), now)
        asked = {id: wanted.pop(id) for id in ids}
        read = _read(PostReader(source=source, own=own, authors=authors_of(page.users)), page, asked, now)
        outdated = {newest: m.external_id for newest, m in read if newest != _version(m)}
        gone = _gone(page, asked)
        if len(asked) >= _DOUBTED_FROM and len(gone) > _DOUBTED_SHARE * len(asked):
            known = next((id for id in map(str, page.ids) if id in asked), None) or standing()
            if known is None or not _confirmed(client, known, gone, now):
                doubted += len(gone)
                gone = {}
        later = {newest: id for newest, id in outdated.items() if id not in followed}
        wanted |= later
        followed |= set(later.values())
        yield Verified(
            asked=tuple(id for id in asked.values() if id not in later.values()),
            items=tuple(Item(mention=m) for _, m in read if m.external_id not in later.values()),
            gone=tuple(gone.values()),
        )
    if doubted:
        raise SourceUnavailable(
            f"X says that {doubted:,} posts are gone at once, and does not say so again beside a post that stands:"
            " not believed for now"
        )


def _confirmed(client: Client, standing: str, gone: Collection[str], now: datetime) -> bool:
    """Ask again for a few that are said to be gone, together with a post that stands."""
    ids, page = client.lookup([standing, *list(gone)[:_ASKED_AGAIN]], now)
    again = {id: id for id in ids if id != standing}
    return standing in map(str, page.ids) and 0 < len(again) == len(_gone(page, again))


def _version(mention: Mention) -> str:
    """Return the id of the newest version we know, as the mention's address tells it."""
    found = _URL.fullmatch(mention.url or "")
    return found[1] if found else mention.external_id


def _read(reader: PostReader, page: Page, asked: Mapping[str, str], now: datetime) -> list[tuple[str, Mention]]:
    """Return the mentions X gave, each with the id of its newest version, under the ids they are known by here."""
    found = []
    for post in page.posts:
        mention = reader.read(post, now)
        if isinstance(mention, Mention):
            ids = [str(id) for id in versions(post)]
            known = next((asked[id] for id in ids if id in asked), None)
            if known is not None:
                found.append((ids[-1], replace(mention, external_id=known)))
    return found


def _gone(page: Page, asked: Mapping[str, str]) -> dict[str, str]:
    """Return which of the posts asked for were deleted, or may not be seen any more, as `asked` has them; another error
    says nothing about a post.
    """
    ids = (
        error.get("resource_id") or error.get("value")
        for error in page.errors
        if isinstance(error, dict) and str(error.get("type")).endswith(_GONE)
    )
    return {id: asked[id] for id in ids if isinstance(id, str) and id in asked}
