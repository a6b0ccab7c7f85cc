"""The bookings that need one port from now on, with the drivers to call: for a port that is out of order."""

from typing import NamedTuple

from shared.ampeco_client import Booking, BookingFilters, BookingStatus, User
from shared.domain.admin.booking_history import first_pages
from shared.domain.admin.booking_reader import BookingReader
from shared.domain.bookings.conflicts import ACTIVE_STATUSES
from shared.domain.catalog.labels import PortLabel, SiteSummary, build_port_label, build_site_summary
from shared.domain.catalog.sites import Port
from shared.infra.concurrency import gather_limited, task_group

_PAGES_OF_BOOKINGS = 5
"""500 bookings of the site in each status."""
_MAX_BOOKINGS_READ = 200
_MAX_DRIVERS_READ = 100
"""Reads per response; the next response continues, because each result is cached."""


class PortBooking(NamedTuple):
    """A booking that needs the port; `driver` is None for a deleted user."""

    booking: Booking
    driver: User | None


class PortBookings(NamedTuple):
    """A port and the active bookings that need it, by start; a port that Ampeco no longer has is a label.

    Not `complete` if there may be more: the site has more bookings than were read, or their ports are not all known.
    """

    port: Port | PortLabel
    site: SiteSummary
    bookings: tuple[PortBooking, ...]
    complete: bool


class PortBookingsService(BookingReader):
    """Lists the bookings of a port. Calls: for each active status one per 100 bookings of the site, and the site.

    Then, unless they are cached, the ports of the bookings, at most 200 reads, and the drivers of those on the port.
    """

    async def of_port(self, site_id: int, evse_id: int) -> PortBookings:
        """Return the bookings of the port that are not over.

        Raises SiteNotFound, AmpecoError.
        """
        now = self._now()

        async def listed(status: BookingStatus) -> tuple[tuple[Booking, ...], bool]:
            filters = BookingFilters(status=status, location_id=site_id, end_after=now)
            return await first_pages(self._ampeco.list_bookings(filters), max_pages=_PAGES_OF_BOOKINGS)

        async with task_group() as group:
            reading = group.create_task(self._catalog.site_with_closed_ports(site_id))
            listing = group.create_task(gather_limited(ACTIVE_STATUSES, listed))
        found = {one.id: one for bookings, _ in listing.result() for one in bookings}
        ahead = sorted(
            (one for one in found.values() if one.status in ACTIVE_STATUSES and one.end_at > now),
            key=lambda one: (one.start_at, one.id),
        )
        evse_ids = await self._ports.resolve(ahead, max_reads=_MAX_BOOKINGS_READ)
        own = [one for one in ahead if evse_id in evse_ids.get(one.id, ())]
        users = await self._user_directory.users((one.user_id for one in own), max_reads=_MAX_DRIVERS_READ)
        site = reading.result().value
        ports = {port.evse_id: port for port in (*site.ports, *site.closed_ports)}
        return PortBookings(
            port=ports.get(evse_id) or build_port_label(evse_id, None),
            site=build_site_summary(site_id, site.location, self._catalog.default_zone),
            bookings=tuple(PortBooking(one, users.get(one.user_id)) for one in own),
            complete=all(complete for _, complete in listing.result()) and len(evse_ids) == len(ahead),
        )
