"""Create a booking idempotently: load, decide, submit, resolve. Never report what Ampeco has not confirmed.

Three rounds of calls: everything needed to decide, concurrently; the request; all requests with its key. For a driver
who is new to this process, another round loads their bookings: see `limits.py`. At most nine calls, unless a response
was lost or duplicates must be resolved.
"""

from shared.ampeco_client import CreateRequest
from shared.domain.bookings.create_context import ContextLoader
from shared.domain.bookings.decision import (
    CreateBookingCommand,
    NeedAttempts,
    NeedOwnBookings,
    Replay,
    SlotTaken,
    decide,
)
from shared.domain.bookings.idempotency import resolve_create, submit_create
from shared.domain.dependencies import Dependencies
from shared.domain.errors import SlotUnavailable


class BookingService:
    """Creates bookings. Stateless except for known drivers: Ampeco is the only database."""

    def __init__(self, dependencies: Dependencies) -> None:
        self._ampeco = dependencies.ampeco
        self._catalog = dependencies.catalog
        self._policy = dependencies.policy
        self._now = dependencies.now
        self._sleep = dependencies.sleep
        self._contexts = ContextLoader(dependencies)

    async def create(self, command: CreateBookingCommand) -> CreateRequest:
        """Return Ampeco's booking request: a new one, or the existing one with the same idempotency key.

        It may be pending, approved or rejected; Ampeco decides.

        Raises InvalidRequest, SiteNotFound, DriverNotFound, SlotUnavailable, OverlappingBooking, TooManyBookings,
        KeyReused before anything is written; OutcomeUnknown if it may have been; AmpecoError otherwise.
        """
        context = await self._contexts.load(command)
        while True:
            decision = decide(command, context, self._policy, self._now())
            match decision:
                case NeedOwnBookings() | NeedAttempts():
                    context = await self._contexts.complete(command, context, decision)
                case SlotTaken():
                    location = await self._catalog.location(command.location_id)
                    raise SlotUnavailable(decision.alternatives, self._catalog.zone(location))
                case Replay():
                    first = decision.earlier[0]
                    external_id = first.external_id or command.external_id
                    return await resolve_create(self._ampeco, external_id, first, sleep=self._sleep)
                case _:  # Submit
                    return await submit_create(self._ampeco, decision.request, sleep=self._sleep)
