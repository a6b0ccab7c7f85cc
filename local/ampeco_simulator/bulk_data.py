"""Bulk data for tests: a site with many ports, and bookings over many pages."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import cycle, islice
from operator import attrgetter
from random import Random
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, Field

from .bookings import Booking
from .control_bodies import ControlBody
from .data.bookings import DURATIONS, Plan, approve, hold, open_hours, zone_of
from .data.sites import ConnectorType, Port, Post, Site
from .data.users import BOOKING_USERS
from .error_responses import invalid
from .tenant import TenantState

__all__ = ["BulkBookings", "NewSite", "add_site", "fill"]

_QUARTER = timedelta(minutes=15)
_LENGTHS = tuple(timedelta(minutes=minutes) for minutes in DURATIONS)
_HARDWARE: tuple[tuple[ConnectorType, int], ...] = (("ccs1", 350), ("nacs", 250), ("ccs1", 150), ("j1772", 11))

_Span = tuple[datetime, datetime]


class NewSite(ControlBody):
    """A site with this number of bookable ports, two per charge point, without bookings."""

    ports: int = Field(default=20, ge=1, le=4000)
    timezone: str | None = "America/Detroit"


class BulkBookings(ControlBody):
    """This number of bookings on each port of a location, from 6:00 to 22:00 of its days between two instants.

    `ports` limits it to the first bookable ones, default all. Of the bookings, `unrequestedShare` have no create
    request, `criteriaShare` one without an EVSE, the others one with it. None is canceled.
    """

    location_id: int
    per_port: int = Field(ge=1)
    since: AwareDatetime = Field(alias="from")
    until: AwareDatetime = Field(alias="to")
    ports: int | None = Field(default=None, ge=1)
    user_ids: tuple[int, ...] = Field(default=BOOKING_USERS, min_length=1)
    criteria_share: float = Field(default=0.25, ge=0, le=1)
    unrequested_share: float = Field(default=0.1, ge=0, le=1)
    seed: int = 1


def add_site(tenant: TenantState, wanted: NewSite, now: datetime) -> tuple[int, list[int]]:
    """Add a site; return its id and those of its EVSEs, which have the labels P01, P02 and so on."""
    site_id = max(tenant.catalog.locations) + 1
    labels = [f"P{number:02}" for number in range(1, wanted.ports + 1)]
    ports = [
        Port(label=label, connectors=(connector,), kw=kw)
        for label, (connector, kw) in zip(labels, islice(cycle(_HARDWARE), len(labels)), strict=True)
    ]
    site = Site(
        id=site_id,
        code=f"D{site_id}",
        name={"en": f"Depot {site_id}"},
        street="1 Depot Rd",
        city="Grand Rapids",
        state="MI",
        post_code="49503",
        timezone=wanted.timezone,
        position=(42.95, -85.66),
        parking="PARKING_LOT",
        access=("OPEN",),
        facilities=(),
        busyness=0,
        charge_points=tuple(
            Post(name=f"Row {first // 2 + 1}", ports=tuple(ports[first : first + 2]))
            for first in range(0, len(ports), 2)
        ),
    )
    return site_id, tenant.catalog.add(site, now)


def fill(tenant: TenantState, bulk: BulkBookings, now: datetime) -> list[Booking]:
    """Create the bookings, in a plausible order of creation; return them.

    Each gets its own slot on its port; where other bookings overlap the slot, it is skipped. Refusal 422 if so many do
    not fit.
    """
    rng = Random(bulk.seed)
    bookings = []
    for plan in sorted(_plans(tenant, bulk, rng, now), key=attrgetter("made_at")):
        if not tenant.is_free(plan.evse_id, plan.start, plan.end, at=now):
            continue
        booking = hold(tenant, plan, user_id=rng.choice(bulk.user_ids))
        if rng.random() >= bulk.unrequested_share:
            approve(tenant, plan, booking, by_criteria=rng.random() < bulk.criteria_share)
        bookings.append(booking)
    return bookings


def _plans(tenant: TenantState, bulk: BulkBookings, rng: Random, now: datetime) -> Iterator[Plan]:
    zone = zone_of(tenant.catalog.locations[bulk.location_id]["timezone"])
    stretches = list(_stretches(_spans(bulk, zone), bulk.per_port))
    for evse_id in tenant.catalog.bookable_evses(bulk.location_id)[: bulk.ports]:
        for opens, closes in stretches:
            length = rng.choice([length for length in _LENGTHS if length <= closes - opens])
            start = opens + rng.randint(0, (closes - opens - length) // _QUARTER) * _QUARTER
            made_at = min(start, now) - timedelta(minutes=rng.randint(60, 4000))
            yield Plan(made_at, evse_id, start, start + length)


def _spans(bulk: BulkBookings, zone: ZoneInfo) -> list[_Span]:
    """Return the opening hours of the days, within the limits."""
    first, last = (moment.astimezone(zone).date() for moment in (bulk.since, bulk.until))
    days = [open_hours(first + timedelta(days=number), zone) for number in range((last - first).days + 1)]
    spans = [(max(opens, bulk.since), min(closes, bulk.until)) for opens, closes in days]
    return [(opens, closes) for opens, closes in spans if closes - opens >= min(_LENGTHS)]


def _stretches(spans: list[_Span], count: int) -> Iterator[_Span]:
    """Yield this number of slots in the windows, not overlapping, evenly distributed."""
    shares = Counter(number * len(spans) // count for number in range(count)) if spans else Counter[int]()
    widths = {number: (spans[number][1] - spans[number][0]) // share for number, share in shares.items()}
    if not widths or min(widths.values()) < min(_LENGTHS):
        raise invalid({"perPort": ["So many bookings do not lie concurrently in this time."]})
    for number, share in shares.items():
        width = widths[number] // _QUARTER * _QUARTER
        opens = spans[number][0]
        yield from ((opens + each * width, opens + (each + 1) * width) for each in range(share))
