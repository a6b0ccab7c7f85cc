"""The figures of the pilot: how bookings of some days went, computed from what Ampeco returned. Pure.

Bookings count on the day on which they start, and requests on the day on which they were created, each in the time of
its site. Changes name no site: one of a booking that is not known counts in the tenant's time zone.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from statistics import median
from typing import NamedTuple
from zoneinfo import ZoneInfo

from shared.ampeco_client import (
    Booking,
    BookingRequest,
    BookingRequestStatus,
    BookingStatus,
    CancelRequest,
    CreateRequest,
    HoursInterval,
    Location,
    UpdateRequest,
    WorkingHours,
)
from shared.domain.bookings.conflicts import ACTIVE_STATUSES
from shared.domain.bookings.create_requests import canonical_request
from shared.domain.bookings.idempotency import is_duplicate_cancellation
from shared.domain.bookings.port_resolver import EvseIds
from shared.domain.catalog.labels import Directory, PortLabel, SiteSummary
from shared.domain.identifiers import Source, source_of
from shared.domain.timeutil.intervals import Window, merge_windows
from shared.domain.timeutil.site_time import offset_changes, site_day, site_days

HELD_STATUSES = (*ACTIVE_STATUSES, BookingStatus.COMPLETED, BookingStatus.NO_SHOW)
"""Bookings in these statuses hold or held their port."""

FAST = timedelta(seconds=5)
"""The pilot's goal: a booking is decided in less time."""

_DECIDED = (BookingRequestStatus.APPROVED, BookingRequestStatus.REJECTED)
_FINAL_WITHOUT_SESSION = (BookingStatus.NO_SHOW, BookingStatus.FAILED)
_A_WEEK = 7
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class ReportFacts(NamedTuple):
    """What was read for the report of a site, or of all sites if `site_id` is None.

    bookings  all that overlap the days, and others
    requests  all that were created on the days, and others
    evse_ids  the ports of the bookings, by booking id; None if not all could be read
    ports     the site's ports, booked or not; none for all sites
    names     the names of the sites, and the labels of the booked ports
    locations the sites of all these ports, with their working hours
    """

    first: date
    last: date
    now: datetime
    site_id: int | None
    bookings: Sequence[Booking]
    requests: Sequence[BookingRequest]
    evse_ids: Mapping[int, EvseIds] | None
    ports: Sequence[PortLabel]
    names: Directory
    locations: Mapping[int, Location]


class Declined(NamedTuple):
    """The number of declined booking requests with a reason; None if Ampeco gave none."""

    reason: str | None
    bookings: int


class Changes(NamedTuple):
    """Approved changes and cancellations, by who requested them: `elsewhere` is the driver app or Ampeco itself."""

    by_driver: int
    by_staff: int
    elsewhere: int


class DoubleBooking(NamedTuple):
    """Bookings of one port that overlap, by start."""

    evse_id: int
    label: str
    site: SiteSummary
    booking_ids: tuple[int, ...]


class DecisionTimes(NamedTuple):
    """Times from the creation of a booking request to its decision; None without a decided request."""

    requests: int
    median_seconds: float | None
    p95_seconds: float | None
    share_under_5s: float | None


class StaffTouched(NamedTuple):
    """Bookings that staff created, changed or canceled on the admin page, at the sites with bookings, until now."""

    bookings: int
    sites: int
    weeks: float
    per_site_and_week: float | None


class PortHours(NamedTuple):
    """Hours of a port within the days: booked, and open; None if the opening hours are not known."""

    evse_id: int
    label: str
    site: SiteSummary
    booked_hours: float
    open_hours: float | None


class Report(NamedTuple):
    """The figures. `double_bookings` and `ports` are None if not all ports could be read.

    `due` are the bookings that could have been completed by now, `without_port` those that Ampeco names no port for.
    """

    first: date
    last: date
    now: datetime
    site: SiteSummary | None
    total: int
    by_status: Mapping[str, int]
    due: int
    completed: int
    no_shows: int
    declined: tuple[Declined, ...]
    changes: Changes
    double_bookings: tuple[DoubleBooking, ...] | None
    without_port: int | None
    decision: DecisionTimes
    staff_touched: StaffTouched
    ports: tuple[PortHours, ...] | None


def period_of(first: date, last: date, zone: ZoneInfo) -> Window:
    """Return the days from `first` to `last`, both inclusive, in a time zone."""
    return site_days(first, (last - first).days + 1, zone)


def holds_port(booking: Booking) -> bool:
    """Return whether the booking holds or held its port: not canceled, and not failed."""
    return booking.status in HELD_STATUSES


