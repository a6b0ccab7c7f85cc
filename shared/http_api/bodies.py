"""Parts of bodies that several functions read."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from shared.ampeco_client import ConnectorType, CurrentType, EvseCriteria
from shared.domain.windows import Window
from shared.http_api.parsing import Body, Id, MinuteInstant

Kilowatts = Annotated[float, Field(ge=0, le=10_000, allow_inf_nan=False)]


class Criteria(Body):
    """What the port must offer where the choice is left to Ampeco."""

    connector_type: Annotated[ConnectorType, Field(strict=False)] | None = None
    current_type: Annotated[CurrentType, Field(strict=False)] | None = None
    min_power: Kilowatts | None = None
    max_power: Kilowatts | None = None

    def for_ampeco(self) -> EvseCriteria | None:
        """Return the same for Ampeco, None when any port will do."""
        given = self.model_dump(exclude_none=True)
        return EvseCriteria(**given) if given else None


class NewTimes(Body):
    """When a booking shall be."""

    start_at: MinuteInstant
    end_at: MinuteInstant

    @property
    def window(self) -> Window:
        """The same as a window; it may run backwards."""
        return Window(self.start_at, self.end_at)


class Wish(NewTimes):
    """Where and when a booking shall be: on one port, or on any that meets the criteria."""

    location_id: Id
    evse_id: Id | None = None
    evse_criteria: Criteria | None = None

    @model_validator(mode="after")
    def _one_way_of_choosing(self) -> Self:
        if self.evse_id is not None and self.evse_criteria is not None:
            raise ValueError("Give evseId or evseCriteria, not both.")
        return self

    @property
    def criteria(self) -> EvseCriteria | None:
        """The criteria for Ampeco, None when any port will do."""
        return self.evse_criteria.for_ampeco() if self.evse_criteria else None
