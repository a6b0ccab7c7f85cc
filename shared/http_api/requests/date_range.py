"""Query parameters of a date range: whole site days, or a window between two instants."""

from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from shared.http_api.requests.parsing import Day, Instant, Query, plain_number


class DateRangeQuery(Query):
    """Days of the site, or a window; not both."""

    date: Day | None = None
    """The first day; default: today at the site."""
    days: Annotated[int, Field(ge=1, le=7), BeforeValidator(plain_number)] = 1
    """Number of days."""
    start_after: Instant | None = None
    """Start of a window, instead of whole days."""
    end_before: Instant | None = None
    """End of the window."""

    @model_validator(mode="after")
    def _check_exclusive_fields(self) -> Self:
        if (self.start_after is None) != (self.end_before is None):
            raise ValueError("startAfter and endBefore go together.")
        if self.start_after and self.model_fields_set & {"date", "days"}:
            raise ValueError("Use days or a window, not both.")
        return self