def build_report(facts: ReportFacts) -> Report:
    """Return the figures for the facts."""
    days = _Days(facts)
    bookings = list({one.id: one for one in facts.bookings}.values())
    counted = [one for one in bookings if days.contain(one.start_at, one.location_id)]
    by_status = Counter(one.status for one in counted)
    requests = _Requests(facts, days, bookings)
    held = [one for one in bookings if holds_port(one)]
    spans = None if facts.evse_ids is None else _spans_by_port(held, facts.evse_ids)
    return Report(
        first=facts.first,
        last=facts.last,
        now=facts.now,
        site=facts.names.site(facts.site_id) if facts.site_id is not None else None,
        total=len(counted),
        by_status=dict.fromkeys(BookingStatus, 0) | by_status,
        due=sum(_is_due(one, facts.now) for one in counted),
        completed=by_status[BookingStatus.COMPLETED],
        no_shows=by_status[BookingStatus.NO_SHOW],
        declined=_declined(requests.creates),
        changes=_changes(requests.changes),
        double_bookings=None if spans is None else tuple(_double_bookings(spans, facts.names, days)),
        without_port=(
            None if facts.evse_ids is None else sum(holds_port(one) and one.id not in facts.evse_ids for one in counted)
        ),
        decision=_decision_times(requests.creates),
        staff_touched=_staff_touched(facts, requests, counted),
        ports=None if spans is None else tuple(_port_hours(spans, facts, days)),
    )


class _Days:
    """The days of the report at each site."""

    def __init__(self, facts: ReportFacts) -> None:
        self._facts = facts
        self._by_site: dict[int | None, Window] = {}

    def at(self, site_id: int | None) -> Window:
        if site_id not in self._by_site:
            self._by_site[site_id] = period_of(self._facts.first, self._facts.last, _zone(self._facts.names, site_id))
        return self._by_site[site_id]

    def contain(self, instant: datetime | None, site_id: int | None) -> bool:
        window = self.at(site_id)
        return instant is not None and window.start <= instant < window.end


class _Requests:
    """The requests that were created on the days for the site, or for all sites."""

    def __init__(self, facts: ReportFacts, days: _Days, bookings: Iterable[Booking]) -> None:
        requests = {one.id: one for one in facts.requests}.values()
        all_creates = [one for one in requests if isinstance(one, CreateRequest)]
        sites: dict[int | None, int | None] = {one.booking_id: one.location_id for one in all_creates}
        sites |= {one.id: one.location_id for one in bookings}
        sites[None] = None
        self.creates = [
            one
            for one in all_creates
            if facts.site_id in {None, one.location_id} and days.contain(one.created_at, one.location_id)
        ]
        self.changes = [
            one
            for one in requests
            if isinstance(one, UpdateRequest | CancelRequest)
            and one.status == BookingRequestStatus.APPROVED
            and facts.site_id in {None, sites.get(one.booking_id)}
            and days.contain(one.created_at, sites.get(one.booking_id))
            and not (one.external_id and is_duplicate_cancellation(one.external_id))
        ]


def _zone(names: Directory, site_id: int | None) -> ZoneInfo:
    return names.site(site_id).zone if site_id is not None else names.default_zone


def _is_due(booking: Booking, now: datetime) -> bool:
    if booking.status in ACTIVE_STATUSES:
        return booking.end_at <= now
    return booking.status == BookingStatus.COMPLETED or booking.status in _FINAL_WITHOUT_SESSION


def _declined(creates: Iterable[CreateRequest]) -> tuple[Declined, ...]:
    """Return the reasons of declined bookings; attempts with the same `externalId` are one booking."""
    attempts: defaultdict[object, list[CreateRequest]] = defaultdict(list)
    for create in creates:
        attempts[create.external_id or create.id].append(create)
    counts = Counter(
        canonical.rejection_reason
        for group in attempts.values()
        if (canonical := canonical_request(group)) and canonical.status == BookingRequestStatus.REJECTED
    )
    return tuple(
        Declined(reason, count) for reason, count in sorted(counts.items(), key=lambda one: (-one[1], one[0] or ""))
    )


def _changes(changes: Iterable[UpdateRequest | CancelRequest]) -> Changes:
    """Return the number of changes by origin; a repeated one, with the same `externalId`, counts once."""
    distinct = {(one.booking_id, one.external_id or one.id): source_of(one.external_id) for one in changes}
    counts = Counter(distinct.values())
    return Changes(counts[Source.SITE], counts[Source.ADMIN], counts[Source.OTHER])


def _staff_touched(facts: ReportFacts, requests: _Requests, counted: Iterable[Booking]) -> StaffTouched:
    touched = {
        one.booking_id
        for one in (*requests.creates, *requests.changes)
        if one.status == BookingRequestStatus.APPROVED and source_of(one.external_id) is Source.ADMIN
    }
    sites = 1 if facts.site_id is not None else len({one.location_id for one in counted})
    today = site_day(facts.now, _zone(facts.names, facts.site_id))
    days = (min(facts.last, today) - facts.first).days + 1
    weeks = max(days, 0) / _A_WEEK
    return StaffTouched(len(touched), sites, weeks, len(touched) / (sites * weeks) if sites and weeks else None)


def _decision_times(creates: Iterable[CreateRequest]) -> DecisionTimes:
    times = sorted(
        (one.last_updated_at - one.created_at).total_seconds()
        for one in creates
        if one.status in _DECIDED and one.created_at and one.last_updated_at
    )
    if not times:
        return DecisionTimes(0, None, None, None)
    nearest_rank = times[math.ceil(0.95 * len(times)) - 1]
    fast = sum(seconds < FAST.total_seconds() for seconds in times)
    return DecisionTimes(len(times), median(times), nearest_rank, fast / len(times))


