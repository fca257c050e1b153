"""What is usual for a series: its level, its rhythm over the day and the week, and how widely it scatters.

The level is an exponentially weighted mean per watched hour; the rhythm is a factor for the hour of the day times one
for the weekday (both in UTC), each drawn towards the profile of all the brand's series; the scatter is a negative
binomial's. Hours that nobody watched teach nothing, and hours or days far above the usual teach as if they were barely
above it, so that an outbreak cannot become its own baseline before it has lasted for weeks.

Arrays of hours have the shape (weeks, 7, 24, series), from a Monday 00:00 on: sums over slots, days and windows are
then sums over axes.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Cells = npt.NDArray[np.floating]
Rows = npt.NDArray[np.intp]

WINDOWS = (1, 2, 4, 8, 24)
"""Hours over which counts are summed; each divides the next."""

DAY, WEEK = 24, 168
HALF_LIFE_DAYS = 18
ROUNDS = 2
# How many watched hours a rhythm needs: with fewer, each slot is seen about once and would absorb the level.
HOURS_FOR_DAY_RHYTHM = 3 * DAY
HOURS_FOR_WEEK_RHYTHM = 2 * WEEK
# Strengths of the priors, in expected mentions.
LEVEL_PRIOR = 0.5
SEASON_PRIOR = 10.0
PROFILE_PRIOR = 50.0
DISPERSION_PRIOR = 10.0
WINDOW_PRIOR = 30.0
BAND_PRIOR = 20.0
USUAL_DISPERSION = 1.2
# People hear of each other: no stream is as even as pure chance, however even its few mentions look.
LEAST_DISPERSION = 1.1
# From this many mentions an hour on, a series weighs no more in what is pooled.
PROFILE_CAP = 5.0
BAND_CAP = 2.0
# In standard deviations: how high counts may teach, and how far off they may widen the scatter.
WINSOR = 2.58
OUTLIER = 2.0
# Before the scatter is known: an hour may be four times, a day twice the level without being cut.
FIRST_SPREAD = (1.4, 1.4, 1.4, 1.4, 3.6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """What is expected of S series, learnt from hours before the ones to be tested.

    `level` (S,) is in mentions per watched hour; `season` (S, 168) holds the factor of each hour of the week from
    Monday 00:00 UTC. Of the sums over each window, `dispersion` (len(WINDOWS), S) is variance / mean where the mean is
    known, and `doubt` (len(WINDOWS), S) the squared relative error of the mean.
    """

    level: Floats
    season: Floats
    dispersion: Floats
    doubt: Floats

    def take(self, rows: Rows) -> "Baseline":
        """Keep only these series."""
        return Baseline(
            level=self.level[rows],
            season=self.season[rows],
            dispersion=self.dispersion[:, rows],
            doubt=self.doubt[:, rows],
        )

    def expected(self, slots: Rows, exposure: Floats) -> Floats:
        """Give the mean counts (S, T) in hours with these slots of the week (T,) and these exposures (T,)."""
        return self.level[:, None] * self.season[:, slots] * exposure

    def size(self, window: int, mean: Floats) -> Floats:
        """Give the negative binomial's size (..., S) of sums over WINDOWS[window] hours with these means (..., S)."""
        scatter = (self.dispersion[window] - 1) / np.maximum(mean, 1e-6)
        size: Floats = 1 / np.maximum(scatter + self.doubt[window], 1e-9)
        return size


