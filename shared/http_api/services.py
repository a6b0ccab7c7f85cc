"""What the functions of one process share: built at the first request, kept while it is warm."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from shared.ampeco_client import AmpecoClient
from shared.domain.catalogue import Catalogue
from shared.domain.rules import HouseRules
from shared.domain.times import Clock, utc_now
from shared.http_api.defects import note_defects
from shared.http_api.metrics import time_upstream
from shared.http_api.secrets import Secrets
from shared.http_api.settings import Settings

if TYPE_CHECKING:
    from shared.domain.availability import Schedule
    from shared.domain.changes import ChangeDesk
    from shared.domain.placing import BookingDesk
    from shared.domain.references import References
    from shared.domain.staff.calendar import Calendars
    from shared.domain.staff.changing import StaffDesk
    from shared.domain.staff.listing import BookingLists
    from shared.domain.staff.people import People
    from shared.domain.staff.ports_of import PortFinder
    from shared.domain.staff.requests import RequestLists
    from shared.http_api.guesses import Guesses
    from shared.http_api.rendered import Rendered


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
    def rules(self) -> HouseRules:
        """The house rules."""
        return self.settings.rules

    @cached_property
    def ampeco(self) -> AmpecoClient:
        """The connection to Ampeco, kept alive between invocations."""
        return AmpecoClient(
            base_url=str(self.settings.ampeco_api_url),
            token=self.secrets.ampeco_api_token,
            renew_token=self.secrets.renew_ampeco_api_token,
            on_call=time_upstream,
            on_defects=note_defects,
            sleep=self.sleep,
        )

    @cached_property
    def catalogue(self) -> Catalogue:
        """Sites and ports."""
        return Catalogue(self.ampeco, default_zone=ZoneInfo(self.settings.default_timezone), now=self.now)

    @cached_property
    def site_lists(self) -> "Rendered":
        """The list of sites as it was answered last."""
        from shared.http_api.rendered import Rendered  # noqa: PLC0415 — what a function does not use, it does not load

        return Rendered()

    @cached_property
    def schedule(self) -> "Schedule":
        """When ports are free."""
        from shared.domain.availability import Schedule  # noqa: PLC0415 — the same

        return Schedule(self.ampeco, self.catalogue, self.rules, now=self.now)

    @cached_property
    def desk(self) -> "BookingDesk":
        """Where bookings are placed."""
        from shared.domain.placing import BookingDesk  # noqa: PLC0415 — the same

        return BookingDesk(self.ampeco, self.catalogue, self.rules, now=self.now, sleep=self.sleep)

    @cached_property
    def guesses(self) -> "Guesses":
        """What visitors have tried in vain."""
        from shared.http_api.guesses import Guesses  # noqa: PLC0415 — the same

        return Guesses()

    @cached_property
    def changes(self) -> "ChangeDesk":
        """Where bookings are changed."""
        from shared.domain.changes import ChangeDesk  # noqa: PLC0415 — the same

        return ChangeDesk(self.ampeco, self.catalogue, self.rules, now=self.now, sleep=self.sleep)

    @cached_property
    def staff_desk(self) -> "StaffDesk":
        """Where staff book and change."""
        from shared.domain.staff.changing import StaffDesk  # noqa: PLC0415 — only admin functions load its room
        from shared.domain.staff.rules import StaffRules  # noqa: PLC0415 — the same

        rules = StaffRules(allow_overlapping_bookings=self.rules.allow_overlapping_bookings)
        return StaffDesk(self.ampeco, self.catalogue, self.people, rules, now=self.now, sleep=self.sleep)

    @cached_property
    def people(self) -> "People":
        """Drivers, as staff see them."""
        from shared.domain.staff.people import People  # noqa: PLC0415 — only admin functions load its room

        return People(self.ampeco)

    @cached_property
    def port_finder(self) -> "PortFinder":
        """Which ports bookings hold."""
        from shared.domain.staff.ports_of import PortFinder  # noqa: PLC0415 — only admin functions load its room

        return PortFinder(self.ampeco)

    @cached_property
    def booking_lists(self) -> "BookingLists":
        """Bookings of everybody."""
        from shared.domain.staff.listing import BookingLists  # noqa: PLC0415 — only admin functions load its room

        return BookingLists(self.ampeco, self.catalogue, self.people, self.port_finder)

    @cached_property
    def request_lists(self) -> "RequestLists":
        """Booking requests of everybody."""
        from shared.domain.staff.requests import RequestLists  # noqa: PLC0415 — only admin functions load its room

        return RequestLists(self.ampeco, self.catalogue, self.people, now=self.now)

    @cached_property
    def calendars(self) -> "Calendars":
        """What is booked and what is free at a site."""
        from shared.domain.staff.calendar import Calendars  # noqa: PLC0415 — only admin functions load its room

        return Calendars(self.ampeco, self.catalogue, self.port_finder, now=self.now)

    @property
    def references(self) -> "References":
        """Signs and reads references, with the keys of now.

        Raises ConfigurationError without a key.
        """
        from shared.domain.references import References  # noqa: PLC0415 — the same

        return References(self.secrets.booking_link_keys())


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
