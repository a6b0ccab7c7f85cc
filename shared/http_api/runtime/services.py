"""Services of one process: built at the first request, reused while the function is warm."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from shared.ampeco_client import AmpecoClient
from shared.domain.catalog.catalog import Catalog
from shared.domain.policy import BookingPolicy
from shared.domain.timeutil.site_time import Clock, utc_now
from shared.http_api.observability.defects import record_defects
from shared.http_api.observability.metrics import time_upstream
from shared.http_api.runtime.secrets import Secrets
from shared.http_api.runtime.settings import Settings

if TYPE_CHECKING:
    from shared.domain.admin.calendar import CalendarService
    from shared.domain.admin.commands import AdminBookingService
    from shared.domain.admin.port_resolver import BookedPortResolver
    from shared.domain.admin.requests import RequestListService
    from shared.domain.admin.search import BookingListService
    from shared.domain.admin.users import UserDirectory
    from shared.domain.availability.availability import AvailabilityService
    from shared.domain.bookings.change import BookingChangeService
    from shared.domain.bookings.create import BookingService
    from shared.domain.identifiers import ReferenceSigner
    from shared.http_api.responses.response_cache import ResponseCache
    from shared.http_api.security.enumeration_limiter import EnumerationLimiter


class Services:
    """The domain's parts, wired to the settings. What a function does not touch is never built.

    `now` tells the time, and `sleep` waits between two tries; a test brings its own.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        now: Clock = utc_now,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.settings = settings
        self.now = now
        self.sleep = sleep

    @cached_property
    def secrets(self) -> Secrets:
        """The secrets, read when they are needed."""
        return Secrets(self.settings)

    @cached_property
    def policy(self) -> BookingPolicy:
        """The booking policy."""
        return self.settings.policy

    @cached_property
    def ampeco(self) -> AmpecoClient:
        """The connection to Ampeco, kept alive between invocations."""
        return AmpecoClient(
            base_url=str(self.settings.ampeco_api_url),
            token=self.secrets.ampeco_api_token,
            renew_token=self.secrets.renew_ampeco_api_token,
            on_call=time_upstream,
            on_defects=record_defects,
            sleep=self.sleep,
        )

    @cached_property
    def catalog(self) -> Catalog:
        """Sites and ports."""
        return Catalog(self.ampeco, default_zone=ZoneInfo(self.settings.default_timezone), now=self.now)

    @cached_property
    def site_list_cache(self) -> "ResponseCache":
        """The list of sites as it was answered last."""
        from shared.http_api.responses.response_cache import ResponseCache  # noqa: PLC0415 — what a function does not use, it does not load

        return ResponseCache()

    @cached_property
    def availability(self) -> "AvailabilityService":
        """When ports are free."""
        from shared.domain.availability.availability import AvailabilityService  # noqa: PLC0415 — the same

        return AvailabilityService(self.ampeco, self.catalog, self.policy, now=self.now)

    @cached_property
    def bookings(self) -> "BookingService":
        """Where bookings are placed."""
        from shared.domain.bookings.create import BookingService  # noqa: PLC0415 — the same

        return BookingService(self.ampeco, self.catalog, self.policy, now=self.now, sleep=self.sleep)

    @cached_property
    def enumeration_limiter(self) -> "EnumerationLimiter":
        """What visitors have tried in vain."""
        from shared.http_api.security.enumeration_limiter import EnumerationLimiter  # noqa: PLC0415 — the same

        return EnumerationLimiter()

    @cached_property
    def changes(self) -> "BookingChangeService":
        """Where bookings are changed."""
        from shared.domain.bookings.change import BookingChangeService  # noqa: PLC0415 — the same

        return BookingChangeService(self.ampeco, self.catalog, self.policy, now=self.now, sleep=self.sleep)

    @cached_property
    def admin_bookings(self) -> "AdminBookingService":
        """Where staff book and change."""
        from shared.domain.admin.commands import AdminBookingService  # noqa: PLC0415 — only admin functions load its room
        from shared.domain.policy import AdminPolicy  # noqa: PLC0415 — the same

        policy = AdminPolicy(allow_overlapping_bookings=self.policy.allow_overlapping_bookings)
        return AdminBookingService(self.ampeco, self.catalog, self.users, policy, now=self.now, sleep=self.sleep)

    @cached_property
    def users(self) -> "UserDirectory":
        """Drivers, as staff see them."""
        from shared.domain.admin.users import UserDirectory  # noqa: PLC0415 — only admin functions load its room

        return UserDirectory(self.ampeco)

    @cached_property
    def port_resolver(self) -> "BookedPortResolver":
        """Which ports bookings hold."""
        from shared.domain.admin.port_resolver import BookedPortResolver  # noqa: PLC0415 — only admin functions load its room

        return BookedPortResolver(self.ampeco)

    @cached_property
    def booking_list(self) -> "BookingListService":
        """Bookings of everybody."""
        from shared.domain.admin.search import BookingListService  # noqa: PLC0415 — only admin functions load its room

        return BookingListService(self.ampeco, self.catalog, self.users, self.port_resolver)

    @cached_property
    def request_list(self) -> "RequestListService":
        """Booking requests of everybody."""
        from shared.domain.admin.requests import RequestListService  # noqa: PLC0415 — only admin functions load its room

        return RequestListService(self.ampeco, self.catalog, self.users, now=self.now)

    @cached_property
    def calendars(self) -> "CalendarService":
        """What is booked and what is free at a site."""
        from shared.domain.admin.calendar import CalendarService  # noqa: PLC0415 — only admin functions load its room

        return CalendarService(self.ampeco, self.catalog, self.port_resolver, now=self.now)

    @property
    def references(self) -> "ReferenceSigner":
        """Signs and reads references, with the keys of now.

        Raises ConfigurationError without a key.
        """
        from shared.domain.identifiers import ReferenceSigner  # noqa: PLC0415 — the same

        return ReferenceSigner(self.secrets.booking_link_keys())


class _Process:
    services: Services | None = None


def services() -> Services:
    """Return this process's services, building them from the environment at first.

    Raises ConfigurationError, again at each call until the settings are right.
    """
    if _Process.services is None:
        _Process.services = Services(Settings.from_environment())
    return _Process.services


def replace_services(replacement: Services | None) -> Services | None:
    """Put other services in place, or none so that they are built anew; return those before. For tests."""
    before, _Process.services = _Process.services, replacement
    return before
