"""EVSEs: units that charge one car at a time, with one or more connectors of which one is used.

`/resources/evses/v2.1` and `/resources/charge-points/v2.0/{chargePoint}/evses`.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal, NamedTuple

from pydantic import Field, FiniteFloat

from ._wire import Instant, Key, NullableFlag, NullableList, NullableText, OpenEnum, ResponseModel, Words

EvseInclude = Literal["chargingProfile", "connectors", "externalAppData"]
"""Values of `include[]` for an EVSE; only `connectors` has a field here."""

ChargePointEvseInclude = Literal["chargingProfile", "connectors"]
"""The same for the EVSEs of one charge point."""


class CurrentType(StrEnum):
    """Current type of an EVSE."""

    AC = "ac"
    """Alternating current."""
    DC = "dc"
    """Direct current: fast charging."""


class EvseStatus(StrEnum):
    """Administrative status of an EVSE."""

    ENABLED = "enabled"
    """In use."""
    DISABLED = "disabled"
    """Disabled."""
    OUT_OF_ORDER = "out of order"
    """Visible, but not usable."""


class HardwareStatus(StrEnum):
    """Current status reported by the hardware."""

    AVAILABLE = "available"
    """Free for a new driver."""
    PREPARING = "preparing"
    """Preparing: a tag was presented, a cable plugged in or the bay occupied; no session yet."""
    CHARGING = "charging"
    """Charging."""
    SUSPENDED_EV = "suspendedEV"
    """Suspended by the car."""
    SUSPENDED_EVSE = "suspendedEVSE"
    """Suspended by the EVSE."""
    FINISHING = "finishing"
    """Finishing: the session ended, the cable or the car is still there."""
    RESERVED = "reserved"
    """Reserved for a driver."""
    UNAVAILABLE = "unavailable"
    """Unavailable."""
    FAULTED = "faulted"
    """Faulted."""
    OCCUPIED = "occupied"
    """In a session, as OCPP 2.0.1 reports it."""


class ConnectorType(StrEnum):
    """Type of a connector."""

    TYPE1 = "type1"
    """Type 1 (SAE J1772)."""
    TYPE2 = "type2"
    """Type 2 (IEC 62196-2)."""
    TYPE3 = "type3"
    """Type 3 (IEC 62196-2)."""
    CHADEMO = "chademo"
    """CHAdeMO."""
    CCS1 = "ccs1"
    """Combined Charging System, combo 1."""
    CCS2 = "ccs2"
    """Combined Charging System, combo 2."""
    SCHUKO = "schuko"
    """Schuko household socket."""
    NACS = "nacs"
    """North American Charging Standard (SAE J3400)."""
    CEE16 = "cee16"
    """CEE, 16 A."""
    CEE32 = "cee32"
    """CEE, 32 A."""
    J1772 = "j1772"
    """SAE J1772."""
    INDUCTIVE = "inductive"
    """Without a cable."""
    NEMA_5_20 = "nema-5-20"
    """NEMA 5-20."""
    TYPE_E_FRENCH = "type-e-french"
    """Type E, France."""
    TYPE_G_BRITISH = "type-g-british"
    """Type G, Britain."""
    TYPE_J_SWISS = "type-j-swiss"
    """Type J, Switzerland."""
    AVCON = "avcon"
    """Avcon."""
    GB_T_AC = "gb-t-ac"
    """GB/T, alternating current."""
    GB_T_DC = "gb-t-dc"
    """GB/T, direct current."""
    CHAOJI = "chaoji"
    """ChaoJi (CHAdeMO 3.0)."""
    NEMA_6_30 = "nema-6-30"
    """NEMA 6-30."""
    NEMA_6_50 = "nema-6-50"
    """NEMA 6-50."""


class ConnectorFormat(StrEnum):
    """Whether a cable is attached."""

    SOCKET = "socket"
    """The driver must bring a cable."""
    CABLE = "cable"
    """A cable is attached."""


class ConnectorStatus(StrEnum):
    """Administrative status of a connector."""

    ENABLED = "enabled"
    """In use."""
    DISABLED = "disabled"
    """Disabled."""


class PowerOptions(ResponseModel):
    """Power of an EVSE; `max_power` is in W: 150000 is 150 kW, although the document says Wh."""

    max_power: Annotated[FiniteFloat, Field(ge=0, le=1e9)] | None = None


class Connector(ResponseModel):
    """One plug or socket of an EVSE."""

    id: Key | None = None
    type: OpenEnum[ConnectorType]
    format: OpenEnum[ConnectorFormat] | None = None
    status: OpenEnum[ConnectorStatus] | None = None


class Evse(ResponseModel):
    """An EVSE. `connectors` is empty unless it was included.

    `physical_reference` is its label. Without `charge_point_id` or `status` it cannot be booked. `hardware_status` is
    None until the hardware has reported one.
    """

    id: Key
    charge_point_id: Key | None = None
    physical_reference: NullableText = ""
    label: Words | None = None
    current_type: OpenEnum[CurrentType] | None = None
    status: OpenEnum[EvseStatus] | None = None
    booking_enabled: NullableFlag = False
    power_options: PowerOptions | None = None
    hardware_status: OpenEnum[HardwareStatus] | None = None
    connectors: NullableList[Connector] = ()
    last_updated_at: Instant | None = None


class EvseFilters(NamedTuple):
    """Filters `filter[...]` of the list of EVSEs."""

    charge_point_id: int | None = None
    physical_reference: str | None = None
    external_id: str | None = None
    roaming: bool | None = None
    last_updated_after: datetime | None = None
    last_updated_before: datetime | None = None
    has_roaming_tariff_ids: bool | None = None
    has_tariff_group: bool | None = None
    roaming_operator_ids: tuple[int, ...] | None = None
