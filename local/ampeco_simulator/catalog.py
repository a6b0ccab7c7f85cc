"""Ampeco's records of locations, charge points and EVSEs, created from the descriptions in `data`.

Records have their wire format, with everything that can be included, so that a test can patch any field.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .data.sites import ConnectorType, Port, Post, Site
from .formats import Record, stamp
from .photos import photo

__all__ = ["Catalog"]

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
_FIRST_CHARGE_POINT = 301
_FIRST_EVSE = 5001
# The document requires an integer here even for locations and EVSEs without a roaming operator.
_NO_ROAMING_OPERATOR = 0
_AC: frozenset[ConnectorType] = frozenset({"j1772"})


@dataclass
class Catalog:
    """The records by id. `evse_locations` has the location of each EVSE."""

    locations: dict[int, Record] = field(default_factory=dict)
    charge_points: dict[int, Record] = field(default_factory=dict)
    evses: dict[int, Record] = field(default_factory=dict)

    @classmethod
    def of(cls, sites: Iterable[Site], now: datetime) -> "Catalog":
        """Return the catalog of some sites, with ids in their order."""
        catalog = cls()
        for site in sites:
            catalog.add(site, now)
        return catalog

    def add(self, site: Site, now: datetime) -> list[int]:
        """Add the records of a site, created before any booking, in minute steps; return the ids of its EVSEs."""
        created = stamp(now - timedelta(days=120) + timedelta(minutes=len(self.locations)))
        self.locations[site.id] = _location(site, created)
        first_evse_id = _FIRST_EVSE + len(self.evses)
        for post in site.charge_points:
            charge_point_id = _FIRST_CHARGE_POINT + len(self.charge_points)
            self.charge_points[charge_point_id] = _charge_point(charge_point_id, site, post, created)
            for number, port in enumerate(post.ports, start=1):
                evse_id = _FIRST_EVSE + len(self.evses)
                self.evses[evse_id] = {
                    "chargePointId": charge_point_id,
                    **_evse(evse_id, number, site, port, created),
                }
        return list(range(first_evse_id, _FIRST_EVSE + len(self.evses)))

    def location_of(self, evse_id: int) -> int:
        """Return the id of the EVSE's location."""
        location_id: int = self.charge_points[self.evses[evse_id]["chargePointId"]]["locationId"]
        return location_id

    def bookable_evses(self, location_id: int) -> list[int]:
        """Return the ids of the location's bookable EVSEs, lowest first."""
        return [
            evse_id for evse_id in sorted(self.evses) if self._is_at(evse_id, location_id) and self.is_bookable(evse_id)
        ]

    def is_bookable(self, evse_id: int) -> bool:
        """Return whether EVSE, charge point and location are all enabled, and the EVSE is open for booking."""
        evse = self.evses[evse_id]
        charge_point = self.charge_points[evse["chargePointId"]]
        location = self.locations[charge_point["locationId"]]
        enabled = all(record["status"] == "enabled" for record in (evse, charge_point, location))
        return enabled and bool(evse["bookingEnabled"])

    def _is_at(self, evse_id: int, location_id: int) -> bool:
        return self.location_of(evse_id) == location_id


def _texts(by_locale: Mapping[str, str]) -> list[Record]:
    return [{"locale": locale, "translation": text} for locale, text in by_locale.items()]


