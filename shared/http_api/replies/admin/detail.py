"""One booking with everything that staff may know of it."""

from datetime import datetime
from typing import Self

from shared.domain.staff.detail import BookingDetail
from shared.http_api.replies.admin.people import FullDriverReply
from shared.http_api.replies.admin.places import AnyPortReply, SiteAddressReply
from shared.http_api.replies.admin.requests import RequestReply
from shared.http_api.replies.bookings import ActionsReply
from shared.http_api.replies.model import Reply
from shared.http_api.replies.times import in_zone


class DetailReply(Reply):
    """A booking; `ports` is absent where Ampeco does not tell them."""

    id: int
    status: str
    site: SiteAddressReply
    timezone: str
    ports: tuple[AnyPortReply, ...] | None
    driver: FullDriverReply | None
    start_at: datetime
    end_at: datetime
    created_at: datetime | None
    last_updated_at: datetime | None
    session_id: int | None
    access_methods: tuple[str, ...]
    requests: tuple[RequestReply, ...]
    requests_complete: bool
    actions: ActionsReply

    @classmethod
    def of(cls, detail: BookingDetail, now: datetime) -> Self:
        """Return the reply for `detail`, in the site's time."""
        booking, zone = detail.booking, detail.place.zone
        return cls(
            id=booking.id,
            status=booking.status,
            site=SiteAddressReply.of(detail.place),
            timezone=zone.key,
            ports=tuple(AnyPortReply.of(port) for port in detail.ports) if detail.ports else None,
            driver=FullDriverReply.of(booking.user_id, detail.driver),
            start_at=booking.start_at.astimezone(zone),
            end_at=booking.end_at.astimezone(zone),
            created_at=in_zone(booking.created_at, zone),
            last_updated_at=in_zone(booking.last_updated_at, zone),
            session_id=booking.session_id,
            access_methods=tuple(booking.access_methods),
            requests=tuple(RequestReply.of(asked) for asked in detail.requests),
            requests_complete=detail.requests_complete,
            actions=ActionsReply(can_update=detail.can_update(now), can_cancel=detail.can_cancel),
        )
