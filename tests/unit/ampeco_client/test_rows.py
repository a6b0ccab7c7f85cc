"""A defect costs a field or the row, and is reported without any value."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import BaseModel

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
from shared.ampeco_client._answers import read_page, sound
from shared.ampeco_client._protocol import Call, Reply

CALL = Call("list_things", "GET", "/things")

TIMES = {"startAt": "2026-03-04T15:00:00Z", "endAt": "2026-03-04T16:00:00Z"}


def reply(records: Sequence[object], status: int = 200) -> Reply:
    return Reply(status, {}, json.dumps({"data": records}).encode())


def read(
    model: type[BaseModel], *records: object, report: Callable[[str, Sequence[Defect]], None] | None = None
) -> tuple[Any, ...]:
    return sound(read_page(CALL, reply(records), model.model_validate, report)).items


def told(model: type[BaseModel], *records: object) -> list[Defect]:
    """Return the reported defects of the records."""
    defects: list[Defect] = []
    read(model, *records, report=lambda _, found: defects.extend(found))
    return defects


def test_a_field_that_cannot_be_read_is_as_if_not_told() -> None:
    """The row is kept as far as it is sound, down to the plug of a port."""
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


def test_hours_are_kept_whole_or_not_at_all() -> None:
    """A day whose hours were taken out would read as a day on which the site is closed."""
    hours = {"monday": [{"start": "06:00", "end": "22:00"}], "tuesday": [{"start": "06:00", "end": "late"}]}

    (location,) = read(Location, {"id": 1, "workingHours": {"isAlwaysOpen": False, "hours": hours}})

    assert location.working_hours is None


def test_what_is_wrong_is_told_by_ids_and_paths_alone() -> None:
    """Records contain personal data; a valid id is reported."""
    bad = [{"id": "41", "email": ["a@example.com"]}, {"id": "a@example.com"}, "a@example.com"]

    assert told(User, *bad) == [
        Defect(41, ("email",), left_out=False),
        Defect(None, ("id",), left_out=True),
        Defect(None, (), left_out=True),
    ]


@pytest.mark.parametrize(("bad", "good", "is_answer"), [(5, 0, True), (6, 6, True), (6, 5, False), (99, 1, False)])
def test_an_answer_most_of_which_cannot_be_read_is_none(bad: int, good: int, *, is_answer: bool) -> None:
    """A few rows may be skipped; otherwise a cached list is better."""
    records = [{"id": None}] * bad + [{"id": "1"}] * good

    if is_answer:
        assert len(read(User, *records)) == good
    else:
        with pytest.raises(UnexpectedResponse, match="cannot be read"):
            read(User, *records)


@pytest.mark.parametrize("row_id", [0, -5, True, 2**53, 1.5, "-1", "9" * 17, [1]])
def test_an_id_that_leads_nowhere_is_none(row_id: object) -> None:
    """Requested again it would be refused, or be another record's."""
    assert read(User, {"id": row_id}) == ()


@pytest.mark.parametrize(
    ("told_as", "read_as"),
    [
        ("9999-12-31T23:59:59Z", datetime(9000, 1, 1, tzinfo=UTC)),
        ("9999-12-31T23:59:59-14:00", datetime(9000, 1, 1, tzinfo=UTC)),
        ("0001-01-01T00:00:00+14:00", datetime(1980, 1, 1, tzinfo=UTC)),
        ("2026-03-04T15:00:00-14:00", datetime(2026, 3, 5, 5, tzinfo=UTC)),
    ],
)
def test_a_moment_at_the_edge_of_the_calendar_is_drawn_in(told_as: str, read_as: datetime) -> None:
    """Every zone has a time for it, and sums with it stay in the calendar."""
    slot = TimeSlot.model_validate({"startAt": told_as, "endAt": told_as})

    assert slot.start_at == read_as


def test_texts_and_lists_have_an_end() -> None:
    """Thirty sites with names of 300 kB would be more than a function may answer."""
    words, long = [{"locale": "en", "translation": "ñ" * 300_000}], "ñ" * 300_000

    (site,) = read(
        Location, {"id": 1, "name": words, "description": words, "city": long, "facilities": [long[:300]] * 300}
    )

    assert site.name[0].translation == "ñ" * 199 + "…"
    assert len(site.description[0].translation) == 4000
    assert len(site.city) == 200
    assert [len(one) for one in site.facilities] == [200] * 100


