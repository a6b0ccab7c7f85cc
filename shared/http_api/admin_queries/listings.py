"""What every list of staff is asked: its filters and its pages."""

from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel
from starlette.requests import Request

from shared.domain.staff.cursors import LONGEST
from shared.http_api.parsing import Instant, Query, QueryId, parse_query, plain_number
from shared.http_api.problems import FieldError, ProblemError, invalid_request

_OWN_NAMES = {"per_page": "per_page", "cursor": "cursor"}

Cursor = Annotated[
    str,
    StringConstraints(min_length=1, max_length=LONGEST),
    # Told, not checked here: the list itself says best what is wrong with one.
    Field(json_schema_extra={"pattern": "^[A-Za-z0-9_-]+$"}),
]


def _query_name(name: str) -> str:
    return _OWN_NAMES.get(name) or f"filter[{to_camel(name)}]"


class Filters(Query):
    """What a list is narrowed down by."""

    model_config = ConfigDict(alias_generator=_query_name)


class WhereWhoWhen(Filters):
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

    def narrowing(self) -> dict[str, Any]:
        """Return these filters by the client's names for them."""
        return {name: getattr(self, name) for name in WhereWhoWhen.model_fields}


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
