"""Request bodies of the API: the documented fields only, with strict types."""

import re
from datetime import UTC, datetime
from typing import Annotated, Literal, TypeAlias, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel

from .error_responses import ErrorResponse, bad_request, invalid
from .formats import Record, stamp

__all__ = [
    "AvailabilityBody",
    "CancelRequestBody",
    "CreateRequestBody",
    "EvseCriteria",
    "RequestBody",
    "UpdateRequestBody",
    "echo",
    "parse_availability_body",
    "parse_moment",
    "parse_request_body",
]

_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_T = TypeVar("_T")


def parse_moment(value: object) -> datetime:
    """Return an RFC 3339 time in UTC, whole seconds. Raises ValueError otherwise."""
    if not isinstance(value, str) or not _RFC_3339.fullmatch(value):
        raise ValueError("must be a valid RFC 3339 date-time")
    return datetime.fromisoformat(value).astimezone(UTC).replace(microsecond=0)


def _not_null(value: object) -> object:
    """Refuse null: in the document such a field is optional, but not nullable."""
    if value is None:
        raise ValueError("must not be null")
    return value


_Moment: TypeAlias = Annotated[datetime, BeforeValidator(parse_moment)]
_Omittable: TypeAlias = Annotated[_T | None, BeforeValidator(_not_null)]
_ExternalId: TypeAlias = Annotated[str, Field(max_length=255)]
_Dimension: TypeAlias = Annotated[int, Field(ge=1)]
_ConnectorType = Literal[
    "type1", "type2", "type3", "chademo", "ccs1", "ccs2", "schuko", "nacs", "cee16", "cee32", "j1772",
    "inductive", "nema-5-20", "type-e-french", "type-g-british", "type-j-swiss", "avcon", "gb-t-ac", "gb-t-dc",
    "chaoji", "nema-6-30", "nema-6-50",
]  # fmt: skip
_VehicleType = Literal[
    "two_and_three_wheel_vehicles_and_quadricycles",
    "passenger_vehicles",
    "passenger_vehicles_with_trailer",
    "light_duty_vans",
    "heavy_duty_tractor_units_without_trailer",
    "heavy_duty_trucks_without_articulation_point",
    "heavy_duty_trucks_with_trailer_attached",
    "buses_or_motor_coaches",
]


class _Body(BaseModel):
    """Base class of bodies and of objects in them."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class EvseCriteria(_Body):
    """Criteria for the EVSE; power in kW."""

    current_type: Literal["ac", "dc"] | None = None
    min_power: _Omittable[float] = None
    max_power: _Omittable[float] = None
    connector_type: _ConnectorType | None = None


class _ParkingSpaceCriteria(_Body):
    """Criteria for the parking space: only echoed, since no space is simulated."""

    vehicle_weight_kg: _Omittable[_Dimension] = None
    vehicle_height_cm: _Omittable[_Dimension] = None
    vehicle_length_cm: _Omittable[_Dimension] = None
    vehicle_width_cm: _Omittable[_Dimension] = None
    vehicle_type: _VehicleType | None = None
    drive_through_required: _Omittable[bool] = None
    refrigeration_outlet_required: _Omittable[bool] = None
    dangerous_goods_allowed: _Omittable[bool] = None


class CreateRequestBody(_Body):
    """A new booking."""

    type: Literal["create"]
    user_id: int
    location_id: int
    start_at: _Moment
    end_at: _Moment
    external_id: _Omittable[_ExternalId] = None
    evse_id: _Omittable[int] = None
    evse_criteria: _Omittable[EvseCriteria] = None
    parking_space_criteria: _Omittable[_ParkingSpaceCriteria] = None
    authorized_token_ids: _Omittable[list[int]] = None


class UpdateRequestBody(_Body):
    """A new time or a new driver for a booking."""

    type: Literal["update"]
    booking_id: int
    user_id: _Omittable[int] = None
    external_id: _Omittable[_ExternalId] = None
    start_at: _Omittable[_Moment] = None
    end_at: _Omittable[_Moment] = None
    authorized_token_ids: _Omittable[list[int]] = None


class CancelRequestBody(_Body):
    """Cancellation of a booking."""

    type: Literal["cancel"]
    booking_id: int
    external_id: _Omittable[_ExternalId] = None


class AvailabilityBody(_Body):
    """The time frame of an availability check."""

    start_after: _Moment
    end_before: _Moment


RequestBody: TypeAlias = CreateRequestBody | UpdateRequestBody | CancelRequestBody
_REQUEST_BODIES: TypeAdapter[RequestBody] = TypeAdapter(Annotated[RequestBody, Field(discriminator="type")])
_AVAILABILITY_BODY = TypeAdapter(AvailabilityBody)


def parse_request_body(body: bytes) -> RequestBody:
    """Return the booking request in a body. Refusal 400 for invalid JSON, 422 by field otherwise."""
    return _parse(_REQUEST_BODIES, body, tags={"create", "update", "cancel"})


def parse_availability_body(body: bytes) -> AvailabilityBody:
    """Return the time frame in a body. Refusal 400 for invalid JSON, 422 by field otherwise."""
    return _parse(_AVAILABILITY_BODY, body, tags=set())


def echo(body: RequestBody) -> Record:
    """Return the criteria as the request returns them, without unspecified ones."""
    record = body.model_dump(by_alias=True, exclude_none=True, exclude={"authorized_token_ids"})
    if "evseId" in record or not record.get("evseCriteria"):
        record.pop("evseCriteria", None)
    if not record.get("parkingSpaceCriteria"):
        record.pop("parkingSpaceCriteria", None)
    return {name: stamp(value) if isinstance(value, datetime) else value for name, value in record.items()}


def _parse(adapter: TypeAdapter[_T], body: bytes, *, tags: set[str]) -> _T:
    try:
        return adapter.validate_json(body)
    except ValidationError as problem:
        raise _validation_error(problem, tags) from problem


def _validation_error(problem: ValidationError, tags: set[str]) -> ErrorResponse:
    errors: dict[str, list[str]] = {}
    for error in problem.errors():
        if error["type"] == "json_invalid":
            return bad_request("The request body is not valid JSON.")
        if error["type"] in {"union_tag_invalid", "union_tag_not_found"}:
            return invalid({"type": [f"The type field must be one of {', '.join(sorted(tags))}."]})
        path = [str(part) for part in error["loc"] if part not in tags]
        field = ".".join(path) or "body"
        errors.setdefault(field, []).append(f"The {field} field is not acceptable: {error['msg']}.")
    return invalid(errors)
