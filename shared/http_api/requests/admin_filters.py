"""Filters and pagination of the admin lists. An unknown or repeated filter is an error that names it."""

from datetime import date
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import BeforeValidator, ConfigDict, Field, PlainValidator, StringConstraints, model_validator
from pydantic.alias_generators import to_camel
from starlette.requests import Request

from shared.ampeco_client import BookingFilters, BookingRequestFilters, BookingRequestStatus, BookingStatus
from shared.domain.admin.cursors import MAX_LENGTH
from shared.domain.admin.requests import RequestSearch
from shared.domain.admin.search import BookingSearch
from shared.domain.bookings.conflicts import ACTIVE_STATUSES
from shared.http_api.errors.problems import FieldError, ProblemError, invalid_request
from shared.http_api.requests.parsing import (
    Day,
    Email,
    Instant,
    Query,
    QueryId,
    SiteDay,
    check_year,
    parse_query,
    plain_day,
    plain_number,
)

_OWN_NAMES = {"per_page": "per_page", "cursor": "cursor"}

Cursor = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_LENGTH),
    # Not validated here: the search reports invalid values best.
    Field(json_schema_extra={"pattern": "^[A-Za-z0-9_-]+$"}),
]


def _query_name(name: str) -> str:
    return _OWN_NAMES.get(name) or f"filter[{to_camel(name)}]"


class Filters(Query):
    """Filters of a list."""

    model_config = ConfigDict(alias_generator=_query_name)


class BookingFilterQuery(Filters):
    """Filters of both lists, in Ampeco's terms."""

    location_id: QueryId | None = None
    """At this site."""
    user_id: QueryId | None = None
    """By this driver."""
    start_after: Instant | None = None
    """Start after this time."""
    start_before: Instant | None = None
    """Start before this time."""
    end_after: Instant | None = None
    """End after this time."""
    end_before: Instant | None = None
    """End before this time."""

    def filter_values(self) -> dict[str, Any]:
        """Return these filters by the names that clients use."""
        return {name: getattr(self, name) for name in BookingFilterQuery.model_fields}


class Paging(Filters):
    """Pagination of a list."""

    per_page: Annotated[int, Field(ge=1, le=100), BeforeValidator(plain_number)] = 25
    """Rows per page."""
    cursor: Cursor | None = None
    """The `nextCursor` of the previous page, with the same filters; default: the first page."""


FiltersT = TypeVar("FiltersT", bound=Filters)


def parse_listing(request: Request, model: type[FiltersT]) -> FiltersT:
    """Return the query parameters as `model`.

    Raises ProblemError (422) for an invalid value or an unknown filter: ignoring one would show more than was
    requested.
    """
    known = {field.alias for field in model.model_fields.values()}
    errors = [
        FieldError(name, "This filter is not known here.")
        for name in request.query_params
        if name.startswith("filter") and name not in known
    ]
    if errors:
        raise ProblemError(invalid_request(errors))
    return parse_query(request, model)


class BookingsFilters(BookingFilterQuery):
    """Filters of the list of bookings."""

    status: Literal["active", "accepted", "reserved", "completed", "cancelled", "no-show", "failed"] | None = None
    """In this status; `active` is both active statuses, reserved ones first."""
    email: Email | None = None
    """By the driver with this email; not with `filter[userId]`."""
    from_day: SiteDay | None = None
    """At least partly on or after this day of the site; not with `filter[startBefore]` or `filter[endAfter]`."""
    to_day: SiteDay | None = None
    """At least partly on or before this day of the site; not with the same."""

    @model_validator(mode="after")
    def _check_exclusive_fields(self) -> Self:
        if self.email is not None and self.user_id is not None:
            raise ValueError("Give filter[email] or filter[userId], not both.")
        if (self.from_day or self.to_day) and (self.start_before or self.end_after):
            raise ValueError("Give days, or filter[startBefore] and filter[endAfter], not both.")
        if self.from_day and self.to_day and self.to_day < self.from_day:
            raise ValueError("filter[toDay] must not be before filter[fromDay].")
        return self

    def search(self) -> BookingSearch:
        """Return the search for these filters."""
        statuses = ACTIVE_STATUSES if self.status == "active" else (BookingStatus(self.status),) if self.status else ()
        return BookingSearch(
            BookingFilters(**self.filter_values()),
            statuses,
            self.email,
            self.from_day,
            self.to_day,
        )


MAX_LISTED_DAYS = 31
"""Days of a list that is read whole."""


class BookingsQuery(BookingsFilters, Paging):
    """Filters and pagination of the list of bookings. With both days, 31 at most, it has one page, sorted by start."""

    @model_validator(mode="after")
    def _check_number_of_days(self) -> Self:
        if self.from_day and self.to_day and (self.to_day - self.from_day).days >= MAX_LISTED_DAYS:
            raise ValueError(f"Choose at most {MAX_LISTED_DAYS} days.")
        return self


def _day_or_today(value: object) -> date | Literal["today"]:
    if value == "today":
        return "today"
    return check_year(date.fromisoformat(str(plain_day(value))))


DayOrToday = Annotated[
    date | Literal["today"], PlainValidator(_day_or_today, json_schema_input_type=Day | Literal["today"])
]
"""One validator: with a union, an error would name the alternatives along with the field."""


class RequestsQuery(BookingFilterQuery, Paging):
    """Filters and pagination of the list of requests."""

    status: BookingRequestStatus | None = None
    """In this status."""
    created_after: Instant | None = None
    """Created after this time."""
    created_before: Instant | None = None
    """Created before this time."""
    created_day: DayOrToday | None = None
    """Created on this day in the tenant's time zone; not with the two before."""

    @model_validator(mode="after")
    def _check_exclusive_fields(self) -> Self:
        if self.created_day and (self.created_after or self.created_before):
            raise ValueError("Give filter[createdDay], or filter[createdAfter] and filter[createdBefore], not both.")
        return self

    def search(self) -> RequestSearch:
        """Return the search for these filters."""
        return RequestSearch(
            BookingRequestFilters(
                **self.filter_values(),
                status=self.status,
                created_after=self.created_after,
                created_before=self.created_before,
            ),
            created_day=self.created_day if isinstance(self.created_day, date) else None,
            today=self.created_day == "today",
        )
