"""What a row says: a mention and the brand it is about, or the reason why it is neither."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from collectors.files.mapping import NEEDED, Field
from collectors.files.ratings import read_rating
from collectors.files.rows import Row
from collectors.files.times import DateOrder, plausible, read_time
from storage.errors import SettingsError
from storage.models import BrandId, Item, Kind, Match, Mention, Reject, Role, SourceName
from storage.text import clean, one_line, slug

ID_LIMIT = 200
NAME_LIMIT = 100
URL_LIMIT = 2000
_LARGEST = 2**63 - 1

_ROLES = {
    Role.CUSTOMER: "customer user consumer client requester end-user true t yes y 1",
    Role.BRAND: "brand company business agent support admin owner false f no n 0",
    Role.PRESS: "press media journalist",
    Role.BOT: "bot system",
}
_ROLE_OF = {word: role for role, words in _ROLES.items() for word in words.split()}
# Names that stand for nobody: as keys they would make one reporter of all who keep theirs to themselves.
_NOBODY = frozenset(("a google user", "anonymous", "anonymous user", "[deleted]", "deleted", "unknown", "n/a", "none"))
# A spreadsheet that opened and saved the file has made one number of many long ids.
_MANGLED = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE | re.ASCII)
_COUNT = re.compile(r"\d{1,3}(?:,\d{3})+|\d+(?:\.0+)?", re.ASCII)
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9_-]+)?", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowReader:
    """Reads the rows of one file: which columns hold what, and what holds for all of them."""

    source: SourceName
    columns: Mapping[Field, str]
    kind: Kind
    brand: BrandId | None
    scale: tuple[float, float]
    dates: DateOrder | None
    zone: tzinfo

    def read(self, row: Row, now: datetime) -> Item | Reject:
        """Return what a row says; a Reject tells the reason."""
        try:
            if row.fault:
                raise ValueError(row.fault)
            return Item(mention=self._mention(row, now), matches=self._matches(row))
        except ValueError as reason:
            return Reject(place=row.place, reason="; ".join((str(reason), *self._gaps(row))), raw=clean(row.raw))

    def _gaps(self, row: Row) -> Iterator[str]:
        columns = (self.columns.get(field, "") for field in NEEDED)
        return (f"{column}: {row.gaps[column]}" for column in columns if column in row.gaps)

    def _mention(self, row: Row, now: datetime) -> Mention:
        text, rating = self._text(row), read_rating(self._cell(row, Field.RATING), self.scale)
        if not text and rating is None:
            raise ValueError("no text")
        written = self._cell(row, Field.PUBLISHED_AT)
        at, exact = read_time(written, self.zone, self.dates)
        published_at = plausible(at, now)
        author, name = self._name(row, Field.AUTHOR), self._name(row, Field.AUTHOR_NAME)
        # Ratings without a word would all look alike; the other cells tell them apart.
        content = text or repr(sorted(row.cells.items()))
        return Mention(
            source=self.source,
            external_id=external_id(self._cell(row, Field.ID)) or digest(author or name or "", written, content),
            text=text,
            published_at=published_at,
            exact_time=exact and published_at == at,
            kind=self._kind(row),
            role=self._role(row),
            author_key=author,
            author_name=name or author,
            parent_id=external_id(self._cell(row, Field.PARENT_ID)),
            thread_id=external_id(self._cell(row, Field.THREAD_ID)),
            rating=rating,
            product=self._line(row, Field.PRODUCT),
            maker=self._line(row, Field.MAKER),
            url=_url(self._cell(row, Field.URL)),
            place=self._line(row, Field.PLACE),
            language_hint=_language(self._cell(row, Field.LANGUAGE)),
            reach=_count(self._cell(row, Field.REACH)),
            engagement=_count(self._cell(row, Field.ENGAGEMENT)),
        )

    def _matches(self, row: Row) -> tuple[Match, ...]:
        brand = self.brand or brand_id(self._cell(row, Field.BRAND))
        return (Match(brand=brand, query="file"),) if brand else ()

    def _text(self, row: Row) -> str:
        title, text = (clean(self._cell(row, field)).strip() for field in (Field.TITLE, Field.TEXT))
        return text if not title or text.startswith(title) else f"{title}\n{text}".strip()

    def _kind(self, row: Row) -> Kind:
        word = self._cell(row, Field.KIND).lower()
        if word and word not in tuple(Kind):
            raise ValueError(f"kind {word[:40]!r} is none of {', '.join(Kind)}")
        return Kind(word) if word else self.kind

    def _role(self, row: Row) -> Role:
        word = self._cell(row, Field.ROLE).lower()
        if word and word not in _ROLE_OF:
            raise ValueError(f"role {word[:40]!r} is none of {', '.join(Role)}, agent, true (from a customer), false")
        return _ROLE_OF[word] if word else Role.CUSTOMER

    def _name(self, row: Row, field: Field) -> str | None:
        name = self._line(row, field)
        return None if name is None or name.lower() in _NOBODY else name

    def _line(self, row: Row, field: Field) -> str | None:
        return one_line(self._cell(row, field), NAME_LIMIT) or None

    def _cell(self, row: Row, field: Field) -> str:
        column = self.columns.get(field)
        return row.cells.get(column, "").strip() if column else ""


def brand_name(cell: str) -> str:
    """Return a brand's name as a cell gives it, fit to be shown."""
    return one_line(cell, NAME_LIMIT)


def brand_id(cell: str) -> BrandId | None:
    """Return the id of the brand a cell names, None where it names none."""
    try:
        return slug(brand_name(cell))
    except SettingsError:
        return None


def external_id(cell: str) -> str | None:
    """Return an id as the source gave it, hashed where it is too long to keep; None where it can identify nothing."""
    identity = one_line(cell, len(cell) + 1)
    if not identity or _MANGLED.fullmatch(identity):
        return None
    return identity if len(identity) <= ID_LIMIT else digest(cell)


def digest(*parts: str) -> str:
    """Return an id made of content: the same content has the same id in every run.

    >>> digest("ann", "2025-03-04", "It broke.")
    'h:71eb33985692ef68fd8506f51a5d1bad'
    """
    joined = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return f"h:{hashlib.sha256(joined).hexdigest()[:32]}"


def _url(cell: str) -> str | None:
    line = one_line(cell, URL_LIMIT + 1)
    return line if line.lower().startswith(("http://", "https://")) and len(line) <= URL_LIMIT else None


def _language(cell: str) -> str | None:
    found = _LANGUAGE.fullmatch(cell)
    return found[1].lower() if found and found[1].lower() != "und" else None


def _count(cell: str) -> int | None:
    found = _COUNT.fullmatch(cell[:40])
    number = int(found[0].replace(",", "").partition(".")[0]) if found else None
    return number if number is not None and number <= _LARGEST else None
