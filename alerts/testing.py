"""What every channel must do, as checks that any channel's tests can run.

from alerts.testing import CHECKS, Candidate

@pytest.mark.parametrize("check", CHECKS)
def test_my_channel(check, receiver):
    check(Candidate(build=build, setup=Setup(name="mine", options={...}), received=receiver.texts))
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from alerts.contract import Channel, Setup
from storage.errors import DeliveryError, RetryableDeliveryError, SettingsError
from storage.models import AlertId, BrandId, Lane, Message, Occasion, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A channel to check.

    `received` gives the text of everything its receiver has got so far, oldest first, envelope and headers included.
    `away` is a setup whose receiver does not answer; None for a channel that cannot fail.
    """

    build: Callable[[Setup], Channel]
    setup: Setup
    received: Callable[[], Sequence[str]]
    away: Setup | None = None


def message(
    key: str = "gw-1-1-test", title: str = "Harm reported: Glow torch", body: str = "WHY\nIt burns."
) -> Message:
    """Write a message to send."""
    return Message(
        key=key,
        occasion=Occasion.OPENED,
        alert=AlertId(1),
        brand=BrandId("acme"),
        lane=Lane.SEVERITY,
        severity=Severity.TREATMENT,
        title=title,
        body=body,
        url="http://127.0.0.1:8501/alerts?alert=1",
        sent_at=datetime(2025, 1, 1, tzinfo=UTC),
    )


def check_a_message_arrives_with_its_title_and_key(candidate: Candidate) -> None:
    before = len(candidate.received())
    candidate.build(candidate.setup).send(message())
    arrived = candidate.received()[before:]
    assert len(arrived) == 1, f"one message was sent, {len(arrived)} arrived"
    assert message().title in arrived[0], "the title did not arrive"
    assert message().key in arrived[0], "the key did not arrive, so a repeat cannot be known as one"


def check_a_repeat_carries_the_same_key(candidate: Candidate) -> None:
    before = len(candidate.received())
    channel = candidate.build(candidate.setup)
    channel.send(message(key="gw-7-3-test"))
    channel.send(message(key="gw-7-3-test"))
    arrived = candidate.received()[before:]
    assert len(arrived) == 2, f"two messages were sent, {len(arrived)} arrived"
    assert all("gw-7-3-test" in text for text in arrived), "the key differs between repeats"


def check_any_text_is_carried_or_refused_by_the_contract(candidate: Candidate) -> None:
    channel = candidate.build(candidate.setup)
    for text in (
        "<b>&amp;\"'{}%s\\n",
        "emoji 🔥 العربية 漢字",
        "\ud800 \x00 \x1b[31m",
        "line\r\nInjected: header",
        "long " * 5000,
    ):
        try:
            channel.send(message(title=text[:100], body=text))
        except DeliveryError:
            continue


def check_an_unknown_option_is_refused(candidate: Candidate) -> None:
    options = {**candidate.setup.options, "no-such-option": "1"}
    try:
        candidate.build(replace(candidate.setup, options=options))
    except SettingsError as error:
        told = str(error)
    else:
        raise AssertionError("an option that does not exist was accepted")
    assert "no-such-option" in told, "the error does not name the option"


def check_options_and_secrets_may_change_places(candidate: Candidate) -> None:
    every = {**candidate.setup.options, **candidate.setup.secrets}
    candidate.build(replace(candidate.setup, options=every, secrets={}))
    candidate.build(replace(candidate.setup, options={}, secrets=every))


def check_secrets_are_not_shown(candidate: Candidate) -> None:
    shown = repr(candidate.build(candidate.setup))
    assert not any(secret in shown for secret in candidate.setup.secrets.values()), "repr() shows a secret"


def check_a_receiver_that_is_away_is_tried_again(candidate: Candidate) -> None:
    if candidate.away is None:
        return
    try:
        candidate.build(candidate.away).send(message())
    except RetryableDeliveryError as error:
        told = str(error)
    else:
        raise AssertionError("the receiver was away, and yet the message counts as delivered")
    assert not any(secret in told for secret in candidate.away.secrets.values()), "the error tells a secret"


CHECKS: tuple[Callable[[Candidate], None], ...] = (
    check_a_message_arrives_with_its_title_and_key,
    check_a_repeat_carries_the_same_key,
    check_any_text_is_carried_or_refused_by_the_contract,
    check_an_unknown_option_is_refused,
    check_options_and_secrets_may_change_places,
    check_secrets_are_not_shown,
    check_a_receiver_that_is_away_is_tried_again,
)
