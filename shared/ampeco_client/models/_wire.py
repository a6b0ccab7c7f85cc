"""Base classes and types of all models: camelCase on the wire, snake_case here, frozen, no values in errors."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

_Member = TypeVar("_Member", bound=StrEnum)
_Item = TypeVar("_Item")


SHORT = 200
"""Maximum characters of a name: anything longer is invalid."""

_LONG = 4000
"""Maximum characters of a description."""

_MOST_ITEMS = 100

MAX_ID = 2**53 - 1
"""Above it, browsers would round the identifier."""

EARLIEST, LATEST = datetime(1980, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
"""Dates outside are invalid, so that date arithmetic never overflows."""


class ResponseModel(BaseModel):
    """A record from Ampeco. Only the declared fields are stored, all others are dropped unread."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,  # records hold personal data, and errors end in logs
        defer_build=True,  # built at first use; building all models at import would take 15 ms of a cold start
    )


class RequestModel(BaseModel):
    """A record for Ampeco. Unknown fields are an error of the caller."""

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
    """Return the instant in UTC as RFC 3339 with Z; raises ValueError without an offset."""
    if moment.utcoffset() is None:
        raise ValueError("a moment needs its UTC offset")
    return moment.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"


def _instant(value: object) -> datetime:
    # Not pydantic's own parser: it takes numbers for seconds since 1970, and its time zones make comparisons slow.
    if isinstance(value, str) and value[4:5] == value[7:8] == "-":  # a week, such as 2026-W10-4, is no RFC 3339 date
        value = datetime.fromisoformat(value.upper())
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise ValueError("no RFC 3339 time")
    if not EARLIEST.year < value.year < LATEST.year:
        value = min(max(value, EARLIEST), LATEST)
    return value if value.tzinfo is UTC else value.astimezone(UTC)


def _no_boolean(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("a boolean is not a number")  # noqa: TRY004 - pydantic's way to refuse a value
    return value


def _null_is_empty(value: object) -> object:
    return () if value is None else value


def _null_is_blank(value: object) -> object:
    return "" if value is None else value


def _null_is_false(value: object) -> object:
    return False if value is None else value


def shortened(text: str, length: int = SHORT) -> str:
    """Return the text, truncated with an ellipsis if it is too long."""
    return text if len(text) <= length else text[: length - 1] + "…"


def _first(items: tuple[_Item, ...]) -> tuple[_Item, ...]:
    return items[:_MOST_ITEMS]


Words = Annotated[str, AfterValidator(shortened)]
"""A short text, such as a name or a city."""

LongText = Annotated[str, BeforeValidator(_null_is_blank), AfterValidator(lambda text: shortened(text, _LONG))]
"""A longer text; Ampeco may also send null, or omit it."""

OpenEnum = Annotated[_Member | Words, Field(union_mode="left_to_right")]
"""A value of an extensible enumeration: a member if it is known, else the plain text."""

NullableList = Annotated[tuple[_Item, ...], BeforeValidator(_null_is_empty), AfterValidator(_first)]
"""A list; Ampeco may also send null, or omit it; the first hundred items."""

AllListed = Annotated[tuple[_Item, ...], BeforeValidator(_null_is_empty)]
"""A list of any length."""

NullableText = Annotated[str, BeforeValidator(_null_is_blank), AfterValidator(shortened)]
"""A short text; Ampeco may also send null, or omit it."""

NullableFlag = Annotated[bool, BeforeValidator(_null_is_false)]
"""A boolean; Ampeco may also send null, or omit it."""

Key = Annotated[int, Field(gt=0, le=MAX_ID), BeforeValidator(_no_boolean)]
"""An identifier from Ampeco."""

Instant = Annotated[AwareDatetime, BeforeValidator(_instant)]
"""An instant from Ampeco, in UTC; clamped to `EARLIEST` and `LATEST`, so that every time zone can represent it."""

UtcDatetime = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""An instant for Ampeco: in UTC, as RFC 3339 with Z."""

Id = Annotated[int, Field(strict=True, gt=0)]
"""An identifier for Ampeco."""
