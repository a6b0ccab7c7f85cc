"""Request bodies of the control endpoint."""

from typing import TypeVar

from aiohttp import web
from pydantic import AwareDatetime, BaseModel, ConfigDict, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel

from .data.users import BOOKING_USERS
from .error_responses import invalid

__all__ = ["ControlBody", "Decisions", "Slot", "Time", "read_body"]

_T = TypeVar("_T")


class ControlBody(BaseModel):
    """Base class of the control endpoint's bodies."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid")


class Slot(ControlBody):
    """A slot to book for another driver; with `overlapping` also where the EVSE is not free."""

    evse_id: int
    start_at: AwareDatetime
    end_at: AwareDatetime
    user_id: int = BOOKING_USERS[0]
    overlapping: bool = False


class Time(ControlBody):
    """New time of the clock: `now`, an advance by `advanceSeconds`, or both."""

    now: AwareDatetime | None = None
    advance_seconds: float = 0


class Decisions(ControlBody):
    """Pending requests to decide now, in this order; default: all of them, oldest first."""

    request_ids: list[int] | None = None


async def read_body(adapter: TypeAdapter[_T], request: web.Request) -> _T:
    """Return the body of a request. Refusal 422 by field if invalid."""
    try:
        return adapter.validate_json(await request.read())
    except ValidationError as problem:
        fields = {".".join(map(str, error["loc"])) or "body": [error["msg"]] for error in problem.errors()}
        raise invalid(fields) from problem
