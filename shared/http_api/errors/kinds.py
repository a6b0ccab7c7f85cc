"""Registry of problem types (RFC 9457): status, title, description. Responses and API description use it."""

from collections.abc import Mapping
from typing import NamedTuple


class Kind(NamedTuple):
    """A problem type. The first of `statuses` is the default; `when` is for the API description."""

    statuses: tuple[int, ...]
    title: str
    when: str


KINDS: Mapping[str, Kind] = {
    "malformed-json": Kind((400,), "Invalid JSON", "The body is not valid JSON."),
    "unauthorized": Kind((401,), "Not signed in", "The admin token is missing or invalid."),
    "not-through-the-site": Kind(
        (403,), "Direct access not allowed", "The request did not come through the CDN, and the operator requires it."
    ),
    "manager-required": Kind(
        (403,),
        "Only managers can make changes",
        "The admin token has the role `viewer`; this route requires `manager`.",
    ),
    "site-not-found": Kind((404,), "Site not found", "The site does not exist or takes no bookings."),
    "booking-not-found": Kind(
        (404,),
        "Booking not found",
        "The booking does not exist. A forged reference gets the same response as an unknown one.",
    ),
    "request-not-found": Kind((404,), "Request not found", "The booking request does not exist."),
    "mail-not-offered": Kind((404,), "Emails not available", "This operator does not send emails."),
    "driver-not-found": Kind(
        (404,),
        "No driver account with this email",
        "The email has no active driver account, or more than one. `links` lead to the driver app.",
    ),
    "slot-unavailable": Kind(
        (409,),
        "This time was just taken",
        "The port is not free for the whole time. `alternatives` were free a moment ago.",
    ),
    "overlapping-booking": Kind(
        (409,), "You already have a booking at this time", "The driver has another booking that overlaps this time."
    ),
    "too-many-bookings": Kind(
        (409,), "Booking limit reached", "The driver has as many upcoming bookings as the operator allows."
    ),
    "booking-not-changeable": Kind(
        (409,), "This booking can't be changed", "The booking is pending, over, or canceled."
    ),
    "booking-changed": Kind(
        (409,), "This booking has changed", "The booking changed after it was read. `current` is the booking now."
    ),
    "request-not-accepted": Kind(
        (409,), "The charging network declined this request", "The charging platform rejected the request."
    ),
    "body-too-large": Kind((413,), "Request too large", "The body is larger than 64 kB."),
    "unsupported-media-type": Kind((415,), "Unsupported media type", "The body is not sent as `application/json`."),
    "invalid-request": Kind((422,), "Invalid request", "A value is invalid, or the booking policy does not allow it."),
    "idempotency-key-reused": Kind(
        (422,), "Idempotency key already used", "The key was used before, with other content."
    ),
    "list-too-long": Kind((422,), "Too many bookings", "More bookings match than one list or file can have."),
    "report-too-large": Kind(
        (422,), "Too many bookings for one report", "The days have more bookings or requests than one report can read."
    ),
    "too-many-attempts": Kind(
        (429,),
        "Too many attempts",
        "Too many bookings, requests for links, or emails without an account from this address. `Retry-After` says "
        "when to try again.",
    ),
    "internal-error": Kind((500,), "Internal error", "An unexpected error."),
    "upstream-refused": Kind(
        (502,),
        "The charging network rejected our credentials",
        "The charging platform does not accept the operator's token.",
    ),
    "upstream-error": Kind(
        (502,), "Charging network error", "The charging platform failed, or its response was invalid."
    ),
    "outcome-unknown": Kind(
        (502, 504),
        "We don't know yet whether this was booked",
        "The request was sent, but the response was lost. Retry with the same `Idempotency-Key`.",
    ),
    "upstream-busy": Kind(
        (503,),
        "The charging network is busy",
        "The charging platform limits requests. `Retry-After` says when to try again.",
    ),
    "not-configured": Kind((503,), "Not configured", "A required setting is missing or invalid."),
    "mail-not-ready": Kind(
        (503,), "Emails can't be sent right now", "The request was not accepted. `Retry-After` says when to try again."
    ),
    "not-ready": Kind(
        (503,), "Not ready", "The settings cannot be read right now. `Retry-After` says when to try again."
    ),
    "upstream-timeout": Kind(
        (504,), "The charging network did not answer in time", "The charging platform did not answer in time."
    ),
    "not-found": Kind((404,), "Not found", "No route has this address."),
    "method-not-allowed": Kind((405,), "Method not allowed", "The route does not support this method."),
}
