"""The API that schemathesis tests, with bookings that it knows."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from uuid import uuid4

from pydantic import SecretStr

from shared.domain.identifiers import ReferenceSigner
from tests.support.clock import SUITE_NOW
from tests.support.gateway import GatewayHandle
from tests.support.simulator import SimulatorHandle

LINK_KEY = "the-link-key-of-the-tests-with-32-characters"
ADMIN_TOKEN = "the-admin-token-of-the-tests-with-32-characters"
_PORTS = (5001, 5002, 5003, 5004)
_FIRST_USER, _USERS = 1005, 12


@dataclass(frozen=True)
class Api:
    """The tested API, and what schemathesis must know of it, as sections of its configuration."""

    gateway: GatewayHandle
    known: str


def create_bookings(simulator: SimulatorHandle) -> str:
    """Book at the simulator four weeks ahead; return the references and bookings as sections of the configuration."""
    midnight = SUITE_NOW.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=28)
    names = {f"web-{uuid4()}": place for place in product(_PORTS, range(0, 24, 4))}
    for number, (name, (port, hour)) in enumerate(names.items()):
        start = midnight + timedelta(hours=hour)
        times = {"startAt": start.isoformat(), "endAt": (start + timedelta(hours=1)).isoformat()}
        order = {"locationId": 101, "evseId": port, **times}
        simulator.submit(order, external_id=name, user_id=_FIRST_USER + number % _USERS)
    signed = ReferenceSigner((SecretStr(LINK_KEY),))
    references = [signed.reference(name) for name in names]
    bookings = [booking["id"] for booking in simulator.live_bookings() if booking["externalId"] in names]
    return f"""
        [dictionaries.references]
        values = {references}
        [dictionaries.bookings]
        values = {bookings}
    """
