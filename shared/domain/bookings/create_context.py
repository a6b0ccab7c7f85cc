"""Loads what the decision on a create command needs, in as few rounds of calls as possible."""

from collections.abc import Mapping

from cachetools import TTLCache

from shared.domain.availability.availability import fetch_free_windows, pad_to_site_days
from shared.domain.bookings.candidate_ports import port_not_bookable
from shared.domain.bookings.create_requests import find_attempts
from shared.domain.bookings.decision import Context, CreateBookingCommand, NeedAttempts, NeedOwnBookings
from shared.domain.bookings.drivers import find_driver
from shared.domain.bookings.limits import ActiveBookingsLoader
from shared.domain.bookings.submission import reserve_time_to_submit
from shared.domain.catalog.sites import Port
from shared.domain.dependencies import Dependencies
from shared.domain.errors import InvalidRequest, SiteNotFound
from shared.infra.concurrency import task_group

_PORTS_CACHE_SECONDS = 60.0


class ContextLoader:
    """Loads contexts; remembers which ports a site has, and drivers. Every read leaves time to submit the request."""

    def __init__(self, dependencies: Dependencies) -> None:
        self._ampeco = dependencies.ampeco
        self._catalog = dependencies.catalog
        self._policy = dependencies.policy
        self._now = dependencies.now
        self._active_bookings = ActiveBookingsLoader(dependencies)
        self._ports: TTLCache[int, frozenset[int]] = TTLCache(
            maxsize=512, ttl=_PORTS_CACHE_SECONDS, timer=dependencies.clock
        )

    async def load(self, command: CreateBookingCommand) -> Context:
        """Return the first context, in one round of calls: the driver's bookings may be missing.

        A command that can only be refused makes no call, unless it may be a retry of one that was made in time. That
        gets the result of the earlier attempt, however late it is.

        Raises InvalidRequest, SiteNotFound, AmpecoError.
        """
        self._policy.check_length(command.window)
        try:
            await self._check_without_calls(command)
        except (InvalidRequest, SiteNotFound):
            if not command.retry or command.window.end > self._policy.bookable(self._now()).end:
                raise
            earlier = await find_attempts(self._ampeco, command.external_id, (), self._now())
            if not earlier:
                raise
            return Context(await find_driver(self._ampeco, command.driver), {}, earlier, None, {})
        # An attempt under an earlier id conflicts with its own retry and is found then, unless drivers may have
        # overlapping bookings.
        earlier_ids = command.earlier_ids if self._policy.allow_overlapping_bookings else ()
        searched = pad_to_site_days(command.window)
        with reserve_time_to_submit():
            try:
                async with task_group() as group:
                    users = group.create_task(find_driver(self._ampeco, command.driver))
                    free = group.create_task(fetch_free_windows(self._ampeco, command.location_id, searched))
                    attempts = group.create_task(
                        find_attempts(self._ampeco, command.external_id, earlier_ids, self._now())
                    )
                    active = group.create_task(self._active_bookings.load_initial(command.driver, command.window))
            except SiteNotFound:
                await self._catalog.record_missing(command.location_id)
                raise
            self._ports[command.location_id] = frozenset(free.result())
            ports: Mapping[int, Port] = {}
            if command.evse_id is None and command.criteria is not None and not attempts.result():
                # At most one more call, unless the driver's bookings already need one.
                bookings = active.result()
                calls = 0 if bookings and bookings.missing else 1
                ports = await self._catalog.known_ports(command.location_id, calls=calls)
        return Context(users.result(), free.result(), attempts.result(), active.result(), ports)

    async def complete(
        self, command: CreateBookingCommand, context: Context, need: NeedOwnBookings | NeedAttempts
    ) -> Context:
        """Return the context with what the decision still needs.

        One round of calls for the driver's bookings; for attempts one for each id, and at most one for ports.

        Raises AmpecoError.
        """
        with reserve_time_to_submit():
            if isinstance(need, NeedOwnBookings):
                active = await self._active_bookings.load_for_driver(
                    command.driver, need.driver.id, command.window, context.active_bookings
                )
                return context._replace(active_bookings=active)
            earlier = await find_attempts(self._ampeco, command.external_id, command.earlier_ids, self._now())
            ports = context.known_ports
            if need.is_slot_taken and command.evse_id is not None and not earlier:
                # The plugs of the port decide which other ports are offered.
                ports = await self._catalog.known_ports(command.location_id, calls=1)
            return context._replace(earlier=earlier, known_ports=ports, has_all_attempts=True)

    async def _check_without_calls(self, command: CreateBookingCommand) -> None:
        """Check times, and what is known of sites and ports. Raises InvalidRequest, SiteNotFound."""
        self._policy.check(command.window, self._now())
        await self._catalog.check_exists(command.location_id)
        ports = self._ports.get(command.location_id)
        if ports is not None and command.evse_id is not None and command.evse_id not in ports:
            raise port_not_bookable()
