"""What a channel promises, so that one outbox can feed every way to reach people."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from storage.models import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What a channel is built from: its name, its options, and those of its options that are secrets, resolved."""

    name: str
    options: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


class Channel(Protocol):
    """Carries messages to people.

    A plugin registers a factory `(Setup) -> Channel` under the entry-point group `groundswell.channels`; the factory
    raises SettingsError for an option it does not know or cannot use.
    """

    def send(self, message: Message) -> None:
        """Hand the message over; returning means that the receiver has it.

        The same message may be sent again with the same `key` after a crash, so the key must reach the receiver
        wherever the medium can carry one. Raises RetryableDeliveryError when it may work later, DeliveryError when
        it never will. Must return or raise within about 30 seconds.
        """
        ...
