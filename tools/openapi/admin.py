"""Admin routes, with an admin token."""

from functions.admin import (
    cancel_booking,
    create_booking,
    export_bookings,
    find_driver,
    list_bookings,
    list_requests,
    list_sites,
    read_booking,
    read_calendar,
    read_port,
    read_report,
    read_request,
    read_today,
    switch_booking,
    update_booking,
)
from shared.http_api.requests.admin_filters import BookingsFilters, BookingsQuery, RequestsQuery
from shared.http_api.responses.admin.booking_detail import BookingDetailResponse
from shared.http_api.responses.admin.bookings import BookingListResponse
from shared.http_api.responses.admin.calendar import CalendarResponse
from shared.http_api.responses.admin.port_bookings import PortBookingsResponse
from shared.http_api.responses.admin.report import ReportResponse
from shared.http_api.responses.admin.requests import RequestListResponse, RequestResponse
from shared.http_api.responses.admin.sites import AnySiteListResponse
from shared.http_api.responses.admin.submitted_request import SubmittedRequestResponse, SwitchRequestResponse
from shared.http_api.responses.admin.today import TodayResponse
from shared.http_api.responses.admin.users import FoundDriverResponse
from tools.openapi import public
from tools.openapi.headers import AGE, ATTACHMENT, NO_STORE
from tools.openapi.operation import Link, Operation, SuccessResponse
from tools.openapi.public import TIMES, WITH_BODY

ALWAYS = (*public.ALWAYS, "unauthorized")
WRITING = (*public.WRITING, "manager-required")

_ADMIN = "Admin"
_SAME_BOOKING = {"bookingId": "$request.path.bookingId"}
_FIRST_BOOKING = {"bookingId": "$response.body#/bookings/0/id"}
_OUTCOME = Link("adminReadRequest", {"requestId": "$response.body#/requestId"})

