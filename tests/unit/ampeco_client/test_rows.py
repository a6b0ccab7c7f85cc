"""A malformed field costs only the field or its row, and is reported without its value."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from shared.ampeco_client import (
    AmpecoClient,
    BookingRequestFilters,
    CancelBooking,
    CreateRequest,
    Defect,
    Evse,
    EvseAvailability,
    Location,
    OtherRequest,
    TimeSlot,
    UnexpectedResponse,
    UnreadableRecord,
    User,
)
from shared.ampeco_client._protocol import Call, Response
from shared.ampeco_client._responses import read_page, require_readable

CALL = Call("list_things", "GET", "/things")

TIMES = {"startAt": "2026-03-04T15:00:00Z", "endAt": "2026-03-04T16:00:00Z"}


def reply(records: Sequence[object], status: int = 200) -> Response:
    return Response(status, {}, json.dumps({"data": records}).encode())


def read(
    model: type[BaseModel], *records: object, report: Callable[[str, Sequence[Defect]], None] | None = None
) -> tuple[Any, ...]:
    return require_readable(read_page(CALL, reply(records), model.model_validate, report)).items


def told(model: type[BaseModel], *records: object) -> list[Defect]:
    """Return the reported defects of the records."""
    defects: list[Defect] = []
    read(model, *records, report=lambda _, found: defects.extend(found))
    return defects


def test_an_unreadable_field_is_treated_as_missing() -> None:
    """The rest of the row is used, down to the plugs of a port."""
    record = {
        "id": 5001,
        "label": {"en": "A1"},
        "powerOptions": {"maxPower": "much"},
        "connectors": [{"type": "ccs1"}, {"type": 5}, None, {"format": "cable"}, {"type": "nacs", "status": []}],
    }

    (evse,) = read(Evse, record)

    assert (evse.id, evse.label) == (5001, None)
    assert [(one.type, one.status) for one in evse.connectors] == [("ccs1", None), ("nacs", None)]
    assert set(told(Evse, record)[0].fields) == {
        "label",
        "powerOptions.maxPower",
        "connectors.1.type",
        "connectors.1",
        "connectors.2",
        "connectors.3",
        "connectors.4.status",
    }


def test_opening_hours_are_used_completely_or_not_at_all() -> None:
    """A day without its hours would look like a day on which the site is closed."""
    hours = {"monday": [{"start": "06:00", "end": "22:00"}], "tuesday": [{"start": "06:00", "end": "late"}]}

    (location,) = read(Location, {"id": 1, "workingHours": {"isAlwaysOpen": False, "hours": hours}})

    assert location.working_hours is None


def test_defects_are_reported_by_ids_and_field_paths_only() -> None:
    """Records contain personal data; a valid id is reported."""
    bad = [{"id": "41", "email": ["a@example.com"]}, {"id": "a@example.com"}, "a@example.com"]

    assert told(User, *bad) == [
        Defect(41, ("email",), left_out=False),
        Defect(None, ("id",), left_out=True),
        Defect(None, (), left_out=True),
    ]


@pytest.mark.parametrize(("bad", "good", "is_answer"), [(5, 0, True), (6, 6, True), (6, 5, False), (99, 1, False)])
def test_a_page_with_mostly_unreadable_rows_is_an_error(bad: int, good: int, *, is_answer: bool) -> None:
    """A few rows may be skipped; otherwise a cached list is better."""
    records = [{"id": None}] * bad + [{"id": "1"}] * good

    if is_answer:
        assert len(read(User, *records)) == good
    else:
        with pytest.raises(UnexpectedResponse, match="cannot be read"):
            read(User, *records)


@pytest.mark.parametrize("row_id", [0, -5, True, 2**53, 1.5, "-1", "9" * 17, [1]])
def test_an_invalid_id_is_treated_as_missing(row_id: object) -> None:
    """A request with it would be rejected, or return another record."""
    assert read(User, {"id": row_id}) == ()


@pytest.mark.parametrize(
    ("told_as", "read_as"),
    [
        ("9999-12-31T23:59:59Z", datetime(9000, 1, 1, tzinfo=UTC)),
        ("9999-12-31T23:59:59-14:00", datetime(9000, 1, 1, tzinfo=UTC)),
        ("0001-01-01T00:00:00+14:00", datetime(1980, 1, 1, tzinfo=UTC)),
        ("2026-03-04T15:00:00-14:00", datetime(2026, 3, 5, 5, tzinfo=UTC)),
        ("2026-03-05t05:00:00.000z", datetime(2026, 3, 5, 5, tzinfo=UTC)),
    ],
)
def test_a_time_at_the_limits_of_datetime_is_clamped(told_as: str, read_as: datetime) -> None:
    """So that conversion to any zone, and arithmetic, cannot overflow."""
    slot = TimeSlot.model_validate({"startAt": told_as, "endAt": told_as})

    assert slot.start_at == read_as


@pytest.mark.parametrize(
    "told_as",
    [1772686800, "1772686800", "2026-03-05", "2026-03-05T05:00:00", "20260305T050000Z", "2026-W10-4T05:00:00Z"],
)
def test_a_time_that_is_not_rfc_3339_is_invalid(told_as: object) -> None:
    """A number is not taken for seconds since 1970, nor is an offset guessed."""
    with pytest.raises(ValidationError):
        TimeSlot.model_validate({"startAt": told_as, "endAt": told_as})


def test_texts_and_lists_are_truncated() -> None:
    """Thirty sites with names of 300 kB would exceed the maximum response of a function."""
    words, long = [{"locale": "en", "translation": "ñ" * 300_000}], "ñ" * 300_000

    (site,) = read(
        Location, {"id": 1, "name": words, "description": words, "city": long, "facilities": [long[:300]] * 300}
    )

    assert site.name[0].translation == "ñ" * 199 + "…"
    assert len(site.description[0].translation) == 4000
    assert len(site.city) == 200
    assert [len(one) for one in site.facilities] == [200] * 100


def test_lists_of_slots_are_not_truncated() -> None:
    """A week in quarters of an hour is more than a hundred."""
    slots = [TIMES] * 672

    (port,) = read(EvseAvailability, {"evseId": 5001, "availableSlots": slots})

    assert len(port.available_slots) == 672


def test_an_invalid_character_affects_nothing_else() -> None:
    """A text that was cut within a character, or contains an invalid byte."""
    records = [{"id": "1", "email": "\ud83d"}, {"id": "2", "email": "b@example.com"}]

    first, second = read(User, *records)
    broken = Response(200, {}, b'{"data":[{"id":"3","email":"\xff@b.test"}]}')
    (third,) = require_readable(read_page(CALL, broken, User.model_validate)).items

    assert (first.email, second.email, third.email) == ("?", "b@example.com", "\ufffd@b.test")


@pytest.mark.parametrize(
    "bad",
    [{"id": None, "externalId": "web-1"}, {"id": 7, "externalId": 5}, {"id": 7, "externalId": ["web-1"]}],
)
async def test_a_search_by_external_id_skips_no_request(bad: dict[str, Any], client: AmpecoClient, ampeco: Any) -> None:
    """If it did, its caller would submit a second booking request."""
    ampeco.get("/resources/booking-requests/v1.0").respond(json={"data": [{"type": "create", **bad}]})

    with pytest.raises(UnexpectedResponse, match="needed"):
        await client.list_booking_requests(BookingRequestFilters(external_id="web-1")).all()


async def test_an_unreadable_record_does_not_count_for_the_circuit_breaker(
    client: AmpecoClient, ampeco: Any, calls: list[tuple[str, int | None]]
) -> None:
    """It is not requested again, and other calls are still sent."""
    ampeco.get("/resources/bookings/v1.0/7").respond(json={"data": {"id": 7, "startAt": None}})
    ampeco.get("/resources/users/v1.0/41").respond(json={"data": {"id": "41"}})

    for _ in range(50):
        with pytest.raises(UnreadableRecord):
            await client.read_booking(7)

    assert (await client.read_user(41)).id == 41
    assert len(calls) == 51


async def test_a_write_with_an_invalid_record_has_an_unknown_outcome(client: AmpecoClient, ampeco: Any) -> None:
    """So the caller looks it up, and does not submit it again."""
    ampeco.post("/resources/booking-requests/v1.0").respond(201, json={"data": {"id": "new"}})

    with pytest.raises(UnreadableRecord) as caught:
        await client.submit_booking_request(CancelBooking(booking_id=7))

    assert caught.value.outcome_unknown


@pytest.mark.parametrize("bad", [{"id": None, "externalId": "web-2"}, {"id": None, "externalId": None}, 5])
async def test_a_malformed_row_with_another_external_id_is_skipped(
    bad: object, client: AmpecoClient, ampeco: Any
) -> None:
    """A malformed user does not matter; a row that is no record might have the key."""
    ampeco.get("/resources/booking-requests/v1.0").respond(json={"data": [bad, {"id": 1, "type": "create"}]})
    asking = client.list_booking_requests(BookingRequestFilters(external_id="web-1"))

    if isinstance(bad, dict):
        assert [one.id for one in await asking.all()] == [1]
    else:
        with pytest.raises(UnexpectedResponse, match="needed"):
            await asking.all()


async def test_a_record_requested_by_id_has_that_id(client: AmpecoClient, ampeco: Any) -> None:
    """Whatever the response contains."""
    ampeco.get("/resources/users/v1.0/41").respond(json={"data": {"id": [], "email": "a@example.com"}})

    assert (await client.read_user(41)).id == 41


@pytest.mark.parametrize(("type_", "kind"), [("create", CreateRequest), ("extend", OtherRequest), (None, OtherRequest)])
async def test_a_request_of_an_unknown_type_does_not_fail_a_list(
    type_: object, kind: type, client: AmpecoClient, ampeco: Any
) -> None:
    ampeco.get("/resources/booking-requests/v1.0").respond(json={"data": [{"id": 1, "type": type_, "userId": 41}]})

    (request,) = await client.list_booking_requests().all()

    assert (type(request), request.model_dump()["user_id"]) == (kind, 41)


def test_defects_in_every_part_are_removed_iteratively() -> None:
    """Until the record is valid."""
    record = {"id": 1, "connectors": [{"type": 5, "format": 5}], "powerOptions": 5, "lastUpdatedAt": 1795442400}

    assert read(Evse, record) == (Evse(id=1),)
