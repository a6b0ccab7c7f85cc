"""What staff book and change: the same steps as a driver's, under ids that tell who asked."""

import asyncio
from datetime import datetime
from uuid import UUID

from shared.ampeco_client import AmpecoClient, Booking, CreateRequest, NotFound
from shared.domain.catalogue import Catalogue
from shared.domain.changes import Change, ChangeDesk, Target
from shared.domain.errors import BookingChanged, BookingNotFound
from shared.domain.placing import BookingDesk, Order
from shared.domain.rules import Rules
from shared.domain.sending import Sleep
from shared.domain.sources import STAFF_PREFIX
from shared.domain.staff.detail import booking_detail
from shared.domain.staff.people import People
from shared.domain.times import Clock, utc_now
from shared.domain.windows import Window


def staff_external_id(key: UUID) -> str:
    """Return the `externalId` under which what staff book with this Idempotency-Key stands at Ampeco."""
    return f"{STAFF_PREFIX}{key}"


class StaffDesk:
    """Takes what staff ask for, by Ampeco's ids: the gate stands before it, no reference."""

    def __init__(  # noqa: PLR0913 — collaborators come in by name, and two have defaults
        self,
        ampeco: AmpecoClient,
        catalogue: Catalogue,
        people: People,
        rules: Rules,
        *,
        now: Clock = utc_now,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._ampeco = ampeco
        self._catalogue = catalogue
        self._people = people
        self._now = now
        self._bookings = BookingDesk(ampeco, catalogue, rules, now=now, sleep=sleep)
        self._changes = ChangeDesk(ampeco, catalogue, rules, now=now, sleep=sleep)

    async def place(self, order: Order) -> CreateRequest:
        """Return Ampeco's request for the order; see `BookingDesk.place`."""
        return await self._bookings.place(order)

    async def cancel(self, booking_id: int, key: UUID) -> Change:
        """Return Ampeco's request to cancel the booking; see `ChangeDesk.cancel`."""
        return await self._changes.cancel(self._numbered(booking_id), key)

    async def move(self, booking_id: int, wanted: Window, key: UUID, *, seen: datetime) -> Change:
        """Return Ampeco's request to move the booking; see `ChangeDesk.move`.

        `seen` is the `lastUpdatedAt` that staff looked at. Raises BookingChanged when it is another instant by now.
        """

        async def check(booking: Booking) -> None:
            if booking.last_updated_at != seen:
                current = await booking_detail(self._ampeco, self._catalogue, self._people, booking_id)
                raise BookingChanged(current, self._now())

        return await self._changes.move(self._numbered(booking_id)._replace(check=check), wanted, key)

    def _numbered(self, booking_id: int) -> Target:
        async def find() -> Booking:
            try:
                return await self._ampeco.read_booking(booking_id)
            except NotFound as error:
                raise BookingNotFound from error

        return Target(f"{STAFF_PREFIX}{booking_id}", find)
