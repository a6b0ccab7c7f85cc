"""Switch port: replace a booking by one on another port of its site, for the rest of its time.

Ampeco cannot change the port of a booking. So a second booking is created; once it is approved, the first is canceled.
The `externalId` of the second is derived from the first one's (`replacement_id`), and is the same for every attempt.
So without a database the two are found from each other, concurrent attempts are duplicates of each other, of which one
remains, and whoever reads either booking completes the switch (`switch_completion.py`).

The driver already holds the time at this site, so neither notice nor minimum duration apply, and the two may overlap.
"""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from shared.ampeco_client import (
    AmpecoClient,
    AmpecoError,
    Booking,
    BookingRequestStatus,
    CreateBooking,
    CreateRequest,
    EvseCriteria,
)
from shared.domain.availability.alternatives import find_alternatives
from shared.domain.availability.availability import FreeWindows, fetch_free_windows, pad_to_site_days
from shared.domain.bookings.candidate_ports import find_candidate_ports
from shared.domain.bookings.conflicts import ACTIVE_STATUSES
from shared.domain.bookings.create_requests import canonical_request, find_create_requests, is_same_criteria
from shared.domain.bookings.drivers import find_driver, require_active_driver
from shared.domain.bookings.idempotency import resolve_create, submit_create
from shared.domain.bookings.submission import reserve_time_to_submit
from shared.domain.bookings.switch_completion import (
    SwitchedBooking,
    complete_switch,
    read_created,
    read_previous,
)
from shared.domain.catalog.port_status import LiveStatus
from shared.domain.catalog.sites import Port, build_port
from shared.domain.dependencies import Dependencies
from shared.domain.errors import (
    Alternatives,
    BookingNotFound,
    DriverNotFound,
    InvalidRequest,
    NotChangeable,
    SlotUnavailable,
)
from shared.domain.identifiers import ReferenceSigner, replacement_id
from shared.domain.policy import check_ends_after_start
from shared.domain.timeutil.intervals import MINUTE, Window, fits, next_whole_minute
from shared.infra.concurrency import task_group

_log = logging.getLogger(__name__)

_LEAD = MINUTE
"""Time between a switch and the start of a booking that starts now: Ampeco rejects a start that has passed when it
decides, which takes some seconds."""

REJECTED_TIME = timedelta(minutes=1)
"""How long a rejected attempt answers its own retries, and staff are not offered its port again."""


def verify_reference(reference: str, references: ReferenceSigner) -> str:
    """Return the `externalId` of the reference's booking.

    Raises InvalidRequest for an invalid one, with the message for another driver's booking, so that they look alike.
    """
    try:
        return references.external_id(reference)
    except BookingNotFound as error:
        raise _not_owned() from error


def _not_owned() -> InvalidRequest:
    """Return the error for a booking that does not exist, or is another driver's: it does not say which."""
    return InvalidRequest("replaces", "This driver has no such booking.")


class SwitchCommand(NamedTuple):
    """A booking that replaces the one with the `externalId` `replaces`.

    A start that has passed means now. `driver` is the email, if given: it must be that of the booking. Without
    `evse_id` Ampeco chooses a port that matches `criteria` (kW). Staff may choose a time that is not `within` the
    booking's own.
    """

    replaces: str
    location_id: int
    window: Window
    driver: str | None = None
    evse_id: int | None = None
    criteria: EvseCriteria | None = None
    within: bool = True


class SwitchOptions(NamedTuple):
    """The ports to switch to, the best first, all free during `window`."""

    window: Window
    zone: ZoneInfo
    ports: tuple[Port, ...]


def remaining_time(booked: Window, now: datetime) -> Window | None:
    """Return what is left of `booked`, in whole minutes, None if nothing is; time to decide a request is left out."""
    soonest = next_whole_minute(now + _LEAD)
    return booked.clip(soonest, booked.end) if soonest < booked.end else None


def can_switch(booking: Booking | None, replacement: CreateRequest | None, now: datetime) -> bool:
    """Return whether the port can be switched: an active booking with time left, no `replacement` under way."""
    return (
        booking is not None
        and booking.status in ACTIVE_STATUSES
        and remaining_time(Window(booking.start_at, booking.end_at), now) is not None
        and (replacement is None or replacement.status == BookingRequestStatus.REJECTED)
    )


async def find_attempts(
    ampeco: AmpecoClient, external_id: str
) -> tuple[CreateRequest | None, tuple[CreateRequest, ...]]:
    """Return the request with this `external_id`, and the attempts to switch its booking so far. Two calls at once.

    Raises AmpecoError.
    """
    async with task_group() as group:
        listing = group.create_task(find_create_requests(ampeco, external_id))
        attempts = group.create_task(find_create_requests(ampeco, replacement_id(external_id)))
    return canonical_request(listing.result()), attempts.result()


