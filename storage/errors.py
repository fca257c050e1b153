"""Which errors exist, and what each asks of whoever catches it.

    GroundswellError
    ├── SettingsError            stop: a person must mend a setting
    ├── PluginError              stop this plugin: it broke its contract
    ├── StorageError             stop: the store cannot be trusted or reached
    │   └── LeaseLost            stop this piece of work: another worker does it now, and nothing of ours may stay
    ├── CollectError             one source failed; the others go on
    │   ├── RateLimited          retry after `retry_after` seconds
    │   ├── SourceUnavailable    retry at the next turn
    │   ├── BudgetSpent          wait until `until`, or for a person who gives more
    │   ├── Unauthorized         stop this source: a person must renew a credential
    │   └── BadPayload           skip: the source answered with something else than it promises
    └── DeliveryError            give up on this delivery: it can never succeed as it is
        └── RetryableDeliveryError   try it again after `retry_after` seconds, or by the channel's back-off

A message names the bad value and what would be valid.
"""

from datetime import datetime


class GroundswellError(Exception):
    """Any failure groundswell raises on purpose."""


class SettingsError(GroundswellError):
    """A setting, flag or file a person wrote cannot be used as it stands."""


class PluginError(GroundswellError):
    """A plugin is missing, or broke the contract of its kind."""


class StorageError(GroundswellError):
    """The store cannot be reached, or holds what it must not."""


class LeaseLost(StorageError):
    """Another worker holds the lease that a write was to be made under."""


class CollectError(GroundswellError):
    """One source could not be read; the other sources are unaffected."""


class RateLimited(CollectError):
    """The source asks for patience; `retry_after` is in seconds, None when it did not say."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class BudgetSpent(CollectError):
    """What reading the source may cost is spent until `until`; None when a person must give more."""

    def __init__(self, message: str, until: datetime | None = None) -> None:
        super().__init__(message)
        self.until = until


class SourceUnavailable(CollectError):
    """The source did not answer, or answered that it is broken."""


class Unauthorized(CollectError):
    """The source refuses the credentials; asking again changes nothing."""


class BadPayload(CollectError):
    """The source answered with something else than its documentation promises."""


class DeliveryError(GroundswellError):
    """A channel refuses this message for good."""


class RetryableDeliveryError(DeliveryError):
    """A channel could not take the message now; `retry_after` is in seconds, None when it did not say."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after
