"""Creating a booking while a duplicate is processed, or Ampeco does not respond."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from shared.ampeco_client import AmpecoClient, Rejected, User, deadline, time_left
from shared.domain.bookings import create_context
from shared.domain.bookings.drivers import find_driver
from shared.domain.errors import Alternatives, KeyReused, OutcomeUnknown, SlotUnavailable
from shared.domain.timeutil.site_time import Sleep
from tests.support.scripted_client import REQUESTS, Script
from tests.unit.domain.commands import (
    AVAILABILITY,
    COMMAND,
    UNDER_THE_KEY,
    free,
    mine,
    script_without_conflicts,
    service,
)
from tests.unit.domain.records import change


@pytest.fixture
def scenario(script: Script) -> Script:
    return script_without_conflicts(script)


async def test_a_duplicate_that_took_the_slot_is_the_result(
    scenario: Script, ampeco: AmpecoClient, sleep: Sleep
) -> None:
    """Before a conflict is reported, the key is looked up again."""
    scenario.on("POST", AVAILABILITY, [free(5001, hours=0)])
    scenario.on("GET", REQUESTS, [], [mine(5, "approved", bookingId=7)], having=UNDER_THE_KEY)

    request = await service(ampeco, sleep).create(COMMAND)

    assert (request.id, request.booking_id, scenario.sent()) == (5, 7, [])


async def test_a_slot_taken_by_another_driver_is_refused(scenario: Script, ampeco: AmpecoClient, sleep: Sleep) -> None:
    """With alternatives and the site's time zone."""
    scenario.on("POST", AVAILABILITY, [free(5001, hours=0)])

    with pytest.raises(SlotUnavailable) as taken:
        await service(ampeco, sleep).create(COMMAND)

    assert taken.value.alternatives == Alternatives((), ())
    assert taken.value.zone == ZoneInfo("America/Detroit")


@pytest.mark.parametrize(("driver", "evse_id"), [("nobody@example.com", 5001), ("driver@example.com", 5002)])
async def test_a_key_used_for_another_payload_reveals_nothing(
    scenario: Script, ampeco: AmpecoClient, sleep: Sleep, driver: str, evse_id: int
) -> None:
    """Neither to a visitor without an account nor to the driver."""
    scenario.on("GET", REQUESTS, [mine(5, "approved")], having=UNDER_THE_KEY)

    with pytest.raises(KeyReused):
        await service(ampeco, sleep).create(COMMAND._replace(driver=driver, evse_id=evse_id))


async def test_an_accepted_duplicate_wins_over_a_rejection(
    scenario: Script, ampeco: AmpecoClient, sleep: Sleep
) -> None:
    """Ampeco may reject a request because it has just approved the duplicate."""
    scenario.on("POST", REQUESTS, 422)
    both = [mine(5, "approved", bookingId=7), mine(6, "approved", bookingId=8)]
    scenario.on("GET", REQUESTS, [], both, having=UNDER_THE_KEY)

    assert (await service(ampeco, sleep).create(COMMAND)).booking_id == 7
    assert [one["type"] for one in scenario.sent()] == ["create"]


@pytest.mark.parametrize("statuses", [["pending", "approved"], ["approved", "approved"]])
async def test_a_repeated_key_with_the_same_payload_returns_the_earlier_result(
    scenario: Script, ampeco: AmpecoClient, sleep: Sleep, pauses: list[float], statuses: list[str]
) -> None:
    """Once Ampeco has decided; each process cancels its own surplus duplicates."""
    both = [mine(number, status, bookingId=number) for number, status in enumerate(statuses, 5)]
    done = [mine(number, "approved", bookingId=number) for number in (5, 6)]
    scenario.on("GET", REQUESTS, both, both, done, having=UNDER_THE_KEY)

    assert (await service(ampeco, sleep).create(COMMAND)).booking_id == 5
    assert (pauses, scenario.sent()) == ([0.2] if "pending" in statuses else [], [])


@pytest.mark.parametrize("answer", [mine(5, "pending"), 422])
async def test_a_request_found_once_counts_even_if_a_later_list_lacks_it(
    scenario: Script, ampeco: AmpecoClient, sleep: Sleep, answer: Any
) -> None:
    """Ampeco's list may be inconsistent for a moment."""
    seen = [mine(5, "pending")]
    scenario.on("POST", REQUESTS, answer)
    scenario.on("GET", REQUESTS, *([[], seen, []] if answer == 422 else [seen, []]), having=UNDER_THE_KEY)

    assert (await service(ampeco, sleep).create(COMMAND)).id == 5