def learn(counts: Floats, exposure: Floats, first_slot: int, groups: Rows) -> Baseline:
    """Learn the baseline of S series from counts (S, T) and exposure (T,) of consecutive hours.

    `first_slot` is the hour of the week of the first column. A series with little history starts from the median level
    of the series that bear the same number in `groups` (S,).
    """
    hours = first_slot + counts.shape[1]
    weeks = max(1, -(-hours // WEEK))
    # Single precision halves the time, which goes into moving memory.
    watched = np.zeros(weeks * WEEK, dtype=np.float32)
    watched[first_slot:hours] = exposure
    x = np.zeros((weeks * WEEK, len(counts)), dtype=np.float32)
    x[first_slot:hours] = counts.T
    x[watched == 0] = 0
    x, watched = x.reshape(weeks, 7, DAY, -1), watched.reshape(weeks, 7, DAY)
    days = np.arange(weeks * 7, dtype=np.float32).reshape(weeks, 7)
    weight = 0.5 ** ((hours / DAY - days) / HALF_LIFE_DAYS)
    seen = np.einsum("wdh,wd->dh", watched, weight)

    level: Cells = _median_day(x, watched) / DAY
    season: Cells = np.ones((7, DAY, len(counts)), dtype=np.float32)
    dispersion: Cells = USUAL_DISPERSION + np.array(FIRST_SPREAD, dtype=np.float32)[:, None] * level
    for _ in range(ROUNDS):
        learnt = _learnt(x, level * season, watched, weight, dispersion)
        level = _level(learnt, seen, season, groups)
        season = _season(learnt, seen, level, season, float(watched.sum()))
        level = _level(learnt, seen, season, groups)
        dispersion = _dispersion(x, level * season, watched, weight, dispersion)
    return Baseline(
        level=level.astype(np.float64),
        season=season.reshape(WEEK, -1).T.astype(np.float64),
        dispersion=dispersion.astype(np.float64),
        doubt=_doubt(level * _usual_hours(season, seen), dispersion[0], float(watched.sum())).astype(np.float64),
    )


def _median_day(x: Cells, watched: Cells) -> Cells:
    """Give the median day's count, which a few days of outbreak cannot move."""
    hours = watched.sum(axis=2)
    known = hours >= DAY / 4
    if not known.any():
        return np.zeros(x.shape[-1])
    median: Cells = np.median(x.sum(axis=2)[known] * (DAY / hours[known])[:, None], axis=0)
    return median


def _learnt(x: Cells, usual: Cells, watched: Cells, weight: Cells, dispersion: Cells) -> Cells:
    """Sum up each slot's counts, first the hours and then the days cut to what is still usual.

    A slow outbreak shows only in the sum of a day.
    """
    cut = np.minimum(x, usual + WINSOR * np.sqrt(dispersion[0] * usual) + 1)
    days = (watched[:, :, None, :] @ usual)[:, :, 0]
    most = days + WINSOR * np.sqrt(dispersion[-1] * days) + 1
    share = weight[:, :, None] * most / np.maximum(cut.sum(axis=2), most)
    sums: Cells = np.einsum("wdhs,wds->dhs", cut, share)
    return sums


def _usual_hours(season: Cells, seen: Cells) -> Cells:
    """Add up the watched hours, each as long as it is busy."""
    hours: Cells = np.einsum("dhs,dh->s", season, seen)
    return hours


def _level(learnt: Cells, seen: Cells, season: Cells, groups: Rows) -> Cells:
    """Give the levels under a gamma prior worth half a mention, at the median rate of the group."""
    mentions, hours = learnt.sum(axis=(0, 1)), _usual_hours(season, seen)
    start = np.empty_like(mentions)
    for group in np.unique(groups):
        same = groups == group
        start[same] = np.median((mentions[same] + 0.3) / (hours[same] + 1))
    level: Cells = (mentions + LEVEL_PRIOR) / (hours + LEVEL_PRIOR / start)
    return level


def _season(learnt: Cells, seen: Cells, level: Cells, season: Cells, known: float) -> Cells:
    """Estimate the two rhythms anew, each against its expectation under the current other one."""
    share = np.minimum(1, PROFILE_CAP / np.maximum(level, PROFILE_CAP))
    by_hour: Cells = np.ones((DAY, len(level)))
    by_day: Cells = season.mean(axis=1)
    if known >= HOURS_FOR_DAY_RHYTHM:
        by_hour = _factors(learnt.sum(axis=0), level * (seen.T @ by_day), share)
    if known >= HOURS_FOR_WEEK_RHYTHM:
        by_day = _factors(learnt.sum(axis=1), level * (seen @ by_hour), share)
    product: Cells = by_day[:, None, :] * by_hour
    return product


def _factors(counts: Cells, expected: Cells, share: Cells) -> Cells:
    """Give each slot's factor, drawn towards the profile of all series; its mean is 1."""
    profile = (counts @ share + PROFILE_PRIOR) / (expected @ share + PROFILE_PRIOR)
    factors: Cells = (counts + SEASON_PRIOR * profile[:, None]) / (expected + SEASON_PRIOR)
    factors /= factors.mean(axis=0)
    return factors


def _dispersion(x: Cells, usual: Cells, watched: Cells, weight: Cells, before: Cells) -> Cells:
    """Estimate variance / mean of the sums over each window, outliers cut, drawn towards series of similar level.

    Longer windows scatter at least as widely as hours: drift and storms that last add up.
    """
    found = np.empty_like(before)
    excess = x - usual * watched[..., None]
    total = weight.ravel() @ (watched[:, :, None, :] @ usual).reshape(weight.size, -1)
    for row, window in enumerate(WINDOWS):
        if window > 1:
            excess, usual = (
                a.reshape(*a.shape[:-2], DAY // window, -1, a.shape[-1]).sum(axis=-2) for a in (excess, usual)
            )
        most = OUTLIER * np.sqrt(before[row] * usual) + (4 if window == 1 else 3)
        off = np.clip(excess, -most, most)
        np.multiply(off, off, out=off)
        square = weight.ravel() @ off.sum(axis=2).reshape(weight.size, -1)
        if window == 1:
            prior = DISPERSION_PRIOR * _band_dispersion(square, total, usual.mean(axis=(0, 1)))
            found[0] = np.maximum((square + prior) / (total + DISPERSION_PRIOR), LEAST_DISPERSION)
        else:
            strength = WINDOW_PRIOR * window**0.5
            found[row] = np.maximum((square + strength * found[0]) / (total + strength), found[0])
    return found


def _band_dispersion(square: Cells, total: Cells, level: Cells) -> Cells:
    """Pool variance / mean over the series in the same half-decade of level."""
    band = np.floor(2 * np.log10(np.maximum(level, 1e-4)) + 8).astype(np.intp)
    share = np.minimum(1, BAND_CAP / np.maximum(level, BAND_CAP))
    pooled = np.bincount(band, square * share) + BAND_PRIOR * USUAL_DISPERSION
    ratio: Cells = (pooled / (np.bincount(band, total * share) + BAND_PRIOR))[band]
    return ratio


def _doubt(mentions: Cells, dispersion: Cells, known: float) -> Cells:
    """Give the squared relative error of a window's mean: that of the level and of the rhythms that were estimated."""
    hours = np.array(WINDOWS, dtype=np.float32)[:, None]
    doubt: Cells = np.repeat(1 / np.maximum(mentions, LEVEL_PRIOR)[None, :], len(WINDOWS), axis=0)
    if known >= HOURS_FOR_DAY_RHYTHM:
        doubt += 1 / (hours * (mentions / DAY + SEASON_PRIOR))
    if known >= HOURS_FOR_WEEK_RHYTHM:
        doubt += 1 / (mentions / 7 + SEASON_PRIOR)
    doubt *= dispersion
    return doubt
