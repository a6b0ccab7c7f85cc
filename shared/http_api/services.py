"""What the functions of one process share: built at the first request, kept while it is warm."""

from functools import cached_property
from zoneinfo import ZoneInfo

from shared.ampeco_client import AmpecoClient
from shared.domain.availability import Schedule
from shared.domain.catalogue import Catalogue
from shared.domain.changes import ChangeDesk
from shared.domain.placing import BookingDesk
from shared.domain.references import References
from shared.domain.rules import HouseRules
from shared.domain.times import Clock, utc_now
from shared.http_api.settings import ConfigurationError, Settings


class Services:
    """The domain's parts, wired to the settings. What a function does not touch is never built."""

    def __init__(self, settings: Settings, *, now: Clock = utc_now) -> None:
        self.settings = settings
        self.now = now

    @cached_property
    def rules(self) -> HouseRules:
        """The house rules."""
        return self.settings.rules

    @cached_property
    def ampeco(self) -> AmpecoClient:
        """The connection to Ampeco, kept alive between invocations."""
        return AmpecoClient(base_url=str(self.settings.ampeco_api_url), token=lambda: self.settings.ampeco_api_token)

    @cached_property
    def catalogue(self) -> Catalogue:
        """Sites and ports."""
        return Catalogue(self.ampeco, default_zone=ZoneInfo(self.settings.default_timezone))

    @cached_property
    def schedule(self) -> Schedule:
        """When ports are free."""
        return Schedule(self.ampeco, self.catalogue, self.rules, now=self.now)

    @cached_property
    def desk(self) -> BookingDesk:
        """Where bookings are placed."""
        return BookingDesk(self.ampeco, self.catalogue, self.rules, now=self.now)

    @cached_property
    def changes(self) -> ChangeDesk:
        """Where bookings are changed."""
        return ChangeDesk(self.ampeco, self.catalogue, self.rules, now=self.now)

    @cached_property
    def references(self) -> References:
        """Signs and reads references.

        Raises ConfigurationError without a key.
        """
        if not self.settings.booking_link_keys:
            raise ConfigurationError("BOOKING_LINK_KEYS: not set")
        return References(self.settings.booking_link_keys)


class _Kept:
    services: Services | None = None


def services() -> Services:
    """Return this process's services, building them from the environment at first.

    Raises ConfigurationError, again at each call until the settings are right.
    """
    if _Kept.services is None:
        _Kept.services = Services(Settings.from_environment())
    return _Kept.services


def replace_services(replacement: Services | None) -> Services | None:
    """Put other services in place, or none so that they are built anew; return those before. For tests."""
    before, _Kept.services = _Kept.services, replacement
    return before
