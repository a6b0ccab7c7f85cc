"""When and how pending requests are decided; configurable by tests."""

from datetime import datetime, timedelta
from random import Random
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

__all__ = ["Approval"]

_RequestType: TypeAlias = Literal["create", "update", "cancel"]


class Approval(BaseModel):
    """The current approval settings.

    `instant` decides within the POST, `delayed` about `seconds` later (`secondsByType` for the types named there),
    `held` only on request (`POST /control/decisions`). With `random` order a later request may be decided before an
    earlier one. With a `rejectReason` the next `rejectCount` decisions (all, if unset) about requests of `rejectTypes`
    are rejections, whatever the availability.
    """

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")

    mode: Literal["instant", "delayed", "held"] = "delayed"
    seconds: float = Field(default=0.8, ge=0)
    seconds_by_type: dict[_RequestType, Annotated[float, Field(ge=0)]] = Field(default_factory=dict)
    order: Literal["arrival", "random"] = "random"
    reject_reason: str | None = None
    reject_count: int | None = Field(default=None, ge=0)
    reject_types: frozenset[_RequestType] = frozenset({"create", "update", "cancel"})

    def due(self, request_type: _RequestType, now: datetime, rng: Random) -> datetime | None:
        """Return when a request of this type created now is decided; None for only on request."""
        if self.mode == "held":
            return None
        if self.mode == "instant":
            return now
        share = rng.uniform(0.5, 1.5) if self.order == "random" else 1.0
        return now + timedelta(seconds=self.seconds_by_type.get(request_type, self.seconds) * share)

    def take_rejection(self, request_type: str) -> str | None:
        """Return the reason if the next decision must be a rejection, counting it; None to decide by availability."""
        if self.reject_reason is None or request_type not in self.reject_types or self.reject_count == 0:
            return None
        if self.reject_count is not None:
            self.reject_count -= 1
        return self.reject_reason
