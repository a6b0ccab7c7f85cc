"""Placing a booking while a twin of the same attempt does the same, or Ampeco does not answer."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from shared.ampeco_client import AmpecoClient, Rejected
from shared.domain.errors import Alternatives, KeyReused, OutcomeUnknown, SlotUnavailable
from shared.domain.sending import Sleep
from tests.domain.conftest import REQUESTS, Script
from tests.domain.ordering import AVAILABILITY, ORDER, UNDER_THE_KEY, desk, free, mine, where_all_is_well
from tests.domain.records import change


@pytest.fixture
def world(script: Script) -> Script:
    return where_all_is_well(script)


async def test_a_twin_that_took_the_time_since_answers_for_it(
    world: Script, ampeco: AmpecoClient, sleep: Sleep
) -> None:
    """Before anybody is told that it is taken, the key is looked for again."""
    world.on("POST", AVAILABILITY, [free(5001, hours=0)])
    world.on("GET", REQUESTS, [], [mine(5, "approved", bookingId=7)], having=UNDER_THE_KEY)

    request = await desk(ampeco, sleep).place(ORDER)

    assert (request.id, request.booking_id, world.sent()) == (5, 7, [])


async def test_time_that_somebody_else_took_is_taken(world: Script, ampeco: AmpecoClient, sleep: Sleep) -> None:
    """With what is free instead, and the site's zone to say it in."""
    world.on("POST", AVAILABILITY, [free(5001, hours=0)])

    with pytest.raises(SlotUnavailable) as taken:
        await desk(ampeco, sleep).place(ORDER)

    assert taken.value.alternatives == Alternatives((), ())
    assert taken.value.zone == ZoneInfo("America/Detroit")


@pytest.mark.parametrize(("driver", "evse_id"), [("nobody@example.com", 5001), ("driver@example.com", 5002)])
async def test_a_key_that_was_used_for_something_else_shows_nothing(
    world: Script, ampeco: AmpecoClient, sleep: Sleep, driver: str, evse_id: int
) -> None:
    """Neither to a stranger without an account nor to the driver."""
    world.on("GET", REQUESTS, [mine(5, "approved")], having=UNDER_THE_KEY)

    with pytest.raises(KeyReused):
        await desk(ampeco, sleep).place(ORDER._replace(driver=driver, evse_id=evse_id))


async def test_a_refusal_gives_way_to_the_twin_that_ampeco_took(
    world: Script, ampeco: AmpecoClient, sleep: Sleep
) -> None:
    """It may refuse at once what it has just given to the twin."""
    world.on("POST", REQUESTS, 422)
    both = [mine(5, "approved", bookingId=7), mine(6, "approved", bookingId=8)]
    world.on("GET", REQUESTS, [], both, having=UNDER_THE_KEY)

    assert (await desk(ampeco, sleep).place(ORDER)).booking_id == 7
    assert [one["type"] for one in world.sent()] == ["create"]


@pytest.mark.parametrize("statuses", [["pending", "approved"], ["approved", "approved"]])
async def test_a_key_that_was_used_for_the_same_answers_with_what_it_led_to(
    world: Script, ampeco: AmpecoClient, sleep: Sleep, pauses: list[float], statuses: list[str]
) -> None:
    """Once Ampeco has decided; what twins have too much is withdrawn by those who made it."""
    both = [mine(number, status, bookingId=number) for number, status in enumerate(statuses, 5)]
    done = [mine(number, "approved", bookingId=number) for number in (5, 6)]
    world.on("GET", REQUESTS, both, both, done, having=UNDER_THE_KEY)

    assert (await desk(ampeco, sleep).place(ORDER)).booking_id == 5
    assert (pauses, world.sent()) == ([0.2] if "pending" in statuses else [], [])


@pytest.mark.parametrize("answer", [mine(5, "pending"), 422])
async def test_what_was_seen_once_counts_though_it_is_not_seen_again(
    world: Script, ampeco: AmpecoClient, sleep: Sleep, answer: Any
) -> None:
    """Ampeco's list may lag behind itself."""
    seen = [mine(5, "pending")]
    world.on("POST", REQUESTS, answer)
    world.on("GET", REQUESTS, *([[], seen, []] if answer == 422 else [seen, []]), having=UNDER_THE_KEY)

    assert (await desk(ampeco, sleep).place(ORDER)).id == 5


async def test_after_a_lost_reply_any_twin_may_be_our_own(
    world: Script, ampeco: AmpecoClient, sleep: Sleep, pauses: list[float]
) -> None:
    """So the surplus one is withdrawn."""
    both = [mine(number, "approved", bookingId=number) for number in (5, 6)]
    world.on("POST", REQUESTS, httpx.ReadError("reset"), change(9, 6))
    world.on("GET", REQUESTS, [], both, having=UNDER_THE_KEY)

    assert (await desk(ampeco, sleep).place(ORDER)).booking_id == 5
    assert ([one["type"] for one in world.sent()], pauses) == (["create", "cancel"], [0.25])


async def test_a_refusal_without_a_twin_is_a_refusal(world: Script, ampeco: AmpecoClient, sleep: Sleep) -> None:
    """It is told as Ampeco said it."""
    world.on("POST", REQUESTS, 422)

    with pytest.raises(Rejected):
        await desk(ampeco, sleep).place(ORDER)


async def test_an_answer_to_another_question_is_no_booking(world: Script, ampeco: AmpecoClient, sleep: Sleep) -> None:
    """Something was sent, and what became of it is not told."""
    world.on("POST", REQUESTS, change(5, 7))

    with pytest.raises(OutcomeUnknown):
        await desk(ampeco, sleep).place(ORDER)


async def test_a_booking_is_one_also_when_twins_cannot_be_looked_for(
    world: Script, ampeco: AmpecoClient, sleep: Sleep, warnings: Callable[[], list[str]]
) -> None:
    """The next reader of the reference settles them."""
    world.on("POST", REQUESTS, mine(5, "approved", bookingId=7))
    world.on("GET", REQUESTS, [], 500, having=UNDER_THE_KEY)

    assert (await desk(ampeco, sleep).place(ORDER)).booking_id == 7
    assert warnings() == ["Twins are left to the next reader: ServerError"]


async def test_a_refusal_is_none_when_twins_cannot_be_looked_for(
    world: Script, ampeco: AmpecoClient, sleep: Sleep
) -> None:
    """One of them may have been approved."""
    world.on("POST", REQUESTS, mine(5, "rejected"))
    world.on("GET", REQUESTS, [], 500, having=UNDER_THE_KEY)

    with pytest.raises(OutcomeUnknown):
        await desk(ampeco, sleep).place(ORDER)


async def test_only_twins_of_its_own_are_withdrawn(world: Script, ampeco: AmpecoClient, sleep: Sleep) -> None:
    """What another process made is left to that one, unless a lost reply leaves open which is whose."""
    both = [mine(5, "approved", bookingId=50), mine(6, "approved", bookingId=60)]
    world.on("GET", REQUESTS, [], both, having=UNDER_THE_KEY)
    world.on("POST", REQUESTS, both[0])

    assert (await desk(ampeco, sleep).place(ORDER)).id == 5
    assert [one["type"] for one in world.sent()] == ["create"]

    world.on("GET", REQUESTS, [], both, having=UNDER_THE_KEY)
    world.on("POST", REQUESTS, both[1], change(9, 60))

    assert (await desk(ampeco, sleep).place(ORDER)).id == 5
    assert [one["type"] for one in world.sent()] == ["create", "create", "cancel"]
