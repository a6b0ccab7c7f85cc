"""Filters and pagination of the admin lists. An unknown or repeated filter is an error, by its own name."""

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
    day_in_this_era,
    parse_query,
    plain_day,
    plain_number,
)

_OWN_NAMES = {"per_page": "per_page", "cursor": "cursor"}

Cursor = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_LENGTH),
    # Told, not checked here: the list itself says best what is wrong with one.
    Field(json_schema_extra={"pattern": "^[A-Za-z0-9_-]+$"}),
]


def _query_name(name: str) -> str:
    return _OWN_NAMES.get(name) or f"filter[{to_camel(name)}]"


class Filters(Query):
    """What a list is narrowed down by."""

    model_config = ConfigDict(alias_generator=_query_name)


class BookingFilterQuery(Filters):
    """What both lists are narrowed down by, in Ampeco's own terms."""

    location_id: QueryId | None = None
    """Of this site."""
    user_id: QueryId | None = None
    """Of this driver."""
    start_after: Instant | None = None
    """Starting after this."""
    start_before: Instant | None = None
    """Starting before this."""
    end_after: Instant | None = None
    """Ending after this."""
    end_before: Instant | None = None
    """Ending before this."""

    def filter_values(self) -> dict[str, Any]:
        """Return these filters by the client's names for them."""
        return {name: getattr(self, name) for name in BookingFilterQuery.model_fields}


class Paging(Filters):
    """Which part of a list."""

    per_page: Annotated[int, Field(ge=1, le=100), BeforeValidator(plain_number)] = 25
    """How many on a page."""
    cursor: Cursor | None = None
    """The `nextCursor` of the page before, with the same filters; left out, the first page."""


FiltersT = TypeVar("FiltersT", bound=Filters)


def parse_listing(request: Request, model: type[FiltersT]) -> FiltersT:
    """Return the query parameters as `model`.

    Raises ProblemError (422) for a bad value, and for a filter that is not known: passed over, it would show more than
    was asked for.
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
    """Which bookings."""

    status: Literal["active", "accepted", "reserved", "completed", "cancelled", "no-show", "failed"] | None = None
    """In this status; `active` is both that are alive, the reserved ones first."""
    email: Email | None = None
    """Of the driver under this email; not with `filter[userId]`."""
    from_day: SiteDay | None = None
    """On this day of the site or later, in part at least; not with `filter[startBefore]` or `filter[endAfter]`."""
    to_day: SiteDay | None = None
    """On this day of the site or earlier, in part at least; not with the same."""

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
        """Return what this looks for."""
        statuses = ACTIVE_STATUSES if self.status == "active" else (BookingStatus(self.status),) if self.status else ()
        return BookingSearch(
            BookingFilters(**self.filter_values()),
            statuses,
            self.email,
            self.from_day,
            self.to_day,
        )


class BookingsQuery(BookingsFilters, Paging):
    """Which page of which bookings."""


def _day_or_today(value: object) -> date | Literal["today"]:
    if value == "today":
        return "today"
    return day_in_this_era(date.fromisoformat(str(plain_day(value))))


DayOrToday = Annotated[
    date | Literal["today"], PlainValidator(_day_or_today, json_schema_input_type=Day | Literal["today"])
]
"""One validator: of a union, a refusal would name the alternatives along with the field."""


class RequestsQuery(BookingFilterQuery, Paging):
    """Which page of which requests."""

    status: BookingRequestStatus | None = None
    """In this status."""
    created_after: Instant | None = None
    """Asked for after this."""
    created_before: Instant | None = None
    """Asked for before this."""
    created_day: DayOrToday | None = None
    """Asked for on this day of the tenant's zone; not with the two before."""

    @model_validator(mode="after")
    def _check_exclusive_fields(self) -> Self:
        if self.created_day and (self.created_after or self.created_before):
            raise ValueError("Give filter[createdDay], or filter[createdAfter] and filter[createdBefore], not both.")
        return self

    def search(self) -> RequestSearch:
        """Return what this looks for."""
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