ADMIN = (
    Operation(
        list_sites,
        _ADMIN,
        SuccessResponse(200, "The sites.", AnySiteListResponse, NO_STORE | AGE),
        ALWAYS,
        links=(
            Link("adminListBookings", {"filter[locationId]": "$response.body#/sites/0/id"}),
            Link("adminListRequests", {"filter[locationId]": "$response.body#/sites/0/id"}),
            Link("adminReadCalendar", {"locationId": "$response.body#/sites/0/id"}),
        ),
    ),
    Operation(
        list_bookings,
        _ADMIN,
        SuccessResponse(200, "All bookings of the days, or a page.", BookingListResponse, NO_STORE),
        (*ALWAYS, "site-not-found", "driver-not-found", "list-too-long"),
        query=BookingsQuery,
        links=(
            Link("adminReadBooking", _FIRST_BOOKING),
            Link("adminUpdateBooking", _FIRST_BOOKING),
            Link("adminCancelBooking", _FIRST_BOOKING),
            Link("adminListBookings", {"cursor": "$response.body#/nextCursor"}),
        ),
    ),
    Operation(
        export_bookings,
        _ADMIN,
        SuccessResponse(200, "The file, at most 5,000 rows.", "text/csv", NO_STORE | ATTACHMENT),
        (*ALWAYS, "site-not-found", "driver-not-found", "list-too-long"),
        query=BookingsFilters,
    ),
    Operation(
        read_booking,
        _ADMIN,
        SuccessResponse(200, "The booking.", BookingDetailResponse, NO_STORE),
        (*ALWAYS, "booking-not-found"),
        parameters=("BookingId",),
        links=(
            Link("adminUpdateBooking", _SAME_BOOKING),
            Link("adminCancelBooking", _SAME_BOOKING),
            Link("adminReadRequest", {"requestId": "$response.body#/requests/0/id"}),
        ),
    ),
    Operation(
        create_booking,
        _ADMIN,
        SuccessResponse(201, "The request with its status so far.", SubmittedRequestResponse, NO_STORE),
        (
            *ALWAYS,
            *WITH_BODY,
            *WRITING,
            "site-not-found",
            "driver-not-found",
            "slot-unavailable",
            "overlapping-booking",
        ),
        parameters=("IdempotencyKey",),
        body=create_booking.NewBooking,
        example={"locationId": 101, "evseCriteria": {"connectorType": "ccs1", "minPower": 50}, **TIMES, "userId": 1001},
        links=(
            _OUTCOME,
            Link("adminReadBooking", {"bookingId": "$response.body#/bookingId"}),
            Link("adminUpdateBooking", {"bookingId": "$response.body#/bookingId"}),
            Link("adminCancelBooking", {"bookingId": "$response.body#/bookingId"}),
        ),
    ),
    Operation(
        update_booking,
        _ADMIN,
        SuccessResponse(202, "The request with its status so far.", SubmittedRequestResponse, NO_STORE),
        (
            *ALWAYS,
            *WITH_BODY,
            *WRITING,
            "booking-not-found",
            "booking-not-changeable",
            "booking-changed",
            "slot-unavailable",
            "overlapping-booking",
        ),
        parameters=("BookingId", "IdempotencyKey"),
        body=update_booking.RescheduleBody,
        example={**TIMES, "lastUpdatedAt": "2026-03-20T08:15:30-04:00"},
        links=(_OUTCOME,),
    ),
    Operation(
        switch_booking,
        _ADMIN,
        SuccessResponse(202, "The request with its status so far.", SwitchRequestResponse, NO_STORE),
        (
            *ALWAYS,
            *WITH_BODY,
            "manager-required",
            "request-not-accepted",
            "outcome-unknown",
            "booking-not-found",
            "booking-not-changeable",
            "site-not-found",
            "overlapping-booking",
            "slot-unavailable",
        ),
        parameters=("BookingId",),
        body=switch_booking.SwitchBody,
        example={"evseId": 311, "toEvseId": 312, **TIMES},
        links=(_OUTCOME, Link("adminReadBooking", {"bookingId": "$response.body#/bookingId"})),
    ),
    Operation(
        cancel_booking,
        _ADMIN,
        SuccessResponse(202, "The request with its status so far.", SubmittedRequestResponse, NO_STORE),
        (*ALWAYS, *WRITING, "booking-not-found", "booking-not-changeable"),
        parameters=("BookingId", "IdempotencyKey"),
        links=(_OUTCOME,),
    ),
    Operation(
        list_requests,
        _ADMIN,
        SuccessResponse(200, "A page of requests.", RequestListResponse, NO_STORE),
        (*ALWAYS, "site-not-found"),
        query=RequestsQuery,
        links=(
            Link("adminReadRequest", {"requestId": "$response.body#/requests/0/id"}),
            Link("adminListRequests", {"cursor": "$response.body#/nextCursor"}),
        ),
    ),
    Operation(
        read_request,
        _ADMIN,
        SuccessResponse(200, "The request.", RequestResponse, NO_STORE),
        (*ALWAYS, "request-not-found"),
        parameters=("RequestId",),
        links=(Link("adminReadBooking", {"bookingId": "$response.body#/bookingId"}),),
    ),
    Operation(
        read_calendar,
        _ADMIN,
        SuccessResponse(200, "The calendar.", CalendarResponse, NO_STORE),
        (*ALWAYS, "site-not-found"),
        query=read_calendar.CalendarQuery,
        links=(
            Link("adminReadBooking", _FIRST_BOOKING),
            Link("adminReadRequest", {"requestId": "$response.body#/pending/0/requestId"}),
        ),
    ),
    Operation(
        read_today,
        _ADMIN,
        SuccessResponse(200, "The day.", TodayResponse, NO_STORE),
        (*ALWAYS, "site-not-found"),
        query=read_today.TodayQuery,
        links=(Link("adminReadBooking", _FIRST_BOOKING),),
    ),
    Operation(
        read_port,
        _ADMIN,
        SuccessResponse(200, "The port and its bookings.", PortBookingsResponse, NO_STORE),
        (*ALWAYS, "site-not-found"),
        parameters=("SiteId", "EvseId"),
        links=(Link("adminReadBooking", _FIRST_BOOKING), Link("adminSwitchBooking", _FIRST_BOOKING)),
    ),
    Operation(
        read_report,
        _ADMIN,
        SuccessResponse(200, "The figures.", ReportResponse, NO_STORE),
        (*ALWAYS, "site-not-found", "report-too-large"),
        query=read_report.ReportQuery,
    ),
    Operation(
        find_driver,
        _ADMIN,
        SuccessResponse(200, "The driver.", FoundDriverResponse, NO_STORE),
        (*ALWAYS, *WITH_BODY, "driver-not-found"),
        body=find_driver.FindDriverBody,
        example={"email": "driver@example.com"},
        links=(Link("adminListBookings", {"filter[userId]": "$response.body#/userId"}),),
    ),
)