class _Span(NamedTuple):
    window: Window
    booking: Booking


def _spans_by_port(held: Iterable[Booking], evse_ids: Mapping[int, EvseIds]) -> Mapping[int, Sequence[_Span]]:
    """Return the bookings of each port, by start."""
    spans: defaultdict[int, list[_Span]] = defaultdict(list)
    for booking in held:
        window = Window(booking.start_at, booking.end_at)
        if window.start < window.end:
            for evse_id in evse_ids.get(booking.id, ()):
                spans[evse_id].append(_Span(window, booking))
    return {
        evse_id: sorted(of_port, key=lambda one: (one.window, one.booking.id)) for evse_id, of_port in spans.items()
    }


def _double_bookings(spans: Mapping[int, Sequence[_Span]], names: Directory, days: _Days) -> Iterator[DoubleBooking]:
    """Yield each group of bookings that are linked by overlaps, if one of these overlaps begins on the days."""
    for evse_id, of_port in sorted(spans.items()):
        for group in _overlapping([span._replace(window=_held_window(span)) for span in of_port]):
            site_id = group[0].booking.location_id
            if site_id is not None and any(days.contain(span.window.start, site_id) for span in group[1:]):
                booking_ids = tuple(span.booking.id for span in group)
                yield DoubleBooking(evse_id, names.port(evse_id).label, names.site(site_id), booking_ids)


def _held_window(span: _Span) -> Window:
    """Return the time for which the port was held: for a no-show, until Ampeco gave up waiting."""
    window, booking = span
    given_up_at = booking.last_updated_at
    if booking.status != BookingStatus.NO_SHOW or given_up_at is None:
        return window
    return window.clip(window.start, given_up_at) or window


def _overlapping(spans: Iterable[_Span]) -> Iterator[Sequence[_Span]]:
    """Yield the groups of at least two; `spans` are sorted by start."""
    group: list[_Span] = []
    end = datetime.min.replace(tzinfo=UTC)
    for span in spans:
        if span.window.start >= end:
            if len(group) > 1:
                yield group
            group = []
        group.append(span)
        end = max(end, span.window.end)
    if len(group) > 1:
        yield group


def _port_hours(spans: Mapping[int, Sequence[_Span]], facts: ReportFacts, days: _Days) -> Iterator[PortHours]:
    """Yield the ports that were booked on the days, and those of the site, by site and label."""
    booked: dict[tuple[int, int], float] = {}
    for evse_id, of_port in spans.items():
        site_id = of_port[0].booking.location_id
        period = days.at(site_id)
        inside = [part for span in of_port if (part := span.window.clip(period.start, period.end))]
        if site_id is not None and inside:
            booked[site_id, evse_id] = _hours(inside)
    labels = {port.evse_id: port.label for port in facts.ports}
    if facts.site_id is not None:
        booked = {(facts.site_id, evse_id): 0.0 for evse_id in labels} | booked
    open_hours = {site_id: _open_hours(facts, days, site_id) for site_id, _ in booked}
    rows = (
        PortHours(
            evse_id,
            labels.get(evse_id) or facts.names.port(evse_id).label,
            facts.names.site(site_id),
            hours,
            open_hours[site_id],
        )
        for (site_id, evse_id), hours in booked.items()
    )
    yield from sorted(rows, key=lambda row: (row.site.name, row.site.site_id, row.label, row.evse_id))


def _open_hours(facts: ReportFacts, days: _Days, site_id: int) -> float | None:
    location = facts.locations.get(site_id)
    working_hours = location.working_hours if location else None
    if working_hours is None:
        return None
    period = days.at(site_id)
    if working_hours.is_always_open:
        return _hours([period])
    if working_hours.hours is None:
        return None
    opened = (
        window.clip(period.start, period.end)
        # From the day before: its hours may end after midnight.
        for number in range(-1, (facts.last - facts.first).days + 1)
        for window in _open_windows(working_hours, facts.first + timedelta(days=number), facts.names.site(site_id).zone)
    )
    return _hours([window for window in opened if window])


def _open_windows(working_hours: WorkingHours, day: date, zone: ZoneInfo) -> Iterator[Window]:
    intervals: Iterable[HoursInterval] = getattr(working_hours.hours, _DAYS[day.weekday()])
    for interval in intervals:
        closes_on = day if interval.end > interval.start else day + timedelta(days=1)
        yield Window(_wall_time(day, interval.start, zone), _wall_time(closes_on, interval.end, zone))


def _wall_time(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """Return the instant at which the clocks of the zone reach this time; where they skip it, that of the change."""
    later = datetime.combine(day, clock, zone)
    skipped = Window(later.replace(fold=1), later)
    return offset_changes(skipped, zone)[0] if skipped.start < skipped.end else later


def _hours(windows: Iterable[Window]) -> float:
    """Return the hours in real time that the windows cover; what overlaps counts once."""
    covered = sum((window.duration for window in merge_windows(windows)), timedelta())
    return covered / timedelta(hours=1)
