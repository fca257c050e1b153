"""Which settings a file has, and which of their values can be used."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from enum import StrEnum
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from collectors.contract import Setup
from collectors.files.mapping import Field, wishes
from collectors.files.opening import known_encoding
from collectors.files.periods import read_coverage
from collectors.files.ratings import STARS, read_scale
from collectors.files.times import DateOrder
from storage.errors import SettingsError
from storage.models import BrandId, Coverage, Kind
from storage.text import slug

_OF_FILES = ("path", "map", "brand", "kind", "scale", "dates", "timezone", "coverage", "encoding", "sheet", "backfill")
NAMES = (*_OF_FILES, "folder", "pattern")


class YesOrNo(StrEnum):
    YES = "yes"
    NO = "no"


Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a person wants a file read, or each file of a folder; None where the file itself is to tell.

    Of `path` and `folder` one is given; `pattern` None means every file whose name ends as that of a readable one.
    """

    path: Path | None
    folder: Path | None
    pattern: str | None
    wished: Mapping[Field, str]
    brand: BrandId | None
    kind: Kind | None
    scale: tuple[float, float]
    dates: DateOrder | None
    zone: tzinfo
    coverage: tuple[Coverage, ...]
    encoding: str | None
    sheet: str | None
    backfill: bool


def read_options(setup: Setup) -> Options:
    """Read the options of a source of files. Raises SettingsError for one that is unknown or cannot be used."""
    if unknown := sorted(set(setup.options) - set(NAMES)):
        raise SettingsError(f"{setup.source}: unknown option {unknown[0]!r}; the options are {', '.join(NAMES)}")
    said = {name: value.strip() for name, value in setup.options.items() if value.strip()}
    path, folder, pattern = _place(setup, said)
    wished = wishes(said.get("map", ""))
    brand = slug(said["brand"]) if "brand" in said else None
    if brand is not None and Field.BRAND in wished:
        raise SettingsError(f"brand {said['brand']!r} is for every row, but map names a column of brands; give one")
    zone = _zone(said.get("timezone", "UTC"))
    return Options(
        path=path,
        folder=folder,
        pattern=pattern,
        wished=wished,
        brand=brand,
        kind=_choice(Kind, "kind", said),
        scale=read_scale(said["scale"]) if "scale" in said else STARS,
        dates=_choice(DateOrder, "dates", said),
        zone=zone,
        coverage=read_coverage(said.get("coverage", ""), setup.source, brand, zone),
        encoding=known_encoding(said["encoding"]) if "encoding" in said else None,
        sheet=said.get("sheet"),
        backfill=_choice(YesOrNo, "backfill", said) is YesOrNo.YES,
    )


def _place(setup: Setup, said: Mapping[str, str]) -> tuple[Path | None, Path | None, str | None]:
    path, folder = (None if "\0" in said.get(name, "\0") else Path(said[name]) for name in ("path", "folder"))
    pattern = said.get("pattern")
    if path is None and folder is None:
        raise SettingsError(
            f"{setup.source}: option path is missing; it names the file, as in path=reviews.csv; folder=exports would"
            " name a folder whose files are read"
        )
    if path is not None and (folder is not None or pattern is not None):
        raise SettingsError(f"{setup.source}: path names one file, folder and pattern name many; give either")
    if pattern is not None and "/" in pattern:
        raise SettingsError(f"pattern {pattern!r} is for names of files, without a folder; an example is reviews-*.csv")
    return path, folder, pattern


def _choice(choices: type[Choice], name: str, said: Mapping[str, str]) -> Choice | None:
    if name not in said:
        return None
    try:
        return choices(said[name].lower())
    except ValueError as error:
        raise SettingsError(f"{name} {said[name]!r} is unknown; use one of {', '.join(choices)}") from error


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError) as error:
        raise SettingsError(f"timezone {name!r} is unknown; an example is Asia/Jakarta") from error
