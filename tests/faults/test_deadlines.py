"""An Ampeco that hangs: the answer is ours, before the platform ends the invocation, and nothing untrue is said.

The functions have 3 s here instead of 20. The gateway ends what takes longer and answers 500 in its place, as AWS does.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.faults.house import HOUR, House, an_order, in_two_weeks, is_ours, problem, running_house, until
from tests.support.external_ids import external_id

TIMEOUT_SECONDS = 3
SITE, PORT, DRIVER = 101, 5001, "driver@example.com"


@pytest.fixture(scope="module")
async def house() -> AsyncIterator[House]:
    async with running_house(instances=3, timeout_seconds=TIMEOUT_SECONDS) as running:
        yield running


@dataclass
class Booked:
    """A booking to be read and changed, and what asks for that."""

    house: House
    reference: str
    key: str

    async def send(self, act: str) -> httpx.Response:
        """Send the act, with the same key each time."""
        start = in_two_weeks()
        later = {"startAt": (start + 2 * HOUR).isoformat(), "endAt": (start + 3 * HOUR).isoformat()}
        path = f"/api/bookings/{self.reference}"
        first = an_order(SITE, start, DRIVER, evse_id=PORT)
        other = an_order(SITE, start + 4 * HOUR, DRIVER, evse_id=PORT)
        anywhere = an_order(SITE, start + 4 * HOUR, DRIVER)
        method, url, body = {
            "list sites": ("GET", "/api/sites", None),
            "read site": ("GET", f"/api/sites/{SITE}", None),
            "availability": ("GET", f"/api/sites/{SITE}/availability", None),
            "read": ("GET", path, None),
            "invite": ("GET", f"{path}/invite.ics", None),
            "book first": ("POST", "/api/bookings", first),
            "book": ("POST", "/api/bookings", other),
            "book any port": ("POST", "/api/bookings", anywhere),
            "cancel": ("POST", f"{path}/cancel", None),
            "move": ("POST", f"{path}/update", later),
        }[act]
        return await self.house.http.request(method, url, json=body, headers={"Idempotency-Key": self.key})

    async def insist(self, act: str) -> httpx.Response:
        """Send the act until it succeeds, as a driver does: on a busy machine 3 s can be too short for us, too."""
        answer = await self.send(act)
        for _ in range(4):
            if not answer.is_server_error:
                break
            answer = await self.send(act)
        assert answer.is_success, answer.text
        return answer


@pytest.fixture
async def booked(house: House) -> Booked:
    house.simulator.reset()
    house.simulator.approval("instant")
    first = await Booked(house, "", str(uuid4())).insist("book first")
    house.simulator.clear_calls()
    return Booked(house, first.json()["id"], str(uuid4()))


@pytest.mark.parametrize("act", ["list sites", "read site", "availability", "read", "invite", "book", "cancel", "move"])
async def test_a_silent_ampeco_is_a_timeout_of_ours(booked: Booked, act: str) -> None:
    """Nothing is answered at all: 504 with a problem, and nothing was written."""
    booked.house.simulator.faults({"kind": "hang"})

    answer = await booked.send(act)

    assert is_ours(answer), answer.text
    assert (answer.status_code, problem(answer)) == (504, "upstream-timeout")
    assert booked.house.simulator.calls("bookingRequestCreate") == []


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("act", ["book", "cancel", "move"])
async def test_a_write_that_hangs_may_have_been_carried_out(booked: Booked, act: str, when: str) -> None:
    """So we say that we do not know, and pressing again with the same key does it, once."""
    hang: dict[str, Any] = {"kind": "hang", "operation": "bookingRequestCreate", "when": when}
    booked.house.simulator.faults(hang)

    unknown = await booked.send(act)
    booked.house.simulator.faults()
    await booked.insist(act)

    assert is_ours(unknown), unknown.text
    assert (unknown.status_code, problem(unknown)) == (504, "outcome-unknown")
    assert len(booked.house.simulator.calls("bookingRequestCreate")) == (2 if when == "before" else 1)


async def test_a_request_that_arrives_after_we_gave_it_up_is_a_twin(booked: Booked) -> None:
    """Ampeco takes longer than we have, and carries it out all the same, after the next press: one is withdrawn."""
    house = booked.house
    known_before = house.simulator.status()["bookingRequests"]
    house.simulator.faults({"kind": "hold", "operation": "bookingRequestCreate", "count": 1})

    unknown = await booked.send("book any port")
    known = await booked.insist("book any port")
    house.simulator.release()
    await until(lambda: house.simulator.status()["bookingRequests"] == known_before + 2)
    twins = house.live(booked.key)
    shown = await house.read(known.json()["id"])

    assert (unknown.status_code, problem(unknown)) == (504, "outcome-unknown")
    assert len(twins) == 2
    assert [one["id"] for one in house.live(booked.key)] == [shown["bookingId"]]


@pytest.mark.parametrize("act", ["book", "cancel", "move"])
async def test_a_look_for_a_lost_reply_that_hangs_is_given_up(booked: Booked, act: str) -> None:
    """The time that is left is not slept through."""
    looks = {"book": 2, "cancel": 2, "move": 3}[act]
    booked.house.simulator.faults(
        {"kind": "reset", "operation": "bookingRequestCreate", "when": "after", "count": 1},
        {"kind": "hang", "operation": "bookingRequestsListing", "skip": looks},
    )

    unknown = await booked.send(act)
    booked.house.simulator.faults()
    await booked.insist(act)

    assert is_ours(unknown), unknown.text
    assert problem(unknown) == "outcome-unknown"
    assert len(booked.house.simulator.calls("bookingRequestCreate")) == 1


async def test_twins_that_are_never_decided_are_answered_as_they_stand(booked: Booked) -> None:
    """Ampeco takes its time over both: pending is the truth, and the reference sees the end of it."""
    house = booked.house
    house.simulator.approval("held")
    order = an_order(SITE, in_two_weeks() + 4 * HOUR, DRIVER, evse_id=PORT)
    for _ in range(2):
        house.simulator.submit(order, external_id=external_id(booked.key), user_id=1001)

    answer = await booked.send("book")
    house.decide_all()

    assert is_ours(answer), answer.text
    assert (answer.status_code, answer.json()["status"]) == (201, "pending")
    assert (await house.read(answer.json()["id"]))["status"] == "accepted"
