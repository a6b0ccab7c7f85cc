"""One booking in full."""

from typing import NamedTuple

from shared.ampeco_client import (
    AmpecoClient,
    Booking,
    BookingRequest,
    NotFound,
    UnexpectedResponse,
    User,
)
from shared.domain.admin.booking_history import history_of
from shared.domain.admin.requests import RequestDetail, current_window_of, requested_evse_id, requested_user_id
from shared.domain.admin.users import UserDirectory, Users
from shared.domain.bookings.switch_completion import complete_switches
from shared.domain.catalog.catalog import Catalog
from shared.domain.catalog.labels import PortLabel, SiteSummary, build_port_label, load_site_summary
from shared.domain.catalog.sites import Port, build_port
from shared.domain.errors import BookingNotFound
from shared.infra.concurrency import gather_limited, task_group


class BookingDetail(NamedTuple):
    """A booking with its site, ports and driver, and its requests, oldest first.

    `ports` is None if Ampeco does not return them; a port that Ampeco no longer has is represented by its label.
    `requests_complete` is true if all requests that may belong to the booking were read.
    """

    booking: Booking
    site: SiteSummary
    ports: tuple[Port | PortLabel, ...] | None
    driver: User | None
    requests: tuple[RequestDetail, ...]
    requests_complete: bool


async def booking_detail(
    ampeco: AmpecoClient, catalog: Catalog, user_directory: UserDirectory, booking_id: int
) -> BookingDetail:
    """Return the booking in full. Two rounds of calls, more if its requests fill more than one page.

    If it replaces another one, the switch of port is completed unless somebody did: two to five calls more.

    Raises BookingNotFound, AmpecoError.
    """
    try:
        booking = await ampeco.read_booking(booking_id)
    except NotFound as error:
        raise BookingNotFound from error
    if booking.location_id is None:
        raise UnexpectedResponse("a booking without its place")
    async with task_group() as group:
        reading_site = group.create_task(load_site_summary(catalog, booking.location_id))
        reading_ports = group.create_task(_ports(catalog, booking))
        reading_users = group.create_task(user_directory.users([booking.user_id]))
        reading_history = group.create_task(history_of(ampeco, booking))
    site, ports = reading_site.result(), reading_ports.result()
    users, history = reading_users.result(), reading_history.result()
    await complete_switches(ampeco, history.requests)
    return BookingDetail(
        booking=booking,
        site=site,
        ports=ports,
        driver=users.get(booking.user_id),
        requests=tuple(_request_detail(request, booking, site, ports, users) for request in history.requests),
        requests_complete=history.complete,
    )


async def _ports(catalog: Catalog, booking: Booking) -> tuple[Port | PortLabel, ...] | None:
    if not booking.booked_evse_ids:
        return None
    evse_ids = booking.booked_evse_ids
    evses = await gather_limited(evse_ids, catalog.evse)
    return tuple(
        build_port(evse) if evse else build_port_label(evse_id, None)
        for evse_id, evse in zip(evse_ids, evses, strict=True)
    )


def _request_detail(
    request: BookingRequest,
    booking: Booking,
    site: SiteSummary,
    ports: tuple[Port | PortLabel, ...] | None,
    users: Users,
) -> RequestDetail:
    labels = {port.evse_id: port.label for port in ports or ()}
    evse_id, user_id = requested_evse_id(request, booking), requested_user_id(request, booking)
    return RequestDetail(
        request=request,
        zone=site.zone,
        site=site,
        port=build_port_label(evse_id, labels.get(evse_id)) if evse_id is not None else None,
        user_id=user_id,
        driver=users.get(user_id),
        current_window=current_window_of(request, booking),
    )
