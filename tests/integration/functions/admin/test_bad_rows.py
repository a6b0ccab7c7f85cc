"""Every field of a record invalid, null or missing in turn: no response fails, and all other rows are returned."""

import json
import uuid
from collections.abc import Iterable, Iterator
from datetime import timedelta
from io import StringIO
from itertools import cycle, zip_longest
from typing import Any

import pytest
from pydantic import BaseModel

from shared.ampeco_client import Booking, ChargePoint, CreateRequest, Evse, Location, UpdateRequest, User
from tests.contract.document import Document, document_path, fields
from tests.support.admin_functions import AdminFunctions, rows_of
from tests.support.functions import START
from tests.support.lambda_calls import LambdaResponse
from tests.support.simulator import SimulatorHandle
from tests.support.soak import SOAK, in_a_soak

MISSING = object()
WRONG: tuple[Any, ...] = (
    MISSING,
    None,
    True,
    -1,
    "",
    "x",
    [None, 5],
    {"a": []},
    "\u0000x" * 5_000,
    10**30,
    "9999-12-31T23:59:59-14:00",
    "0001-01-01T00:00:00+14:00",
    "US",
)

KINDS: dict[str, tuple[str, str, tuple[type[BaseModel], ...]]] = {
    "locations": ("locations/v2.0", "locationsListing", (Location,)),
    "charge-points": ("charge-points/v2.0", "chargePointsListing", (ChargePoint,)),
    "evses": ("evses/v2.1", "evsesListing", (Evse,)),
    "bookings": ("bookings/v1.0", "bookingsListing", (Booking,)),
    "booking-requests": ("booking-requests/v1.0", "bookingRequestsListing", (CreateRequest, UpdateRequest)),
    "users": ("users/v1.0", "usersListing", (User,)),
}
ANOTHER_SITE = 102
ANOTHER_DRIVER = 1002
HOUR = timedelta(hours=1)


Bad = dict[str, Any]


def spoilt(kind: str, record: dict[str, Any]) -> Iterator[Bad]:
    """Yield overrides of the record: each field with a wrong value; in a soak with all, and unused fields too."""
    path = document_path()
    _, listing, models = KINDS[kind]
    read = {str(field.alias) for model in models for field in model.model_fields.values()}
    unread = set(fields(Document(path).operations[listing].success) if path and SOAK else ()) - read
    values = cycle(WRONG)
    for name in (*sorted(read), *sorted(unread)):
        for value in WRONG if SOAK and name in read else [next(values)]:
            change: Bad = {"without": [name]} if value is MISSING else {"fields": {name: value}}
            yield {"kind": kind, "id": int(record["id"])} | change


def steps(simulator: SimulatorHandle, ids: dict[str, int], kinds: Iterable[str]) -> Iterator[list[Bad]]:
    """Yield combinations of defects: a field of a record of each kind."""
    spoilt_ones = [spoilt(kind, _record(simulator, kind, ids[kind])) for kind in kinds]
    for together in zip_longest(*spoilt_ones):
        yield [bad for bad in together if bad]


def _record(simulator: SimulatorHandle, kind: str, record_id: int) -> dict[str, Any]:
    return next(one for one in simulator.records(KINDS[kind][0]) if int(one["id"]) == record_id)


def served(admin: AdminFunctions, log: StringIO) -> dict[str, set[Any]]:
    """Return the rows of every list response of cold functions; asserts that none of them fails."""
    admin.configure()
    day = START.date().isoformat()
    answers = {
        "sites": admin.list_sites(),
        "site": admin.read_site(101),
        "free time": admin.availability(101, date=day),
        "sites of staff": admin.sites(),
        "bookings": admin.bookings(per_page=100, fromDay=day),
        "table": admin.table(locationId=101, fromDay=day),
        "calendar": admin.calendar(locationId=101, date=day),
        "requests": admin.requests(status="pending"),
    }
    assert {name: one.status for name, one in answers.items()} == dict.fromkeys(answers, 200), _unhandled(log)
    return {name: _ids(name, answer) for name, answer in answers.items()}


def _ids(name: str, answer: LambdaResponse) -> set[Any]:
    if name == "table":
        return {int(row["booking_id"]) for row in rows_of(answer)}
    lists = {"site": "ports", "free time": "ports", "sites of staff": "sites", "calendar": "bookings"}
    rows = answer.json[lists.get(name, name)]
    return {row.get("id", row.get("evseId")) for row in rows}


