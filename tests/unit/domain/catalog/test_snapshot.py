"""The catalog snapshot: what is written is what is read, whole or not at all."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest

from shared.ampeco_client import ChargePoint, Evse, Location
from shared.domain.catalog.snapshot import Snapshot, StoredRow, UnusableSnapshot, stored, with_digest, write_snapshot
from tests.unit.domain.records import evse, location

HOURS = {"isAlwaysOpen": False, "hours": {"monday": [{"start": "08:00", "end": "24:00"}]}}
IMAGES = [{"original": "https://images.example.com/1.jpg", "mimeType": "image/jpeg"}]


def point(number: int, location_id: int | None, **fields: Any) -> ChargePoint:
    return ChargePoint.model_validate({"id": number, "locationId": location_id, "status": "enabled", **fields})


def port(number: int, charge_point_id: int, **fields: Any) -> Evse:
    return Evse.model_validate(evse(number, f"A{number}") | {"chargePointId": charge_point_id, **fields})


LOCATIONS = [
    Location.model_validate(location(101, "Garage") | {"workingHours": HOURS, "images": IMAGES, "city": "Troy"}),
    Location.model_validate(location(102, "Harbour") | {"status": "disabled"}),
    Location.model_validate(location(103, "Field")),
]
POINTS = [point(11, 101), point(12, 102), point(13, 103, status="disabled"), point(14, None)]
EVSES = [
    port(1, 11, connectors=[{"type": "ccs2"}], powerOptions={"maxPower": 150000}, lastUpdatedAt="2026-03-03T10:00:00Z"),
    port(2, 11, bookingEnabled=False, hardwareStatus="something new"),
    port(3, 12),
    port(4, 13),
    port(5, 14),
    port(6, 99),
]


def rows(records: list[Any]) -> list[StoredRow]:
    return [stored(record) for record in records]


def written(locations: list[Location] = LOCATIONS) -> bytes:
    return write_snapshot(rows(locations), rows(POINTS), rows(EVSES))


def altered(data: bytes, **members: bytes | None) -> bytes:
    """Return the archive with other members; None leaves one out. `sites` is sites.jsonl."""
    changed = BytesIO()
    with zipfile.ZipFile(BytesIO(data[:-32])) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            content = members.get(name.partition(".")[0], old.read(name))
            if content is not None:
                new.writestr(name, content)
    return with_digest(changed.getvalue())


def test_a_site_has_the_records_that_ampeco_has_of_it() -> None:
    """All of them, closed and disabled ones too, field by field."""
    snapshot = Snapshot(written())

    garage, harbour, gone = (snapshot.site(number) for number in (101, 102, 104))

    assert garage is not None
    assert (garage.location, garage.charge_points, garage.evses) == (LOCATIONS[0], (POINTS[0],), (EVSES[0], EVSES[1]))
    assert harbour is not None
    assert (harbour.location, harbour.evses) == (LOCATIONS[1], (EVSES[2],))
    assert gone is None
    assert [number in snapshot.locations for number in (101, 102, 104)] == [True, True, False]


def test_lists_show_what_is_offered_and_names_of_everything() -> None:
    """A site without a bookable port, or a disabled one, is only named; a port is, wherever it is."""
    snapshot = Snapshot(written())

    assert [(place.id, offer) for place, offer in snapshot.offers] == [(101, (1, 150.0, ("ccs2",), ("dc",)))]
    assert [(number, place.city, len(place.images)) for number, place in snapshot.locations.items()] == [
        (101, "Troy", 0),
        (102, None, 0),
        (103, None, 0),
    ]
    assert snapshot.labels == {number: f"A{number}" for number in range(1, 7)}


def test_a_location_is_parsed_when_it_is_looked_up() -> None:
    """A page of bookings needs few of them."""
    first, _, last = rows(LOCATIONS)
    snapshot = Snapshot(altered(written(), sites=b"\n".join((first.record, b"not parsed", last.record))))

    assert snapshot.locations[103] is snapshot.locations[103]
    assert [*snapshot.locations] == [101, 102, 103]
    with pytest.raises(ValueError, match="Invalid JSON"):
        snapshot.locations[102]


def test_every_site_of_a_long_list_is_found() -> None:
    """In whichever part of the archive it is."""
    many = [Location.model_validate(location(number, f"Site {number}")) for number in range(200, 321)]

    snapshot = Snapshot(written(many))

    assert [records.location for number in range(200, 321) if (records := snapshot.site(number))] == many
    assert [records.location for records in snapshot.all_sites()] == many


def test_the_same_lists_have_the_same_snapshot() -> None:
    """So an unchanged object has an unchanged ETag."""
    assert written() == written()


WHOLE = written()


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda _: b"<html>",
        lambda data: data[: len(data) // 2],
        lambda data: data[:-1],
        lambda data: data[:60] + bytes([data[60] ^ 1]) + data[61:],
        lambda data: with_digest(data[:-32][:99]),
        lambda data: altered(data, about=b'{"schema": 3}'),
        lambda data: altered(data, about=b"[]"),
        lambda data: altered(data, about=None),
        lambda data: altered(data, sites=b"{}"),
    ],
    ids=["empty", "html", "half", "cut", "changed byte", "no archive", "schema", "list", "no about", "sites"],
)
def test_what_is_not_whole_or_of_another_schema_is_not_used(damage: Callable[[bytes], bytes]) -> None:
    """It is found before anything of it is used."""
    with pytest.raises(UnusableSnapshot):
        Snapshot(damage(WHOLE))


def test_every_byte_counts() -> None:
    """A changed one is found wherever it is, also in the names and lengths that no checksum of the archive covers."""
    for position in range(0, len(WHOLE), 7):
        with pytest.raises(UnusableSnapshot):
            Snapshot(WHOLE[:position] + bytes([WHOLE[position] ^ 0xFF]) + WHOLE[position + 1 :])
