"""The brands that are watched."""

from sqlalchemy import select
from sqlalchemy.engine import Connection

from storage import tables
from storage.dialects import AnyRow, replace
from storage.models import Brand, BrandId


def save(tx: Connection, brand: Brand) -> None:
    """Add a brand, or replace the one with its id."""
    row = {
        "id": brand.id,
        "name": brand.name,
        "aliases": list(brand.aliases),
        "products": list(brand.products),
        "excluded": list(brand.excluded),
        "languages": list(brand.languages),
        "timezone": brand.timezone,
        "sample": brand.sample,
        "accounts": list(brand.accounts),
        "context": list(brand.context),
    }
    replace(tx, tables.brands, [row])


def get(tx: Connection, brand: BrandId) -> Brand | None:
    """Give one brand; None where there is none with this id."""
    row = tx.execute(select(tables.brands).where(tables.brands.c.id == brand)).first()
    return None if row is None else _brand(row)


def everything(tx: Connection) -> tuple[Brand, ...]:
    """List all brands by id."""
    return tuple(_brand(row) for row in tx.execute(select(tables.brands).order_by(tables.brands.c.id)))


def ids(tx: Connection) -> frozenset[BrandId]:
    """Name all brands."""
    return frozenset(tx.scalars(select(tables.brands.c.id)))


def _brand(row: AnyRow) -> Brand:
    return Brand(
        id=row.id,
        name=row.name,
        aliases=tuple(row.aliases),
        products=tuple(row.products),
        excluded=tuple(row.excluded),
        languages=tuple(row.languages),
        timezone=row.timezone,
        sample=row.sample,
        accounts=tuple(row.accounts),
        context=tuple(row.context),
    )