@pytest.fixture
def others(simulator: SimulatorHandle) -> dict[str, int]:
    """Return, by kind, a record of another driver in the lists and at the time that these tests read."""
    for site in (101, ANOTHER_SITE):
        simulator.fill(site, start=START + 2 * HOUR, end=START + 6 * HOUR, per_port=1)
    held = simulator.book(evse_id=5002, start=START, end=START + HOUR, user_id=ANOTHER_DRIVER)
    simulator.approval("held")
    order = {"locationId": 101, "evseId": 5003, "startAt": START.isoformat(), "endAt": (START + HOUR).isoformat()}
    simulator.submit(order, external_id="app-1", user_id=ANOTHER_DRIVER)
    simulator.submit(order | {"evseId": 5004}, external_id="app-2", user_id=ANOTHER_DRIVER + 1)
    simulator.approval("instant")
    pending = simulator.records("booking-requests/v1.0?filter[externalId]=app-1")
    point = simulator.records(f"charge-points/v2.0?filter[locationId]={ANOTHER_SITE}")[0]
    return {
        "locations": ANOTHER_SITE,
        "charge-points": point["id"],
        "evses": next(one["id"] for one in simulator.records("evses/v2.1") if one["chargePointId"] == point["id"]),
        "bookings": held["id"],
        "booking-requests": pending[0]["id"],
        "users": ANOTHER_DRIVER,
    }


def _no_other_is_lost(
    admin: AdminFunctions,
    simulator: SimulatorHandle,
    others: dict[str, int],
    order: dict[str, Any],
    kinds: Iterable[str],
    log: StringIO,
) -> None:
    """Assert that defects of these records affect no other row, and that bookings are still possible."""
    as_ever = served(admin, log)
    assert min(map(len, as_ever.values())) > 1
    theirs = {others[kind] for kind in kinds}
    if theirs & {others[kind] for kind in ("locations", "charge-points", "evses")}:
        theirs.add(ANOTHER_SITE)

    for number, wrong in enumerate(steps(simulator, others, kinds)):
        simulator.override(*wrong)

        rows = served(admin, log)

        missing = {name: ids - rows[name] - theirs for name, ids in as_ever.items() if ids - rows[name] - theirs}
        assert missing == {}, _schema(wrong)
        _book_and_cancel(admin, order, number, _schema(wrong))


def _book_and_cancel(admin: AdminFunctions, order: dict[str, Any], number: int, wrong: str) -> None:
    """Book at the time of the malformed rows, read the booking, and cancel it."""
    booked = admin.book(order, key=str(uuid.UUID(int=number)))
    assert booked.status == 201, wrong
    reference = booked.json["id"]
    seen, file, cancelled = admin.read_booking(reference), admin.invite(reference), admin.cancel(reference)
    assert (seen.status, file.status, cancelled.status) == (200, 200, 202), wrong


def _schema(wrong: list[Bad]) -> str:
    return json.dumps(wrong)[:500]


def test_one_malformed_row_in_each_list_affects_no_other_row(
    admin: AdminFunctions, simulator: SimulatorHandle, others: dict[str, int], order: dict[str, Any], log: StringIO
) -> None:
    """Nor another driver's booking at that time; only data of the malformed row may be missing."""
    _no_other_is_lost(admin, simulator, others, order, KINDS, log)


@in_a_soak
@pytest.mark.parametrize("kind", KINDS)
def test_one_bad_row_affects_no_other_row(
    kind: str,
    admin: AdminFunctions,
    simulator: SimulatorHandle,
    others: dict[str, int],
    order: dict[str, Any],
    log: StringIO,
) -> None:
    """The same with one row at a time, and with every wrong value."""
    _no_other_is_lost(admin, simulator, others, order, [kind], log)


def _says_which(bad: Bad) -> bool:
    return bad["kind"] == "booking-requests" and not {"id", "externalId"}.isdisjoint(
        bad.get("fields") or bad["without"]
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_malformed_record_of_a_booking_fails_no_response(
    kind: str, admin: AdminFunctions, simulator: SimulatorHandle, order: dict[str, Any], log: StringIO
) -> None:
    """Its site, port, request, driver or itself: the rest is shown."""
    booked = admin.book(order)
    (held,) = [one for one in simulator.live_bookings() if one["requestId"] == booked.json["bookingRequestId"]]
    ids = {"bookings": held["id"], "booking-requests": held["requestId"], "users": held["userId"], "locations": 101}
    ids["evses"] = order["evseId"]
    ids["charge-points"] = _record(simulator, "evses", ids["evses"])["chargePointId"]

    for wrong in steps(simulator, ids, [kind]):
        # Without its number or under another key a request is nobody's, or it is not known whether it comes first.
        simulator.override(*(bad for bad in wrong if not _says_which(bad)))
        admin.configure()

        statuses = {
            "booking": admin.read_booking(booked.json["id"]).status,
            "invite": admin.invite(booked.json["id"]).status,
            "site": admin.read_site(101).status,
            "request": admin.request(held["requestId"]).status,
            "calendar": admin.calendar(locationId=101, date=START.date().isoformat()).status,
        }

        assert {name: status for name, status in statuses.items() if status != 200} == {}, (
            f"{_schema(wrong)} {_unhandled(log)}"
        )


def _unhandled(log: StringIO) -> list[str]:
    return [line for line in log.getvalue().splitlines() if '"unhandled_exception"' in line]
