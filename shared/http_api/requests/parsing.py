"""Parse and validate requests. Every validation error names its field."""

import re
import unicodedata
from datetime import date, datetime
from typing import Annotated, Any, TypeVar
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    WithJsonSchema,
)
from pydantic.alias_generators import to_camel
from starlette.requests import Request

from shared.domain.bookings.emails import ascii_domain
from shared.domain.errors import BookingsError, SiteNotFound
from shared.http_api.errors.problems import FieldError, ProblemError, invalid_request, problem
from shared.http_api.requests.duplicate_fields import check_fields

DateT = TypeVar("DateT", bound=date)

MAX_BODY_BYTES = 64 * 1024
MAX_ID = 10**15

_ID = re.compile(r"[1-9][0-9]{0,14}\Z")
_LOCALE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")

# The HTML standard's definition of a valid email, so that page and function agree, plus a required dot in the domain:
# https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address
# Browsers send internationalized domains in their ASCII form; other clients may send them in Unicode.
_LABEL = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
_EMAIL = rf"^[a-zA-Z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@{_LABEL}(?:\.{_LABEL})+$"
_VALID_EMAIL = re.compile(rf"{_EMAIL[:-1]}\Z")
_LONGEST_EMAIL = 254


_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)\Z", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII)

# The pattern and the rules of the validators below, for the API description.
_A_DAY = "2[01][0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_A_TIME = f"{_A_DAY}T([01][0-9]|2[0-3]):[0-5][0-9]:%s(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"


def _schema(form: str, pattern: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "format": form, "pattern": f"^{pattern}$"})


def _time_with_offset(value: object) -> object:
    # Pydantic would also accept numbers, as seconds since 1970.
    if not isinstance(value, str) or not _TIME.match(value):
        raise ValueError("The time needs its date and UTC offset, like 2026-03-08T10:00:00-04:00.")
    return value


def plain_day(value: object) -> object:
    """Accept only text formatted as a date; pydantic would also accept a time, or seconds since 1970."""
    if isinstance(value, str) and not _DAY.match(value):
        raise ValueError("The day must be written like 2026-03-08.")
    return value


def plain_number(value: object) -> object:
    """Accept only digits; pydantic would also accept " 1 ", "1.0" and "1_000"."""
    if isinstance(value, str) and not _ID.match(value):
        raise ValueError("This must be a whole number above 0.")
    return value


def check_year(value: DateT) -> DateT:
    """Accept only dates and times far from the limits of their types, where arithmetic would overflow."""
    if not 2000 <= value.year < 2200:  # noqa: PLR2004 — the bound is its own explanation
        raise ValueError("The year is out of range.")
    return value


def _whole_minute(instant: datetime) -> datetime:
    if instant.second or instant.microsecond:
        raise ValueError("The time must be on a whole minute.")
    return instant


def _email(text: str) -> str:
    composed = unicodedata.normalize("NFC", text)
    local, at, domain = composed.rpartition("@")
    # `str.isalnum` also accepts letters and digits of other scripts.
    plain = "".join("a" if not letter.isascii() and letter.isalnum() else letter for letter in local)
    if not _VALID_EMAIL.match(f"{plain}{at}{ascii_domain(domain)}"):
        raise ValueError("This is not an email address.")
    return composed


Instant = Annotated[
    AwareDatetime,
    Field(strict=False),
    BeforeValidator(_time_with_offset),
    AfterValidator(check_year),
    _schema("date-time", _A_TIME % r"[0-5][0-9](\.[0-9]{1,6})?"),
]
"""An RFC 3339 time with its UTC offset."""

MinuteInstant = Annotated[Instant, AfterValidator(_whole_minute), _schema("date-time", _A_TIME % r"00(\.0{1,6})?")]
"""An instant without seconds."""

Day = Annotated[date, BeforeValidator(plain_day), _schema("date", _A_DAY)]
"""A date in the site's local time, `YYYY-MM-DD`."""

SiteDay = Annotated[Day, AfterValidator(check_year)]
"""A date near enough to today for arithmetic."""

Id = Annotated[int, Field(gt=0, lt=MAX_ID)]
"""An Ampeco id."""