class SwitchService:
    """Switches the port of bookings. Stateless: Ampeco is the only database."""

    def __init__(self, dependencies: Dependencies) -> None:
        self._ampeco = dependencies.ampeco
        self._catalog = dependencies.catalog
        self._now = dependencies.now
        self._sleep = dependencies.sleep

    async def options(self, external_id: str) -> SwitchOptions:
        """Return the other ports of the site that are free for the rest of the booking with this `external_id`.

        Ports that lack every plug of the booked one are left out. Four rounds of calls; fewer in a warm function.

        Raises BookingNotFound, NotChangeable, SiteNotFound, AmpecoError.
        """
        request, attempts = await find_attempts(self._ampeco, external_id)
        if request is None:
            raise BookingNotFound
        booking = await read_created(self._ampeco, request)
        if (
            booking is None
            or booking.location_id is None
            or not can_switch(booking, canonical_request(attempts), self._now())
        ):
            raise NotChangeable
        options, _ = await self.free_ports(SwitchedBooking(external_id, request, booking), booking, booking.location_id)
        return options

    async def free_ports(
        self, switched: SwitchedBooking, booking: Booking, location_id: int
    ) -> tuple[SwitchOptions, Port | None]:
        """Return the other ports that are free for the rest of the booking, and the booked one if it is known.

        Two rounds of calls; fewer in a warm function. Raises NotChangeable, SiteNotFound, AmpecoError.
        """
        booked = switched.evse_id
        window = self._remaining(Window(booking.start_at, booking.end_at))
        async with task_group() as group:
            site = group.create_task(self._catalog.site(location_id))
            free = group.create_task(fetch_free_windows(self._ampeco, location_id, pad_to_site_days(window)))
            evse = group.create_task(self._catalog.listed_evse(booked, location_id)) if booked is not None else None
        found = evse.result() if evse else None
        port = build_port(found) if found else None
        ports = _usable_ports(site.result().value.ports, free.result(), window, port)
        return SwitchOptions(window, site.result().value.zone, ports), port

    async def switch(self, command: SwitchCommand) -> CreateRequest:
        """Return Ampeco's request for the new booking: pending, approved or rejected.

        The same command returns the existing request. If it is approved already, the old booking is canceled.

        Raises InvalidRequest, SiteNotFound, NotChangeable, SlotUnavailable before anything is written; OutcomeUnknown
        if it may have been; AmpecoError otherwise.
        """
        check_ends_after_start(command.window)
        with reserve_time_to_submit():
            async with task_group() as group:
                listing = group.create_task(find_attempts(self._ampeco, command.replaces))
                users = group.create_task(find_driver(self._ampeco, command.driver)) if command.driver else None
        request, attempts = listing.result()
        if request is None or request.booking_id is None or request.user_id is None:
            raise _not_owned()
        if command.driver is not None and users is not None:
            try:
                owner = require_active_driver(command.driver, users.result())
            except DriverNotFound as error:
                raise _not_owned() from error
            if owner.id != request.user_id:
                raise _not_owned()
        created = await self.find_existing(command, attempts) or await self.create(command, request, attempts)
        await self.complete(command.replaces, request, created)
        return created

    async def find_existing(self, command: SwitchCommand, attempts: tuple[CreateRequest, ...]) -> CreateRequest | None:
        """Return the request of an earlier attempt that is the same; None if there is none in the way."""
        since = self._now() - REJECTED_TIME
        outstanding = [
            one
            for one in attempts
            if one.status != BookingRequestStatus.REJECTED
            or (_is_same(one, command) and one.created_at is not None and one.created_at > since)
        ]
        if not outstanding:
            return None
        if not all(_is_same(one, command) for one in outstanding):
            raise NotChangeable
        ignoring = frozenset(one.id for one in attempts if one not in outstanding)
        external_id = replacement_id(command.replaces)
        return await resolve_create(self._ampeco, external_id, outstanding[0], ignoring=ignoring, sleep=self._sleep)

    async def create(
        self, command: SwitchCommand, replaced: CreateRequest, rejected: tuple[CreateRequest, ...]
    ) -> CreateRequest:
        """Check and submit the new booking, and return its request. Earlier attempts, `rejected`, do not count.

        Raises InvalidRequest, SiteNotFound, NotChangeable, SlotUnavailable before anything is written; OutcomeUnknown
        if it may have been; AmpecoError otherwise.
        """
        if command.within and replaced.location_id is not None:
            _check_site(command, replaced.location_id)
        await self._catalog.check_exists(command.location_id)
        with reserve_time_to_submit():
            async with task_group() as group:
                reading_booking = group.create_task(read_created(self._ampeco, replaced))
                reading_previous = group.create_task(read_previous(self._ampeco, command.replaces))
                fetching_free = group.create_task(
                    fetch_free_windows(self._ampeco, command.location_id, pad_to_site_days(command.window))
                )
            booking = reading_booking.result()
            if booking is None or not can_switch(booking, None, self._now()):
                raise NotChangeable
            if command.within:
                _check_within(command, booking)
            if before := reading_previous.result():
                # Its own switch must not be left incomplete: later its booking is canceled.
                await complete_switch(self._ampeco, before, SwitchedBooking(command.replaces, replaced, booking))
            window = self._remaining(command.window)
            await self._check_slot_is_free(command, window, fetching_free.result())
        wanted = CreateBooking(
            user_id=replaced.user_id or 0,
            location_id=command.location_id,
            start_at=window.start,
            end_at=window.end,
            evse_id=command.evse_id,
            evse_criteria=command.criteria,
            external_id=replacement_id(command.replaces),
        )
        ignoring = frozenset(one.id for one in rejected)
        return await submit_create(self._ampeco, wanted, ignoring=ignoring, sleep=self._sleep)

    async def _check_slot_is_free(self, command: SwitchCommand, window: Window, free: FreeWindows) -> None:
        """Check that a requested port is free. Raises SlotUnavailable with other ports that are."""
        ports: Mapping[int, Port] = {}
        if command.criteria is not None:
            ports = await self._catalog.known_ports(command.location_id, calls=1)
        candidates = find_candidate_ports(free, command.evse_id, command.criteria, ports)
        if candidates.any_free(window, free):
            return
        if command.evse_id is not None:
            # The plugs of the port decide which other ports are offered.
            ports = await self._catalog.known_ports(command.location_id, calls=1)
            candidates = find_candidate_ports(free, command.evse_id, None, ports)
        others = find_alternatives(window, free, (), command.evse_id, others=candidates.others).same_time
        location = await self._catalog.location(command.location_id)
        raise SlotUnavailable(Alternatives(same_time=others), self._catalog.zone(location))

    def _remaining(self, window: Window) -> Window:
        remaining = remaining_time(window, self._now())
        if remaining is None:
            raise NotChangeable
        return remaining

    async def complete(self, replaces: str, replaced: CreateRequest, created: CreateRequest) -> SwitchedBooking | None:
        """Complete the switch if it is approved already, and return the new booking; None if it is not known yet.

        Three or four calls; failures are left to the next reader.
        """
        if created.status != BookingRequestStatus.APPROVED:
            return None
        try:
            async with task_group() as group:
                old = group.create_task(read_created(self._ampeco, replaced))
                new = group.create_task(read_created(self._ampeco, created))
        except AmpecoError as error:
            _log.warning("switch_completion_failed: %s", type(error).__name__)
            return None
        switched = SwitchedBooking(replacement_id(replaces), created, new.result())
        await complete_switch(self._ampeco, SwitchedBooking(replaces, replaced, old.result()), switched)
        return switched


