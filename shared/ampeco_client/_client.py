"""Client with one method per operation of Ampeco's API."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Self, TypeVar

from pydantic import SecretStr
from pydantic_core import to_json

from . import models
from ._pagination import Page, Paged
from ._protocol import Call, checked_id, include_query, list_query, target
from ._responses import IsNeeded, Parse, Report, may_have_external_id, read_one, read_page, require_readable
from ._retry import Sleep
from ._rows import id_of
from ._transport import CallObserver, TokenRenewal, Transport
from ._url import BaseUrl
from .errors import UnreadableRecord
from .models._wire import rfc3339

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")

_LOCATIONS = "/resources/locations/v2.0"
_LOCATION_ACTIONS = "/actions/locations/v2.0"
_CHARGE_POINTS = "/resources/charge-points/v2.0"
_EVSES = "/resources/evses/v2.1"
_BOOKING_REQUESTS = "/resources/booking-requests/v1.0"
_BOOKINGS = "/resources/bookings/v1.0"
_USERS = "/resources/users/v1.0"

_NEVER_SHARED = (_BOOKING_REQUESTS, _BOOKINGS)
"""Their reads settle what happened to a booking, so each is a call of its own."""

_ALL = 100


class AmpecoClient:
    """Typed client for Ampeco's API. Methods raise the exceptions of `errors.py`, and ValueError for a bad argument.

    base_url         https://{tenant}/public-api; raises ValueError for another form
    token            called for each attempt, so that a new token is used at once
    renew_token      called with a token that got a 401; if it returns True, the call is sent once more
    http             an HTTP client to use instead of an own one; it is not closed here
    timeout_seconds  timeout of one attempt; a surrounding `deadline` shortens it
    sleep            waits between attempts
    on_call          called after each attempt: operation, HTTP status or None, seconds
    on_defects       called after each response with defects: operation, and the defects of each row
    """

    def __init__(  # noqa: PLR0913 - collaborators come in by keyword, all but two have defaults
        self,
        *,
        base_url: str,
        token: Callable[[], SecretStr],
        renew_token: TokenRenewal | None = None,
        http: httpx.AsyncClient | None = None,
        timeout_seconds: float = 8.0,
        sleep: Sleep = asyncio.sleep,
        on_call: CallObserver | None = None,
        on_defects: Report | None = None,
    ) -> None:
        self._base = BaseUrl(base_url)
        self._on_defects = on_defects
        self._transport = Transport(
            base=self._base,
            token=token,
            renew_token=renew_token,
            http=http,
            timeout_seconds=timeout_seconds,
            sleep=sleep,
            on_call=on_call,
        )

    async def aclose(self) -> None:
        """Close the connections that this client opened."""
        await self._transport.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    def list_locations(
        self,
        filters: models.LocationFilters | None = None,
        *,
        include: Sequence[models.LocationInclude] = (),
        per_page: int = _ALL,
    ) -> Paged[models.Location]:
        """List the locations. GET /resources/locations/v2.0."""
        return self._list(
            "list_locations", _LOCATIONS, models.Location.model_validate, list_query(filters, include, per_page)
        )

    async def read_location(
        self, location_id: int, *, include: Sequence[models.LocationInclude] = ()
    ) -> models.Location:
        """Return a location. GET /resources/locations/v2.0/{location}."""
        return await self._read("read_location", _LOCATIONS, location_id, models.Location.model_validate, include)

    def list_charge_points(
        self,
        filters: models.ChargePointFilters | None = None,
        *,
        include: Sequence[models.ChargePointInclude] = (),
        per_page: int = _ALL,
    ) -> Paged[models.ChargePoint]:
        """List the charge points, of all locations or of one. GET /resources/charge-points/v2.0."""
        return self._list(
            "list_charge_points",
            _CHARGE_POINTS,
            models.ChargePoint.model_validate,
            list_query(filters, include, per_page),
        )

    async def read_charge_point(self, charge_point_id: int) -> models.ChargePoint:
        """Return a charge point. GET /resources/charge-points/v2.0/{chargePoint}."""
        parse = models.ChargePoint.model_validate
        return await self._read("read_charge_point", _CHARGE_POINTS, charge_point_id, parse)

    def list_evses(
        self,
        filters: models.EvseFilters | None = None,
        *,
        include: Sequence[models.EvseInclude] = ("connectors",),
        per_page: int = _ALL,
    ) -> Paged[models.Evse]:
        """List the EVSEs of all charge points, or of one; powers in W. GET /resources/evses/v2.1."""
        return self._list("list_evses", _EVSES, models.Evse.model_validate, list_query(filters, include, per_page))

    def list_charge_point_evses(
        self,
        charge_point_id: int,
        *,
        include: Sequence[models.ChargePointEvseInclude] = ("connectors",),
        per_page: int = _ALL,
    ) -> Paged[models.Evse]:
        """List the EVSEs of a charge point; powers in W.

        GET /resources/charge-points/v2.0/{chargePoint}/evses.
        """

        def parse(record: dict[str, Any]) -> models.Evse:
            # This list does not return the charge point's id.
            return models.Evse.model_validate({**record, "chargePointId": charge_point_id})

        path = f"{_CHARGE_POINTS}/{checked_id(charge_point_id)}/evses"
        return self._list("list_charge_point_evses", path, parse, list_query(None, include, per_page))

    async def read_evse(self, evse_id: int, *, include: Sequence[models.EvseInclude] = ("connectors",)) -> models.Evse:
        """Return an EVSE; its power is in W. GET /resources/evses/v2.1/{evse}."""
        return await self._read("read_evse", _EVSES, evse_id, models.Evse.model_validate, include)

    async def check_booking_availability(
        self, location_id: int, *, start_after: datetime, end_before: datetime
    ) -> tuple[models.EvseAvailability, ...]:
        """Return the free windows of each bookable EVSE of a location, within at most 7 days.

        An EVSE that is absent cannot be booked. A POST that changes nothing, so it is retried like a GET.
        POST /actions/locations/v2.0/{location}/check-booking-availability.
        """
        window = to_json({"startAfter": rfc3339(start_after), "endBefore": rfc3339(end_before)})
        path = f"{_LOCATION_ACTIONS}/{checked_id(location_id)}/check-booking-availability"
        call = Call("check_booking_availability", "POST", path, window)
        parse = models.EvseAvailability.model_validate
        return require_readable(
            await self._transport.send(call, lambda response: read_page(call, response, parse, self._on_defects))
        ).items

    def list_booking_requests(
        self, filters: models.BookingRequestFilters | None = None, *, per_page: int = _ALL
    ) -> Paged[models.BookingRequest]:
        """List the booking requests. GET /resources/booking-requests/v1.0.

        With the filter `external_id` no matching record is skipped: a missing one would be reported as nonexistent.
        """
        query, external_id = list_query(filters, (), per_page), filters.external_id if filters else None
        parse = models.parse_booking_request
        return self._list("list_booking_requests", _BOOKING_REQUESTS, parse, query, may_have_external_id(external_id))

    async def read_booking_request(self, request_id: int) -> models.BookingRequest:
        """Return a booking request. GET /resources/booking-requests/v1.0/{bookingRequest}."""
        return await self._read("read_booking_request", _BOOKING_REQUESTS, request_id, models.parse_booking_request)

    async def submit_booking_request(
        self, request: models.CreateBooking | models.UpdateBooking | models.CancelBooking
    ) -> models.BookingRequest:
        """Submit a request for a booking or a change; return it, possibly still pending.

        It is never resent after a lost response: the error then has `outcome_unknown`, and the list by `external_id`
        shows whether it arrived. `Rejected` means that Ampeco did not accept the request. POST
        /resources/booking-requests/v1.0.
        """
        body = request.model_dump_json(by_alias=True, exclude_none=True).encode()
        call = Call("submit_booking_request", "POST", _BOOKING_REQUESTS, body, safe=False)
        read = partial(read_one, call, parse=models.parse_booking_request, report=self._on_defects)
        made = await self._transport.send(call, read)
        if isinstance(made, UnreadableRecord):  # as `require_readable` does, whose type would be wider
            raise made
        return made

    def list_bookings(
        self, filters: models.BookingFilters | None = None, *, per_page: int = _ALL
    ) -> Paged[models.Booking]:
        """List the bookings, without their EVSEs. GET /resources/bookings/v1.0."""
        return self._list("list_bookings", _BOOKINGS, models.Booking.model_validate, list_query(filters, (), per_page))

    async def read_booking(self, booking_id: int) -> models.Booking:
        """Return a booking with its EVSEs. GET /resources/bookings/v1.0/{booking}?include[]=bookedEvses."""
        return await self._read("read_booking", _BOOKINGS, booking_id, models.Booking.model_validate, ("bookedEvses",))

    def list_users(self, filters: models.UserFilters | None = None, *, per_page: int = _ALL) -> Paged[models.User]:
        """List the users. GET /resources/users/v1.0."""
        # Without an empty cursor, this list would be paginated by number.
        query = [*list_query(filters, (), per_page), ("cursor", "")]
        return self._list("list_users", _USERS, models.User.model_validate, query)

    async def find_users_by_email(self, email: str) -> tuple[models.User, ...]:
        """Return one page of the users that match an email; the caller must compare the email.

        GET /resources/users/v1.0?filter[email]=.
        """
        return (await self.list_users(models.UserFilters(email=email)).page()).items

    async def read_user(self, user_id: int) -> models.User:
        """Return a user. GET /resources/users/v1.0/{user}."""
        return await self._read("read_user", _USERS, user_id, models.User.model_validate)

    def _list(
        self, operation: str, path: str, parse: Parse[T], query: Sequence[tuple[str, str]], need: IsNeeded | None = None
    ) -> Paged[T]:
        first = Call(operation, "GET", target(path, query), may_be_shared=path not in _NEVER_SHARED)

        async def fetch(after: str | None) -> Page[T]:
            call = first if after is None else first._replace(target=self._base.page_target(path, after))
            read = partial(read_page, call, parse=parse, report=self._on_defects, is_needed=need)
            return require_readable(await self._transport.send(call, read))

        return Paged(fetch)

    async def _read(self, operation: str, path: str, number: int, parse: Parse[T], include: Sequence[str] = ()) -> T:
        where = target(f"{path}/{checked_id(number)}", include_query(include))
        call = Call(operation, "GET", where, may_be_shared=path not in _NEVER_SHARED)

        def named(record: dict[str, Any]) -> T:
            return parse(record | {"id": id_of(record) or number})  # the id is known from the request

        return require_readable(
            await self._transport.send(call, lambda response: read_one(call, response, named, self._on_defects))
        )
