"""Which five places the sample brand's customers use, and how people behave in each of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from storage.models import Kind


class Channel(StrEnum):
    SOCIAL = "social"
    SHOP = "shop"
    FORUM = "forum"
    SURVEY = "survey"
    TICKETS = "tickets"


class Tone(StrEnum):
    """What a post is, whatever its subject."""

    COMPLAINT = "complaint"
    PRAISE = "praise"
    QUESTION = "question"
    CHATTER = "chatter"
    FIGURE = "figure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A rating's ends, and the answers that go with a complaint, with praise, and with anything else."""

    low: int
    high: int
    bad: tuple[int, ...]
    middle: tuple[int, ...]
    good: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How people use one channel.

    `daily` is the mean number of everyday posts on a working day, `weekend` the factor for Saturday and Sunday, `hours`
    the weight of each hour of the brand's day. `tones` are weights. `late_share` is the channel's part of the late
    parcels, `answered` the share of complaints and questions that get an agent's reply, `joined` the share of
    complaints that another customer agrees with, `reposted` that of posts which others repeat word for word.
    """

    kind: Kind
    daily: float
    weekend: float
    hours: tuple[int, ...]
    tones: Mapping[Tone, float]
    late_share: float
    answered: float = 0.0
    joined: float = 0.0
    reposted: float = 0.0
    scale: Scale | None = None
    knows_product: bool = False
    public: bool = False
    threaded: bool = False
    tells_language: bool = False


_LEISURE = (4, 2, 1, 1, 1, 2, 5, 9, 11, 11, 11, 11, 13, 12, 11, 11, 12, 14, 16, 19, 22, 21, 15, 9)
_OFFICE = (1, 1, 1, 1, 1, 2, 5, 10, 17, 21, 21, 19, 16, 17, 18, 17, 15, 12, 9, 8, 8, 6, 4, 2)
_STARS = Scale(low=1, high=5, bad=(1, 1, 1, 2, 2, 3), middle=(3, 4), good=(4, 5, 5, 5))
_POINTS = Scale(low=0, high=10, bad=(0, 1, 2, 2, 3, 3, 4, 5, 6), middle=(5, 6, 7, 8), good=(8, 9, 9, 10, 10))


def _tones(complaint: float, praise: float, question: float, chatter: float, figure: float) -> Mapping[Tone, float]:
    return MappingProxyType(dict(zip(Tone, (complaint, praise, question, chatter, figure), strict=True)))


PROFILES: Mapping[Channel, Profile] = MappingProxyType(
    {
        Channel.SOCIAL: Profile(
            kind=Kind.MENTION,
            daily=37,
            weekend=1.15,
            hours=_LEISURE,
            tones=_tones(0.30, 0.34, 0.13, 0.225, 0.005),
            late_share=0.42,
            answered=0.15,
            reposted=0.06,
            public=True,
            threaded=True,
            tells_language=True,
        ),
        Channel.SHOP: Profile(
            kind=Kind.REVIEW,
            daily=22,
            weekend=1.2,
            hours=_LEISURE,
            tones=_tones(0.33, 0.62, 0.0, 0.05, 0.0),
            late_share=0.12,
            scale=_STARS,
            knows_product=True,
            public=True,
            tells_language=True,
        ),
        Channel.FORUM: Profile(
            kind=Kind.MENTION,
            daily=17,
            weekend=1.25,
            hours=_LEISURE,
            tones=_tones(0.34, 0.26, 0.27, 0.125, 0.005),
            late_share=0.10,
            joined=0.2,
            public=True,
            threaded=True,
        ),
        Channel.SURVEY: Profile(
            kind=Kind.SURVEY,
            daily=17,
            weekend=0.9,
            hours=_LEISURE,
            tones=_tones(0.36, 0.54, 0.0, 0.10, 0.0),
            late_share=0.08,
            scale=_POINTS,
            knows_product=True,
            tells_language=True,
        ),
        Channel.TICKETS: Profile(
            kind=Kind.TICKET,
            daily=17,
            weekend=0.4,
            hours=_OFFICE,
            tones=_tones(0.74, 0.02, 0.24, 0.0, 0.0),
            late_share=0.28,
            answered=0.7,
            knows_product=True,
            threaded=True,
            tells_language=True,
        ),
    }
)