def test_slots_have_no_end() -> None:
    """A week in quarters of an hour is more than a hundred."""
    slots = [TIMES] * 672

    (port,) = read(EvseAvailability, {"evseId": 5001, "availableSlots": slots})

    assert len(port.available_slots) == 672


def test_half_a_character_costs_nothing_else() -> None:
    """A text that was cut in the middle of one, or holds a byte that is none."""
    records = [{"id": "1", "email": "\ud83d"}, {"id": "2", "email": "b@example.com"}]

    first, second = read(User, *records)
    broken = Reply(200, {}, b'{"data":[{"id":"3","email":"\xff@b.test"}]}')
    (third,) = sound(read_page(CALL, broken, User.model_validate)).items

    assert (first.email, second.email, third.email) == ("?", "b@example.com", "\ufffd@b.test")


@pytest.mark.parametrize(
    "bad",
    [{"id": None, "externalId": "web-1"}, {"id": 7, "externalId": 5}, {"id": 7, "externalId": ["web-1"]}],
)
async def test_asked_by_its_key_no_request_is_passed_over(
    bad: dict[str, Any], client: AmpecoClient, ampeco: Any
) -> None:
    """Who asks so asks again where there is none, and that would be a second booking."""
    ampeco.get("/resources/booking-requests/v1.0").respond(json={"data": [{"type": "create", **bad}]})

    with pytest.raises(UnexpectedResponse, match="needed"):
        await client.list_booking_requests(BookingRequestFilters(external_id="web-1")).all()


async def test_an_unreadable_record_is_no_failure_of_ampeco(
    client: AmpecoClient, ampeco: Any, calls: list[tuple[str, int | None]]
) -> None:
    """It is not requested again, and however many there are, other calls are sent."""
    ampeco.get("/resources/bookings/v1.0/7").respond(json={"data": {"id": 7, "startAt": None}})
    ampeco.get("/resources/users/v1.0/41").respond(json={"data": {"id": "41"}})

    for _ in range(50):
        with pytest.raises(UnreadableRecord):
            await client.read_booking(7)

    assert (await client.read_user(41)).id == 41
    assert len(calls) == 51


async def test_a_write_whose_answer_is_unreadable_may_have_been_carried_out(client: AmpecoClient, ampeco: Any) -> None:
    """So the caller looks it up, and does not submit again."""
    ampeco.post("/resources/booking-requests/v1.0").respond(201, json={"data": {"id": "new"}})

    with pytest.raises(UnreadableRecord) as caught:
        await client.submit_booking_request(CancelBooking(booking_id=7))

    assert caught.value.outcome_unknown


@pytest.mark.parametrize("bad", [{"id": None, "externalId": "web-2"}, {"id": None, "externalId": None}, 5])
async def test_a_bad_row_under_another_key_is_passed_over(bad: object, client: AmpecoClient, ampeco: Any) -> None:
    """The user of this request does not matter; something that is not a record might be it."""
    ampeco.get("/resources/booking-requests/v1.0").respond(json={"data": [bad, {"id": 1, "type": "create"}]})
    asking = client.list_booking_requests(BookingRequestFilters(external_id="web-1"))

    if isinstance(bad, dict):
        assert [one.id for one in await asking.all()] == [1]
    else:
        with pytest.raises(UnexpectedResponse, match="needed"):
            await asking.all()


async def test_what_was_asked_for_by_its_id_has_that_id(client: AmpecoClient, ampeco: Any) -> None:
    """Whatever the answer says."""
    ampeco.get("/resources/users/v1.0/41").respond(json={"data": {"id": [], "email": "a@example.com"}})

    assert (await client.read_user(41)).id == 41


@pytest.mark.parametrize(("type_", "kind"), [("create", CreateRequest), ("extend", OtherRequest), (None, OtherRequest)])
async def test_a_request_of_a_new_type_is_one_all_the_same(
    type_: object, kind: type, client: AmpecoClient, ampeco: Any
) -> None:
    """It never fails a list."""
    ampeco.get("/resources/booking-requests/v1.0").respond(json={"data": [{"id": 1, "type": type_, "userId": 41}]})

    (request,) = await client.list_booking_requests().all()

    assert (type(request), request.model_dump()["user_id"]) == (kind, 41)


def test_what_is_wrong_in_every_part_is_taken_out_round_by_round() -> None:
    """Until nothing of it is left that could be wrong."""
    record = {"id": 1, "connectors": [{"type": 5, "format": 5}], "powerOptions": 5, "lastUpdatedAt": 1795442400}

    assert read(Evse, record) == (Evse(id=1),)
