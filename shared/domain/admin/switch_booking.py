"""Switch the port of a booking for staff: to any free port that fits, or to a port and a time that staff chose."""

from typing import NamedTuple

from shared.ampeco_client import BookingRequestStatus, CreateRequest, NotFound
from shared.domain.bookings.conflicts import load_active_bookings
from shared.domain.bookings.create_requests import find_create_requests
from shared.domain.bookings.idempotency import resolve_create
from shared.domain.bookings.origin import find_create_request
from shared.domain.bookings.submission import reserve_time_to_submit
from shared.domain.bookings.switch_completion import SwitchedBooking, switched_elsewhere
from shared.domain.bookings.switch_port import (
    REJECTED_TIME,
    SwitchCommand,
    SwitchService,
    can_switch,
    find_attempts,
)
from shared.domain.dependencies import Dependencies
from shared.domain.errors import Alternatives, BookingNotFound, NotChangeable, OverlappingBooking, SlotUnavailable
from shared.domain.identifiers import Source, replacement_id, source_of
from shared.domain.timeutil.intervals import Window


class Destination(NamedTuple):
    """The port and the time that staff chose for a booking."""

    evse_id: int
    window: Window


class AdminSwitchService:
    """Switches the port of bookings for staff, by Ampeco's ids. The caller must be authenticated."""

    def __init__(self, dependencies: Dependencies) -> None:
        self._ampeco = dependencies.ampeco
        self._policy = dependencies.policy
        self._now = dependencies.now
        self._sleep = dependencies.sleep
        self._switches = SwitchService(dependencies)

    async def switch(self, booking_id: int, evse_id: int, to: Destination | None = None) -> CreateRequest:
        """Return Ampeco's request to switch a booking from the port `evse_id`.

        It goes to the port and time `to`. Without that it keeps its time, and goes to a free port that has all plugs of
        the old one; a port that Ampeco rejected within the last minute is not tried again.

        If such a switch is under way already, by the driver too, its request is returned; if it is approved already,
        the old booking is canceled.

        Raises InvalidRequest, BookingNotFound, NotChangeable, OverlappingBooking, SlotUnavailable (no such port is
        free), SiteNotFound before anything is written; OutcomeUnknown if it may have been; AmpecoError otherwise.
        """
        if to is not None:
            self._policy.check_length(to.window)
        with reserve_time_to_submit():
            old, attempts = await self._with_attempts(booking_id)
        if to is None:
            created = await self._leave(old, attempts, evse_id)
        else:
            created = await self._move(old, attempts, evse_id, to)
        new = await self._switches.complete(old.external_id, old.request, created)
        if new is not None and new.booking is not None and not new.has_port:
            raise NotChangeable  # the booking that replaced it was canceled
        return created

    async def _leave(self, old: SwitchedBooking, attempts: tuple[CreateRequest, ...], evse_id: int) -> CreateRequest:
        """Return the request to switch to the best port, or that of the switch under way."""
        rejected = tuple(one for one in attempts if one.status == BookingRequestStatus.REJECTED)
        created = await self._outstanding(old, attempts, rejected)
        if created is not None:
            return created
        command = await self._command_to_leave(old, evse_id, rejected)
        return await self._switches.create(command, old.request, rejected)

    async def _move(
        self, old: SwitchedBooking, attempts: tuple[CreateRequest, ...], evse_id: int, to: Destination
    ) -> CreateRequest:
        """Return the request to switch to the port and time that staff chose, new or the same one as before."""
        booking = old.booking
        if booking is None or booking.location_id is None or booking.user_id is None:
            raise NotChangeable
        command = SwitchCommand(old.external_id, booking.location_id, to.window, evse_id=to.evse_id, within=False)
        if existing := await self._switches.find_existing(command, attempts):
            return existing
        if booking.booked_evse_ids != (evse_id,):
            raise NotChangeable
        self._policy.check(to.window, self._now())
        if not self._policy.allow_overlapping_bookings:
            with reserve_time_to_submit():
                active = await load_active_bookings(self._ampeco, to.window, booking.user_id)
            if active.overlapping(to.window, booking.user_id, exclude_booking_id=booking.id):
                raise OverlappingBooking
        return await self._switches.create(command, old.request, attempts)

    async def _with_attempts(self, booking_id: int) -> tuple[SwitchedBooking, tuple[CreateRequest, ...]]:
        """Return the booking, and the attempts to switch it so far. Three rounds of calls."""
        try:
            booking = await self._ampeco.read_booking(booking_id)
        except NotFound as error:
            raise BookingNotFound from error
        made = await find_create_request(self._ampeco, booking)
        if made is None or made.external_id is None or source_of(made.external_id) is Source.OTHER:
            old = switched_elsewhere(booking)
            return old, await find_create_requests(self._ampeco, replacement_id(old.external_id))
        request, attempts = await find_attempts(self._ampeco, made.external_id)
        if request is None or request.booking_id != booking_id:
            raise NotChangeable  # a duplicate, which is canceled
        return SwitchedBooking(made.external_id, request, booking), attempts

    async def _outstanding(
        self, old: SwitchedBooking, attempts: tuple[CreateRequest, ...], rejected: tuple[CreateRequest, ...]
    ) -> CreateRequest | None:
        """Return the request of a switch that is under way or done, None without one."""
        if len(attempts) == len(rejected):
            return None
        ignoring = frozenset(one.id for one in rejected)
        known = next(one for one in attempts if one.id not in ignoring)
        external_id = replacement_id(old.external_id)
        return await resolve_create(self._ampeco, external_id, known, ignoring=ignoring, sleep=self._sleep)

    async def _command_to_leave(
        self, old: SwitchedBooking, evse_id: int, rejected: tuple[CreateRequest, ...]
    ) -> SwitchCommand:
        """Return the command to switch to the best port. Raises NotChangeable, SlotUnavailable, SiteNotFound."""
        booking = old.booking
        if booking is None or booking.location_id is None or booking.user_id is None:
            raise NotChangeable
        if booking.booked_evse_ids != (evse_id,) or not can_switch(booking, None, self._now()):
            raise NotChangeable
        options, booked = await self._switches.free_ports(old, booking, booking.location_id)
        since = self._now() - REJECTED_TIME
        declined = {one.evse_id for one in rejected if one.created_at is None or one.created_at > since}
        for port in options.ports:
            if booked is not None and booked.plugs and booked.plugs <= port.plugs and port.evse_id not in declined:
                return SwitchCommand(old.external_id, booking.location_id, options.window, evse_id=port.evse_id)
        raise SlotUnavailable(Alternatives(), options.zone)
