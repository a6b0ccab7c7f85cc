"""One malformed row among a hundred, in any field: the other ninety-nine are parsed."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from shared.ampeco_client import AmpecoClient, Defect

Lister = Callable[[AmpecoClient], Any]

ABSURD: dict[str, Any] = {
    "null": None,
    "text": "x",
    "number": -1.5,
    "boolean": True,
    "list": [None, 5, {"id": {}}],
    "object": {"a": {"b": []}},
    "long text": "\u0000x" * 5_000,
    "long number": 10**400,
    "end of time": "9999-12-31T23:59:59-14:00",
    "begin of time": "0001-01-01T00:00:00+14:00",
    "half a character": "\ud83d",
}

LOCATION = {
    "id": 1,
    "name": [{"locale": "en", "translation": "Garage"}],
    "geoposition": {"latitude": 42.0, "longitude": -85.0},
    "workingHours": {"isAlwaysOpen": False, "hours": {"monday": [{"start": "06:00", "end": "22:00"}]}},
    "images": [{"original": "https://cdn.test/1.jpg"}],
}
TIMES = {"startAt": "2026-03-04T15:00:00Z", "endAt": "2026-03-04T16:00:00Z"}
RESOURCES: dict[str, tuple[str, Lister, dict[str, Any]]] = {
    "locations": ("locations/v2.0", AmpecoClient.list_locations, LOCATION),
    "charge points": ("charge-points/v2.0", AmpecoClient.list_charge_points, {}),
    "EVSEs": ("evses/v2.1", AmpecoClient.list_evses, {"connectors": [{"type": "ccs1"}]}),
    "bookings": ("bookings/v1.0", AmpecoClient.list_bookings, TIMES),
    "creations": ("booking-requests/v1.0", AmpecoClient.list_booking_requests, {"type": "create", **TIMES}),
    "changes": ("booking-requests/v1.0", AmpecoClient.list_booking_requests, {"type": "update", "bookingId": 3}),
    "users": ("users/v1.0", AmpecoClient.list_users, {"email": "driver@example.com"}),
}


def _spoilt(sound: dict[str, Any], names: set[str]) -> Iterator[dict[str, Any]]:
    for name in sorted(names):
        yield {field: value for field, value in sound.items() if field != name}
        yield from (sound | {name: value} for value in ABSURD.values())


@pytest.mark.parametrize("resource", RESOURCES)
async def test_one_bad_row_affects_no_other_row(
    resource: str, connect: Callable[..., AmpecoClient], ampeco: Any
) -> None:
    """Whatever value one of its fields has, or if the field is missing."""
    path, list_them, sound = RESOURCES[resource]
    list_query = ampeco.get(f"/resources/{path}")
    others = [{**sound, "id": str(number) if resource == "users" else number} for number in range(1, 100)]
    defects: list[Defect] = []

    async with connect(on_defects=lambda _, found: defects.extend(found)) as client:
        list_query.respond(json={"data": others})
        as_ever = await list_them(client).all()
        names = {str(field.alias) for row in as_ever for field in type(row).model_fields.values()}
        counts = []
        for bad in _spoilt(sound | {"id": 100}, names):
            list_query.respond(content=json.dumps({"data": [bad, *others]}).encode())
            rows = await list_them(client).all()
            assert rows[-99:] == as_ever
            counts.append(len(rows))

    assert set(counts) == {99, 100}
    assert {defect.row_id for defect in defects} <= {None, 100}
    assert len(defects) > len(names) * 3
