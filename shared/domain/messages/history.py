"""A booking with the requests that created and changed it, from lists of Ampeco that do not link them. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from shared.ampeco_client import (
    Booking,
    BookingRequest,
    BookingRequestStatus,
    CreateRequest,
    UpdateRequest,
)
from shared.domain.bookings.create_requests import canonical_request
from shared.domain.identifiers import Source, source_of
from shared.domain.messages.facts import Facts
from shared.domain.timeutil.intervals import Window


class History(NamedTuple):
    """A booking with the requests that created it and changed its time, oldest first."""

    booking: Booking
    create: CreateRequest | None
    updates: tuple[UpdateRequest, ...]

    @property
    def window(self) -> Window:
        """The time of the booking."""
        return Window(self.booking.start_at, self.booking.end_at)

    @property
    def external_id(self) -> str | None:
        """Our external id, for the signed link; None for a booking that was made elsewhere."""
        return own_external_id(self.create)

    @property
    def decided_at(self) -> datetime | None:
        """The time of the decision on the current time, if known."""
        latest = self.updates[-1] if self.updates else self.create
        return latest.last_updated_at if latest else self.booking.created_at

    @property
    def evse_id(self) -> int | None:
        """The booked EVSE; the requested one if the booking was read without its EVSEs."""
        booked = self.booking.booked_evse_ids
        return booked[0] if booked else self.create.evse_id if self.create else None


def histories(facts: Facts) -> tuple[History, ...]:
    """Return the bookings with their requests, without those of duplicate requests."""
    updates: defaultdict[int, list[UpdateRequest]] = defaultdict(list)
    creates: dict[int, CreateRequest] = {}
    for request in facts.requests:
        if request.status != BookingRequestStatus.APPROVED or request.booking_id is None:
            continue
        if isinstance(request, CreateRequest):
            creates[request.booking_id] = request
        elif isinstance(request, UpdateRequest):
            updates[request.booking_id].append(request)
    return tuple(
        History(booking, create, tuple(_effective(create, sorted(updates[booking.id], key=_decision_order))))
        for booking in facts.bookings
        for create in (creates.get(booking.id),)
        if create is None or is_canonical(create, facts.requests)
    )


def _effective(create: CreateRequest | None, updates: Iterable[UpdateRequest]) -> Iterator[UpdateRequest]:
    """Yield the updates that changed the time: a duplicate of a change does not."""
    times = (create.start_at, create.end_at) if create else (None, None)
    for update in updates:
        before, times = times, (update.start_at or times[0], update.end_at or times[1])
        if times != before:
            yield update


def _decision_order(request: BookingRequest) -> tuple[float, int]:
    decided = request.last_updated_at
    return (decided.timestamp() if decided else 0.0, request.id)


def is_canonical(create: CreateRequest, requests: Iterable[BookingRequest]) -> bool:
    """Return whether the request counts among those with its idempotency key."""
    if create.external_id is None:
        return True
    attempts = [one for one in requests if isinstance(one, CreateRequest) and one.external_id == create.external_id]
    canonical = canonical_request(attempts)
    return canonical is None or canonical.id == create.id


def own_external_id(create: CreateRequest | None) -> str | None:
    """Return the `externalId` of a request that was made on this site or by staff here, None for any other."""
    external_id = create.external_id if create else None
    return external_id if source_of(external_id) is not Source.OTHER else None
