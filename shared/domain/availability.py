"""When the ports of a site are free."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from shared.ampeco_client import AmpecoClient, EvseAvailability
from shared.ampeco_client import NotFound as AmpecoNotFound
from shared.domain.catalogue import Catalogue
from shared.domain.errors import InvalidRequest, SiteNotFound
from shared.domain.rules import HouseRules
from shared.domain.times import Clock, site_day, site_days, utc_now
from shared.domain.together import side_by_side
from shared.domain.windows import Window, merged

LONGEST_QUESTION = timedelta(days=7)
"""Ampeco answers for 7 days at most (POST …/check-booking-availability, `endBefore`)."""

_A_SITE_DAY_AROUND = timedelta(hours=26)
"""Reaches past the midnights on both sides of an instant in every zone, also on a day of 25 hours."""

FreeWindows = Mapping[int, tuple[Window, ...]]
"""Merged free windows by EVSE id. A port that is absent cannot be booked; one without windows is full."""


async def free_windows(ampeco: AmpecoClient, site_id: int, asked: Window) -> FreeWindows:
    """Ask Ampeco what is free at a site inside `asked`. One round; above 7 days in two parts, side by side.

    Raises SiteNotFound and AmpecoError.
    """
    parts = [asked]
    if asked.duration > LONGEST_QUESTION:
        seam = asked.start + LONGEST_QUESTION
        parts = [Window(asked.start, seam), Window(seam, asked.end)]
    try:
        async with side_by_side() as group:
            answers = [
                group.create_task(
                    ampeco.check_booking_availability(site_id, start_after=part.start, end_before=part.end)
                )
                for part in parts
            ]
    except AmpecoNotFound as error:
        raise SiteNotFound from error
    return _by_port([port for answer in answers for port in answer.result()])


def bookable(free: FreeWindows, within: Window) -> FreeWindows:
    """Return what of `free` lies inside `within`: after the notice, before the horizon."""
    return {
        evse_id: tuple(cut for window in windows if (cut := window.cut(within.start, within.end)))
        for evse_id, windows in free.items()
    }


class Availability(NamedTuple):
    """What was `free` at a site in the window `asked`, cut to what is `bookable` by the house rules."""

    site_id: int
    zone: ZoneInfo
    asked: Window
    bookable: Window
    free: FreeWindows


class Schedule:
    """Answers when the ports of a site are free."""

    def __init__(self, ampeco: AmpecoClient, catalogue: Catalogue, rules: HouseRules, *, now: Clock = utc_now) -> None:
        self._ampeco = ampeco
        self._catalogue = catalogue
        self._rules = rules
        self._now = now

    async def of_days(self, site_id: int, first: date | None, days: int) -> Availability:
        """Return what is free on `days` whole days of the site from `first` (None: its first that can be booked).

        One round of calls; a round before it, for the site's zone, when the function is cold.

        Raises InvalidRequest, SiteNotFound, AmpecoError.
        """
        zone = self._catalogue.zone(await self._catalogue.offered_location(site_id))
        asked = window_of_days(first, days, zone, self._rules, self._now())
        return self._availability(site_id, zone, asked, await free_windows(self._ampeco, site_id, asked))

    async def between(self, site_id: int, start: datetime, end: datetime) -> Availability:
        """Return what is free between two instants. One round of calls.

        Raises InvalidRequest, SiteNotFound, AmpecoError.
        """
        asked = window_between(start, end)
        await self._catalogue.check_exists(site_id)
        async with side_by_side() as group:
            reading = group.create_task(self._catalogue.offered_location(site_id))
            asking = group.create_task(free_windows(self._ampeco, site_id, asked))
        return self._availability(site_id, self._catalogue.zone(reading.result()), asked, asking.result())

    def _availability(self, site_id: int, zone: ZoneInfo, asked: Window, free: FreeWindows) -> Availability:
        within = self._rules.bookable(self._now())
        return Availability(site_id, zone, asked, within, bookable(free, within))


def window_of_days(first: date | None, days: int, zone: ZoneInfo, rules: HouseRules, now: datetime) -> Window:
    """Return the whole site days from `first`. None: from the first that can be booked, by the notice maybe not today.

    Raises InvalidRequest for a day that is over or beyond the horizon.
    """
    within = rules.bookable(now)
    first = first or site_day(min(within.start, within.end), zone)
    if first < site_day(now, zone):
        raise InvalidRequest("date", "This day is over at the site.")
    if first > site_day(within.end, zone):
        raise InvalidRequest("date", f"Bookings are possible up to {rules.max_days_ahead} days ahead.")
    return site_days(first, days, zone)


def window_between(start: datetime, end: datetime) -> Window:
    """Return the window between two instants.

    Raises InvalidRequest when it runs backwards or is longer than 7 days.
    """
    window = Window(start, end)
    if end <= start:
        raise InvalidRequest("endBefore", "The end must be after the start.")
    if window.duration > LONGEST_QUESTION:
        raise InvalidRequest("endBefore", "The window is longer than 7 days.")
    return window


def days_around(wanted: Window) -> Window:
    """Return a window that holds the whole site days of `wanted`, whatever the site's zone: it is not yet known.

    Never the exact window: Ampeco may split a free stretch, and its pieces show only from a longer question.
    """
    spare = LONGEST_QUESTION - wanted.duration
    margin = min(_A_SITE_DAY_AROUND, spare / 2)
    return Window(wanted.start - margin, wanted.end + margin)


def _by_port(answers: list[EvseAvailability]) -> FreeWindows:
    slots: defaultdict[int, list[Window]] = defaultdict(list)
    for port in answers:
        slots[port.evse_id].extend(Window(slot.start_at, slot.end_at) for slot in port.available_slots)
    return {evse_id: merged(windows) for evse_id, windows in slots.items()}
