"""What a person does while detection computes stands, and an old alert is not forgotten behind newer ones."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from groundswell import acts, detecting
from groundswell.analyzing import analyze
from groundswell.house import House
from storage import alerts, brands, mentions, sources
from storage.models import (
    Actor,
    AlertState,
    Batch,
    Brand,
    BrandId,
    Item,
    Match,
    Mention,
    Source,
    SourceName,
)

ACME = BrandId("acme")
FORUM = SourceName("forum")
MINUTE = timedelta(minutes=1)


def bring(house: House, at: datetime, *authors: str) -> None:
    items = [
        Item(
            mention=Mention(
                source=FORUM,
                external_id=author,
                author_key=author,
                published_at=at,
                text=f"The Acme kettle burned my hand, says {author} badly, and I had to see a doctor for the burn.",
            ),
            matches=(Match(brand=ACME, query="acme"),),
        )
        for author in authors
    ]
    with house.database.write() as tx:
        brands.save(tx, Brand(id=ACME, name="Acme", products=("kettle",)))
        sources.save(tx, Source(name=FORUM, collector="files"))
        mentions.save(tx, FORUM, Batch(items=tuple(items), cursor="1"), at)
    analyze(house, at)


@pytest.mark.parametrize("act", ["acknowledge", "resolve"])
def test_what_a_person_does_while_detection_computes_stands(
    house: House, noon: datetime, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    bring(house, noon, "ana")
    (opened,) = detecting.detect(house, noon + MINUTE).changes
    with house.database.read() as tx:
        (raised,) = alerts.unresolved(tx, ACME)
    assert opened.alert.state is AlertState.OPEN
    assert raised.id is not None
    number = raised.id
    bring(house, noon, "bob", "cem")
    decide = detecting.decide

    def meanwhile(*given: Any) -> Any:
        decided = decide(*given)
        if act == "acknowledge":
            acts.acknowledge(house, number, Actor(name="Ana"), noon)
        else:
            acts.resolve(house, number, Actor(name="Ana"), "known", noon)
        return decided

    monkeypatch.setattr(detecting, "decide", meanwhile)
    assert detecting.detect(house, noon + MINUTE).changes == ()
    with house.database.read() as tx:
        kept = alerts.get(tx, number)
    assert kept is not None
    assert kept.state is (AlertState.ACKNOWLEDGED if act == "acknowledge" else AlertState.RESOLVED)


def test_an_open_alert_older_than_the_latest_is_not_opened_twice(
    house: House, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(detecting, "LATEST", 0)
    bring(house, noon, "ana")
    assert len(detecting.detect(house, noon + MINUTE).changes) == 1
    detecting.detect(house, noon + MINUTE)
    with house.database.read() as tx:
        assert len(alerts.unresolved(tx, ACME)) == 1
