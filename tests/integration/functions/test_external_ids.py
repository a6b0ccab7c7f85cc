"""External ids of idempotency keys, before and after hashing, and across rotations of link keys."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from shared.domain.identifiers import ReferenceSigner
from tests.support.functions import LINK_KEY, START, Functions
from tests.support.simulator import SimulatorHandle

HOUR = timedelta(hours=1)
KEY = "0b1c7f5e-6f6e-4d55-9f4e-2f7c3a1d9e10"
OLD_ID = f"web-{KEY}"
OLD_REFERENCE = "web-0b1c7f5e-6f6e-4d55-9f4e-2f7c3a1d9e10.4ZSgKtB9rF2bXxuSlGZTMAtHydzAJjPpeGChkG6e-_s"
"""As it was given out for that key when the key itself was the `externalId`."""
NEWER = "a-newer-key-of-at-least-32-characters"


@pytest.fixture(name="booked_before")
def _booked_before(simulator: SimulatorHandle, order: dict[str, Any]) -> str:
    """Create a booking under the former external id, which was not hashed; return its reference."""
    simulator.submit(order, external_id=OLD_ID, user_id=1001)
    return OLD_REFERENCE


def test_reference_calendar_and_ampeco_do_not_reveal_the_key(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any], key: str
) -> None:
    """With key and email, anybody with the calendar file could request the reference."""
    reference = functions.book(order, key=key).json["id"]

    told = reference + functions.invite(reference).text + str(simulator.calls())

    assert key not in told
    assert key.replace("-", "") not in told


def test_a_former_reference_still_shows_and_changes_its_booking(functions: Functions, booked_before: str) -> None:
    """Bookmarks and calendars contain it; the calendar entry keeps its UID."""
    shown = functions.read_booking(booked_before)

    assert (shown.status, shown.json["status"], shown.json["port"]["label"]) == (200, "accepted", "A1")
    assert f"UID:{OLD_ID}@" in functions.invite(booked_before).text
    moved = {"startAt": (START + HOUR).isoformat(), "endAt": (START + 2 * HOUR).isoformat()}
    assert [functions.move(booked_before, moved).status, functions.cancel(booked_before).status] == [202, 202]


@pytest.mark.parametrize("port", ["named", "any"])
@pytest.mark.parametrize("overlaps", ["false", "true"])
@pytest.mark.parametrize("made", ["before ids were hashed", "with the link key before"])
def test_a_retry_after_a_key_rotation_is_the_same_booking(
    functions: Functions, simulator: SimulatorHandle, order: dict[str, Any], made: str, overlaps: str, port: str
) -> None:
    """The response was lost and a deployment followed: same reference, no second booking."""
    if port == "any":
        del order["evseId"]
    external_id = OLD_ID
    if made == "with the link key before":
        reference = functions.book(order, key=KEY).json["id"]
        external_id = reference.rpartition(".")[0]
    else:
        simulator.submit(order, external_id=OLD_ID, user_id=1001)
    functions.configure(BOOKING_LINK_KEYS=f"{NEWER},{LINK_KEY}", ALLOW_OVERLAPPING_BOOKINGS=overlaps)

    again = functions.book(order, key=KEY)

    assert (again.status, again.json["status"]) == (201, "approved")
    assert again.json["id"] == ReferenceSigner([SecretStr(NEWER)]).reference(external_id)
    assert len([one for one in simulator.live_bookings() if one["externalId"]]) == 1


@pytest.mark.usefixtures("booked_before")
def test_a_former_external_id_is_matched_for_an_hour_only(functions: Functions, order: dict[str, Any]) -> None:
    """Old calendar files contain the key: later, whoever has one gets no reference."""
    later = START - timedelta(days=19)
    functions.configure(now=lambda: later)

    assert functions.book(order, key=KEY).problem == "slot-unavailable"
