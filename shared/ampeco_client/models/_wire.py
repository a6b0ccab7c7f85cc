"""What all models share: camelCase on the wire, snake_case here, frozen, nothing of a record in an error."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

_Member = TypeVar("_Member", bound=StrEnum)
_Item = TypeVar("_Item")


SHORT = 200
"""Characters of a name, at most: what is longer is no name."""

_LONG = 4000
"""Characters of a description, at most."""

_MOST_ITEMS = 100

MAX_ID = 2**53 - 1
"""Beyond it a browser would round an identifier into another one."""

EARLIEST, LATEST = datetime(1980, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
"""What lies outside is no date of ours, and no sum with one of ours leaves the calendar."""


class ResponseModel(BaseModel):
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


class RequestModel(BaseModel):
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


def _no_count(value: object) -> object:
    # Else a number would be read as so many seconds since 1970, and a slip as a time.
    if isinstance(value, datetime) or (isinstance(value, str) and value[4:5] == "-"):
        return value
    raise ValueError("no RFC 3339 time")


def _clamped(moment: datetime) -> datetime:
    if EARLIEST <= moment <= LATEST:
        return moment
    return EARLIEST if moment < EARLIEST else LATEST


def _no_boolean(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("a yes or no is no number")  # noqa: TRY004 - pydantic's way to refuse a value
    return value


def _null_is_empty(value: object) -> object:
    return () if value is None else value


def _null_is_blank(value: object) -> object:
    return "" if value is None else value


def _null_is_false(value: object) -> object:
    return False if value is None else value


def shortened(text: str, length: int = SHORT) -> str:
    """Return the text, or its beginning and an ellipsis where it is longer than anybody would read."""
    return text if len(text) <= length else text[: length - 1] + "…"


def _first(items: tuple[_Item, ...]) -> tuple[_Item, ...]:
    return items[:_MOST_ITEMS]


Words = Annotated[str, AfterValidator(shortened)]
"""A short text, such as a name or a city."""

LongText = Annotated[str, BeforeValidator(_null_is_blank), AfterValidator(lambda text: shortened(text, _LONG))]
"""A text of several sentences for which Ampeco may also send null, or nothing at all."""

OpenEnum = Annotated[_Member | Words, Field(union_mode="left_to_right")]
"""A value of an enumeration that may grow: a member where it is known, else the plain text."""

NullableList = Annotated[tuple[_Item, ...], BeforeValidator(_null_is_empty), AfterValidator(_first)]
"""A list for which Ampeco may also send null, or nothing at all; the first hundred of it."""

AllListed = Annotated[tuple[_Item, ...], BeforeValidator(_null_is_empty)]
"""The same, however long it is."""

NullableText = Annotated[str, BeforeValidator(_null_is_blank), AfterValidator(shortened)]
"""A short text for which Ampeco may also send null, or nothing at all."""

NullableFlag = Annotated[bool, BeforeValidator(_null_is_false)]
"""A yes or no for which Ampeco may also send null, or nothing at all."""

Key = Annotated[int, BeforeValidator(_no_boolean), Field(gt=0, le=MAX_ID)]
"""An identifier that Ampeco tells."""

Instant = Annotated[AwareDatetime, BeforeValidator(_no_count), AfterValidator(_clamped)]
"""A moment that Ampeco tells; one at the edge of the calendar is drawn in, so that every zone has a time for it."""

UtcDatetime = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""A moment that is sent: in UTC, as RFC 3339 with Z."""

Id = Annotated[int, Field(strict=True, gt=0)]
"""An identifier that is sent."""
