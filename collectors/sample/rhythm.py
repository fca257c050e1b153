"""When people write: the hours of the brand's day, and the days of the story's week."""

import math
import random
from collections.abc import Iterator
from datetime import timedelta

from collectors.sample.channels import Profile

# The story's clock is always an hour ahead of UTC: a true time zone would shift it with the date it is played on.
_AHEAD = 1


def moments(rng: random.Random, profile: Profile, day: int) -> Iterator[timedelta]:
    """Draw when the everyday posts of a day are written, hour by hour of the UTC day."""
    mean = profile.daily * (profile.weekend if day % 7 >= 5 else 1.0) / sum(profile.hours)
    for hour in range(24):
        for _ in range(_poisson(rng, mean * profile.hours[(hour + _AHEAD) % 24])):
            yield _within(rng, day, hour)


def moment(rng: random.Random, profile: Profile, day: int, first_hour: int) -> timedelta:
    """Draw when one post of a day is written, not before `first_hour` UTC."""
    hours = range(first_hour, 24)
    return _within(rng, day, rng.choices(hours, [profile.hours[(hour + _AHEAD) % 24] for hour in hours])[0])


def _within(rng: random.Random, day: int, hour: int) -> timedelta:
    # Never on the hour itself: midnight belongs to the day that ends with it.
    return timedelta(days=day, hours=hour, seconds=rng.randint(1, 3599))


def _poisson(rng: random.Random, mean: float) -> int:
    """Draw a Poisson count by multiplying uniform numbers (Knuth, TAOCP 2, 3.4.1), fit for small means."""
    limit, product, count = math.exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count
