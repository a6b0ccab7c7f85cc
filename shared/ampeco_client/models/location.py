"""Locations: the places where charge points stand. `/resources/locations/v2.0`."""

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
"""What `include[]` can add to a location; only `images` has a field here."""


class LocationStatus(StrEnum):
    """Whether a location is in use."""

    ENABLED = "enabled"
    """In use."""
    DISABLED = "disabled"
    """Taken out of use: nothing there is offered."""


class ParkingType(StrEnum):
    """What kind of place the bays are in."""

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
    """How a driver gets to the bays."""

    OPEN = "OPEN"
    """Nothing is in the way."""
    TOKEN = "TOKEN"  # noqa: S105 - the name of a kind of access
    """An RFID card or tag opens."""
    LICENSE_PLATE = "LICENSE_PLATE"
    """The plate is recognised."""
    ACCESS_CODE = "ACCESS_CODE"
    """A code is typed in."""
    INTERCOM = "INTERCOM"
    """Somebody opens on a call."""
    PARKING_TICKET = "PARKING_TICKET"
    """A parking ticket is validated."""


class Facility(StrEnum):
    """What else is at the location or near it."""

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
"""What may be the name of a time zone; whether it is one, the list of zones tells."""


class Geoposition(ResponseModel):
    """A point on the earth, in degrees (WGS 84)."""

    latitude: Annotated[FiniteFloat, Field(ge=-90, le=90)]
    longitude: Annotated[FiniteFloat, Field(ge=-180, le=180)]


def _midnight(value: object) -> object:
    # ISO 8601 lets a day end at 24:00, for which `time` has no value.
    return value.replace("24:00", "00:00", 1) if isinstance(value, str) and value.startswith("24:00") else value


class HoursInterval(ResponseModel):
    """A span of one day, in the location's own wall time. One that ends at 00:00 ends with the day."""

    start: time
    end: Annotated[time, BeforeValidator(_midnight)]


class WeekHours(ResponseModel):
    """The open spans by day of the week; a day without any is closed."""

    monday: NullableList[HoursInterval] = ()
    tuesday: NullableList[HoursInterval] = ()
    wednesday: NullableList[HoursInterval] = ()
    thursday: NullableList[HoursInterval] = ()
    friday: NullableList[HoursInterval] = ()
    saturday: NullableList[HoursInterval] = ()
    sunday: NullableList[HoursInterval] = ()


class WorkingHours(ResponseModel):
    """When a location is open; `hours` means nothing when it is always open."""

    is_always_open: NullableFlag = False
    hours: WeekHours | None = None


Url = Annotated[str, Field(max_length=2000)]
"""An address: one that is too long is none, since cutting it would make another of it."""


class LocationImage(ResponseModel):
    """A picture, as URLs of Ampeco's."""

    original: Url
    thumbnail: Url | None = None
    mime_type: Words | None = None


class Location(ResponseModel):
    """A place with charge points. It does not list them: ask for them by `ChargePointFilters.location_id`.

    `timezone` is an IANA name, or None where the tenant's own zone applies. `images` is filled when included.
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
    """What `filter[...]` of the list of locations understands; the two times include their own moment."""

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
