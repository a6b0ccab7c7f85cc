"""The status of a booking, for holders of its reference."""

from datetime import datetime
from typing import Literal, Self
from zoneinfo import ZoneInfo

from shared.ampeco_client import UpdateRequest
from shared.domain.bookings.change import Change
from shared.domain.bookings.status import BookingStatusView
from shared.domain.bookings.switch_completion import SwitchedBooking
from shared.domain.bookings.switch_port import can_switch
from shared.domain.catalog.sites import Port
from shared.domain.identifiers import ReferenceSigner
from shared.domain.policy import can_cancel, can_reschedule
from shared.http_api.responses.actions import DriverActionsResponse
from shared.http_api.responses.base import ResponseModel
from shared.http_api.responses.port import LivePortResponse
from shared.http_api.responses.site import LocationDetailsResponse


class ChangeResponse(ResponseModel):
    """Outcome of a change. The times are the requested ones."""

    type: Literal["cancel", "update"]
    status: str
    rejection_reason: str | None
    start_at: datetime | None
    end_at: datetime | None

    @classmethod
    def from_change(cls, change: Change, zone: ZoneInfo) -> Self:
        """Return the response for `change`, in the site's local time."""
        start, end = (change.start_at, change.end_at) if isinstance(change, UpdateRequest) else (None, None)
        return cls(
            type=change.type,
            status=change.status,
            rejection_reason=change.rejection_reason,
            start_at=start.astimezone(zone) if start else None,
            end_at=end.astimezone(zone) if end else None,
        )


class SwitchedBookingResponse(ResponseModel):
    """The other booking of a switch of port. `id` is its reference; `active` if it holds a port for the driver."""

    id: str
    request_status: str
    status: str | None
    active: bool
    port_label: str | None

    @classmethod
    def from_switched(cls, switched: SwitchedBooking, port: Port | None, references: ReferenceSigner) -> Self:
        """Return the response for `switched`, on `port`."""
        return cls(
            id=references.reference(switched.external_id),
            request_status=switched.request.status,
            status=switched.booking.status if switched.booking else None,
            active=switched.is_active,
            port_label=port.label if port else None,
        )


class BookingResponse(ResponseModel):
    """A booking: its request, and the booking itself once Ampeco has created it."""

    id: str
    booking_request_id: int
    booking_id: int | None
    request_status: str
    status: str | None
    rejection_reason: str | None
    site: LocationDetailsResponse
    port: LivePortResponse | None
    start_at: datetime
    end_at: datetime
    timezone: str
    actions: DriverActionsResponse
    change: ChangeResponse | None
    replaces: SwitchedBookingResponse | None
    replaced_by: SwitchedBookingResponse | None

    @classmethod
    def from_view(
        cls, view: BookingStatusView, reference: str, locale: str, now: datetime, references: ReferenceSigner
    ) -> Self:
        """Return the response for `view`."""
        request, booking, window = view.request, view.booking, view.window
        return cls(
            id=reference,
            booking_request_id=request.id,
            booking_id=request.booking_id,
            request_status=request.status,
            status=booking.status if booking else None,
            rejection_reason=request.rejection_reason,
            site=LocationDetailsResponse.from_location(view.location, locale),
            port=LivePortResponse.from_port(view.port) if view.port else None,
            start_at=window.start.astimezone(view.zone),
            end_at=window.end.astimezone(view.zone),
            timezone=view.zone.key,
            actions=DriverActionsResponse(
                can_update=can_reschedule(booking, now),
                can_cancel=can_cancel(booking),
                can_switch=can_switch(booking, view.replaced_by.request if view.replaced_by else None, now),
            ),
            change=ChangeResponse.from_change(view.change, view.zone) if view.change else None,
            replaces=_switched(view.replaces, view.replaces_port, references),
            replaced_by=_switched(view.replaced_by, view.replaced_by_port, references),
        )


def _switched(
    switched: SwitchedBooking | None, port: Port | None, references: ReferenceSigner
) -> SwitchedBookingResponse | None:
    return SwitchedBookingResponse.from_switched(switched, port, references) if switched else None
