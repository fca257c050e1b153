"""Which series of a brand are above what is usual for them now, since when, and how improbable that is.

Several windows that end now are tried, so that a burst shows within the hour and a trickle within the day. A rise that
began before anybody could know what is usual is reported as such, however improbable it looks. Where another model
reads since a while, what depends on readings is held against the hours since then only, and the rest against all.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt
from scipy.stats import nbinom

from analysis.baseline import DAY, WEEK, WINDOWS, Baseline, learn
from analysis.discoveries import q_values
from analysis.tails import SMALLEST_MEAN, log10_tail
from storage.models import History, SeriesKind, Spike, Verdict

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]

TESTED = frozenset({SeriesKind.MENTIONS, SeriesKind.NEGATIVE, SeriesKind.ISSUE, SeriesKind.HAZARD})
READ = frozenset({SeriesKind.NEGATIVE, SeriesKind.ISSUE})
"""What of it depends on which model reads."""
REPORTED_P = 0.05
LEAST_REPORTERS = 3
LEAST_EXPOSURE = 0.5
# The last hours teach nothing yet: else a rise would raise its own baseline.
GUARD = max(WINDOWS)
# The longest window is only for streams below one count an hour: in denser ones it sees drift, and hours suffice.
SPARSE = 1.0
LOOK_BACK = 7 * DAY
HOUR = timedelta(hours=1)
# Three cycles of the day: before that nobody knows what is usual.
WARM_UP = timedelta(days=3)
SETTLING = timedelta(days=1)
"""What begins within a day of a change of the questions may come from the change, however long it lasts."""
SMALLEST_LOG10_P = -300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hours:
    """The tested series (S,) over the hours (T,) up to `until`; `rows` (S,) is where they stand in the history.

    `counts` (S, T) leaves out what unwatched hours hold. `exposure` and `elapsed` (T,) differ from 1 where an hour was
    not wholly watched, or has not wholly passed. `slots` (T,) are hours of the week.
    """

    history: History
    until: datetime
    rows: Rows
    counts: Floats
    exposure: Floats
    elapsed: Floats
    slots: Rows


def scan(history: History, now: datetime) -> tuple[Spike, ...]:
    """Give the series that are improbably high in the hours that end `now`, the open hour at its partial exposure.

    Tested are all mentions by their number, and negative ones, issues and hazards by their distinct reporters. `p` is
    one-sided and corrected for the windows tried, `q` for all series of the tick. Spikes come most improbable first, at
    p ≤ 0.05 and from three reporters on: whether to speak is not decided here. A window of which less than half was
    watched says nothing.
    """
    parts = [hours for of, kinds in _parts(history) if (hours := _hours(of, kinds, now)) is not None]
    if not parts:
        return ()
    baselines = [_learn(hours) for hours in parts]
    tested = [_test(hours, baseline) for hours, baseline in zip(parts, baselines, strict=True)]
    q = q_values(np.concatenate([p for _, p in tested]))
    spikes: list[Spike] = []
    first = 0
    for hours, baseline, (windows, p) in zip(parts, baselines, tested, strict=True):
        for index in range(len(WINDOWS)):
            places = np.flatnonzero((p <= REPORTED_P) & (windows == index))
            spikes += _spikes(hours, baseline.take(places), index, places, p[places], q[first + places])
        first += len(p)
    return tuple(sorted(spikes, key=lambda spike: (spike.p, spike.series.kind, spike.series.key)))


def _parts(history: History) -> Iterator[tuple[History, frozenset[SeriesKind]]]:
    """Part the series by whether another model changed what they count; of these nobody watched the hours before it."""
    if history.reread_at is None or history.reread_at <= history.start:
        yield history, TESTED
        return
    yield replace(history, reread_at=None), TESTED - READ
    exposure = history.exposure.copy()
    exposure[: max(0, -((history.start - history.reread_at) // HOUR))] = 0
    yield replace(history, exposure=exposure), READ


def _hours(history: History, kinds: frozenset[SeriesKind], now: datetime) -> _Hours | None:
    rows = np.array([row for row, series in enumerate(history.series) if series.kind in kinds], dtype=np.intp)
    total = min(history.exposure.size, -((history.start - now) // HOUR))
    if rows.size == 0 or total <= 0:
        return None
    until = min(now, history.start + total * HOUR)
    exposure = np.clip(history.exposure[:total], 0, 1)
    elapsed = np.ones(total)
    elapsed[-1] = (until - history.start) / HOUR - (total - 1)
    counts = history.reporters[rows, :total]
    for place, row in enumerate(rows):
        if history.series[row].kind is SeriesKind.MENTIONS:
            counts[place] = history.mentions[row, :total]
    counts[:, exposure == 0] = 0
    return _Hours(
        history=history,
        until=until,
        rows=rows,
        counts=counts,
        exposure=exposure,
        elapsed=elapsed,
        slots=(history.start.weekday() * DAY + history.start.hour + np.arange(total)) % WEEK,
    )


def _learn(hours: _Hours) -> Baseline:
    """Learn from the hours before the guard, and only from when the brand was established on.

    The empty hours before a first flood would make all of the flood look like a rise.
    """
    history = hours.history
    closed = max(0, hours.exposure.size - GUARD)
    silent = closed if history.first_at is None else max(0, (history.first_at - history.start) // HOUR)
    exposure = hours.exposure[:closed].copy()
    exposure[:silent] = 0
    kinds = list(SeriesKind)
    groups = np.array([kinds.index(history.series[row].kind) for row in hours.rows], dtype=np.intp)
    return learn(hours.counts[:, :closed], exposure, int(hours.slots[0]), groups)


def _tried(baseline: Baseline) -> Floats:
    """Give the number of windows tried for each series."""
    return np.where(baseline.level < SPARSE, float(len(WINDOWS)), len(WINDOWS) - 1)


def _test(hours: _Hours, baseline: Baseline) -> tuple[Rows, Floats]:
    """Give for each series the index of its least probable window, and the p corrected for the windows tried."""
    means = baseline.expected(hours.slots[-GUARD:], hours.exposure[-GUARD:])
    tails = np.zeros((len(WINDOWS), len(hours.rows)))
    for index, window in enumerate(WINDOWS):
        if hours.exposure[-window:].sum() >= LEAST_EXPOSURE * hours.elapsed[-window:].sum():
            mean = means[:, -window:].sum(axis=1)
            tails[index] = log10_tail(hours.counts[:, -window:].sum(axis=1), mean, baseline.size(index, mean))
    tails[-1, baseline.level >= SPARSE] = 0
    p = _tried(baseline) * 10 ** np.maximum(tails.min(axis=0), SMALLEST_LOG10_P)
    return tails.argmin(axis=0), np.minimum(1, p)


def _spikes(hours: _Hours, own: Baseline, index: int, places: Rows, p: Floats, q: Floats) -> Iterator[Spike]:
    """Describe the rises of the series in `places`, all of which the window `index` shows best."""
    history, total = hours.history, hours.exposure.size
    first = _begun(hours, own, index, places)
    inside = np.arange(total) >= first[:, None]
    observed = (hours.counts[places] * inside).sum(axis=1)
    expected = (own.expected(hours.slots, hours.exposure) * inside).sum(axis=1)
    size = own.size(index, expected)
    low, high = np.asarray(nbinom.ppf([[0.05], [0.95]], size, size / (size + expected)))
    for k, row in enumerate(hours.rows[places]):
        if history.reporters[row, first[k] : total].sum() >= LEAST_REPORTERS:
            since = history.start + int(first[k]) * HOUR
            yield Spike(
                series=history.series[row],
                since=since,
                until=hours.until,
                observed=int(observed[k]),
                expected=float(expected[k]),
                low=float(low[k]),
                high=float(high[k]),
                p=float(p[k]),
                q=float(q[k]),
                exposure=float(hours.exposure[first[k] :].sum() / hours.elapsed[first[k] :].sum()),
                verdict=_verdict(history, since, hours.until),
            )


def _begun(hours: _Hours, own: Baseline, index: int, places: Rows) -> Rows:
    """Give the column in which the rise of each of these series began.

    It is followed back from the winning window over the windows before it that are significant themselves. Inside the
    earliest of them it began where the likelihood ratio of a rise is highest (Kulldorff, Commun. Stat. 26, 1997).
    """
    total = hours.exposure.size
    length = min(WINDOWS[index], total)
    steps = min(LOOK_BACK, total) // length
    first = total - steps * length
    counts, means = (
        each.reshape(len(places), steps, length)
        for each in (hours.counts[places, first:], own.expected(hours.slots[first:], hours.exposure[first:]))
    )
    sums, usual = counts.sum(axis=2).T, means.sum(axis=2).T
    significant = _tried(own) * 10 ** log10_tail(sums, usual, own.size(index, usual)) <= REPORTED_P
    earliest = steps - np.maximum(1, np.cumprod(significant[::-1], axis=0).sum(axis=0))
    x, m = (np.cumsum(each[np.arange(len(places)), earliest, ::-1], axis=1) for each in (counts, means))
    ratio = np.where(x > m, x * np.log(np.maximum(x, 1) / np.maximum(m, SMALLEST_MEAN)) - (x - m), 0)
    begun: Rows = first + (earliest + 1) * length - 1 - ratio.argmax(axis=1)
    return begun


def _verdict(history: History, since: datetime, until: datetime) -> Verdict:
    """Tell a rise that began at `since` and is seen at `until` from the beginning of the counting, or from a change of
    what is counted or of who reads it.
    """
    for changed, verdict in ((history.changed_at, Verdict.QUERY_CHANGED), (history.reread_at, Verdict.REREAD)):
        if changed is not None and (since < changed + SETTLING or until < changed + WARM_UP):
            return verdict
    if history.asked_at is not None and since < history.asked_at:
        return Verdict.HISTORY
    if history.began_at is not None and since < history.began_at + WARM_UP:
        return Verdict.COLLECTION_BEGAN
    if history.first_at is None or since < history.first_at + WARM_UP:
        return Verdict.NO_BASELINE
    return Verdict.RISING
