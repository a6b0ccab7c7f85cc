"""Registry of problem types (RFC 9457): status, title, description. Responses and API description use it."""

from collections.abc import Mapping
from typing import NamedTuple


class Kind(NamedTuple):
    """A problem type. The first of `statuses` is the default; `when` is for the API description."""

    statuses: tuple[int, ...]
    title: str
    when: str


KINDS: Mapping[str, Kind] = {
    "malformed-json": Kind((400,), "No valid JSON", "The body is not JSON."),
    "unauthorized": Kind((401,), "Not signed in", "There is no admin token, or it is not one of those that are set."),
    "not-through-the-site": Kind(
        (403,), "Direct access not allowed", "The request went around the CDN, where the operator has closed that way."
    ),
    "manager-required": Kind(
        (403,), "Only managers can make changes", "The admin token has the role `viewer`, and the route writes."
    ),
    "site-not-found": Kind((404,), "Site not found", "There is no such site, or it is not offered."),
    "booking-not-found": Kind(
        (404,), "Booking not found", "There is no such booking; a forged reference looks the same as an unknown one."
    ),
    "request-not-found": Kind((404,), "Request not found", "There is no such request."),
    "mail-not-offered": Kind((404,), "No emails", "This operator sends no emails."),
    "driver-not-found": Kind(
        (404,),
        "No driver account with this email",
        "There is no single active driver account under the email. `links` lead to the driver app.",
    ),
    "slot-unavailable": Kind(
        (409,),
        "This time was just taken",
        "The port is not free for the whole time. `alternatives` are what was free a moment ago.",
    ),
    "overlapping-booking": Kind(
        (409,), "You already have a booking at this time", "The driver holds another booking at that time."
    ),
    "too-many-bookings": Kind(
        (409,), "Booking limit reached", "The driver holds as many bookings as the operator lets one hold."
    ),
    "booking-not-changeable": Kind(
        (409,), "This booking can't be changed", "The booking is pending, over, or canceled."
    ),
    "booking-changed": Kind(
        (409,), "This booking has changed", "The booking is not as it was seen. `current` is how it stands."
    ),
    "request-not-accepted": Kind(
        (409,), "The charging network declined this request", "The charging platform refused the request as it stands."
    ),
    "body-too-large": Kind((413,), "Too much at once", "The body is over 64 kB."),
    "unsupported-media-type": Kind((415,), "Not JSON", "The body is not sent as `application/json`."),
    "invalid-request": Kind(
        (422,), "Invalid request", "A value cannot be used: its form is wrong, or the booking policy forbids it."
    ),
    "idempotency-key-reused": Kind(
        (422,), "Idempotency key already used", "The key belongs to an earlier attempt with other content."
    ),
    "list-too-long": Kind((422,), "Too many bookings", "There are more bookings than one list or file may have."),
    "report-too-large": Kind(
        (422,), "Too many bookings for one report", "There are more bookings or requests than one report may read."
    ),
    "too-many-attempts": Kind(
        (429,),
        "Too many attempts",
        "Too many orders, requests for links, or emails without an account, from here. `Retry-After` says when to come "
        "again.",
    ),
    "internal-error": Kind((500,), "Internal error", "A failure that nobody foresaw."),
    "upstream-refused": Kind(
        (502,), "The charging network refused access", "The charging platform does not accept the operator's token."
    ),
    "upstream-error": Kind(
        (502,), "Charging network error", "The charging platform failed, or said what makes no sense."
    ),
    "outcome-unknown": Kind(
        (502, 504),
        "We don't know yet whether this was booked",
        "The request was sent and its answer lost. Send it again with the same `Idempotency-Key`.",
    ),
    "upstream-busy": Kind(
        (503,),
        "The charging network is busy",
        "The charging platform has enough to do. `Retry-After` says when to come again.",
    ),
    "not-configured": Kind((503,), "Not configured", "The operator has not completed the settings."),
    "mail-not-ready": Kind(
        (503,), "Emails can't be sent right now", "The request was not taken. `Retry-After` says when to come again."
    ),
    "not-ready": Kind((503,), "Not ready", "The settings cannot be read now. `Retry-After` says when to come again."),
    "upstream-timeout": Kind(
        (504,), "The charging network did not answer in time", "The charging platform did not answer in time."
    ),
    "not-found": Kind((404,), "Not found", "No route has this address; the platform answers first."),
    "method-not-allowed": Kind(
        (405,), "Method not allowed", "The route has no such method; the platform answers first."
    ),
}
