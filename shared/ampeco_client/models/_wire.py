"""What all models share: camelCase on the wire, snake_case here, frozen, nothing of a record in an error."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

_Member = TypeVar("_Member", bound=StrEnum)
_Item = TypeVar("_Item")


class Answer(BaseModel):
    """Something Ampeco says. Only the fields that are named are kept, all others are dropped unread."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,  # records hold personal data, and errors end in logs
        defer_build=True,  # a function that never reads users does not pay for them at its cold start
    )


class Input(BaseModel):
    """Something said to Ampeco. An unknown field is a mistake of the caller and refused."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
        defer_build=True,
    )


def _in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def rfc3339(moment: datetime) -> str:
    """Return the moment in UTC as RFC 3339 with Z; ValueError when it does not say its offset."""
    if moment.utcoffset() is None:
        raise ValueError("a moment needs its UTC offset")
    return moment.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"


def _null_is_empty(value: object) -> object:
    return () if value is None else value


def _null_is_blank(value: object) -> object:
    return "" if value is None else value


def _null_is_no(value: object) -> object:
    return False if value is None else value


Open = Annotated[_Member | str, Field(union_mode="left_to_right")]
"""A value of an enumeration that may grow: a member where it is known, else the plain text."""

Listed = Annotated[tuple[_Item, ...], BeforeValidator(_null_is_empty)]
"""A list for which Ampeco may also send null, or nothing at all."""

Text = Annotated[str, BeforeValidator(_null_is_blank)]
"""A text for which Ampeco may also send null, or nothing at all."""

Flag = Annotated[bool, BeforeValidator(_null_is_no)]
"""A yes or no for which Ampeco may also send null, or nothing at all."""

Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""A moment that is sent: in UTC, as RFC 3339 with Z."""

Id = Annotated[int, Field(strict=True, gt=0)]
"""An identifier that is sent."""
