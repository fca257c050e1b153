"""Who the sample brand is: an invented toy maker, its products, and the five sources that tell of it."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from collectors.sample.channels import Channel
from storage.models import Brand, BrandId, Source, SourceName

BRAND = BrandId("wobblethorn")

PRODUCTS: Mapping[str, str] = MappingProxyType(
    {
        "train": "Pinewhistle train",
        "bear": "Brumble bear",
        "house": "Nookhouse dolls' house",
        "craft": "Snippety craft kit",
        "scooter": "Zoomlet scooter",
        "puzzle": "Thicket puzzle",
        "torch": "Glowcub torch",
    }
)
"""What the phrases call a product, and what the catalogue calls it."""


def sample_brand() -> Brand:
    """Describe the invented toy maker, marked as sample data."""
    return Brand(
        id=BRAND,
        name="Wobblethorn",
        aliases=("Wobblethorn Toys", "@wobblethorn"),
        products=tuple(PRODUCTS.values()),
        languages=("en", "id", "sw", "nl"),
        timezone="Europe/Amsterdam",
        sample=True,
    )


def sample_sources(start: date) -> tuple[Source, ...]:
    """Describe the five sources whose story begins at midnight UTC of `start`.

    >>> [source.name for source in sample_sources(date(2026, 9, 7))][:2]
    ['sample:social', 'sample:shop']
    """
    return tuple(
        Source(
            name=SourceName(f"sample:{channel}"),
            collector="sample",
            options={"channel": channel.value, "start": start.isoformat()},
            interval_seconds=1800,
        )
        for channel in Channel
    )
