"""The log as a channel: titles for everybody who reads it, bodies only for those who ask for DEBUG."""

import logging

from alerts.channels import options
from alerts.contract import Setup
from storage.models import Message

log = logging.getLogger(__name__)


class Log:
    """Writes each message to the process's log."""

    def send(self, message: Message) -> None:
        log.info("%s: %s [%s]", message.occasion, message.title, message.key)
        # The body quotes mentions, and their texts stay out of any log above DEBUG.
        log.debug("%s: %s", message.key, message.body)


def build(setup: Setup) -> Log:
    """Build the channel; it takes no options."""
    options.read(setup)
    return Log()
