"""The catalog as one object: a ZIP archive that is written by a schedule and read by every function.

about.json         {"schema": 1}
sites.json         every location: what the list of sites shows of it, and what its bookable ports have to offer
labels.json        the label of every port, by EVSE id
details/N.jsonl    50 locations each, in the order of sites.json, one per line: its record, and those of its charge
                   points and EVSEs, as Ampeco's API has them

The SHA-256 of the archive follows it: a reader uses the whole object or nothing of it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from io import BytesIO
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from pydantic import BaseModel, ConfigDict, TypeAdapter
from pydantic.alias_generators import to_camel
from pydantic_core import from_json, to_json

from shared.ampeco_client import ChargePoint, Evse, Location
from shared.domain.catalog.sites import Offer, bookable_ports, is_offered, offer_of, port_label

SCHEMA = 1
"""Number of this format. Readers ignore every other one."""

_PER_BLOCK = 50
_DIGEST_BYTES = 32
_LISTED = {
    *("id", "name", "address", "street_address", "geoposition", "city", "state", "country", "post_code"),
    *("timezone", "status"),
}
"""Fields of a location that lists of sites use."""


class UnusableSnapshot(Exception):
    """The object is truncated, corrupt, or of another schema."""


class StoredRow(NamedTuple):
    """A record in a compact form: JSON as Ampeco's API has it. `parent` is the location or charge point it is at."""

    id: int
    last_updated_at: datetime | None
    parent: int | None
    record: bytes


def stored(row: Location | ChargePoint | Evse) -> StoredRow:
    """Return the record in its compact form, without fields that have their default value."""
    match row:
        case ChargePoint():
            parent = row.location_id
        case Evse():
            parent = row.charge_point_id
        case _:
            parent = None
    record = row.model_dump_json(by_alias=True, exclude_defaults=True).encode()
    return StoredRow(row.id, row.last_updated_at, parent, record)


class _Entry(NamedTuple):
    location: Location
    offer: Offer


class SiteRecords(BaseModel):
    """The records of one site."""

    model_config = ConfigDict(frozen=True, alias_generator=to_camel, defer_build=True)

    location: Location
    charge_points: tuple[ChargePoint, ...]
    evses: tuple[Evse, ...]


class Snapshot:
    """A complete snapshot. Only what lists need is parsed; `site` parses the records of one site.

    Raises UnusableSnapshot.
    """

    def __init__(self, data: bytes) -> None:
        try:
            content, digest = data[:-_DIGEST_BYTES], data[-_DIGEST_BYTES:]
            if sha256(content).digest() != digest:
                raise UnusableSnapshot("corrupt")
            self._archive = ZipFile(BytesIO(content))
            about = from_json(self._archive.read("about.json"))
            if about.get("schema") != SCHEMA:
                raise UnusableSnapshot(f"schema {about.get('schema')}")
            entries = TypeAdapter(tuple[_Entry, ...]).validate_json(self._archive.read("sites.json"))
        except (BadZipFile, KeyError, ValueError, AttributeError) as error:
            raise UnusableSnapshot(type(error).__name__) from error
        self._positions = {entry.location.id: position for position, entry in enumerate(entries)}
        self.locations: Mapping[int, Location] = {entry.location.id: entry.location for entry in entries}
        self.offers: tuple[tuple[Location, Offer], ...] = tuple(
            (location, offer) for location, offer in entries if offer.ports and is_offered(location)
        )

    def __contains__(self, site_id: int) -> bool:
        return site_id in self._positions

    @cached_property
    def labels(self) -> Mapping[int, str]:
        """The labels of all ports by EVSE id."""
        return TypeAdapter(dict[int, str]).validate_json(self._archive.read("labels.json"))

    def site(self, site_id: int) -> SiteRecords | None:
        """Return the records of a site; None if there is none."""
        position = self._positions.get(site_id)
        if position is None:
            return None
        block, line = divmod(position, _PER_BLOCK)
        return SiteRecords.model_validate_json(self._archive.read(_block_name(block)).splitlines()[line])


def _block_name(number: int) -> str:
    return f"details/{number}.jsonl"


def write_snapshot(
    locations: Iterable[StoredRow], charge_points: Iterable[StoredRow], evses: Collection[StoredRow]
) -> bytes:
    """Return the snapshot of these lists. The same lists always have the same snapshot."""
    points_at, evses_on = _by_parent(charge_points), _by_parent(evses)
    labels = {row.id: port_label(Evse.model_validate_json(row.record)) for row in evses}
    entries: list[bytes] = []
    details: list[bytes] = []
    for row in locations:
        points = points_at.get(row.id, [])
        ports = [evse for point in points for evse in evses_on.get(point.id, ())]
        entries.append(_entry(row, points, ports))
        details.append(
            b'{"location":%b,"chargePoints":[%b],"evses":[%b]}'
            % (row.record, b",".join(one.record for one in points), b",".join(one.record for one in ports))
        )
    archive = BytesIO()
    with ZipFile(archive, "w", ZIP_DEFLATED) as members:
        for name, content in _members(entries, labels, details):
            # A ZipInfo of its own has no time, so the archive depends on its content only.
            members.writestr(ZipInfo(name), content, ZIP_DEFLATED)
    return sealed(archive.getvalue())


def sealed(archive: bytes) -> bytes:
    """Return the archive with its digest at the end."""
    return archive + sha256(archive).digest()


def _by_parent(rows: Iterable[StoredRow]) -> Mapping[int | None, list[StoredRow]]:
    found: defaultdict[int | None, list[StoredRow]] = defaultdict(list)
    for row in rows:
        found[row.parent].append(row)
    return found


def _entry(location: StoredRow, points: Iterable[StoredRow], evses: Iterable[StoredRow]) -> bytes:
    """Return the entry of sites.json."""
    ports = bookable_ports(
        (ChargePoint.model_validate_json(row.record) for row in points),
        (Evse.model_validate_json(row.record) for row in evses),
    )
    listed = Location.model_validate_json(location.record).model_dump_json(
        by_alias=True, exclude_defaults=True, include=_LISTED
    )
    return b"[%b,%b]" % (listed.encode(), to_json(offer_of(ports)))


def _members(entries: list[bytes], labels: Mapping[int, str], details: list[bytes]) -> Iterator[tuple[str, bytes]]:
    yield "about.json", to_json({"schema": SCHEMA})
    yield "sites.json", b"[%b]" % b",".join(entries)
    yield "labels.json", to_json(labels)
    for first in range(0, len(details), _PER_BLOCK):
        yield _block_name(first // _PER_BLOCK), b"\n".join(details[first : first + _PER_BLOCK])
