"""All documented filters of each resource."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from .bookings import Booking
from .filters import Filter, after, before, boolean, contains, equals, number, one_of, since, until
from .formats import Record
from .tenant import BookingRequest, View

__all__ = [
    "booking_filters",
    "charge_point_filters",
    "evse_filters",
    "location_filters",
    "request_filters",
    "user_filters",
]


def _value(name: str) -> Callable[[Record], Any]:
    return lambda record: record.get(name)


def _many(name: str) -> Callable[[Record], list[object]]:
    return lambda record: record.get(name) or []


def _updated(record: Record) -> datetime:
    return datetime.fromisoformat(record["lastUpdatedAt"])


def _is_roaming(record: Record) -> bool:
    return "roaming" in record


_RECORD_TIMES: dict[str, Filter[Record]] = {
    "lastUpdatedAfter": since(_updated),
    "lastUpdatedBefore": until(_updated),
}


def location_filters(_: View) -> dict[str, Filter[Record]]:
    """Return the filters of locations."""
    return {
        **{name: equals(_value(name)) for name in ("country", "state", "region", "city", "externalId")},
        "partnerId": equals(_value("partnerId"), number),
        "tag": contains(_many("tags")),
        "roaming": equals(_is_roaming, boolean),
        **_RECORD_TIMES,
    }


def charge_point_filters(view: View) -> dict[str, Filter[Record]]:
    """Return the filters of charge points."""

    def references(record: Record) -> list[str]:
        evses = view.tenant.catalog.evses.values()
        return [evse["physicalReference"] for evse in evses if evse["chargePointId"] == record["id"]]

    exact = ("name", "externalId", "sharingCode", "vendorId")
    ids = ("modelId", "userId", "partnerId", "subOperatorId", "locationId", "circuitId",
           "chargingZoneId", "utilityId")  # fmt: skip
    return {
        **{name: equals(_value(name)) for name in exact},
        **{name: equals(_value(name), number) for name in ids},
        "type": equals(_value("type"), one_of("public", "private", "personal")),
        "networkId": equals(lambda record: record["network"]["id"]),
        "evsePhysicalReference": contains(references),
        "bootNotificationSerialNumber": equals(
            lambda record: (record["lastBootNotification"] or {}).get("chargePointSerialNumber")
        ),
        "desiredSecurityProfileStatus": equals(
            lambda record: record["security"].get("desiredProfileStatus"),
            one_of("applied", "pending", "rejected"),
        ),
        "roaming": equals(_is_roaming, boolean),
        "roamingOperatorIds": equals(_value("roamingOperatorId"), number),
        "managedByOperator": equals(lambda record: record.get("managedByOperator", True), boolean),
        "tag": contains(_many("tags")),
        **_RECORD_TIMES,
    }


def evse_filters(_: View) -> dict[str, Filter[Record]]:
    """Return the filters of EVSEs."""
    return {
        "chargePointId": equals(_value("chargePointId"), number),
        "physicalReference": equals(_value("physicalReference")),
        "externalId": equals(_value("externalId")),
        "roaming": equals(_is_roaming, boolean),
        "hasRoamingTariffIds": equals(lambda record: bool(record.get("roaming", {}).get("tariffIds")), boolean),
        "hasTariffGroup": equals(lambda record: "tariffGroupId" in record, boolean),
        "roamingOperatorIds": equals(_value("roamingOperatorId"), number),
        **_RECORD_TIMES,
    }


def user_filters(_: View) -> dict[str, Filter[Record]]:
    """Return the filters of users."""
    return {
        # Ignores case, like the collation of a common database.
        "email": equals(lambda record: record["email"].casefold(), str.casefold),
        "externalId": equals(_value("externalId")),
        "partnerId": equals(_value("partnerId"), number),
        "userGroupId": contains(_many("userGroupIds"), number),
        "externalAppData": Filter(str, _has_app_data),
        **_RECORD_TIMES,
    }


def _has_app_data(record: Record, wanted: tuple[str, str] | str) -> bool:
    if isinstance(wanted, str):
        return False  # the document filters by a property, not by the whole object
    value: Any = record["externalAppData"]
    for name in wanted[0].split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value is not None and str(value) == wanted[1]


def booking_filters(view: View) -> dict[str, Filter[Booking]]:
    """Return the filters of bookings."""
    statuses = one_of("accepted", "reserved", "completed", "cancelled", "no-show", "failed")
    return {
        "status": equals(lambda booking: booking.status(view.now), statuses),
        "userId": equals(lambda booking: booking.user_id, number),
        "locationId": equals(lambda booking: booking.location_id, number),
        "startAfter": after(lambda booking: booking.start),
        "startBefore": before(lambda booking: booking.start),
        "endAfter": after(lambda booking: booking.end),
        "endBefore": before(lambda booking: booking.end),
    }


def request_filters(view: View) -> dict[str, Filter[BookingRequest]]:
    """Return the filters of booking requests."""
    about = view.tenant.about
    return {
        "status": equals(lambda request: request.status, one_of("pending", "approved", "rejected")),
        "userId": equals(lambda request: about(request).user_id, number),
        "locationId": equals(lambda request: about(request).location_id, number),
        "startAfter": after(lambda request: about(request).start),
        "startBefore": before(lambda request: about(request).start),
        "endAfter": after(lambda request: about(request).end),
        "endBefore": before(lambda request: about(request).end),
        "createdAfter": after(lambda request: request.created_at),
        "createdBefore": before(lambda request: request.created_at),
        "externalId": equals(lambda request: request.body.external_id),
    }
