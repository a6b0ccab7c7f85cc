"""Availability: free windows of the ports of a site."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from shared.ampeco_client import AmpecoClient, EvseAvailability
from shared.ampeco_client import NotFound as AmpecoNotFound
from shared.domain.catalog.catalog import Catalog
from shared.domain.errors import InvalidRequest, SiteNotFound
from shared.domain.policy import MAX_AVAILABILITY_WINDOW, BookingPolicy
from shared.domain.timeutil.intervals import Window, merge_windows
from shared.domain.timeutil.site_time import Clock, site_day, site_days, utc_now
from shared.infra.concurrency import task_group

_SITE_DAY_PADDING = timedelta(hours=26)
"""Covers the adjacent midnights of an instant in every time zone, also on a day of 25 hours."""

FreeWindows = Mapping[int, tuple[Window, ...]]
"""Merged free windows by EVSE id. A port that is absent is not bookable; one without windows is fully booked."""


async def fetch_free_windows(ampeco: AmpecoClient, site_id: int, window: Window) -> FreeWindows:
    """Return the free windows of a site inside `window`. One round of calls; above 7 days two concurrent parts.

    Raises SiteNotFound and AmpecoError.
    """
    parts = [window]
    if window.duration > MAX_AVAILABILITY_WINDOW:
        middle = window.start + MAX_AVAILABILITY_WINDOW
        parts = [Window(window.start, middle), Window(middle, window.end)]
    try:
        async with task_group() as group:
            answers = [
                group.create_task(
                    ampeco.check_booking_availability(site_id, start_after=part.start, end_before=part.end)
                )
                for part in parts
            ]
    except AmpecoNotFound as error:
        raise SiteNotFound from error
    return _by_port([port for answer in answers for port in answer.result()])


def clip_to_bookable(free: FreeWindows, within: Window) -> FreeWindows:
    """Return the part of `free` inside `within`: after the notice, before the horizon."""
    return {
        evse_id: tuple(clipped for window in windows if (clipped := window.clip(within.start, within.end)))
        for evse_id, windows in free.items()
    }


class Availability(NamedTuple):
    """Free windows of a site in the window `window`, clipped to what is `bookable` by the booking policy."""

    site_id: int
    zone: ZoneInfo
    window: Window
    bookable: Window
    free: FreeWindows


class AvailabilityService:
    """Reads the free windows of the ports of a site."""

    def __init__(self, ampeco: AmpecoClient, catalog: Catalog, policy: BookingPolicy, *, now: Clock = utc_now) -> None:
        self._ampeco = ampeco
        self._catalog = catalog
        self._policy = policy
        self._now = now

    async def for_days(self, site_id: int, first: date | None, days: int) -> Availability:
        """Return the availability on `days` whole days of the site from `first` (None: its first bookable day).

        One round of calls; another before it, for the site's time zone, when the function is cold.

        Raises InvalidRequest, SiteNotFound, AmpecoError.
        """
        zone = self._catalog.zone(await self._catalog.offered_location(site_id))
        window = window_for_days(first, days, zone, self._policy, self._now())
        return self._availability(site_id, zone, window, await fetch_free_windows(self._ampeco, site_id, window))

    async def for_window(self, site_id: int, start: datetime, end: datetime) -> Availability:
        """Return the availability between two instants. One round of calls.

        Raises InvalidRequest, SiteNotFound, AmpecoError.
        """
        window = window_between(start, end)
        await self._catalog.check_exists(site_id)
        async with task_group() as group:
            reading = group.create_task(self._catalog.offered_location(site_id))
            fetching = group.create_task(fetch_free_windows(self._ampeco, site_id, window))
        return self._availability(site_id, self._catalog.zone(reading.result()), window, fetching.result())

    def _availability(self, site_id: int, zone: ZoneInfo, window: Window, free: FreeWindows) -> Availability:
        within = self._policy.bookable(self._now())
        return Availability(site_id, zone, window, within, clip_to_bookable(free, within))


def window_for_days(first: date | None, days: int, zone: ZoneInfo, policy: BookingPolicy, now: datetime) -> Window:
    """Return whole site days from `first`. None: from the first bookable day, which depends on the notice.

    Raises InvalidRequest for a day in the past or beyond the horizon.
    """
    within = policy.bookable(now)
    first = first or site_day(min(within.start, within.end), zone)
    if first < site_day(now, zone):
        raise InvalidRequest("date", "This day is already over at the site.")
    if first > site_day(within.end, zone):
        raise InvalidRequest("date", f"Book up to {policy.max_days_ahead} days ahead.")
    return site_days(first, days, zone)


def window_between(start: datetime, end: datetime) -> Window:
    """Return the window between two instants.

    Raises InvalidRequest if it is backwards or longer than 7 days.
    """
    window = Window(start, end)
    if end <= start:
        raise InvalidRequest("endBefore", "The end must be after the start.")
    if window.duration > MAX_AVAILABILITY_WINDOW:
        raise InvalidRequest("endBefore", "The window is longer than 7 days.")
    return window


def pad_to_site_days(wanted: Window) -> Window:
    """Return a window that covers the whole site days of `wanted` in any time zone: the site's is not known yet.

    Never the exact window: Ampeco may split a free window, and only a longer window contains all parts.
    """
    spare = MAX_AVAILABILITY_WINDOW - wanted.duration
    margin = min(_SITE_DAY_PADDING, spare / 2)
    return Window(wanted.start - margin, wanted.end + margin)


def _by_port(answers: list[EvseAvailability]) -> FreeWindows:
    slots: defaultdict[int, list[Window]] = defaultdict(list)
    for port in answers:
        slots[port.evse_id].extend(Window(slot.start_at, slot.end_at) for slot in port.available_slots)
    return {evse_id: merge_windows(windows) for evse_id, windows in slots.items()}
