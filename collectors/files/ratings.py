"""How content the customer said to be: reads figures, fractions and stars onto the scale they were given on."""

import re
from math import isfinite

from storage.errors import SettingsError
from storage.models import Rating

STARS = (1.0, 5.0)

_NUMBER = r"(\d+(?:[.,]\d+)?)"
_PLAIN = re.compile(rf"(?:rated\s+)?{_NUMBER}\s*(?:stars?)?", re.IGNORECASE | re.ASCII)
_FRACTION = re.compile(rf"(?:rated\s+)?{_NUMBER}\s*(?:/|out of|of)\s*{_NUMBER}\s*(?:stars?)?", re.IGNORECASE | re.ASCII)
_DRAWN = re.compile(r"((?:[★⭐🌟]\ufe0f?\s*)+)((?:☆\ufe0f?\s*)*)")
_SCALE = re.compile(r"(-?\d+(?:\.\d+)?)\s*(?:-|–|to)\s*(-?\d+(?:\.\d+)?)", re.ASCII)


def read_scale(text: str) -> tuple[float, float]:
    """Read a scale's worst and best answer, as in `1-5`. Raises SettingsError.

    >>> read_scale("0-10")
    (0.0, 10.0)
    """
    found = _SCALE.fullmatch(text.strip())
    if not found or float(found[1]) >= float(found[2]) or not all(map(isfinite, map(float, found.groups()))):
        raise SettingsError(f"scale {text!r} is no scale; say LOWEST-HIGHEST, such as 1-5 or 0-10")
    return float(found[1]), float(found[2])


def read_rating(text: str, scale: tuple[float, float] = STARS) -> Rating | None:
    """Read a rating such as `4`, `4/5`, `4 out of 5` or `★★★★☆`; None where there is none that lies on its scale.

    A fraction brings its own best answer. Its worst is the scale's where they share the best, else 1 up to seven
    steps and 0 beyond, as questionnaires have it.

    >>> read_rating("4,5/5")
    Rating(value=4.5, low=1.0, high=5.0)
    >>> read_rating("7 out of 10")
    Rating(value=7.0, low=0, high=10.0)
    >>> read_rating("★★☆"), read_rating("8")
    (Rating(value=2.0, low=1, high=3.0), None)
    """
    text = text.strip()
    if len(text) > 40:
        return None
    low, high = scale
    if found := _PLAIN.fullmatch(text):
        value = _number(found[1])
    elif found := _FRACTION.fullmatch(text):
        value, best = _number(found[1]), _number(found[2])
        low, high = (low, high) if best == high else (1 if best <= 7 else 0, best)
    elif found := _DRAWN.fullmatch(text):
        full, hollow = (len(re.findall("[★⭐🌟☆]", part)) for part in found.groups())
        value = float(full)
        low, high = (1, float(full + hollow)) if hollow and full + hollow != high else (low, high)
    else:
        return None
    return Rating(value=value, low=low, high=high) if low <= value <= high and low < high else None


def _number(figures: str) -> float:
    return float(figures.replace(",", "."))
