"""Locations: places with charge points. `/resources/locations/v2.0`."""

from datetime import datetime, time
from enum import StrEnum
from typing import Annotated, Literal, NamedTuple

from pydantic import AfterValidator, BeforeValidator, Field, FiniteFloat

from ._wire import (
    SHORT,
    Instant,
    Key,
    LongText,
    NullableFlag,
    NullableList,
    NullableText,
    OpenEnum,
    ResponseModel,
    Words,
    shortened,
)

LocationInclude = Literal["chargingZones", "locationImage", "images", "externalAppData"]
"""Values of `include[]` for a location; only `images` has a field here."""


class LocationStatus(StrEnum):
    """Administrative status of a location."""

    ENABLED = "enabled"
    """In use."""
    DISABLED = "disabled"
    """Disabled: nothing there is offered."""


class ParkingType(StrEnum):
    """Type of parking."""

    ALONG_MOTORWAY = "ALONG_MOTORWAY"
    """A rest area or service station of a motorway."""
    PARKING_GARAGE = "PARKING_GARAGE"
    """A building of several levels."""
    PARKING_LOT = "PARKING_LOT"
    """An open lot."""
    ON_DRIVEWAY = "ON_DRIVEWAY"
    """A private driveway."""
    ON_STREET = "ON_STREET"
    """At the kerb."""
    UNDERGROUND_GARAGE = "UNDERGROUND_GARAGE"
    """Below ground."""


class AccessMethod(StrEnum):
    """How drivers access the bays."""

    OPEN = "OPEN"
    """Open access."""
    TOKEN = "TOKEN"  # noqa: S105 - the name of a kind of access
    """RFID card or tag."""
    LICENSE_PLATE = "LICENSE_PLATE"
    """License plate recognition."""
    ACCESS_CODE = "ACCESS_CODE"
    """Access code."""
    INTERCOM = "INTERCOM"
    """Intercom."""
    PARKING_TICKET = "PARKING_TICKET"
    """Validated parking ticket."""


class Facility(StrEnum):
    """Facilities at the location or near it."""

    AIRPORT = "AIRPORT"
    """An airport."""
    BIKE_SHARING = "BIKE_SHARING"
    """Shared bicycles."""
    BUS_STOP = "BUS_STOP"
    """A bus stop."""
    CAFE = "CAFE"
    """A café."""
    CARPOOL_PARKING = "CARPOOL_PARKING"
    """Parking for shared rides."""
    FUEL_STATION = "FUEL_STATION"
    """A fuel station."""
    HOTEL = "HOTEL"
    """A hotel."""
    MALL = "MALL"
    """A shopping mall."""
    METRO_STATION = "METRO_STATION"
    """A metro station."""
    MUSEUM = "MUSEUM"
    """A museum."""
    NATURE = "NATURE"
    """A green space or a sight of nature."""
    PARKING_LOT = "PARKING_LOT"
    """A parking lot."""
    RECREATION_AREA = "RECREATION_AREA"
    """A park, playground or leisure ground."""
    RESTAURANT = "RESTAURANT"
    """A restaurant."""
    SPORT = "SPORT"
    """A place for sport."""
    SUPERMARKET = "SUPERMARKET"
    """A supermarket."""
    TAXI_STAND = "TAXI_STAND"
    """A taxi stand."""
    TRAIN_STATION = "TRAIN_STATION"
    """A train station."""
    TRAM_STOP = "TRAM_STOP"
    """A tram stop."""
    WIFI = "WIFI"
    """Wireless internet."""


class Translation(ResponseModel):
    """A text in one language; `locale` is like "en" or "es-MX"."""

    locale: NullableText = ""
    translation: LongText = ""


def _as_names(texts: tuple[Translation, ...]) -> tuple[Translation, ...]:
    return tuple(
        text.model_copy(update={"translation": shortened(text.translation)}) if len(text.translation) > SHORT else text
        for text in texts
    )


Named = Annotated[NullableList[Translation], AfterValidator(_as_names)]
"""A short text in several languages."""

ZoneName = Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*$")]
"""Possible name of a time zone; `resolve_zone` validates it."""


class Geoposition(ResponseModel):
    """A point on the earth, in degrees (WGS 84)."""

    latitude: Annotated[FiniteFloat, Field(ge=-90, le=90)]
    longitude: Annotated[FiniteFloat, Field(ge=-180, le=180)]


def _midnight(value: object) -> object:
    # ISO 8601 allows a day to end at 24:00, which `time` cannot represent.
    return value.replace("24:00", "00:00", 1) if isinstance(value, str) and value.startswith("24:00") else value


class HoursInterval(ResponseModel):
    """An interval of one day, in the location's local time. An end of 00:00 is the end of the day."""

    start: time
    end: Annotated[time, BeforeValidator(_midnight)]


class WeekHours(ResponseModel):
    """Opening intervals by day of the week; a day without any is closed."""

    monday: NullableList[HoursInterval] = ()
    tuesday: NullableList[HoursInterval] = ()
    wednesday: NullableList[HoursInterval] = ()
    thursday: NullableList[HoursInterval] = ()
    friday: NullableList[HoursInterval] = ()
    saturday: NullableList[HoursInterval] = ()
    sunday: NullableList[HoursInterval] = ()


class WorkingHours(ResponseModel):
    """Opening hours; `hours` is meaningless if the location is always open."""

    is_always_open: NullableFlag = False
    hours: WeekHours | None = None


Url = Annotated[str, Field(max_length=2000)]
"""An address; one that is too long is dropped, since truncating would change it."""


class LocationImage(ResponseModel):
    """A picture, as URLs at Ampeco."""

    original: Url
    thumbnail: Url | None = None
    mime_type: Words | None = None


class Location(ResponseModel):
    """A place with charge points. It does not contain them: list them with `ChargePointFilters.location_id`.

    `timezone` is an IANA name, or None if the tenant's time zone applies. `images` is filled if included.
    """

    id: Key
    name: Named = ()
    description: NullableList[Translation] = ()
    short_description: NullableList[Translation] = ()
    additional_description: NullableList[Translation] = ()
    address: Named = ()
    street_address: Named = ()
    geoposition: Geoposition | None = None
    city: Words | None = None
    region: Words | None = None
    state: Words | None = None
    country: Words | None = None
    post_code: Words | None = None
    timezone: ZoneName | None = None
    parking_type: OpenEnum[ParkingType] | None = None
    access_methods: NullableList[OpenEnum[AccessMethod]] = ()
    facilities: NullableList[OpenEnum[Facility]] = ()
    working_hours: WorkingHours | None = None
    images: NullableList[LocationImage] = ()
    status: OpenEnum[LocationStatus] | None = None
    last_updated_at: Instant | None = None


class LocationFilters(NamedTuple):
    """Filters `filter[...]` of the list of locations; both times are inclusive."""

    country: str | None = None
    state: str | None = None
    region: str | None = None
    city: Words | None = None
    partner_id: int | None = None
    external_id: str | None = None
    tag: str | None = None
    roaming: bool | None = None
    last_updated_after: datetime | None = None
    last_updated_before: datetime | None = None
