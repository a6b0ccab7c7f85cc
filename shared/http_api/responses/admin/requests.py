"""Booking requests: what was requested, for whom, and Ampeco's decision."""

from datetime import datetime
from typing import Literal, Self

from shared.ampeco_client import CancelRequest, CreateRequest, EvseCriteria
from shared.domain.admin.requests import RequestDetail, RequestPage
from shared.domain.identifiers import Source
from shared.http_api.responses.admin.labels import PortLabelResponse, SiteNameResponse
from shared.http_api.responses.admin.users import MaskedDriverResponse
from shared.http_api.responses.base import ResponseModel, to_zone


class CriteriaResponse(ResponseModel):
    """Requirements for the port when Ampeco chooses it; power in kW."""

    connector_type: str | None
    current_type: str | None
    min_power: float | None
    max_power: float | None

    @classmethod
    def from_criteria(cls, criteria: EvseCriteria) -> Self:
        """Return the response for `criteria`."""
        return cls(
            connector_type=criteria.connector_type,
            current_type=criteria.current_type,
            min_power=criteria.min_power,
            max_power=criteria.max_power,
        )


class RequestResponse(ResponseModel):
    """One request. `start_at`, `end_at` are the requested times; `from_start_at`, `from_end_at` the current ones."""

    id: int
    type: Literal["create", "update", "cancel", "other"]
    status: str
    rejection_reason: str | None
    created_at: datetime | None
    last_updated_at: datetime | None
    source: Source
    booking_id: int | None
    site: SiteNameResponse | None
    timezone: str | None
    port: PortLabelResponse | None
    evse_criteria: CriteriaResponse | None
    driver: MaskedDriverResponse | None
    start_at: datetime | None
    end_at: datetime | None
    from_start_at: datetime | None
    from_end_at: datetime | None

    @classmethod
    def from_detail(cls, detail: RequestDetail) -> Self:
        """Return the response for `detail`, in the site's local time."""
        request, zone, current_window = detail.request, detail.zone, detail.current_window
        timed = None if isinstance(request, CancelRequest) else request
        criteria = request.evse_criteria if isinstance(request, CreateRequest) else None
        return cls(
            id=request.id,
            type=request.type,
            status=request.status,
            rejection_reason=request.rejection_reason,
            created_at=to_zone(request.created_at, zone),
            last_updated_at=to_zone(request.last_updated_at, zone),
            source=detail.source,
            booking_id=request.booking_id,
            site=SiteNameResponse.from_site(detail.site) if detail.site else None,
            timezone=detail.site.zone.key if detail.site else None,
            port=PortLabelResponse.from_port(detail.port) if detail.port else None,
            evse_criteria=CriteriaResponse.from_criteria(criteria) if criteria else None,
            driver=MaskedDriverResponse.from_user(detail.user_id, detail.driver),
            start_at=to_zone(timed.start_at if timed else None, zone),
            end_at=to_zone(timed.end_at if timed else None, zone),
            from_start_at=to_zone(current_window.start if current_window else None, zone),
            from_end_at=to_zone(current_window.end if current_window else None, zone),
        )


class RequestListResponse(ResponseModel):
    """A page of requests, and the current time for computing their age."""

    requests: tuple[RequestResponse, ...]
    next_cursor: str | None
    now: datetime

    @classmethod
    def from_page(cls, page: RequestPage, now: datetime) -> Self:
        """Return the response for `page`."""
        return cls(
            requests=tuple(RequestResponse.from_detail(detail) for detail in page.requests),
            next_cursor=page.next_cursor,
            now=now,
        )
