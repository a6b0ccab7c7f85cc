"""One booking with all details for admins."""

from datetime import datetime
from typing import Self

from shared.domain.admin.booking_detail import BookingDetail
from shared.domain.policy import can_cancel, can_reschedule
from shared.http_api.responses.admin.labels import AnyPortResponse, SiteAddressResponse
from shared.http_api.responses.admin.requests import RequestResponse
from shared.http_api.responses.admin.users import DriverResponse
from shared.http_api.responses.base import ResponseModel, to_zone
from shared.http_api.responses.booking import ActionsResponse


class BookingDetailResponse(ResponseModel):
    """A booking; `ports` is absent if Ampeco does not return them."""

    id: int
    status: str
    site: SiteAddressResponse
    timezone: str
    ports: tuple[AnyPortResponse, ...] | None
    driver: DriverResponse | None
    start_at: datetime
    end_at: datetime
    created_at: datetime | None
    last_updated_at: datetime | None
    session_id: int | None
    access_methods: tuple[str, ...]
    requests: tuple[RequestResponse, ...]
    requests_complete: bool
    actions: ActionsResponse

    @classmethod
    def from_detail(cls, detail: BookingDetail, now: datetime) -> Self:
        """Return the response for `detail`, in the site's local time."""
        booking, zone = detail.booking, detail.site.zone
        return cls(
            id=booking.id,
            status=booking.status,
            site=SiteAddressResponse.from_site(detail.site),
            timezone=zone.key,
            ports=tuple(AnyPortResponse.from_port(port) for port in detail.ports) if detail.ports else None,
            driver=DriverResponse.from_user(booking.user_id, detail.driver),
            start_at=booking.start_at.astimezone(zone),
            end_at=booking.end_at.astimezone(zone),
            created_at=to_zone(booking.created_at, zone),
            last_updated_at=to_zone(booking.last_updated_at, zone),
            session_id=booking.session_id,
            access_methods=tuple(booking.access_methods),
            requests=tuple(RequestResponse.from_detail(detail) for detail in detail.requests),
            requests_complete=detail.requests_complete,
            actions=ActionsResponse(
                can_update=can_reschedule(detail.booking, now), can_cancel=can_cancel(detail.booking)
            ),
        )
