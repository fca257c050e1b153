"""How numbers, times, harm and strangers' words are told in a plain text.

Whatever a customer, a source or a clustering of their words wrote is defanged: it can carry no link, no ping and no
character that turns the reading order round.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from storage.models import Severity
from storage.text import counted, defang, one_line

NAMES = 5

BARE_NAME = re.compile(r"(?<=\w)[.。．｡](?=[^\W\d_]{2})")

HARM = {
    Severity.NONE: "no injury named",
    Severity.NEAR_MISS: "near miss",
    Severity.FIRST_AID: "first aid or less",
    Severity.TREATMENT: "treated by a doctor",
    Severity.ADMISSION: "hospital or death",
}


def plain(text: str, limit: int) -> str:
    """Make strangers' words harmless, on one line.

    >>> plain("Pay 3.50 at evil.example", 60)
    'Pay 3.50 at evil[.]example'
    """
    # Mail and chat programs make a link of any bare name with a dot in it, too.
    return one_line(BARE_NAME.sub("[.]", defang(text)), limit)


def chance(p: float | None) -> str:
    """Say a probability as a person would; empty where it is unknown or nothing unusual.

    >>> chance(0.0000247), chance(1e-9), chance(0.7), chance(None)
    ('1 in 40,000', 'less than 1 in a million', '', '')
    """
    if p is None or not 0 <= p < 0.5:
        return ""
    if p < 1e-6:
        return "less than 1 in a million"
    return f"1 in {int(float(f'{1 / p:.2g}')):,}"


def people(number: int) -> str:
    """Say how many people."""
    return counted(number, "person", "people")


def usually(expected: float | None) -> str:
    """Say what would be expected; empty where no rate was tested.

    >>> usually(3.2), usually(0.02), usually(None)
    ('usually about 3', 'usually less than 1', '')
    """
    if expected is None:
        return ""
    return f"usually about {expected:,.0f}" if expected >= 0.5 else "usually less than 1"


def ranked(kind: str, reporters: Mapping[str, int]) -> str:
    """List names by their reporters, the most first, and say how many names there are.

    >>> ranked("source", {"reddit": 2, "x": 40})
    '2 sources: x 40, reddit 2'
    """
    names = sorted(reporters.items(), key=lambda pair: (-pair[1], pair[0]))
    told = ", ".join(f"{plain(name, 60) or 'not named'} {number:,}" for name, number in names[:NAMES])
    rest = f" and {len(names) - NAMES} more" if len(names) > NAMES else ""
    return f"{counted(len(names), kind)}: {told}{rest}"


def moment(at: datetime, zone: tzinfo) -> str:
    """Say when, by the clocks of a zone which the sentence names.

    >>> moment(datetime(2025, 11, 3, 14, tzinfo=UTC), named_zone("Europe/Amsterdam"))
    'Mon 03 Nov 2025, 15:00'
    """
    return f"{at.astimezone(zone):%a %d %b %Y, %H:%M}"


def named_zone(name: str) -> tzinfo:
    """Find a time zone by its IANA name; UTC where there is none such."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        # A brand's mistyped zone must not swallow the message about it.
        return UTC
