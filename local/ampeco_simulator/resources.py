"""The resources that can be listed and read: paths, includes and formats."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from .bookings import Booking
from .filters import Filter
from .formats import Record, without
from .photos import photos_at
from .resource_filters import (
    booking_filters,
    charge_point_filters,
    evse_filters,
    location_filters,
    request_filters,
    user_filters,
)
from .tenant import BookingRequest, View

__all__ = ["RESOURCES", "Resource", "render_request"]

_T = TypeVar("_T")


@dataclass(frozen=True)
class Resource(Generic[_T]):
    """One resource: `path` under /public-api/resources, the document's operation ids, and its format."""

    path: str
    listing: str
    read: str
    items: Callable[[View], Mapping[int, _T]]
    filters: Callable[[View], Mapping[str, Filter[_T]]]
    render: Callable[[View, _T, frozenset[str]], Record]
    includes: frozenset[str] = frozenset()
    list_includes: frozenset[str] | None = None
    pages_by_number: bool = False
    read_switches: frozenset[str] = frozenset()

    @property
    def kind(self) -> str:
        """Kind of its records: the path without version."""
        return self.path.partition("/")[0]


def _render_record(optional: frozenset[str], _: View, record: Record, included: frozenset[str]) -> Record:
    return without(record, *(optional - included))


def _render_location(view: View, record: Record, included: frozenset[str]) -> Record:
    return photos_at(view.origin, _render_record(_LOCATION_INCLUDES, view, record, included))


def _render_user(view: View, record: Record, included: frozenset[str]) -> Record:
    shown = _render_record(_USER_INCLUDES, view, record, included)
    return shown | {"amountDue": 0} if _AMOUNT_DUE in included else shown


def _render_booking(view: View, booking: Booking, included: frozenset[str]) -> Record:
    record = booking.render(view.now)
    return record | {"bookedEvses": [{"id": booking.evse_id}]} if "bookedEvses" in included else record


def render_request(view: View, request: BookingRequest, _: frozenset[str] = frozenset()) -> Record:
    """Return the request in Ampeco's format."""
    token_ids = getattr(request.body, "authorized_token_ids", None) or ()
    return request.render([view.tenant.tokens[token_id] for token_id in token_ids])


_LOCATION_INCLUDES = frozenset({"chargingZones", "locationImage", "images", "externalAppData"})
_CHARGE_POINT_INCLUDES = frozenset(
    {"lastBootNotification", "chargingProfile", "smartCharging", "smartChargingPreferences",
     "personalSmartChargingPreferences", "availablePersonalSmartChargingModes"}
)  # fmt: skip
_EVSE_INCLUDES = frozenset({"chargingProfile", "connectors", "externalAppData"})
_USER_INCLUDES = frozenset({"partnerInvites", "externalAppData"})
_AMOUNT_DUE = "withAmountDue"

RESOURCES: tuple[Resource[Any], ...] = (
    Resource(
        path="locations/v2.0",
        listing="locationsListing",
        read="locationRead",
        items=lambda view: view.tenant.catalog.locations,
        filters=location_filters,
        render=_render_location,
        includes=_LOCATION_INCLUDES,
    ),
    Resource(
        path="charge-points/v2.0",
        listing="chargePointsListing",
        read="chargePointRead",
        items=lambda view: view.tenant.catalog.charge_points,
        filters=charge_point_filters,
        render=partial(_render_record, _CHARGE_POINT_INCLUDES),
        includes=_CHARGE_POINT_INCLUDES,
    ),
    Resource(
        path="evses/v2.1",
        listing="evsesListing",
        read="evseRead",
        items=lambda view: view.tenant.catalog.evses,
        filters=evse_filters,
        render=partial(_render_record, _EVSE_INCLUDES),
        includes=_EVSE_INCLUDES,
    ),
    Resource(
        path="users/v1.0",
        listing="usersListing",
        read="userRead",
        items=lambda view: view.tenant.users,
        filters=user_filters,
        render=_render_user,
        includes=_USER_INCLUDES,
        pages_by_number=True,
        read_switches=frozenset({_AMOUNT_DUE}),
    ),
    Resource(
        path="bookings/v1.0",
        listing="bookingsListing",
        read="bookingRead",
        items=lambda view: view.tenant.bookings,
        filters=booking_filters,
        render=_render_booking,
        includes=frozenset({"bookedEvses"}),
        list_includes=frozenset(),
    ),
    Resource(
        path="booking-requests/v1.0",
        listing="bookingRequestsListing",
        read="bookingRequestRead",
        items=lambda view: view.tenant.requests,
        filters=request_filters,
        render=render_request,
    ),
)