async def test_after_a_lost_response_any_surplus_duplicate_is_canceled(
    scenario: Script, ampeco: AmpecoClient, sleep: Sleep, pauses: list[float]
) -> None:
    """Each of them may be this process's own."""
    both = [mine(number, "approved", bookingId=number) for number in (5, 6)]
    scenario.on("POST", REQUESTS, httpx.ReadError("reset"), change(9, 6))
    scenario.on("GET", REQUESTS, [], both, having=UNDER_THE_KEY)

    assert (await service(ampeco, sleep).create(COMMAND)).booking_id == 5
    assert ([one["type"] for one in scenario.sent()], pauses) == (["create", "cancel"], [0.25])


async def test_a_rejection_without_a_duplicate_is_a_rejection(
    scenario: Script, ampeco: AmpecoClient, sleep: Sleep
) -> None:
    """The rejected request is returned unchanged."""
    scenario.on("POST", REQUESTS, 422)

    with pytest.raises(Rejected):
        await service(ampeco, sleep).create(COMMAND)


async def test_a_response_of_another_type_has_an_unknown_outcome(
    scenario: Script, ampeco: AmpecoClient, sleep: Sleep
) -> None:
    """Something was submitted."""
    scenario.on("POST", REQUESTS, change(5, 7))

    with pytest.raises(OutcomeUnknown):
        await service(ampeco, sleep).create(COMMAND)


async def test_a_booking_is_returned_when_duplicates_cannot_be_listed(
    scenario: Script, ampeco: AmpecoClient, sleep: Sleep, warnings: Callable[[], list[str]]
) -> None:
    """The next read of the status resolves them."""
    scenario.on("POST", REQUESTS, mine(5, "approved", bookingId=7))
    scenario.on("GET", REQUESTS, [], 500, having=UNDER_THE_KEY)

    assert (await service(ampeco, sleep).create(COMMAND)).booking_id == 7
    assert warnings() == ["duplicate_resolution_failed: ServerError"]


async def test_a_rejection_is_unknown_when_duplicates_cannot_be_listed(
    scenario: Script, ampeco: AmpecoClient, sleep: Sleep
) -> None:
    """One of them may have been approved."""
    scenario.on("POST", REQUESTS, mine(5, "rejected"))
    scenario.on("GET", REQUESTS, [], 500, having=UNDER_THE_KEY)

    with pytest.raises(OutcomeUnknown):
        await service(ampeco, sleep).create(COMMAND)


async def test_only_own_duplicates_are_canceled(scenario: Script, ampeco: AmpecoClient, sleep: Sleep) -> None:
    """Those of other processes are left to them, unless a lost response leaves open whose they are."""
    both = [mine(5, "approved", bookingId=50), mine(6, "approved", bookingId=60)]
    scenario.on("GET", REQUESTS, [], both, having=UNDER_THE_KEY)
    scenario.on("POST", REQUESTS, both[0])

    assert (await service(ampeco, sleep).create(COMMAND)).id == 5
    assert [one["type"] for one in scenario.sent()] == ["create"]

    scenario.on("GET", REQUESTS, [], both, having=UNDER_THE_KEY)
    scenario.on("POST", REQUESTS, both[1], change(9, 60))

    assert (await service(ampeco, sleep).create(COMMAND)).id == 5
    assert [one["type"] for one in scenario.sent()] == ["create", "create", "cancel"]


@pytest.mark.parametrize(("seconds", "to_read"), [(30.0, 24.0), (9.0, 6.0)])
async def test_reads_leave_time_to_submit(
    scenario: Script,
    ampeco: AmpecoClient,
    sleep: Sleep,
    monkeypatch: pytest.MonkeyPatch,
    seconds: float,
    to_read: float,
) -> None:
    """Six seconds, or a third of what is left."""
    scenario.on("POST", REQUESTS, mine(9, "approved"))
    left: list[int] = []

    async def find(ampeco: AmpecoClient, driver: str) -> tuple[User, ...]:
        left.append(round(time_left()))
        return await find_driver(ampeco, driver)

    monkeypatch.setattr(create_context, "find_driver", find)
    with deadline(seconds):
        await service(ampeco, sleep).create(COMMAND)

    assert left == [to_read]
