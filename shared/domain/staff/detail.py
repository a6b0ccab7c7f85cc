"""Everything known about one booking."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from shared.ampeco_client import (
    AmpecoClient,
    Booking,
    BookingRequest,
    BookingStatus,
    NotFound,
    UnexpectedResponse,
    User,
)
from shared.domain.catalogue import Catalogue
from shared.domain.errors import BookingNotFound
from shared.domain.overlaps import LIVE
from shared.domain.sites import Port, port_of
from shared.domain.staff.asked import Asked, asked_port, standing_of, user_of
from shared.domain.staff.history import history_of
from shared.domain.staff.people import People
from shared.domain.staff.places import Place, PortName, place_at, port_named
from shared.domain.together import for_each, side_by_side


class BookingDetail(NamedTuple):
    """A booking with its site, ports and driver, and the requests that made and changed it, oldest first.

    `ports` is None where Ampeco does not tell them, and a name alone stands for one that it has no more;
    `requests_complete` tells whether all requests that can be of it were looked through.
    """

    booking: Booking
    place: Place
    ports: tuple[Port | PortName, ...] | None
    driver: User | None
    requests: tuple[Asked, ...]
    requests_complete: bool

    @property
    def can_cancel(self) -> bool:
        """Tell whether Ampeco cancels a booking in this status (`cancelled` follows `accepted` and `reserved`)."""
        return self.booking.status in LIVE

    def can_update(self, now: datetime) -> bool:
        """Tell whether the booking may still be moved: accepted, its port not yet held, not begun."""
        return self.booking.status == BookingStatus.ACCEPTED and self.booking.start_at > now


async def booking_detail(ampeco: AmpecoClient, catalogue: Catalogue, people: People, booking_id: int) -> BookingDetail:
    """Return everything about the booking. Two rounds of calls, more where its requests fill more than one page.

    Raises BookingNotFound, AmpecoError.
    """
    try:
        booking = await ampeco.read_booking(booking_id)
    except NotFound as error:
        raise BookingNotFound from error
    if booking.location_id is None:
        raise UnexpectedResponse("a booking without its place")
    async with side_by_side() as group:
        placing = group.create_task(place_at(catalogue, booking.location_id))
        naming = group.create_task(_ports(catalogue, booking))
        asking = group.create_task(people.users([booking.user_id]))
        looking = group.create_task(history_of(ampeco, booking))
    place, ports, users, history = placing.result(), naming.result(), asking.result(), looking.result()
    return BookingDetail(
        booking=booking,
        place=place,
        ports=ports,
        driver=users.get(booking.user_id) if booking.user_id is not None else None,
        requests=tuple(_asked(request, booking, place, ports, users) for request in history.requests),
        requests_complete=history.complete,
    )


async def _ports(catalogue: Catalogue, booking: Booking) -> tuple[Port | PortName, ...] | None:
    if not booking.booked_evse_ids:
        return None
    evse_ids = booking.booked_evse_ids
    evses = await for_each(evse_ids, catalogue.evse)
    return tuple(
        port_of(evse) if evse else port_named(evse_id, None) for evse_id, evse in zip(evse_ids, evses, strict=True)
    )


def _asked(
    request: BookingRequest,
    booking: Booking,
    place: Place,
    ports: tuple[Port | PortName, ...] | None,
    users: Mapping[int, User],
) -> Asked:
    labels = {port.evse_id: port.label for port in ports or ()}
    evse_id, user_id = asked_port(request, booking), user_of(request, booking)
    return Asked(
        request=request,
        zone=place.zone,
        place=place,
        port=port_named(evse_id, labels.get(evse_id)) if evse_id is not None else None,
        user_id=user_id,
        driver=users.get(user_id) if user_id is not None else None,
        standing=standing_of(request, booking),
    )
