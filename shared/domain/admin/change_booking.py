"""Reschedule or cancel bookings as an admin."""

from datetime import datetime
from uuid import UUID

from shared.ampeco_client import Booking, NotFound
from shared.domain.admin.booking_detail import booking_detail
from shared.domain.admin.users import UserDirectory
from shared.domain.bookings.change import BookingChangeService, Change, ChangeTarget
from shared.domain.dependencies import Dependencies
from shared.domain.errors import BookingChanged, BookingNotFound
from shared.domain.identifiers import booking_name
from shared.domain.timeutil.intervals import Window


class AdminChangeService:
    """Changes bookings for admins, by Ampeco's ids. The caller must be authenticated."""

    def __init__(self, dependencies: Dependencies) -> None:
        self._ampeco = dependencies.ampeco
        self._catalog = dependencies.catalog
        self._now = dependencies.now
        self._user_directory = UserDirectory(dependencies.ampeco)
        self._changes = BookingChangeService(dependencies)

    async def cancel(self, booking_id: int, key: UUID) -> Change:
        """Return Ampeco's request to cancel the booking; see `BookingChangeService.cancel`."""
        return await self._changes.cancel(self._target_by_id(booking_id), key)

    async def reschedule(
        self, booking_id: int, wanted: Window, key: UUID, *, expected_last_updated_at: datetime
    ) -> Change:
        """Return Ampeco's request to reschedule the booking; see `BookingChangeService.reschedule`.

        `expected_last_updated_at` is the `lastUpdatedAt` that the admin saw. Raises BookingChanged if it is different
        now.
        """

        async def check(booking: Booking) -> None:
            if booking.last_updated_at != expected_last_updated_at:
                current = await booking_detail(self._ampeco, self._catalog, self._user_directory, booking_id)
                raise BookingChanged(current, self._now())

        return await self._changes.reschedule(self._target_by_id(booking_id)._replace(check=check), wanted, key)

    def _target_by_id(self, booking_id: int) -> ChangeTarget:
        async def find() -> Booking:
            try:
                return await self._ampeco.read_booking(booking_id)
            except NotFound as error:
                raise BookingNotFound from error

        return ChangeTarget(booking_name(booking_id), find)
