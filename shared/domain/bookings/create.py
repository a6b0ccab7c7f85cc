"""Create a booking idempotently: load, decide, submit, resolve. Never report what Ampeco has not confirmed.

Three rounds of calls: everything needed to decide, concurrently; the request; all requests with its key. For a driver
who is new to this process, another round loads their bookings: see `limits.py`. At most nine calls, unless a response
was lost or duplicates must be resolved.
"""

import asyncio
import time
from collections.abc import Callable, Mapping

from cachetools import TTLCache

from shared.ampeco_client import AmpecoClient, CreateBooking, CreateRequest, User
from shared.domain.availability.availability import fetch_free_windows, pad_to_site_days
from shared.domain.bookings.candidate_ports import port_not_bookable
from shared.domain.bookings.decision import (
    Context,
    CreateBookingCommand,
    NeedOwnBookings,
    Proceed,
    Replay,
    SlotTaken,
    decide,
)
from shared.domain.bookings.drivers import find_driver, require_active_driver
from shared.domain.bookings.idempotency import (
    find_create_requests,
    find_recent_requests,
    has_same_payload,
    resolve_create,
    submit_create,
)
from shared.domain.bookings.limits import ActiveBookingsLoader
from shared.domain.bookings.submission import Sleep, reserve_time_to_submit
from shared.domain.catalog.catalog import Catalog
from shared.domain.catalog.sites import Port
from shared.domain.errors import (
    Conflict,
    DriverNotFound,
    InvalidRequest,
    KeyReused,
    SiteNotFound,
    SlotUnavailable,
)
from shared.domain.policy import Policy
from shared.domain.timeutil.site_time import Clock, utc_now
from shared.infra.concurrency import task_group

_PORTS_CACHE_SECONDS = 60.0


