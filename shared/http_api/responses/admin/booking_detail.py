"""One booking with all details for admins."""

from datetime import datetime
from typing import Literal, Self

from shared.ampeco_client import CreateRequest
from shared.domain.admin.booking_detail import BookingDetail
from shared.domain.identifiers import ReferenceSigner, Source, source_of
from shared.domain.policy import can_cancel, can_reschedule
from shared.http_api.responses.actions import ActionsResponse
from shared.http_api.responses.admin.labels import AnyPortResponse, SiteAddressResponse
from shared.http_api.responses.admin.requests import RequestResponse
from shared.http_api.responses.admin.users import DriverResponse
from shared.http_api.responses.base import ResponseModel, to_zone


class HandOverResponse(ResponseModel):
    """What the driver has of a booking. `reference` opens and changes it, so only a manager gets it.

    It is absent for a booking that was made elsewhere. With `changes_emailed` the driver gets a mail about each change.
    """

    reference: str | None
    changes_emailed: bool

    @classmethod
    def from_detail(
        cls, detail: BookingDetail, references: ReferenceSigner | None, mail_for: Literal["all", "site"] | None
    ) -> Self:
        """Return the response for `detail`; without `references` it has no reference."""
        external_id = _own_external_id(detail)
        return cls(
            reference=references.reference(external_id) if references and external_id else None,
            changes_emailed=mail_for == "all" or (mail_for == "site" and external_id is not None),
        )


class BookingDetailResponse(ResponseModel):
    """A booking; `ports` is absent if Ampeco does not return them, and `hand_over` in a problem."""

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
    hand_over: HandOverResponse | None

    @classmethod
    def from_detail(cls, detail: BookingDetail, now: datetime, hand_over: HandOverResponse | None = None) -> Self:
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
            hand_over=hand_over,
        )


def _own_external_id(detail: BookingDetail) -> str | None:
    created = (one.request.external_id for one in detail.requests if isinstance(one.request, CreateRequest))
    return next((external_id for external_id in created if source_of(external_id) is not Source.OTHER), None)
