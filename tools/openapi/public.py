"""Public routes."""

from functions.bookings import (
    cancel_booking,
    create_booking,
    download_invite,
    list_other_ports,
    read_booking,
    request_links,
    update_booking,
)
from functions.sites import check_availability, list_sites, read_site
from shared.http_api.requests.booking_body import BookingTimesBody
from shared.http_api.responses.availability import AvailabilityResponse
from shared.http_api.responses.booking import BookingResponse
from shared.http_api.responses.site import SiteListResponse, SiteResponse
from shared.http_api.responses.submitted import (
    AcceptedLinksResponse,
    SubmittedBookingResponse,
    SubmittedChangeResponse,
)
from shared.http_api.responses.switch_options import SwitchOptionsResponse
from tools.openapi.headers import AGE, ATTACHMENT, CACHE_A_FEW_SECONDS, CACHE_ONE_MINUTE, NO_STORE
from tools.openapi.operation import Link, Operation, SuccessResponse

OWN = ("internal-error", "invalid-request", "not-through-the-site", "not-configured", "not-ready")
"""Problems of every route: none accepts a duplicate query parameter."""

ALWAYS = (*OWN, "upstream-refused", "upstream-error", "upstream-busy", "upstream-timeout")
"""Problems of every route that calls Ampeco."""

WITH_BODY = ("malformed-json", "body-too-large", "unsupported-media-type")
"""Problems of every request body."""

WRITING = ("request-not-accepted", "outcome-unknown", "idempotency-key-reused")
"""Problems of every request that changes something."""

TIMES = {"startAt": "2026-03-23T10:00:00-04:00", "endAt": "2026-03-23T11:00:00-04:00"}

_SITES, _BOOKINGS = "Sites", "Bookings"
_SAME_BOOKING = {"id": "$request.path.id"}
_NEW_BOOKING = {"id": "$response.body#/id"}
_OUTCOME = Link("readBooking", _SAME_BOOKING | {"change": "$response.body#/change"})

PUBLIC = (
    Operation(
        list_sites,
        _SITES,
        SuccessResponse(200, "The sites.", SiteListResponse, CACHE_ONE_MINUTE | AGE),
        ALWAYS,
        parameters=("Locale",),
        links=(
            Link("readSite", {"siteId": "$response.body#/sites/0/id"}),
            Link("checkAvailability", {"siteId": "$response.body#/sites/0/id"}),
        ),
    ),
    Operation(
        read_site,
        _SITES,
        SuccessResponse(200, "The site.", SiteResponse, CACHE_ONE_MINUTE | AGE),
        (*ALWAYS, "site-not-found"),
        parameters=("SiteId", "Locale"),
        links=(Link("checkAvailability", {"siteId": "$response.body#/id"}),),
    ),
    Operation(
        check_availability,
        _SITES,
        SuccessResponse(200, "The free times.", AvailabilityResponse, CACHE_A_FEW_SECONDS),
        (*ALWAYS, "site-not-found"),
        parameters=("SiteId",),
        query=check_availability.AvailabilityQuery,
    ),
    Operation(
        create_booking,
        _BOOKINGS,
        SuccessResponse(201, "The status so far, and the reference.", SubmittedBookingResponse, NO_STORE),
        (
            *ALWAYS,
            *WITH_BODY,
            *WRITING,
            "site-not-found",
            "driver-not-found",
            "slot-unavailable",
            "overlapping-booking",
            "too-many-bookings",
            "too-many-attempts",
            "booking-not-changeable",
        ),
        parameters=("IdempotencyKey",),
        body=create_booking.NewBooking,
        example={"locationId": 101, "evseId": 5001, **TIMES, "email": "driver@example.com"},
        links=(
            Link("readBooking", _NEW_BOOKING),
            Link("updateBooking", _NEW_BOOKING),
            Link("cancelBooking", _NEW_BOOKING),
            Link("downloadInvite", _NEW_BOOKING),
        ),
    ),
    Operation(
        request_links,
        _BOOKINGS,
        SuccessResponse(202, "The request was taken.", AcceptedLinksResponse, NO_STORE),
        (*OWN, *WITH_BODY, "mail-not-offered", "mail-not-ready", "too-many-attempts"),
        parameters=("IdempotencyKey",),
        body=request_links.LinksBody,
        example={"email": "driver@example.com"},
    ),
    Operation(
        read_booking,
        _BOOKINGS,
        SuccessResponse(200, "The booking.", BookingResponse, NO_STORE),
        (*ALWAYS, "booking-not-found"),
        parameters=("Reference", "ChangeReference", "Locale"),
        links=(
            Link("listOtherPorts", _SAME_BOOKING),
            Link("updateBooking", _SAME_BOOKING),
            Link("cancelBooking", _SAME_BOOKING),
        ),
    ),
    Operation(
        list_other_ports,
        _BOOKINGS,
        SuccessResponse(200, "The ports.", SwitchOptionsResponse, NO_STORE),
        (*ALWAYS, "booking-not-found", "booking-not-changeable", "site-not-found"),
        parameters=("Reference",),
    ),
    Operation(
        update_booking,
        _BOOKINGS,
        SuccessResponse(202, "A reference to the change.", SubmittedChangeResponse, NO_STORE),
        (
            *ALWAYS,
            *WITH_BODY,
            *WRITING,
            "booking-not-found",
            "booking-not-changeable",
            "slot-unavailable",
            "overlapping-booking",
        ),
        parameters=("Reference", "IdempotencyKey"),
        body=BookingTimesBody,
        example=TIMES,
        links=(_OUTCOME,),
    ),
    Operation(
        cancel_booking,
        _BOOKINGS,
        SuccessResponse(202, "A reference to the change.", SubmittedChangeResponse, NO_STORE),
        (*ALWAYS, *WRITING, "booking-not-found", "booking-not-changeable"),
        parameters=("Reference", "IdempotencyKey"),
        links=(_OUTCOME,),
    ),
    Operation(
        download_invite,
        _BOOKINGS,
        SuccessResponse(200, "The calendar file.", "text/calendar", NO_STORE | ATTACHMENT),
        (*ALWAYS, "booking-not-found"),
        parameters=("Reference", "Locale"),
    ),
)
