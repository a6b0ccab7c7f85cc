"""Which booking requests staff ask for."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import PlainValidator, model_validator

from shared.ampeco_client import BookingRequestFilters, BookingRequestStatus
from shared.domain.staff.requests import RequestSearch
from shared.http_api.admin_queries.listings import Paging, WhereWhoWhen
from shared.http_api.parsing import Day, Instant, day_in_this_era, plain_day


def _day_or_today(value: object) -> date | Literal["today"]:
    if value == "today":
        return "today"
    return day_in_this_era(date.fromisoformat(str(plain_day(value))))


DayOrToday = Annotated[
    date | Literal["today"], PlainValidator(_day_or_today, json_schema_input_type=Day | Literal["today"])
]
"""One validator: of a union, a refusal would name the alternatives along with the field."""


class RequestsQuery(WhereWhoWhen, Paging):
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
                **self.narrowing(),
                status=self.status,
                created_after=self.created_after,
                created_before=self.created_before,
            ),
            created_day=self.created_day if isinstance(self.created_day, date) else None,
            today=self.created_day == "today",
        )
