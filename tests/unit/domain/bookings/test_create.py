"""Creating a booking while a duplicate is processed, or Ampeco does not respond."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from shared.ampeco_client import AmpecoClient, Rejected
from shared.domain.bookings.submission import Sleep
from shared.domain.errors import Alternatives, KeyReused, OutcomeUnknown, SlotUnavailable
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


async def test_a_duplicate_that_took_the_slot_since_is_the_result(
    scenario: Script, ampeco: AmpecoClient, sleep: Sleep
) -> None:
    """Before a conflict is reported, the key is looked up again."""
    scenario.on("POST", AVAILABILITY, [free(5001, hours=0)])
    scenario.on("GET", REQUESTS, [], [mine(5, "approved", bookingId=7)], having=UNDER_THE_KEY)

    request = await service(ampeco, sleep).create(COMMAND)

    assert (request.id, request.booking_id, scenario.sent()) == (5, 7, [])


async def test_time_that_somebody_else_took_is_taken(scenario: Script, ampeco: AmpecoClient, sleep: Sleep) -> None:
    """With what is free instead, and the site's zone to say it in."""
    scenario.on("POST", AVAILABILITY, [free(5001, hours=0)])

    with pytest.raises(SlotUnavailable) as taken:
        await service(ampeco, sleep).create(COMMAND)

    assert taken.value.alternatives == Alternatives((), ())
    assert taken.value.zone == ZoneInfo("America/Detroit")


@pytest.mark.parametrize(("driver", "evse_id"), [("nobody@example.com", 5001), ("driver@example.com", 5002)])
async def test_a_key_that_was_used_for_something_else_shows_nothing(
    scenario: Script, ampeco: AmpecoClient, sleep: Sleep, driver: str, evse_id: int
) -> None:
    """Neither to a stranger without an account nor to the driver."""
    scenario.on("GET", REQUESTS, [mine(5, "approved")], having=UNDER_THE_KEY)

    with pytest.raises(KeyReused):
        await service(ampeco, sleep).create(COMMAND._replace(driver=driver, evse_id=evse_id))


async def test_an_accepted_duplicate_wins_over_a_rejection(
    scenario: Script, ampeco: AmpecoClient, sleep: Sleep
) -> None:
    """It may refuse at once what it has just given to the duplicate."""
    scenario.on("POST", REQUESTS, 422)
    both = [mine(5, "approved", bookingId=7), mine(6, "approved", bookingId=8)]
    scenario.on("GET", REQUESTS, [], both, having=UNDER_THE_KEY)

    assert (await service(ampeco, sleep).create(COMMAND)).booking_id == 7
    assert [one["type"] for one in scenario.sent()] == ["create"]


@pytest.mark.parametrize("statuses", [["pending", "approved"], ["approved", "approved"]])
async def test_a_key_that_was_used_for_the_same_answers_with_what_it_led_to(
    scenario: Script, ampeco: AmpecoClient, sleep: Sleep, pauses: list[float], statuses: list[str]
) -> None:
    """Once Ampeco has decided; what duplicates have too much is withdrawn by those who made it."""
    both = [mine(number, status, bookingId=number) for number, status in enumerate(statuses, 5)]
    done = [mine(number, "approved", bookingId=number) for number in (5, 6)]
    scenario.on("GET", REQUESTS, both, both, done, having=UNDER_THE_KEY)

    assert (await service(ampeco, sleep).create(COMMAND)).booking_id == 5
    assert (pauses, scenario.sent()) == ([0.2] if "pending" in statuses else [], [])


@pytest.mark.parametrize("answer", [mine(5, "pending"), 422])
async def test_what_was_seen_once_counts_though_it_is_not_seen_again(
    scenario: Script, ampeco: AmpecoClient, sleep: Sleep, answer: Any
) -> None:
    """Ampeco's list may lag behind itself."""
    seen = [mine(5, "pending")]
    scenario.on("POST", REQUESTS, answer)
    scenario.on("GET", REQUESTS, *([[], seen, []] if answer == 422 else [seen, []]), having=UNDER_THE_KEY)

    assert (await service(ampeco, sleep).create(COMMAND)).id == 5


async def test_after_a_lost_reply_any_duplicate_may_be_ours(
    scenario: Script, ampeco: AmpecoClient, sleep: Sleep, pauses: list[float]
) -> None:
    """So the surplus one is withdrawn."""
    both = [mine(number, "approved", bookingId=number) for number in (5, 6)]
    scenario.on("POST", REQUESTS, httpx.ReadError("reset"), change(9, 6))
    scenario.on("GET", REQUESTS, [], both, having=UNDER_THE_KEY)

    assert (await service(ampeco, sleep).create(COMMAND)).booking_id == 5
    assert ([one["type"] for one in scenario.sent()], pauses) == (["create", "cancel"], [0.25])


async def test_a_rejection_without_a_duplicate_is_a_rejection(
    scenario: Script, ampeco: AmpecoClient, sleep: Sleep
) -> None:
    """It is returned as Ampeco returned it."""
    scenario.on("POST", REQUESTS, 422)

    with pytest.raises(Rejected):
        await service(ampeco, sleep).create(COMMAND)


async def test_an_answer_to_another_question_is_no_booking(
    scenario: Script, ampeco: AmpecoClient, sleep: Sleep
) -> None:
    """Something was submitted, and its outcome is unknown."""
    scenario.on("POST", REQUESTS, change(5, 7))

    with pytest.raises(OutcomeUnknown):
        await service(ampeco, sleep).create(COMMAND)


async def test_a_booking_is_returned_when_duplicates_cannot_be_listed(
    scenario: Script, ampeco: AmpecoClient, sleep: Sleep, warnings: Callable[[], list[str]]
) -> None:
    """The next reader of the reference settles them."""
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
    """What another process made is left to that one, unless a lost reply leaves open which is whose."""
    both = [mine(5, "approved", bookingId=50), mine(6, "approved", bookingId=60)]
    scenario.on("GET", REQUESTS, [], both, having=UNDER_THE_KEY)
    scenario.on("POST", REQUESTS, both[0])

    assert (await service(ampeco, sleep).create(COMMAND)).id == 5
    assert [one["type"] for one in scenario.sent()] == ["create"]

    scenario.on("GET", REQUESTS, [], both, having=UNDER_THE_KEY)
    scenario.on("POST", REQUESTS, both[1], change(9, 60))

    assert (await service(ampeco, sleep).create(COMMAND)).id == 5
    assert [one["type"] for one in scenario.sent()] == ["create", "create", "cancel"]
