"""What the admin functions are asked: Ampeco's filters and ours, each read strictly and refused by its own name."""

from datetime import date
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    StringConstraints,
    model_validator,
)
from pydantic.alias_generators import to_camel
from starlette.requests import Request

from shared.ampeco_client import BookingFilters, BookingRequestFilters, BookingRequestStatus, BookingStatus
from shared.domain.staff.cursors import LONGEST
from shared.domain.staff.requests import RequestSearch
from shared.domain.staff.searches import ACTIVE, BookingSearch
from shared.http_api.parsing import Day, Email, Id, Instant, Query, parse_query, plain_day, plain_number
from shared.http_api.problems import FieldError, ProblemError, invalid_request

_OWN_NAMES = {"per_page": "per_page", "cursor": "cursor"}


def _in_this_era(day: date) -> date:
    # Far from either end of the calendar, where the day after would not exist.
    if not 2000 <= day.year < 2200:  # noqa: PLR2004 — the bound is its own explanation
        raise ValueError("The year is out of range.")
    return day


def _day_or_today(value: object) -> date | Literal["today"]:
    if value == "today":
        return "today"
    return _in_this_era(date.fromisoformat(str(plain_day(value))))


QueryId = Annotated[Id, BeforeValidator(plain_number)]
"""An Ampeco id, in digits."""

SiteDay = Annotated[Day, AfterValidator(_in_this_era)]


DayOrToday = Annotated[
    date | Literal["today"], PlainValidator(_day_or_today, json_schema_input_type=Day | Literal["today"])
]
"""One validator: of a union, a refusal would name the alternatives along with the field."""


Cursor = Annotated[
    str,
    StringConstraints(min_length=1, max_length=LONGEST),
    # Told, not checked here: the list itself says best what is wrong with one.
    Field(json_schema_extra={"pattern": "^[A-Za-z0-9_-]+$"}),
]


def _query_name(name: str) -> str:
    return _OWN_NAMES.get(name) or f"filter[{to_camel(name)}]"


class _Filters(Query):
    """What a list is narrowed down by."""

    model_config = ConfigDict(alias_generator=_query_name)


class _WhereWhoWhen(_Filters):
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

    def _narrowing(self) -> dict[str, Any]:
        """Return these filters by the client's names for them."""
        return {name: getattr(self, name) for name in _WhereWhoWhen.model_fields}


class _Paging(_Filters):
    """Which part of a list."""

    per_page: Annotated[int, Field(ge=1, le=100), BeforeValidator(plain_number)] = 25
    """How many on a page."""
    cursor: Cursor | None = None
    """The `nextCursor` of the page before; left out, the first page."""


class BookingsFilters(_WhereWhoWhen):
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
    def _one_way_of_asking(self) -> Self:
        if self.email is not None and self.user_id is not None:
            raise ValueError("Give filter[email] or filter[userId], not both.")
        if (self.from_day or self.to_day) and (self.start_before or self.end_after):
            raise ValueError("Give days, or filter[startBefore] and filter[endAfter], not both.")
        if self.from_day and self.to_day and self.to_day < self.from_day:
            raise ValueError("filter[toDay] must not lie before filter[fromDay].")
        return self

    def search(self) -> BookingSearch:
        """Return what this looks for."""
        statuses = ACTIVE if self.status == "active" else (BookingStatus(self.status),) if self.status else ()
        return BookingSearch(
            BookingFilters(**self._narrowing()),
            statuses,
            self.email,
            self.from_day,
            self.to_day,
        )


class BookingsQuery(BookingsFilters, _Paging):
    """Which page of which bookings."""


class RequestsQuery(_WhereWhoWhen, _Paging):
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
    def _one_way_of_asking(self) -> Self:
        if self.created_day and (self.created_after or self.created_before):
            raise ValueError("Give filter[createdDay], or filter[createdAfter] and filter[createdBefore], not both.")
        return self

    def search(self) -> RequestSearch:
        """Return what this looks for."""
        return RequestSearch(
            BookingRequestFilters(
                **self._narrowing(),
                status=self.status,
                created_after=self.created_after,
                created_before=self.created_before,
            ),
            created_day=self.created_day if isinstance(self.created_day, date) else None,
            today=self.created_day == "today",
        )


FiltersT = TypeVar("FiltersT", bound=_Filters)


def parse_listing(request: Request, model: type[FiltersT]) -> FiltersT:
    """Return the query parameters as `model`.

    Raises ProblemError (422) for a bad value, for a filter that is not known, and for one that is given twice: passed
    over, either would show more than was asked for.
    """
    known = {field.alias for field in model.model_fields.values()}
    names = [name for name, _ in request.query_params.multi_items()]
    errors = [
        FieldError(name, "This filter is not known here.")
        for name in dict.fromkeys(names)
        if name.startswith("filter") and name not in known
    ]
    errors += [
        FieldError(name, "Give this once.") for name in dict.fromkeys(names) if name in known and names.count(name) > 1
    ]
    if errors:
        raise ProblemError(invalid_request(errors))
    return parse_query(request, model)
