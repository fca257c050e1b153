"""What becomes of a message that is due, with channels written by hand."""

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.deliver import LIFETIME, attempt, wait
from alerts.testing import message
from storage.errors import DeliveryError, RetryableDeliveryError
from storage.models import Delivery, DeliveryState, Message

NOW = datetime(2025, 11, 3, 22, 0, tzinfo=UTC)
MESSAGE = replace(message(), sent_at=NOW)
DUE = Delivery(key=MESSAGE.key, channel="desk", message=MESSAGE, state=DeliveryState.WAITING, attempts=0, due_at=NOW)


class Raising:
    """A channel that fails always in the same way."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def send(self, message: Message) -> None:
        raise self.error


class Keeping:
    """A channel that takes everything."""

    def __init__(self) -> None:
        self.kept: list[Message] = []

    def send(self, message: Message) -> None:
        self.kept.append(message)


def test_what_arrived_is_sent_and_never_due_again() -> None:
    channel = Keeping()
    settled = attempt(channel, DUE, NOW)
    assert channel.kept == [MESSAGE]
    assert (settled.state, settled.failure, settled.due_at) == (DeliveryState.SENT, "", None)


def test_a_channel_that_is_away_is_tried_again_soon() -> None:
    settled = attempt(Raising(RetryableDeliveryError("503")), DUE, NOW)
    assert settled.state is DeliveryState.WAITING
    assert settled.failure == "503"
    assert settled.due_at is not None
    assert timedelta(seconds=30) <= settled.due_at - NOW <= timedelta(seconds=33)


def test_a_message_that_can_never_arrive_is_given_up(caplog: pytest.LogCaptureFixture) -> None:
    settled = attempt(Raising(DeliveryError("410: gone")), DUE, NOW)
    assert (settled.state, settled.failure, settled.due_at) == (DeliveryState.FAILED, "410: gone", None)
    assert [r.levelno for r in caplog.records] == [logging.ERROR]


@pytest.mark.parametrize(
    ("attempts", "age", "state", "failure"),
    [
        (0, LIFETIME - timedelta(seconds=1), DeliveryState.WAITING, "away"),
        (500, LIFETIME - timedelta(seconds=1), DeliveryState.WAITING, "away"),
        (79, LIFETIME, DeliveryState.FAILED, "gave up after 3 days and 80 attempts: away"),
    ],
)
def test_patience_ends_after_three_days_however_many_attempts(
    attempts: int, age: timedelta, state: DeliveryState, failure: str
) -> None:
    settled = attempt(Raising(RetryableDeliveryError("away")), replace(DUE, attempts=attempts), NOW + age)
    assert (settled.state, settled.failure) == (state, failure)


def test_a_receiver_that_is_away_over_a_weekend_gets_its_message() -> None:
    delivery, now, away = DUE, NOW, Raising(RetryableDeliveryError("away"))
    while now < NOW + timedelta(hours=60):
        settled = attempt(away, delivery, now)
        assert settled.due_at is not None
        assert settled.due_at > now
        delivery, now = replace(delivery, attempts=delivery.attempts + 1), settled.due_at
    assert attempt(Keeping(), delivery, now).state is DeliveryState.SENT


def test_a_broken_plugin_is_tried_again_and_told_once_without_its_words(caplog: pytest.LogCaptureFixture) -> None:
    broken = Raising(KeyError("https://hooks.example/secret-token"))
    first = attempt(broken, DUE, NOW)
    second = attempt(broken, replace(DUE, attempts=1, failure=first.failure), NOW)
    assert first.state is second.state is DeliveryState.WAITING
    assert first.failure == "the channel raised KeyError"
    assert len(caplog.records) == 1
    assert "KeyError" in caplog.text
    assert "secret-token" not in caplog.text


@pytest.mark.parametrize(
    ("attempts", "asked", "least"),
    [(1, 600.0, 600), (1, 5.0, 30), (1, 1e9, 6 * 3600), (1, float("inf"), 6 * 3600), (1, float("nan"), 30), (1, -5, 30),
     (3, None, 120), (24, None, 3600)],
)  # fmt: skip
def test_a_receiver_gets_the_patience_it_asks_for_within_reason(
    attempts: int, asked: float | None, least: float
) -> None:
    assert least <= wait("gw-1-1-desk", attempts, asked) <= least * 1.1


@given(st.text(), st.integers(1, 10_000), st.none() | st.floats())
def test_every_wait_is_repeatable_and_bounded(key: str, attempts: int, asked: float | None) -> None:
    seconds = wait(key, attempts, asked)
    assert 30 <= seconds <= 6 * 3600 * 1.1
    assert seconds == wait(key, attempts, asked)
