"""Free windows. `/actions/locations/v2.0/{location}/check-booking-availability`."""

from ._wire import AllListed, Instant, Key, ResponseModel


class TimeSlot(ResponseModel):
    """A free window: any start and end inside it can be requested."""

    start_at: Instant
    end_at: Instant


class EvseAvailability(ResponseModel):
    """Free windows of an EVSE in the requested window; without a slot it is fully booked."""

    evse_id: Key
    available_slots: AllListed[TimeSlot]
