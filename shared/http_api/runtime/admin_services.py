"""Services that only admin functions use."""

from functools import cached_property

from shared.ampeco_client import AmpecoClient
from shared.domain.admin.calendar import CalendarService
from shared.domain.admin.commands import AdminBookingService
from shared.domain.admin.port_resolver import BookedPortResolver
from shared.domain.admin.requests import RequestListService
from shared.domain.admin.search import BookingListService
from shared.domain.admin.users import UserDirectory
from shared.domain.bookings.submission import Sleep
from shared.domain.catalog.catalog import Catalog
from shared.domain.policy import AdminPolicy
from shared.domain.timeutil.site_time import Clock


class AdminServices:
    """The admin parts of the domain, built on what all functions share."""

    def __init__(
        self, ampeco: AmpecoClient, catalog: Catalog, policy: AdminPolicy, *, now: Clock, sleep: Sleep
    ) -> None:
        self._ampeco = ampeco
        self._catalog = catalog
        self._policy = policy
        self._now = now
        self._sleep = sleep

    @cached_property
    def bookings(self) -> AdminBookingService:
        """Where staff book, reschedule and cancel."""
        return AdminBookingService(
            self._ampeco, self._catalog, self.users, self._policy, now=self._now, sleep=self._sleep
        )

    @cached_property
    def users(self) -> UserDirectory:
        """Drivers, as staff see them."""
        return UserDirectory(self._ampeco)

    @cached_property
    def port_resolver(self) -> BookedPortResolver:
        """Which ports bookings hold."""
        return BookedPortResolver(self._ampeco)

    @cached_property
    def booking_list(self) -> BookingListService:
        """Bookings of everybody."""
        return BookingListService(self._ampeco, self._catalog, self.users, self.port_resolver)

    @cached_property
    def request_list(self) -> RequestListService:
        """Booking requests of everybody."""
        return RequestListService(self._ampeco, self._catalog, self.users, now=self._now)

    @cached_property
    def calendars(self) -> CalendarService:
        """What is booked and what is available at a site."""
        return CalendarService(self._ampeco, self._catalog, self.port_resolver, now=self._now)
