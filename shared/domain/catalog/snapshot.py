"""The catalog as one object: a ZIP archive that is written by a schedule and read by every function.

about.json         {"schema": 2, "sites": [...]}: the ids of all locations; what follows is in their order
sites.jsonl        one location per line: what lists of sites show of it
offers.json        what the bookable ports of each location have to offer
labels.json        the label of every port, by EVSE id
details/N.jsonl    50 locations each, one per line: its record, and those of its charge points and EVSEs, as Ampeco's
                   API has them

The SHA-256 of the archive follows it: a reader uses the whole object or nothing of it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
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

SCHEMA = 2
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


class SiteRecords(BaseModel):
    """The records of one site."""

    model_config = ConfigDict(frozen=True, alias_generator=to_camel, defer_build=True)

    location: Location
    charge_points: tuple[ChargePoint, ...]
    evses: tuple[Evse, ...]


class _Locations(Mapping[int, Location]):
    """The locations of `lines` by id, in their order. Each is parsed when it is first looked up."""

    def __init__(self, site_ids: Sequence[int], lines: Sequence[bytes]) -> None:
        self._lines = dict(zip(site_ids, lines, strict=True))
        self._parsed: dict[int, Location] = {}

    def __getitem__(self, site_id: int) -> Location:
        if site_id not in self._parsed:
            self._parsed[site_id] = Location.model_validate_json(self._lines[site_id])
        return self._parsed[site_id]

    def __iter__(self) -> Iterator[int]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)

    def __contains__(self, site_id: object) -> bool:
        return site_id in self._lines


class Snapshot:
    """A complete snapshot. Each part is parsed at first use: a page of bookings needs few of the locations.

    `locations` holds every location with what lists show of it. Raises UnusableSnapshot.
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
            site_ids = about["sites"]
            self.locations: Mapping[int, Location] = _Locations(
                site_ids, self._archive.read("sites.jsonl").splitlines()
            )
        except (BadZipFile, KeyError, ValueError, AttributeError) as error:
            raise UnusableSnapshot(type(error).__name__) from error
        self._positions = {site_id: position for position, site_id in enumerate(site_ids)}

    @cached_property
    def offers(self) -> tuple[tuple[Location, Offer], ...]:
        """The locations that the operator offers, with at least one bookable port."""
        offers = TypeAdapter(tuple[Offer, ...]).validate_json(self._archive.read("offers.json"))
        return tuple(
            (location, offer)
            for location, offer in zip(self.locations.values(), offers, strict=True)
            if offer.ports and is_offered(location)
        )

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
        return SiteRecords.model_validate_json(self._block(block)[line])

    def all_sites(self) -> Iterator[SiteRecords]:
        """Return the records of each site. For 5,000 sites this takes a second."""
        for block in range(-(-len(self._positions) // _PER_BLOCK)):
            yield from map(SiteRecords.model_validate_json, self._block(block))

    def _block(self, number: int) -> list[bytes]:
        return self._archive.read(_block_name(number)).splitlines()


def _block_name(number: int) -> str:
    return f"details/{number}.jsonl"


def write_snapshot(
    locations: Iterable[StoredRow], charge_points: Iterable[StoredRow], evses: Collection[StoredRow]
) -> bytes:
    """Return the snapshot of these lists. The same lists always have the same snapshot."""
    points_at, evses_on = _by_parent(charge_points), _by_parent(evses)
    labels = {row.id: port_label(Evse.model_validate_json(row.record)) for row in evses}
    site_ids: list[int] = []
    listed: list[bytes] = []
    offers: list[Offer] = []
    details: list[bytes] = []
    for row in locations:
        points = points_at.get(row.id, [])
        ports = [evse for point in points for evse in evses_on.get(point.id, ())]
        site_ids.append(row.id)
        listed.append(_listed(row))
        offers.append(_offer(points, ports))
        details.append(
            b'{"location":%b,"chargePoints":[%b],"evses":[%b]}'
            % (row.record, b",".join(one.record for one in points), b",".join(one.record for one in ports))
        )
    contents = {
        "about.json": to_json({"schema": SCHEMA, "sites": site_ids}),
        "sites.jsonl": b"\n".join(listed),
        "offers.json": to_json(offers),
        "labels.json": to_json(labels),
    }
    for first in range(0, len(details), _PER_BLOCK):
        contents[_block_name(first // _PER_BLOCK)] = b"\n".join(details[first : first + _PER_BLOCK])
    archive = BytesIO()
    with ZipFile(archive, "w", ZIP_DEFLATED) as members:
        for name, content in contents.items():
            # A ZipInfo of its own has no time, so the archive depends on its content only.
            members.writestr(ZipInfo(name), content, ZIP_DEFLATED)
    return with_digest(archive.getvalue())


def with_digest(archive: bytes) -> bytes:
    """Return the archive with its digest at the end."""
    return archive + sha256(archive).digest()


def _by_parent(rows: Iterable[StoredRow]) -> Mapping[int | None, list[StoredRow]]:
    found: defaultdict[int | None, list[StoredRow]] = defaultdict(list)
    for row in rows:
        found[row.parent].append(row)
    return found


def _listed(location: StoredRow) -> bytes:
    """Return the line of sites.jsonl."""
    record = Location.model_validate_json(location.record)
    return record.model_dump_json(by_alias=True, exclude_defaults=True, include=_LISTED).encode()


def _offer(points: Iterable[StoredRow], evses: Iterable[StoredRow]) -> Offer:
    ports = bookable_ports(
        (ChargePoint.model_validate_json(row.record) for row in points),
        (Evse.model_validate_json(row.record) for row in evses),
    )
    return offer_of(ports)