class BookingService:
    """Creates bookings. Stateless except for known drivers: Ampeco is the only database."""

    def __init__(  # noqa: PLR0913 — collaborators come in by name, and three have defaults
        self,
        ampeco: AmpecoClient,
        catalog: Catalog,
        policy: Policy,
        *,
        now: Clock = utc_now,
        sleep: Sleep = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ampeco = ampeco
        self._catalog = catalog
        self._policy = policy
        self._now = now
        self._sleep = sleep
        self._active_bookings = ActiveBookingsLoader(ampeco, policy, now=now, clock=clock)
        self._ports: TTLCache[int, frozenset[int]] = TTLCache(maxsize=512, ttl=_PORTS_CACHE_SECONDS, timer=clock)

    async def create(self, command: CreateBookingCommand) -> CreateRequest:
        """Return Ampeco's booking request: a new one, or the existing one with the same idempotency key.

        It may be pending, approved or rejected; Ampeco decides.

        Raises InvalidRequest, SiteNotFound, DriverNotFound, SlotUnavailable, OverlappingBooking, TooManyBookings,
        KeyReused before anything is written; OutcomeUnknown if it may have been; AmpecoError otherwise.
        """
        self._policy.check_length(command.window)
        try:
            await self._check_without_calls(command)
        except (InvalidRequest, SiteNotFound):
            # A retry of a request that was made in time gets its result, however late the retry is.
            if not command.retry or command.window.end > self._policy.bookable(self._now()).end:
                raise
            earlier = await find_create_requests(self._ampeco, command.external_id)
            if not earlier:
                raise
            return await self._replay(command, await find_driver(self._ampeco, command.driver), earlier)
        with reserve_time_to_submit():
            context = await self._load_context(command)
        try:
            with reserve_time_to_submit():
                decision = await self._decide(command, context)
        except Conflict:
            # The slot may be taken by a duplicate of this attempt, or by the attempt under an earlier id.
            earlier = await self._find_requests(command)
            if not earlier:
                raise
            decision = Replay(earlier)
        if isinstance(decision, Replay):
            return await self._replay(command, context.users, decision.earlier)
        return await submit_create(self._ampeco, _to_ampeco(command, decision.driver), sleep=self._sleep)

    async def _decide(self, command: CreateBookingCommand, context: Context) -> Replay | Proceed:
        """Decide from the context; load the driver's own bookings if the decision needs them."""
        decision = decide(command, context, self._policy, self._now())
        if isinstance(decision, SlotTaken) and command.evse_id is not None:
            # The plugs of the port decide which other ports are offered.
            context = context._replace(known_ports=await self._catalog.known_ports(command.location_id, calls=1))
            decision = decide(command, context, self._policy, self._now())
        while isinstance(decision, NeedOwnBookings):
            active = await self._active_bookings.load_for_driver(
                command.driver, decision.driver.id, command.window, context.active_bookings
            )
            decision = decide(command, context._replace(active_bookings=active), self._policy, self._now())
        if isinstance(decision, Proceed):
            self._active_bookings.remember(command.driver, decision.driver.id)
        if isinstance(decision, SlotTaken):
            location = await self._catalog.location(command.location_id)
            raise SlotUnavailable(decision.alternatives, self._catalog.zone(location))
        return decision

    async def _check_without_calls(self, command: CreateBookingCommand) -> None:
        """Validate without calls to Ampeco: times, and cached knowledge of sites and ports."""
        self._policy.check(command.window, self._now())
        await self._catalog.check_exists(command.location_id)
        ports = self._ports.get(command.location_id)
        if ports is not None and command.evse_id is not None and command.evse_id not in ports:
            raise port_not_bookable()

    async def _find_requests(self, command: CreateBookingCommand) -> tuple[CreateRequest, ...]:
        """Return the requests with this idempotency key, under any of its ids."""
        return await find_create_requests(self._ampeco, command.external_id) or await find_recent_requests(
            self._ampeco, command.earlier_ids, self._now()
        )

    async def _load_context(self, command: CreateBookingCommand) -> Context:
        try:
            async with task_group() as group:
                users = group.create_task(find_driver(self._ampeco, command.driver))
                free = group.create_task(
                    fetch_free_windows(self._ampeco, command.location_id, pad_to_site_days(command.window))
                )
                earlier = group.create_task(self._find_requests_at_first(command))
                active = group.create_task(self._active_bookings.load_initial(command.driver, command.window))
        except SiteNotFound:
            await self._catalog.record_missing(command.location_id)
            raise
        self._ports[command.location_id] = frozenset(free.result())
        ports: Mapping[int, Port] = {}
        if command.evse_id is None and command.criteria is not None and not earlier.result():
            # At most one more call, unless the driver's bookings already need one.
            bookings = active.result()
            calls = 0 if bookings and bookings.missing else 1
            ports = await self._catalog.known_ports(command.location_id, calls=calls)
        return Context(users.result(), free.result(), earlier.result(), active.result(), ports)

    async def _find_requests_at_first(self, command: CreateBookingCommand) -> tuple[CreateRequest, ...]:
        """Return the requests under the key's current id; under earlier ids only if nothing else would find them.

        An attempt under an earlier id conflicts with its own retry and is found then, unless drivers may have
        overlapping bookings.
        """
        if self._policy.allow_overlapping_bookings:
            return await self._find_requests(command)
        return await find_create_requests(self._ampeco, command.external_id)

    async def _replay(
        self, command: CreateBookingCommand, users: tuple[User, ...], earlier: tuple[CreateRequest, ...]
    ) -> CreateRequest:
        """Return the result of an idempotency key that was used before, if the payload is the same."""
        try:
            wanted = _to_ampeco(command, require_active_driver(command.driver, users))
        except DriverNotFound as error:
            raise KeyReused from error
        if not all(has_same_payload(request, wanted) for request in earlier):
            raise KeyReused
        external_id = earlier[0].external_id or command.external_id
        return await resolve_create(self._ampeco, external_id, earlier[0], sleep=self._sleep)


def _to_ampeco(command: CreateBookingCommand, driver: User) -> CreateBooking:
    return CreateBooking(
        user_id=driver.id,
        location_id=command.location_id,
        start_at=command.window.start,
        end_at=command.window.end,
        evse_id=command.evse_id,
        evse_criteria=command.criteria,
        external_id=command.external_id,
    )