def _usable_ports(ports: tuple[Port, ...], free: FreeWindows, window: Window, booked: Port | None) -> tuple[Port, ...]:
    """Return the ports that are free during `window` and may fit: those with every plug of `booked` first.

    Within these, ports that are ready now come first.
    """
    plugs = booked.plugs if booked else frozenset[str]()

    def rank(port: Port) -> tuple[bool, bool, str, int]:
        return (not plugs <= port.plugs, port.live_status != LiveStatus.AVAILABLE, port.label, port.evse_id)

    return tuple(
        sorted(
            (
                port
                for port in ports
                if (not plugs or plugs & port.plugs)
                and port.live_status != LiveStatus.OUT_OF_ORDER
                and (booked is None or port.evse_id != booked.evse_id)
                and fits(window, free.get(port.evse_id, ()))
            ),
            key=rank,
        )
    )


def _check_site(command: SwitchCommand, site_id: int | None) -> None:
    if site_id != command.location_id:
        raise InvalidRequest("locationId", "A booking is replaced by one at the same site.")


def _check_within(command: SwitchCommand, booking: Booking) -> None:
    _check_site(command, booking.location_id)
    if command.window.start < booking.start_at:
        raise InvalidRequest("startAt", "The new booking starts when the old one does, or later.")
    if command.window.end > booking.end_at:
        raise InvalidRequest("endAt", "The new booking ends when the old one does, or earlier.")


def _is_same(attempt: CreateRequest, command: SwitchCommand) -> bool:
    """Return whether an attempt has the same payload; its start was later if the command's had passed."""
    return (
        attempt.location_id == command.location_id
        and attempt.end_at == command.window.end
        and attempt.start_at is not None
        and attempt.start_at >= command.window.start
        and attempt.evse_id == command.evse_id
        and (command.evse_id is not None or is_same_criteria(attempt.evse_criteria, command.criteria))
    )