def _location(site: Site, created: str) -> Record:
    street = {"en": site.street}
    record: Record = {
        "id": site.id,
        "externalId": None,
        "name": _texts(site.name),
        "description": _texts(site.description),
        "shortDescription": [],
        "additionalDescription": _texts(site.directions),
        "geoposition": {"latitude": site.position[0], "longitude": site.position[1]},
        "address": _texts({"en": f"{site.street}, {site.city}, {site.state} {site.post_code}, USA"}),
        "streetAddress": _texts(street),
        "city": site.city,
        "region": None,
        "state": site.state,
        "country": "US",
        "postCode": site.post_code,
        "timezone": site.timezone,
        "facilities": list(site.facilities),
        "locationImage": photo(site.code, 1) if site.photos else None,
        "images": [photo(site.code, number) for number in range(1, site.photos + 1)],
        "workingHours": _working_hours(site.hours),
        "chargingZones": [],
        "roamingOperatorId": _NO_ROAMING_OPERATOR,
        "tags": [],
        "externalAppData": None,
        "lastUpdatedAt": created,
        "status": site.status,
    }
    # Omitted, not null, if the operator configured none.
    if site.parking is not None:
        record["parkingType"] = site.parking
    if site.access is not None:
        record["accessMethods"] = list(site.access)
    return record


def _working_hours(hours: Mapping[str, tuple[str, ...]] | None) -> Record:
    common = {"stopSessionOutsideWorkingHours": False, "alwaysOpenForUserGroupIds": []}
    if hours is None:
        return {"isAlwaysOpen": True, **common, "hours": None}
    by_day = {day: hours.get("weekdays", ()) for day in _WEEKDAYS}
    by_day |= {day: hours.get(day, ()) for day in ("saturday", "sunday")}
    return {
        "isAlwaysOpen": False,
        **common,
        "hours": {
            day: [dict(zip(("start", "end"), span.split("-"), strict=True)) for span in spans]
            for day, spans in by_day.items()
        },
    }


def _charge_point(charge_point_id: int, site: Site, post: Post, created: str) -> Record:
    return {
        "id": charge_point_id,
        "name": post.name,
        "type": "public",
        "pin": f"{charge_point_id % 10_000:04d}",
        "locationId": site.id,
        "chargingZoneId": None,
        "subscription": {"required": False, "planIds": []},
        "networkType": "cellular",
        "status": post.status,
        "externalId": f"asset-{charge_point_id}",
        "network": {
            "id": f"{site.code}-{charge_point_id}",
            "protocol": "ocpp 1.6",
            "password": f"ocpp-password-{charge_point_id}",
        },
        "capabilities": ["remote_start_stop_capable", "meter_values"],
        "autoStartWithoutAuthorization": False,
        "disableAutoStartEmulation": False,
        "enableAutoFaultRecovery": True,
        "security": {"desiredProfile": 1, "currentProfile": 1},
        "modelId": None,
        "utilityId": None,
        "createdAt": created,
        "firstContactAt": created[:10],
        "chargingProfile": None,
        "lastBootNotification": None,
        "networkStatus": "available",
        "hardwareStatus": "available",
        "tags": [],
        "sharingCode": f"SC{charge_point_id}",
        "lastUpdatedAt": created,
        "communicationMode": "direct_ocpp",
    }


def _evse(evse_id: int, number: int, site: Site, port: Port, created: str) -> Record:
    current = "ac" if _AC.issuperset(port.connectors) else "dc"
    return {
        "id": evse_id,
        "physicalReference": f"{site.code}-{port.label}",
        "label": port.label,
        "currentType": current,
        "networkId": str(number),
        "status": port.status,
        "tariffGroupId": 1,
        "allowsReservation": True,
        "bookingEnabled": port.bookable,
        # The document says Wh; the value is watts.
        "powerOptions": {
            "maxPower": port.kw * 1000,
            "maxVoltage": "240" if current == "ac" else "480",
            "maxAmperage": None,
            "phases": "split_phase" if current == "ac" else "three_phase",
        },
        "roamingOperatorId": _NO_ROAMING_OPERATOR,
        "hardwareStatus": port.hardware,
        "chargingProfile": None,
        "connectors": [
            {"id": evse_id * 10 + position, "type": connector, "format": "cable", "status": "enabled"}
            for position, connector in enumerate(port.connectors)
        ],
        "externalAppData": None,
        "createdAt": created,
        "lastUpdatedAt": created,
    }
