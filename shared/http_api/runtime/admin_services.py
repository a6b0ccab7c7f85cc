"""Services that only admin functions use."""

from functools import cached_property

from shared.ampeco_client import AmpecoClient
from shared.domain.admin.calendar import CalendarService
from shared.domain.admin.commands import AdminBookingService
from shared.domain.admin.port_bookings import PortBookingsService
from shared.domain.admin.port_resolver import BookedPortResolver
from shared.domain.admin.report_reader import ReportService
from shared.domain.admin.requests import RequestListService
from shared.domain.admin.search import BookingListService
from shared.domain.admin.today import TodayService
from shared.domain.admin.users import UserDirectory
from shared.domain.bookings.submission import Sleep
from shared.domain.catalog.catalog import Catalog
from shared.domain.policy import AdminPolicy
from shared.domain.timeutil.site_time import Clock


class AdminServices:
    """Services of the admin functions, on top of the common ones."""

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
        """Create, reschedule and cancel bookings as an admin."""
        return AdminBookingService(
            self._ampeco, self._catalog, self.users, self._policy, now=self._now, sleep=self._sleep
        )

    @cached_property
    def users(self) -> UserDirectory:
        """Users (drivers), cached."""
        return UserDirectory(self._ampeco)

    @cached_property
    def port_resolver(self) -> BookedPortResolver:
        """The ports of bookings."""
        return BookedPortResolver(self._ampeco)

    @cached_property
    def booking_list(self) -> BookingListService:
        """Search of all bookings."""
        return BookingListService(self._ampeco, self._catalog, self.users, self.port_resolver)

    @cached_property
    def request_list(self) -> RequestListService:
        """Search of all booking requests."""
        return RequestListService(self._ampeco, self._catalog, self.users, now=self._now)

    @cached_property
    def today(self) -> TodayService:
        """One day of a site or of all sites."""
        return TodayService(self._ampeco, self._catalog, self.users, self.port_resolver, now=self._now)

    @cached_property
    def port_bookings(self) -> PortBookingsService:
        """The bookings of one port."""
        return PortBookingsService(self._ampeco, self._catalog, self.users, self.port_resolver, now=self._now)

    @cached_property
    def reports(self) -> ReportService:
        """The figures of a site, or of all sites."""
        return ReportService(self._ampeco, self._catalog, self.port_resolver, now=self._now)

    @cached_property
    def calendars(self) -> CalendarService:
        """Bookings and availability of a site."""
        return CalendarService(self._ampeco, self._catalog, self.users, self.port_resolver, now=self._now)
