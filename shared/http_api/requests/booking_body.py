"""Request bodies of bookings, shared by several functions."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from shared.ampeco_client import ConnectorType, CurrentType, EvseCriteria
from shared.domain.timeutil.intervals import Window
from shared.http_api.requests.parsing import Body, Id, MinuteInstant

Kilowatts = Annotated[float, Field(ge=0, le=10_000, allow_inf_nan=False)]


class Criteria(Body):
    """Requirements for the port when Ampeco chooses it."""

    connector_type: Annotated[ConnectorType, Field(strict=False)] | None = None
    current_type: Annotated[CurrentType, Field(strict=False)] | None = None
    min_power: Kilowatts | None = None
    max_power: Kilowatts | None = None

    def to_ampeco(self) -> EvseCriteria | None:
        """Return the criteria for Ampeco, None if any port is acceptable."""
        given = self.model_dump(exclude_none=True)
        return EvseCriteria(**given) if given else None


class BookingTimesBody(Body):
    """Start and end of a booking."""

    start_at: MinuteInstant
    end_at: MinuteInstant

    @property
    def window(self) -> Window:
        """The times as a window; the end may be before the start."""
        return Window(self.start_at, self.end_at)


class BookingRequestBody(BookingTimesBody):
    """A booking to create: site, times, and one port or any that matches the criteria."""

    location_id: Id
    evse_id: Id | None = None
    evse_criteria: Criteria | None = None

    @model_validator(mode="after")
    def _check_exclusive_fields(self) -> Self:
        if self.evse_id is not None and self.evse_criteria is not None:
            raise ValueError("Give evseId or evseCriteria, not both.")
        return self

    @property
    def criteria(self) -> EvseCriteria | None:
        """The criteria for Ampeco, None if any port is acceptable."""
        return self.evse_criteria.to_ampeco() if self.evse_criteria else None
