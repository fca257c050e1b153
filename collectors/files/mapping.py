"""Which column holds what: as a person says, or as the names of well-known exports suggest."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from storage.errors import SettingsError
from storage.text import one_line


class Field(StrEnum):
    """What a column can be mapped to; `text` and `published_at` are needed."""

    TEXT = "text"
    PUBLISHED_AT = "published_at"
    ID = "id"
    AUTHOR = "author"
    AUTHOR_NAME = "author_name"
    BRAND = "brand"
    PRODUCT = "product"
    MAKER = "maker"
    RATING = "rating"
    TITLE = "title"
    KIND = "kind"
    ROLE = "role"
    URL = "url"
    PARENT_ID = "parent_id"
    THREAD_ID = "thread_id"
    PLACE = "place"
    LANGUAGE = "language"
    REACH = "reach"
    ENGAGEMENT = "engagement"


NEEDED = (Field.TEXT, Field.PUBLISHED_AT)
_WITHOUT_SAYING = frozenset((*NEEDED, Field.ID))

# Names in lower case without blanks and punctuation, the surest first. They come from exports of Google Play (console
# and scrapers), the App Store, Trustpilot, Zendesk, X, Reddit, YouTube, Amazon, and survey tools.
# A bare `id` goes before `ticket_id` and the like, which tables of comments repeat on each row.
GUESSES: dict[Field, str] = {
    Field.TEXT: "text fulltext content reviewtext reviewcontent reviewbody review body comment comments commenttext"
    " message tweet tweettext post selftext description feedback verbatim answer complaint consumercomplaintnarrative",
    Field.PUBLISHED_AT: "publishedat createdat createdutc created reviewcreatedutc reviewsubmitdateandtime"
    " submittedat submitdateutc submitdate submissiondate postedat publishedon published datepublished creationdate"
    " datecreated createddate publisheddate posteddate postdate reviewdate unixreviewtime reviewtime tweetcreated"
    " recordeddate enddate timestamp datetime datereceived at date time",
    Field.ID: "idstr id tweetid commentid messageid reviewid responseid postid ticketid statusid submissionid"
    " externalid complaintid respondentid reportno",
    Field.AUTHOR: "authorid userid useridstr reviewerid customerid requesterid consumeruserid reviewconsumeruserid"
    " author username user userscreenname screenname handle requester reviewer",
    Field.AUTHOR_NAME: "authorname displayname reviewername consumername customername reviewauthor",
    Field.BRAND: "brand brandname",
    Field.PRODUCT: "product productname producttitle",
    Field.MAKER: "maker manufacturer",
    Field.RATING: "rating stars starrating reviewstars reviewrating ratingvalue overall score nps npsscore",
    Field.TITLE: "title reviewtitle subject headline summary",
    Field.KIND: "kind",
    Field.ROLE: "inbound role authorrole authortype",
    Field.URL: "url link permalink reviewlink reviewurl tweeturl",
    Field.PARENT_ID: "parentid inreplyto inreplytoid inreplytostatusid inresponsetotweetid",
    Field.THREAD_ID: "threadid conversationid ticketid linkid",
    Field.PLACE: "place country location",
    Field.LANGUAGE: "language lang reviewlanguage reviewerlanguage languagecode locale",
    Field.REACH: "reach followers followerscount userfollowerscount impressions views viewcount",
    Field.ENGAGEMENT: "engagement likes likecount favoritecount thumbsupcount upvotes helpfulvote",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """One field, the column it is read from, and whether a person said so (else it was guessed)."""

    field: Field
    column: str
    given: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """Which column each field is read from, to be shown before anything is imported."""

    entries: tuple[Mapped, ...]

    def column(self, field: Field) -> str | None:
        """Return the column a field is read from, None where it is not mapped."""
        return next((entry.column for entry in self.entries if entry.field is field), None)


def wishes(text: str) -> dict[Field, str]:
    """Read `field=column,…`; an entry whose column holds a comma stands in double quotes. Raises SettingsError.

    >>> wishes('id=tweet_id,"text=So, how was it?"')
    {<Field.ID: 'id'>: 'tweet_id', <Field.TEXT: 'text'>: 'So, how was it?'}
    """
    wished: dict[Field, str] = {}
    try:
        entries = next(csv.reader([text], skipinitialspace=True), [])
    except csv.Error as error:
        raise SettingsError(f"map: {text[:60]!r} cannot be read: write FIELD=COLUMN,… on one line") from error
    for entry in entries:
        name, _, column = (part.strip() for part in entry.partition("="))
        if name not in tuple(Field) or not column:
            raise SettingsError(
                f"map: {entry!r} is not FIELD=COLUMN; the fields are {', '.join(Field)}; an example is text=body,id=no"
            )
        if Field(name) in wished:
            raise SettingsError(f"map: {name} is mapped twice, to {wished[Field(name)]!r} and {column!r}")
        wished[Field(name)] = column
    return wished


def resolve(wished: dict[Field, str], columns: Sequence[str], unguessed: Iterable[Field] = ()) -> Mapping:
    """Find the columns of a file's fields.

    Without wishes every field is guessed; with some, only text, id and published_at, so that nothing that was not
    asked for is picked up. `unguessed` fields are never guessed. Raises SettingsError for a column that the file
    lacks, and when text or published_at has none.
    """
    found = {field: _find(field, column, columns) for field, column in wished.items()}
    entries = {field: Mapped(field=field, column=column, given=True) for field, column in found.items()}
    plain = {_plain(column): column for column in reversed(columns)}
    if plain.keys() & {"subreddit", "createdutc"}:
        plain.pop("score", None)  # Reddit's score counts votes
    for field in Field:
        if field in entries or field in unguessed or (wished and field not in _WITHOUT_SAYING):
            continue
        taken = {entry.column for entry in entries.values()}
        candidates = (plain[name] for name in GUESSES[field].split() if name in plain)
        if column := next((column for column in candidates if column not in taken), None):
            entries[field] = Mapped(field=field, column=column, given=False)
    for field in NEEDED:
        if field not in entries:
            raise SettingsError(
                f"map: no column looks like {field}; say which one it is with {field}=COLUMN; {_listed(columns)}"
            )
    return Mapping(entries=tuple(entries[field] for field in Field if field in entries))


def _find(field: Field, wished: str, columns: Sequence[str]) -> str:
    if wished in columns:
        return wished
    alike = [column for column in columns if column.casefold() == wished.casefold()]
    if len(alike) != 1:
        raise SettingsError(f"map: there is no column {wished!r} for {field}; {_listed(columns)}")
    return alike[0]


def _plain(column: str) -> str:
    return "".join(character for character in column.casefold() if character.isalnum())


def _listed(columns: Sequence[str]) -> str:
    shown = ", ".join(one_line(column, 60) for column in columns[:40])
    return f"the columns are {shown}" + (f" and {len(columns) - 40} more" if len(columns) > 40 else "")