QueryId = Annotated[Id, BeforeValidator(plain_number)]
"""An Ampeco id in a query, digits only."""

Email = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=_LONGEST_EMAIL),
    AfterValidator(_email),
    WithJsonSchema({"type": "string", "maxLength": _LONGEST_EMAIL, "pattern": _EMAIL}),
]
"""An email, its domain in any script; the API description has the ASCII form, which every domain has."""


class Body(BaseModel):
    """A JSON body: camelCase, strict types, no unknown fields."""

    # Built at first use, like all models here: a function imports more models than it uses.
    model_config = ConfigDict(
        frozen=True, strict=True, extra="forbid", alias_generator=to_camel, populate_by_name=False, defer_build=True
    )


class Query(BaseModel):
    """Query parameters: camelCase, parsed from text; unknown ones are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=to_camel, defer_build=True)


BodyT = TypeVar("BodyT", bound=Body)
QueryT = TypeVar("QueryT", bound=Query)


async def parse_body(request: Request, model: type[BodyT]) -> BodyT:
    """Return the body as `model`.

    Raises ProblemError: 415 for another content type, 413 above 64 kB, 400 for invalid JSON, 422 for invalid or
    duplicate fields.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise ProblemError(problem("unsupported-media-type", "Send the body as application/json."))
    body = await request.body()
    if len(body) > MAX_BODY_BYTES:
        raise ProblemError(problem("body-too-large", "The body is over 64 kB."))
    try:
        parsed = model.model_validate_json(body)
    except ValidationError as error:
        if any(one["type"] == "json_invalid" for one in error.errors(include_url=False, include_input=False)):
            malformed = problem("malformed-json", "The body is not valid JSON.")
            raise ProblemError(malformed) from None
        raise ProblemError(invalid_request(_field_errors(error))) from None
    check_fields(body)
    return parsed


def parse_query(request: Request, model: type[QueryT]) -> QueryT:
    """Return the query parameters as `model`.

    Raises ProblemError (422).
    """
    try:
        return model.model_validate(dict(request.query_params))
    except ValidationError as error:
        raise ProblemError(invalid_request(_field_errors(error))) from None


def path_site_id(request: Request) -> int:
    """Return the path parameter `siteId`.

    Raises SiteNotFound for an invalid id.
    """
    return path_id(request, "siteId", SiteNotFound)


def path_id(request: Request, name: str, missing: type[BookingsError]) -> int:
    """Return the path parameter `name` as an Ampeco id.

    Raises `missing` for an invalid id.
    """
    text = request.path_params[name]
    if not _ID.match(text):
        raise missing
    return int(text)


def idempotency_key(request: Request) -> UUID | None:
    """Return the header `Idempotency-Key`, None without one.

    Raises ProblemError (422) if it is not a UUID in canonical form.
    """
    text = request.headers.get("idempotency-key")
    if text is None:
        return None
    try:
        key = UUID(text)
    except ValueError:
        key = None
    if key is None or str(key) != text.lower():
        raise ProblemError(invalid_request([FieldError("Idempotency-Key", "The key must be a UUID.")]))
    return key


def reader_locale(request: Request) -> str:
    """Return `?locale=`, English if it is missing or invalid."""
    locale = request.query_params.get("locale", "")
    return locale if _LOCALE.match(locale) and len(locale) <= 35 else "en"  # noqa: PLR2004 — RFC 5646, 4.4.1


_WORDS = {
    "missing": "This field is required.",
    "extra_forbidden": "This field is not known here.",
    "int_type": "This must be a whole number.",
    "int_parsing": "This must be a whole number.",
    "string_type": "This must be text.",
    "string_pattern_mismatch": "This is not in the expected form.",
}


def _field_errors(error: ValidationError) -> list[FieldError]:
    return [_field_error(one) for one in error.errors(include_url=False, include_input=False)]


def _field_error(one: Any) -> FieldError:  # noqa: ANN401 — pydantic's ErrorDetails is a plain dict
    name = ".".join(str(part) for part in one["loc"])
    detail = _WORDS.get(one["type"]) or one["msg"].removeprefix("Value error, ").rstrip(".") + "."
    return FieldError(name, detail)
