"""Where else a mention's words and its author's name may stand, and how they are taken out of there.

A quote in an alert names no mention, so it stays only if some mention behind the alert still says exactly that.
Messages are compared by the letters of a text's beginning, which survive what was done to it on the way: cutting,
joining of lines, defanging. Where two people said the same, one word too many goes rather than one too few. Names of
issues are looked for by membership and by letters, because a mention that was edited may have left the issue that was
named after it.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence
from html import unescape

from sqlalchemy import delete, select, update
from sqlalchemy.engine import Connection

from storage import tables
from storage.dialects import AnyRow, Values, portions
from storage.lineage import aliases, end
from storage.models import IssueEventKind, IssueId
from storage.text import defang

GONE = "[withdrawn or changed by its author or its source]"
_OPENING = 2_000
_BEGINNING = 24
_TELLING = 12
_SHORTEST_NAME = 4
_MEMBERS = 500
_AT_ONCE = 1_000
_FEW = 50
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|@\w+|\bRT\b")
_PHRASES = re.compile(" [·→] ")
_BETWEEN = re.compile(r"[\s\"'`,;|=(){}\[\]<>]+")


def unquote(tx: Connection, said: Sequence[AnyRow], names: Iterable[str] = ()) -> None:
    """Take what mentions said, and `names` that were made of it, out of alerts and the messages about them.

    The rows need `id`, `text` and `published_at`; their mentions count as no longer saying what they said.
    """
    if not said:
        return
    repeats = _repeats([*(row.text for row in said), *names])
    gone = {row.id for row in said}
    a, d = tables.alerts, tables.deliveries
    # What was last seen before any of it was published cannot quote it.
    stmt = select(a.c.id, a.c.signal).where(a.c.seen_at >= min(row.published_at for row in said))
    for alert in tx.execute(stmt).all():
        signal = _unquoted(tx, alert.signal, gone, repeats)
        if signal != alert.signal:
            tx.execute(update(a).where(a.c.id == alert.id).values(signal=signal))
        for row in tx.execute(select(d.c.key, d.c.message).where(d.c.alert == alert.id)).all():
            title = " · ".join("…" if repeats(part) else part for part in row.message["title"].split(" · "))
            body = "\n".join(GONE if repeats(line) else line for line in row.message["body"].split("\n"))
            message = row.message | {"title": title, "body": body}
            if message != row.message:
                tx.execute(update(d).where(d.c.key == row.key).values(message=message))


def unname(tx: Connection, said: Sequence[AnyRow]) -> set[str]:
    """Take phrases that nobody says any more off issues and their ledgers; give these phrases.

    Looked at are the issues these mentions belong to, and of all others of their brands the phrases that they hold. The
    rows need `id` and `text`, what was said; in the store they must read as they do from now on. An issue that loses a
    phrase, or the mention that spoke for it, is named anew by what it is about then.
    """
    gone = {row.id for row in said}
    held = _issues_of(tx, gone)
    uttered = _uttered(row.text for row in said)
    lost: set[str] = set()
    for family in _families(tx, held | _named_after(tx, gone, uttered)):
        lost |= _unname(tx, family, gone, uttered if held.isdisjoint(family) else None)
    return lost


def _unname(
    tx: Connection, family: Collection[IssueId], gone: Collection[int], concerned: Callable[[str], bool] | None
) -> set[str]:
    """Do it for all that live on as one issue; phrases that are not `concerned` stay (None: all are)."""
    spoken = [_letters(unescape(words)) for words in _spoken(tx, family)]

    def missing(phrases: Iterable[str]) -> set[str]:
        return {phrase for phrase in _unsaid(phrases, spoken) if concerned is None or concerned(phrase)}

    lost: set[str] = set()
    i, e = tables.issues, tables.issue_events
    for issue in tx.execute(select(i.c.id, i.c.name, i.c.terms, i.c.quote).where(i.c.id.in_(family))).all():
        again: Values = {"quote": None, "named_mentions": 0} if issue.quote in gone else {}
        if unsaid := missing((*issue.terms, *issue.name.split(" · "))):
            lost |= unsaid
            again = {"quote": None, "named_mentions": 0, "name": "", "terms": []}
        if again:
            tx.execute(update(i).where(i.c.id == issue.id).values(again))
    renamed = select(e.c.id, e.c.detail).where(e.c.issue.in_(family), e.c.kind == IssueEventKind.RENAMED)
    for event in tx.execute(renamed).all():
        if missing(_PHRASES.split(event.detail)):
            tx.execute(update(e).where(e.c.id == event.id).values(detail=""))
    return lost


def unquarantine(tx: Connection, source: str, names: Collection[str], texts: Iterable[str] = ()) -> None:
    """Remove a source's rows in quarantine that hold one of these ids or names, or begin to say one of these texts.

    Names shorter than four characters are not looked for: they would be found in rows of everybody.
    """
    q = tables.quarantine
    telling = {name for name in names if len(name) >= _SHORTEST_NAME}
    words = {name for name in telling if not _BETWEEN.search(name)}
    repeats = _repeats(texts)
    held = tx.execute(select(q.c.id, q.c.raw).where(q.c.source == source).execution_options(yield_per=_AT_ONCE))
    gone = [
        row.id
        for row in held
        if not words.isdisjoint(_BETWEEN.split(row.raw))
        or any(name in row.raw for name in telling - words)
        or repeats(row.raw)
    ]
    for some in portions(gone):
        tx.execute(delete(q).where(q.c.id.in_(some)))


def _unquoted(tx: Connection, signal: Values, gone: set[int], repeats: Callable[[str], bool]) -> Values:
    evidence = signal["evidence"]
    quotes = evidence["quotes"]
    if quotes and not gone.isdisjoint(evidence["mentions"]):
        t = tables.mentions
        standing = {
            words
            for some in portions(set(evidence["mentions"]) - gone)
            for words in tx.scalars(select(t.c.text).where(t.c.id.in_(some)))
        }
        quotes = [quote for quote in quotes if quote in standing]
    title = signal["subject"] if repeats(signal["title"]) else signal["title"]
    return signal | {"title": title, "evidence": evidence | {"quotes": quotes}}


def _issues_of(tx: Connection, mentions: Collection[int]) -> set[IssueId]:
    """Give the issues these mentions belong to."""
    a, m = tables.matches, tables.micros
    joined = a.join(m, (m.c.space_id == a.c.space_id) & (m.c.micro_id == a.c.micro_id))
    stmt = select(m.c.issue_id).distinct().select_from(joined).where(m.c.issue_id.is_not(None))
    found = (i for some in portions(mentions) for i in tx.scalars(stmt.where(a.c.mention_id.in_(some))))
    return {IssueId(issue) for issue in found if issue is not None}


def _named_after(tx: Connection, mentions: Collection[int], uttered: Callable[[str], bool]) -> set[IssueId]:
    """Give the issues of these mentions' brands whose names or ledgers hold a phrase that was uttered."""
    a, s, i, e = tables.matches, tables.spaces, tables.issues, tables.issue_events
    brands = {
        brand
        for some in portions(mentions)
        for brand in tx.scalars(select(a.c.brand).distinct().where(a.c.mention_id.in_(some)))
    }
    named = select(i.c.id, i.c.name, i.c.terms).join_from(i, s).where(s.c.brand.in_(brands))
    renamed = select(e.c.issue, e.c.detail).join_from(e, i, i.c.id == e.c.issue).join(s, s.c.id == i.c.space_id)
    renamed = renamed.where(s.c.brand.in_(brands), e.c.kind == IssueEventKind.RENAMED)
    phrases = [(row.id, (*row.terms, *row.name.split(" · "))) for row in tx.execute(named)]
    phrases += [(row.issue, tuple(_PHRASES.split(row.detail))) for row in tx.execute(renamed)]
    return {IssueId(issue) for issue, those in phrases if any(map(uttered, those))}


