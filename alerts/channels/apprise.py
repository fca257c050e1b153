"""Any place Apprise knows (mail, chat, SMS, …) as a channel, named by one Apprise URL."""

from dataclasses import dataclass, field

import apprise

from alerts.channels import options
from alerts.channels.hush import hushed
from alerts.contract import Setup
from storage.errors import RetryableDeliveryError, SettingsError
from storage.models import Lane, Message, Occasion

LOUD = ("apprise", "urllib3.connectionpool")
TIMEOUT_SECONDS = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Apprise:
    """Sends through one Apprise service. The key stands in the last line, since no medium here has a place for it."""

    name: str
    service: apprise.Apprise = field(repr=False)

    def send(self, message: Message) -> None:
        with hushed(*LOUD):
            sent = self.service.notify(
                title=message.title,
                body=f"{message.body}\n\nref {message.key}",
                notify_type=_type(message),
                body_format=apprise.NotifyFormat.TEXT,
                timeout=TIMEOUT_SECONDS,
            )
        if not sent:
            # Apprise does not tell a wrong token from a receiver that is away, so every failure is tried again.
            raise RetryableDeliveryError(f"Apprise could not deliver to channel {self.name!r}")


def build(setup: Setup) -> Apprise:
    """Build the channel from the option `url`, any one Apprise URL; raise SettingsError where Apprise refuses it."""
    given = options.read(setup, required=("url",))
    service = apprise.Apprise()
    with hushed(*LOUD):
        known = service.add(given["url"])
    if not known or len(service) != 1:
        raise SettingsError(
            f"channel {setup.name!r}: its url is not one Apprise URL; valid is for example "
            "mailto://user:password@example.org, one address or service per channel"
        )
    return Apprise(name=setup.name, service=service)


def _type(message: Message) -> apprise.NotifyType:
    if message.occasion is Occasion.RESOLVED:
        return apprise.NotifyType.SUCCESS
    return apprise.NotifyType.FAILURE if message.lane is Lane.SEVERITY else apprise.NotifyType.WARNING
