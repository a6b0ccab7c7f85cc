"""A booking, as its reference shows it."""

from datetime import datetime
from typing import Literal, Self
from zoneinfo import ZoneInfo

from shared.ampeco_client import UpdateRequest
from shared.domain.changes import Change
from shared.domain.following import Followed
from shared.http_api.replies.model import Reply
from shared.http_api.replies.places import ArrivalReply
from shared.http_api.replies.ports import LivePortReply


class ActionsReply(Reply):
    """What Ampeco would still let be done with the booking."""

    can_update: bool
    can_cancel: bool


class ChangeReply(Reply):
    """What became of a change. The times are those that were asked for."""

    type: Literal["cancel", "update"]
    status: str
    rejection_reason: str | None
    start_at: datetime | None
    end_at: datetime | None

    @classmethod
    def of(cls, change: Change, zone: ZoneInfo) -> Self:
        """Return the reply for `change`, in the site's time."""
        start, end = (change.start_at, change.end_at) if isinstance(change, UpdateRequest) else (None, None)
        return cls(
            type=change.type,
            status=change.status,
            rejection_reason=change.rejection_reason,
            start_at=start.astimezone(zone) if start else None,
            end_at=end.astimezone(zone) if end else None,
        )


class BookingReply(Reply):
    """One booking: the request for it, and the booking itself once Ampeco has made it."""

    id: str
    booking_request_id: int
    booking_id: int | None
    request_status: str
    status: str | None
    rejection_reason: str | None
    site: ArrivalReply
    port: LivePortReply | None
    start_at: datetime
    end_at: datetime
    timezone: str
    actions: ActionsReply
    change: ChangeReply | None

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
            port=LivePortReply.of(followed.port) if followed.port else None,
            start_at=window.start.astimezone(followed.zone),
            end_at=window.end.astimezone(followed.zone),
            timezone=followed.zone.key,
            actions=ActionsReply(can_update=followed.can_update(now), can_cancel=followed.can_cancel),
            change=ChangeReply.of(followed.change, followed.zone) if followed.change else None,
        )
