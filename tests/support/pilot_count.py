"""A second count of the report's figures, over the simulator's own state and without any code of the product.

Everything is done the slow way: all pairs for overlaps, minute by minute for hours.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

__all__ = ["count_pilot"]

Record = dict[str, Any]
_STATUSES = ("accepted", "reserved", "completed", "cancelled", "no-show", "failed")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MINUTE = timedelta(minutes=1)
_QUARTER = timedelta(minutes=15)


def count_pilot(
    state: dict[str, list[Record]], first: date, last: date, *, now: datetime, site_id: int | None, default_zone: str
) -> Record:
    """Return the figures of the report in its shape, without labels and names, which are no figures."""
    return _Count(state, first, last, now, site_id, default_zone).figures()


class _Count:
    def __init__(
        self,
        state: dict[str, list[Record]],
        first: date,
        last: date,
        now: datetime,
        site_id: int | None,
        default_zone: str,
    ) -> None:
        self.first, self.last, self.now, self.site_id = first, last, now, site_id
        self.default_zone = ZoneInfo(default_zone)
        self.locations = {one["id"]: one for one in state["locations"]}
        self.all_bookings = {one["id"]: one for one in state["bookings"]}
        self.bookings = [one for one in state["bookings"] if site_id in (None, one["locationId"])]
        self.requests = [one for one in state["requests"] if self.on_days(one["createdAt"], self.site_of(one))]
        self.requests = [one for one in self.requests if site_id in (None, self.site_of(one))]
        self.sites = {one["locationId"] for one in self.counted()}

    def figures(self) -> Record:
        counted = self.counted()
        statuses = Counter(one["status"] for one in counted)
        weeks = self.weeks()
        touched = {
            one.get("bookingId")
            for one in self.requests
            if one["status"] == "approved"
            and one.get("externalId", "").startswith("admin-")
            and "~twin-" not in one["externalId"]
        }
        sites = 1 if self.site_id is not None else len(self.sites)
        return {
            "bookings": {"total": len(counted), "byStatus": {name: statuses[name] for name in _STATUSES}},
            "completion": {"due": sum(self.is_due(one) for one in counted), "completed": statuses["completed"]},
            "noShows": statuses["no-show"],
            "declined": dict(self.declined()),
            "changes": self.changes(),
            "doubleBookings": sorted(self.double_bookings()),
            "withoutPort": sum(not one.get("bookedEvses") and self.is_held(one) for one in counted),
            "decision": self.decision(),
            "staffTouched": {
                "bookings": len(touched),
                "sites": sites,
                "weeks": round(weeks, 2),
                "perSiteAndWeek": round(len(touched) / sites / weeks, 2),
            },
            "bookedHours": self.booked_hours(),
        }

    def zone(self, location_id: int | None) -> ZoneInfo:
        location = self.locations.get(location_id) if location_id is not None else None
        name = location["timezone"] if location else None
        return ZoneInfo(name) if name else self.default_zone

    def on_days(self, stamp: str, location_id: int | None) -> bool:
        return self.first <= datetime.fromisoformat(stamp).astimezone(self.zone(location_id)).date() <= self.last

    def minutes(self, booking: Record) -> Iterator[datetime]:
        """Yield the minutes of a booking that are on the days, in UTC."""
        zone = self.zone(booking["locationId"])
        start, end = datetime.fromisoformat(booking["startAt"]), datetime.fromisoformat(booking["endAt"])
        for minute in _steps(start.astimezone(UTC), end.astimezone(UTC), _MINUTE):
            if self.first <= minute.astimezone(zone).date() <= self.last:
                yield minute

    def site_of(self, request: Record) -> int | None:
        if request["type"] == "create":
            location_id: int = request["locationId"]
        else:
            location_id = self.all_bookings[request["bookingId"]]["locationId"]
        return location_id

    def counted(self) -> list[Record]:
        return [one for one in self.bookings if self.on_days(one["startAt"], one["locationId"])]

    def weeks(self) -> float:
        today = self.now.astimezone(self.zone(self.site_id)).date()
        return len([day for day in _days(self.first, self.last) if day <= today]) / 7

    def is_due(self, booking: Record) -> bool:
        if booking["status"] in ("completed", "no-show", "failed"):
            return True
        return booking["status"] != "cancelled" and datetime.fromisoformat(booking["endAt"]) <= self.now

    @staticmethod
    def is_held(booking: Record) -> bool:
        return booking["status"] not in ("cancelled", "failed")

    def declined(self) -> Counter[str]:
        creates = [one for one in self.requests if one["type"] == "create"]
        lucky = {one.get("externalId") for one in creates if one["status"] != "rejected"} - {None}
        reasons: dict[object, str] = {}
        for one in sorted(creates, key=lambda one: -one["id"]):
            if one["status"] == "rejected" and one.get("externalId") not in lucky:
                reasons[one.get("externalId") or one["id"]] = one["rejectionReason"]
        return Counter(reasons.values())

    def changes(self) -> Record:
        seen: set[tuple[int, object]] = set()
        counts = {"byDriver": 0, "byStaff": 0, "elsewhere": 0}
        for one in self.requests:
            key = (one.get("bookingId", 0), one.get("externalId") or one["id"])
            if one["type"] == "create" or one["status"] != "approved" or "~twin-" in str(key[1]) or key in seen:
                continue
            seen.add(key)
            prefix = str(one.get("externalId") or "").partition("-")[0]
            counts[{"web": "byDriver", "admin": "byStaff"}.get(prefix, "elsewhere")] += 1
        return counts

    def decision(self) -> Record:
        seconds = sorted(
            (datetime.fromisoformat(one["lastUpdatedAt"]) - datetime.fromisoformat(one["createdAt"])).total_seconds()
            for one in self.requests
            if one["type"] == "create" and one["status"] != "pending"
        )
        share = 0.95 * len(seconds)
        enough = next(limit for limit in sorted(set(seconds)) if sum(one <= limit for one in seconds) >= share)
        return {
            "count": len(seconds),
            "medianSeconds": median(seconds),
            "p95Seconds": enough,
            "shareUnder5s": round(sum(one < 5 for one in seconds) / len(seconds), 4),
        }

    def by_port(self) -> Iterator[tuple[int, list[Record]]]:
        held = [one for one in self.bookings if self.is_held(one) and one.get("bookedEvses")]
        for evse_id in {evse["id"] for one in held for evse in one["bookedEvses"]}:
            yield evse_id, [one for one in held if evse_id in {evse["id"] for evse in one["bookedEvses"]}]

    def double_bookings(self) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Yield the ports with the sets of bookings that overlaps link; all pairs are looked at."""
        for evse_id, of_port in self.by_port():
            groups = [{one["id"]} for one in of_port]
            on_days: set[int] = set()
            for one in of_port:
                for other in of_port:
                    (a, b), (c, d) = _kept(one), _kept(other)
                    if one["id"] == other["id"] or not (a < d and c < b):
                        continue
                    joined = {number for group in groups if group & {one["id"], other["id"]} for number in group}
                    groups = [group for group in groups if not group & joined] + [joined]
                    if self.on_days(max(a, c).isoformat(), one["locationId"]):
                        on_days |= {one["id"], other["id"]}
            yield from ((evse_id, tuple(sorted(group))) for group in groups if len(group) > 1 and group & on_days)

    def booked_hours(self) -> dict[int, tuple[float, float | None]]:
        """Return booked and open hours of each port that was booked, minute by minute."""
        hours: dict[int, tuple[float, float | None]] = {}
        open_hours: dict[int, float | None] = {}
        for evse_id, of_port in self.by_port():
            location_id = of_port[0]["locationId"]
            minutes = {minute for one in of_port for minute in self.minutes(one)}
            if minutes:
                if location_id not in open_hours:
                    open_hours[location_id] = self.open_hours(location_id)
                hours[evse_id] = (round(len(minutes) / 60, 2), open_hours[location_id])
        return hours

    def open_hours(self, location_id: int) -> float | None:
        """Return the open hours of the days: of each quarter of an hour, whether its local time is within the hours."""
        hours = (self.locations.get(location_id) or {}).get("workingHours")
        if not hours or not (hours["isAlwaysOpen"] or hours.get("hours")):
            return None
        zone = self.zone(location_id)
        quarters = _steps(
            datetime.combine(self.first - timedelta(days=1), datetime.min.time(), UTC),
            datetime.combine(self.last + timedelta(days=2), datetime.min.time(), UTC),
            _QUARTER,
        )
        open_ones = 0
        for quarter in quarters:
            local = quarter.astimezone(zone)
            if self.first <= local.date() <= self.last and (hours["isAlwaysOpen"] or _is_open(hours["hours"], local)):
                open_ones += 1
        return open_ones / 4


def _is_open(hours: Record, local: datetime) -> bool:
    clock = f"{local:%H:%M}"
    yesterday = _WEEKDAYS[(local.weekday() - 1) % 7]
    for one in hours.get(_WEEKDAYS[local.weekday()]) or ():
        start, end = one["start"][:5], one["end"][:5]
        if start <= clock < end or (end <= start and clock >= start):
            return True
    return any(one["end"][:5] <= one["start"][:5] and clock < one["end"][:5] for one in hours.get(yesterday) or ())


def _kept(booking: Record) -> tuple[datetime, datetime]:
    start, end = datetime.fromisoformat(booking["startAt"]), datetime.fromisoformat(booking["endAt"])
    given_up = datetime.fromisoformat(booking["lastUpdatedAt"])
    return start, (min(end, given_up) if booking["status"] == "no-show" and given_up > start else end)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _steps(start: datetime, end: datetime, step: timedelta) -> Iterable[datetime]:
    return (start + number * step for number in range(max(0, -((start - end) // step))))
