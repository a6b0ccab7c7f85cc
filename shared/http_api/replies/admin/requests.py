"""Booking requests: what was asked, by whom, and what Ampeco decided."""

from datetime import datetime
from typing import Literal, Self

from shared.ampeco_client import CancelRequest, CreateRequest, EvseCriteria
from shared.domain.sources import Source
from shared.domain.staff.asked import Asked
from shared.domain.staff.requests import RequestPage
from shared.http_api.replies.admin.people import DriverReply
from shared.http_api.replies.admin.places import PortNameReply, SiteNameReply
from shared.http_api.replies.model import Reply
from shared.http_api.replies.times import in_zone


class CriteriaReply(Reply):
    """What the port had to offer where Ampeco was to choose; powers in kW."""

    connector_type: str | None
    current_type: str | None
    min_power: float | None
    max_power: float | None

    @classmethod
    def of(cls, criteria: EvseCriteria) -> Self:
        """Return the reply for `criteria`."""
        return cls(
            connector_type=criteria.connector_type,
            current_type=criteria.current_type,
            min_power=criteria.min_power,
            max_power=criteria.max_power,
        )


class RequestReply(Reply):
    """One request. `start_at`, `end_at` were asked for; `from_start_at`, `from_end_at` are those the booking has."""

    id: int
    type: Literal["create", "update", "cancel", "other"]
    status: str
    rejection_reason: str | None
    created_at: datetime | None
    last_updated_at: datetime | None
    source: Source
    booking_id: int | None
    site: SiteNameReply | None
    timezone: str | None
    port: PortNameReply | None
    evse_criteria: CriteriaReply | None
    driver: DriverReply | None
    start_at: datetime | None
    end_at: datetime | None
    from_start_at: datetime | None
    from_end_at: datetime | None

    @classmethod
    def of(cls, asked: Asked) -> Self:
        """Return the reply for `asked`, in the site's time."""
        request, zone, standing = asked.request, asked.zone, asked.standing
        timed = None if isinstance(request, CancelRequest) else request
        criteria = request.evse_criteria if isinstance(request, CreateRequest) else None
        return cls(
            id=request.id,
            type=request.type,
            status=request.status,
            rejection_reason=request.rejection_reason,
            created_at=in_zone(request.created_at, zone),
            last_updated_at=in_zone(request.last_updated_at, zone),
            source=asked.source,
            booking_id=request.booking_id,
            site=SiteNameReply.of(asked.place) if asked.place else None,
            timezone=asked.place.zone.key if asked.place else None,
            port=PortNameReply.of(asked.port) if asked.port else None,
            evse_criteria=CriteriaReply.of(criteria) if criteria else None,
            driver=DriverReply.of(asked.user_id, asked.driver),
            start_at=in_zone(timed.start_at if timed else None, zone),
            end_at=in_zone(timed.end_at if timed else None, zone),
            from_start_at=in_zone(standing.start if standing else None, zone),
            from_end_at=in_zone(standing.end if standing else None, zone),
        )


class RequestListReply(Reply):
    """A page of requests, and the clock that their ages are told by."""

    requests: tuple[RequestReply, ...]
    next_cursor: str | None
    now: datetime

    @classmethod
    def of(cls, page: RequestPage, now: datetime) -> Self:
        """Return the reply for `page`."""
        return cls(
            requests=tuple(RequestReply.of(asked) for asked in page.asked), next_cursor=page.next_cursor, now=now
        )
