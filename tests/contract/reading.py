"""All reads of the client, with all parameters."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from functools import partial
from itertools import chain
from types import NoneType
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints

from shared.ampeco_client import (
    BookingFilters,
    BookingRequestFilters,
    ChargePointEvseInclude,
    ChargePointFilters,
    ChargePointInclude,
    EvseFilters,
    EvseInclude,
    LocationFilters,
    LocationInclude,
    UserFilters,
)
from tests.contract.exchanges import NOW, ExchangeRecorder, Exercise

__all__ = ["BOOKING", "CHARGE_POINT", "EVSE", "LOCATION", "READING", "REQUEST", "USER"]

LOCATION, OUT_OF_USE, CHARGE_POINT, EVSE, USER = 101, 113, 301, 5001, 1001
BOOKING, REQUEST = 20_001, 90_001


class _List(NamedTuple):
    """One list: the client's method, the model of its filters, and what it can include."""

    method: str
    filters: Any = None
    includes: Any = None
    of: tuple[int, ...] = ()

    async def page(self, recorder: ExchangeRecorder, **requested: Any) -> None:
        """Request a short page of it."""
        await getattr(recorder.ampeco, self.method)(*self.of, per_page=3, **requested).page()


_LISTS = (
    _List("list_locations", LocationFilters, LocationInclude),
    _List("list_charge_points", ChargePointFilters, ChargePointInclude),
    _List("list_evses", EvseFilters, EvseInclude),
    _List("list_charge_point_evses", includes=ChargePointEvseInclude, of=(CHARGE_POINT,)),
    _List("list_booking_requests", BookingRequestFilters),
    _List("list_bookings", BookingFilters),
    _List("list_users", UserFilters),
)

# Where not any value will do, or where another would find nothing.
_TELLING: dict[str, tuple[Any, ...]] = {
    "country": ("US",),
    "state": ("MI", "CA"),
    "email": ("driver@example.com", "plus+sign & space@example.com"),
    "external_app_data": ({"crm.tier": "gold"},),
    "location_id": (LOCATION,),
    "charge_point_id": (CHARGE_POINT,),
    "user_id": (USER,),
}
_BY_KIND: dict[Any, tuple[Any, ...]] = {
    bool: (True, False),
    int: (7,),
    str: ("a text", "ü/ñ & #1?=+%20"),
    tuple: ((1, 20),),
    datetime: (NOW, datetime(2026, 3, 1, 12, 30, 15, 250_000, tzinfo=timezone(-timedelta(hours=5)))),
}


def _values(name: str, hint: Any) -> Sequence[Any]:
    """Return what to try for a filter: all members of an enumeration, else some values of its type."""
    if name in _TELLING:
        return _TELLING[name]
    kind = next(each for each in get_args(hint) if each is not NoneType)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return tuple(kind)
    return _BY_KIND[get_origin(kind) or kind]


def _of_list(each: _List) -> Iterator[tuple[str, Exercise]]:
    yield f"{each.method}: every page", lambda recorder: getattr(recorder.ampeco, each.method)(*each.of).all()
    yield f"{each.method}: page after page", partial(_turn_pages, each)
    choices = get_args(each.includes)
    for include in ((), choices, *((choice,) for choice in choices)) if choices else ():
        yield f"{each.method}: include {'+'.join(include) or 'nothing'}", partial(each.page, include=include)
    if each.filters is None:
        return
    hints = get_type_hints(each.filters)
    for name, hint in hints.items():
        for value in _values(name, hint):
            filters = each.filters(**{name: value})
            yield f"{each.method}: {name}={value}", partial(each.page, filters=filters)
    everything = each.filters(**{name: _values(name, hint)[0] for name, hint in hints.items()})
    yield f"{each.method}: every filter", partial(each.page, filters=everything)


async def _turn_pages(each: _List, recorder: ExchangeRecorder) -> None:
    """Follow `links.next` a few times, with includes that it must keep."""
    include = {"include": get_args(each.includes)} if each.includes else {}
    paged = getattr(recorder.ampeco, each.method)(*each.of, per_page=1, **include)
    link = None
    for _ in range(3):
        link = (await paged.page(after=link)).next
        if link is None:
            return


def _of_reads() -> Iterator[tuple[str, Exercise]]:
    for choice in get_args(LocationInclude):
        yield f"read_location: include {choice}", partial(_read, "read_location", LOCATION, include=(choice,))
    for choice in get_args(EvseInclude):
        yield f"read_evse: include {choice}", partial(_read, "read_evse", EVSE, include=(choice,))
    for method, record_id in (
        ("read_location", LOCATION),
        ("read_charge_point", CHARGE_POINT),
        ("read_evse", EVSE),
        ("read_booking", BOOKING),
        ("read_booking_request", REQUEST),
        ("read_user", USER),
        ("find_users_by_email", "duplicate@example.com"),
        ("find_users_by_email", "nobody@example.com"),
    ):
        yield f"{method}: {record_id}", partial(_read, method, record_id)


async def _read(method: str, record_id: object, recorder: ExchangeRecorder, **requested: Any) -> None:
    await getattr(recorder.ampeco, method)(record_id, **requested)


def _of_availability() -> Iterator[tuple[str, Exercise]]:
    eastern = timezone(-timedelta(hours=5))
    for name, location_id, start, end in (
        ("an hour", LOCATION, NOW + timedelta(hours=2), NOW + timedelta(hours=3)),
        ("seven days", LOCATION, NOW, NOW + timedelta(days=7)),
        ("days of the site", LOCATION, datetime(2026, 3, 8, tzinfo=eastern), datetime(2026, 3, 10, tzinfo=eastern)),
        ("from within a second", LOCATION, NOW + timedelta(microseconds=250_000), NOW + timedelta(days=1)),
        ("a site out of use", OUT_OF_USE, NOW, NOW + timedelta(days=1)),
    ):
        yield f"check_booking_availability: {name}", partial(_check, location_id, start, end)


async def _check(location_id: int, start: datetime, end: datetime, recorder: ExchangeRecorder) -> None:
    await recorder.ampeco.check_booking_availability(location_id, start_after=start, end_before=end)


READING: dict[str, Exercise] = dict([*chain.from_iterable(map(_of_list, _LISTS)), *_of_reads(), *_of_availability()])
"""Every exercise that only reads, by what it does."""
