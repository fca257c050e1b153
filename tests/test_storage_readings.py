"""Which readings come back."""

from datetime import datetime, timedelta

from analysis.reading import Reader
from groundswell.house import House
from storage import brands, mentions, readings
from storage.models import Batch, Brand, BrandId, Item, Match, Mention, SourceName, Space

ACME = Brand(id=BrandId("acme"), name="Acme", languages=("en", "nl"))
X = SourceName("x")


def said(number: int, text: str, at: datetime) -> Item:
    mention = Mention(source=X, external_id=str(number), text=text, published_at=at)
    return Item(mention=mention, matches=(Match(brand=ACME.id, query=""),))


def test_what_was_read_last_comes_first_and_only_in_its_language(house: House, noon: datetime) -> None:
    texts = [
        "The parcel never came and nobody answers",
        "Het pakket is nooit aangekomen en niemand geeft antwoord",
        "The zipper broke on the very first day",
        "This one nobody has read so far",
    ]
    items = tuple(said(n, text, noon - timedelta(hours=n)) for n, text in enumerate(texts))
    with house.database.write() as tx:
        brands.save(tx, ACME)
        mentions.save(tx, X, Batch(items=items, cursor=""), noon)
        first, dutch, second, _ = mentions.unread(tx, 10)
        readings.save(tx, Reader([ACME]).read([first, dutch, second]))
    with house.database.read() as tx:
        assert readings.latest(tx, Space(brand=ACME.id, language="en"), 10) == (second.id, first.id)
        assert readings.latest(tx, Space(brand=ACME.id, language="en"), 1) == (second.id,)
        assert readings.latest(tx, Space(brand=ACME.id, language="nl"), 10) == (dutch.id,)
        assert readings.latest(tx, Space(brand=ACME.id, language="und"), 10) == ()
