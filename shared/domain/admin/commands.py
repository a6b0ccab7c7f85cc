"""Commands of admins: create, reschedule and cancel bookings, with external ids that mark them as admin requests."""

import asyncio
from datetime import datetime
from uuid import UUID

from shared.ampeco_client import AmpecoClient, Booking, CreateRequest, NotFound
from shared.domain.admin.booking_detail import booking_detail
from shared.domain.admin.users import UserDirectory
from shared.domain.bookings.change import BookingChangeService, Change, ChangeTarget
from shared.domain.bookings.create import BookingService
from shared.domain.bookings.decision import CreateBookingCommand
from shared.domain.bookings.submission import Sleep
from shared.domain.catalog.catalog import Catalog
from shared.domain.errors import BookingChanged, BookingNotFound
from shared.domain.identifiers import ADMIN_PREFIX, booking_name
from shared.domain.policy import Policy
from shared.domain.timeutil.intervals import Window
from shared.domain.timeutil.site_time import Clock, utc_now


def admin_external_id(key: UUID) -> str:
    """Return the `externalId` of an admin's booking request with this idempotency key."""
    return f"{ADMIN_PREFIX}{key}"


class AdminBookingService:
    """Creates and changes bookings for admins, by Ampeco's ids. The caller must be authenticated."""

    def __init__(  # noqa: PLR0913 — collaborators come in by name, and two have defaults
        self,
        ampeco: AmpecoClient,
        catalog: Catalog,
        user_directory: UserDirectory,
        policy: Policy,
        *,
        now: Clock = utc_now,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._ampeco = ampeco
        self._catalog = catalog
        self._user_directory = user_directory
        self._now = now
        self._bookings = BookingService(ampeco, catalog, policy, now=now, sleep=sleep)
        self._changes = BookingChangeService(ampeco, catalog, policy, now=now, sleep=sleep)

    async def create(self, command: CreateBookingCommand) -> CreateRequest:
        """Return Ampeco's request for the command; see `BookingService.create`."""
        return await self._bookings.create(command)

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
