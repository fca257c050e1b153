"""What is counted, and what detection says of the counts: series, history, spikes and cards."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from storage.models.ids import BrandId, CardId, MentionId, SourceName
from storage.models.readings import Hazard, Severity


class SeriesKind(StrEnum):
    MENTIONS = "mentions"
    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"
    UNSCORED = "unscored"
    SOURCE = "source"
    MICRO = "micro"
    ISSUE = "issue"
    HAZARD = "hazard"


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Counts of one thing per UTC hour.

    `key` tells series of one kind apart: the source's name, `LANGUAGE/MICRO`, the issue's id (issues are summed from
    their micro-clusters when read, never stored), or `PRODUCT/HAZARD`; empty for the brand-wide kinds.
    """

    brand: BrandId
    kind: SeriesKind
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Increment:
    """One mention that adds to one series: who reported it, and in which words.

    A mention counts as a new reporter only if neither `reporter` nor `fingerprint` was seen in the series in the
    seven days before it.
    """

    series: Series
    at: datetime
    reporter: str
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Hourly counts of a brand's series over one span of time.

    `mentions` and `reporters` have the shape (series, hours); column j is the hour that begins `j` hours after
    `start`, in UTC. `exposure` has the shape (hours,): the share of the usual sources that covered the hour, 0..1;
    where no coverage was declared it is 1 from the first mention on. The last hour may still be open: then its
    exposure holds the share of it that has passed. `began_at` is when declared coverage began (None: none was
    declared), `first_at` when the 24th mention of the brand was published (None: there are fewer). `asked_at` is when
    the brand was first looked for where others were already (what is older was collected as history), and `changed_at`
    when what is looked for last changed: the hours before it count other things, so nobody watched them. `reread_at` is
    when another model began to read: what depends on a reading counts otherwise since.
    """

    brand: BrandId
    start: datetime
    series: tuple[Series, ...]
    mentions: npt.NDArray[np.float64]
    reporters: npt.NDArray[np.float64]
    exposure: npt.NDArray[np.float64]
    began_at: datetime | None
    first_at: datetime | None
    asked_at: datetime | None = None
    changed_at: datetime | None = None
    reread_at: datetime | None = None


class Verdict(StrEnum):
    RISING = "rising"
    HISTORY = "history collected late"
    QUERY_CHANGED = "other things are looked for"
    REREAD = "read by another model"
    NO_BASELINE = "no baseline yet"
    COLLECTION_BEGAN = "collection began"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spike:
    """A series above what was expected of it in the hours [since, until).

    `expected` is the mean, `low` and `high` the 90 % interval of the count under the baseline; `p` is one-sided and
    corrected for the windows tried, `q` the smallest false-discovery rate at which this spike is kept among all
    series of the tick; `exposure` is the share of the window that was watched.
    """

    series: Series
    since: datetime
    until: datetime
    observed: int
    expected: float
    low: float
    high: float
    p: float
    q: float
    exposure: float
    verdict: Verdict


class Trigger(StrEnum):
    """Why a card was opened."""

    SEVERE_REPORT = "one first-person report of medical treatment or worse"
    TWO_REPORTERS = "two independent reporters within 90 days"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One mention that reports harm, as the severity lane sees it. `reporter` tells independent people apart.

    `backfilled` says that it was collected as history, when its brand or query was new.
    """

    mention_id: MentionId
    brand: BrandId
    product: str
    hazard: Hazard
    severity: Severity
    potential: Severity
    first_person: bool
    confidence: float
    reporter: str
    fingerprint: str
    source: SourceName
    language: str
    published_at: datetime
    backfilled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The severity lane's evidence for one product × hazard: is it one accident, or are others saying it?

    `reports` are in order of publication. `earlier` counts similar reports before the first of them.
    `expected` is how many independent reporters the product × hazard would have had in the card's time span at its
    earlier rate, and `p` the probability of as many as there are, or more. `id` is None until the store gives one.
    """

    id: CardId | None
    brand: BrandId
    product: str
    hazard: Hazard
    severity: Severity
    potential: Severity
    trigger: Trigger
    opened_at: datetime
    reports: tuple[Report, ...]
    reporters: int
    earlier: int
    expected: float
    p: float