def _families(tx: Connection, issues: Iterable[IssueId]) -> list[list[IssueId]]:
    """Give issues, each with all that live on as the same one."""
    alias_of = aliases(tx)
    families = {end(alias_of, issue): [end(alias_of, issue)] for issue in issues}
    for issue in alias_of:
        if (survivor := end(alias_of, issue)) in families:
            families[survivor].append(issue)
    return list(families.values())


def _spoken(tx: Connection, family: Collection[IssueId]) -> Sequence[str]:
    """Give what the latest mentions of an issue say that still stand."""
    t, a, m = tables.mentions, tables.matches, tables.micros
    placed = (m.c.space_id == a.c.space_id) & (m.c.micro_id == a.c.micro_id)
    stmt = select(t.c.text).select_from(t.join(a, a.c.mention_id == t.c.id).join(m, placed))
    stmt = stmt.where(m.c.issue_id.in_(family), t.c.withdrawn.is_(False))
    return tx.scalars(stmt.order_by(t.c.id.desc()).limit(_MEMBERS)).all()


def _unsaid(phrases: Iterable[str], spoken: Sequence[str]) -> set[str]:
    return {phrase for phrase in phrases if not any(_letters(phrase) in words for words in spoken)}


def _uttered(texts: Iterable[str]) -> Callable[[str], bool]:
    """Make the test whether a phrase stands in one of these texts."""
    forms = (form for text in map(unescape, texts) for form in (text, _ADDRESS.sub(" ", text)))
    spoken = " ".join(map(_letters, forms))

    def uttered(phrase: str) -> bool:
        letters = _letters(phrase)
        return bool(letters) and letters in spoken

    return uttered


def _repeats(texts: Iterable[str]) -> Callable[[str], bool]:
    """Make the test whether a line repeats one of these texts: long ones begin in it, short ones are all of it.

    A line that was itself cut at its end may hold no more of a long one than its first letters.
    """
    opened = [text[:_OPENING] for text in texts]
    needles = {_letters(form)[:_BEGINNING] for text in opened for form in (defang(text), _ADDRESS.sub(" ", text))}
    long = {needle for needle in needles if len(needle) >= _TELLING}
    short = needles - long - {""}

    def repeats(line: str) -> bool:
        letters = _letters(line)
        cut = len(letters) >= _TELLING and any(needle.startswith(letters) for needle in long)
        return cut or letters in short or any(needle in letters for needle in long)

    return repeats


def _letters(text: str) -> str:
    """Keep letters, digits, accents and signs; not case, spaces, punctuation, nor what shows nothing."""
    left = text.casefold()
    silent = [c for c in set(left) if unicodedata.category(c)[0] not in "LNMS"]
    # A pass for each is eight times as fast as going through the letters, as long as there are few.
    if len(silent) > _FEW:
        return left.translate(dict.fromkeys(map(ord, silent)))
    for c in silent:
        left = left.replace(c, "")
    return left
