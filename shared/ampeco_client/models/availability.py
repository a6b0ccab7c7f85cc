"""Free windows. `/actions/locations/v2.0/{location}/check-booking-availability`."""

from pydantic import AwareDatetime

from ._wire import Answer, Listed


class TimeSlot(Answer):
    """A free window: any start and end inside it can be requested."""

    start_at: AwareDatetime
    end_at: AwareDatetime


class EvseAvailability(Answer):
    """When an EVSE is free within the time that was asked for; without a slot it is full."""

    evse_id: int
    available_slots: Listed[TimeSlot]
