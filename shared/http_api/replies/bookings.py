"""A booking, as its reference shows it."""

from datetime import datetime
from typing import Self

from shared.ampeco_client import CreateRequest
from shared.domain.following import Followed
from shared.http_api.replies.model import Reply
from shared.http_api.replies.sites import ArrivalReply, PortReply


class PlacedReply(Reply):
    """What became of an order so far. `id` is the reference; `status` is the request's, as Ampeco decided it."""

    id: str
    booking_request_id: int
    status: str
    status_url: str

    @classmethod
    def of(cls, request: CreateRequest, reference: str) -> Self:
        """Return the reply for `request`. The reference stands in the fragment, which no server gets to see."""
        return cls(
            id=reference,
            booking_request_id=request.id,
            status=request.status,
            status_url=f"/booking#{reference}",
        )


class ActionsReply(Reply):
    """What Ampeco would still let be done with the booking."""

    can_update: bool
    can_cancel: bool


class BookingReply(Reply):
    """One booking: the request for it, and the booking itself once Ampeco has made it."""

    id: str
    booking_request_id: int
    booking_id: int | None
    request_status: str
    status: str | None
    rejection_reason: str | None
    site: ArrivalReply
    port: PortReply | None
    start_at: datetime
    end_at: datetime
    timezone: str
    actions: ActionsReply

    @classmethod
    def of(cls, followed: Followed, reference: str, locale: str, now: datetime) -> Self:
        """Return the reply for `followed`."""
        request, booking, window = followed.request, followed.booking, followed.window
        return cls(
            id=reference,
            booking_request_id=request.id,
            booking_id=request.booking_id,
            request_status=request.status,
            status=booking.status if booking else None,
            rejection_reason=request.rejection_reason,
            site=ArrivalReply.of(followed.location, locale),
            port=PortReply.of(followed.port) if followed.port else None,
            start_at=window.start.astimezone(followed.zone),
            end_at=window.end.astimezone(followed.zone),
            timezone=followed.zone.key,
            actions=ActionsReply(can_update=followed.can_update(now), can_cancel=followed.can_cancel),
        )
