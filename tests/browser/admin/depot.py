"""A site with the bookings of its next week: 60, over 300 in a soak."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.support.soak import SOAK

PORTS, PER_PORT = (20, 16) if SOAK else (10, 6)


@dataclass(frozen=True)
class Depot:
    """The site of these tests, its bookings, and the Monday of their week."""

    id: int
    name: str
    ports: list[int]
    monday: date
    bookings: list[dict[str, Any]]
