"""Sending a request whose reply may be lost."""

from collections.abc import Callable, Iterator

import httpx
import pytest

from shared.ampeco_client import AmpecoClient, BookingRequest, CancelBooking, Rejected, TransportError, deadline
from shared.ampeco_client.models.booking_request import parse_booking_request
from shared.domain.bookings.submission import Sleep, Submission, submit_idempotently
from shared.domain.errors import OutcomeUnknown
from tests.support.scripted_client import REQUESTS, Script
from tests.unit.domain.records import change

ASK = CancelBooking(booking_id=7, external_id="web-1~2")
RECORD = change(5, 7)
REQUEST = parse_booking_request(RECORD)
LOST = httpx.ReadError("reset")
BLIND = TransportError("down", sent=False)


class Looks:
    """Finds one thing after the other, and then nothing."""

    def __init__(self, *found: BookingRequest | Exception | None) -> None:
        self.found: Iterator[BookingRequest | Exception | None] = iter(found)
        self.count = 0

    async def __call__(self) -> BookingRequest | None:
        self.count += 1
        found = next(self.found, None)
        if isinstance(found, Exception):
            raise found
        return found


@pytest.fixture
def trail(caplog: pytest.LogCaptureFixture) -> Callable[[], list[int | None]]:
    """Return which requests the audit trail has named so far."""
    caplog.set_level("INFO", "shared.domain")
    return lambda: [
        vars(line).get("booking_request") for line in caplog.records if line.getMessage() == "booking_request_submitted"
    ]


async def test_a_reply_needs_no_look(
    script: Script, ampeco: AmpecoClient, sleep: Sleep, trail: Callable[[], list[int | None]]
) -> None:
    """It is certain."""
    script.on("POST", REQUESTS, RECORD)
    looks = Looks()

    assert await submit_idempotently(ampeco, ASK, looks, sleep=sleep) == Submission(REQUEST, acknowledged=True)
    assert (looks.count, trail()) == (0, [5])


async def test_what_certainly_did_not_arrive_is_told_as_it_is(
    script: Script, ampeco: AmpecoClient, sleep: Sleep
) -> None:
    """There is nothing to look for, and asking the same again would be refused again."""
    script.on("POST", REQUESTS, 422)
    looks = Looks()

    with pytest.raises(Rejected):
        await submit_idempotently(ampeco, ASK, looks, sleep=sleep)

    assert (len(script.sent()), looks.count) == (1, 0)


async def test_what_a_lost_reply_left_behind_is_found(
    script: Script,
    ampeco: AmpecoClient,
    sleep: Sleep,
    pauses: list[float],
    trail: Callable[[], list[int | None]],
) -> None:
    """It may take a moment to appear; a failed lookup is inconclusive."""
    script.on("POST", REQUESTS, LOST)

    sent = await submit_idempotently(ampeco, ASK, Looks(None, BLIND, REQUEST), sleep=sleep)

    assert (sent, len(script.sent())) == (Submission(REQUEST, acknowledged=False), 1)
    assert (pauses, trail()) == ([0.25, 0.5, 1.0], [5])


async def test_what_left_no_trace_is_sent_once_more(
    script: Script, ampeco: AmpecoClient, sleep: Sleep, pauses: list[float]
) -> None:
    """Though a look failed: the last one, which decides, did not."""
    script.on("POST", REQUESTS, LOST, RECORD)

    sent = await submit_idempotently(ampeco, ASK, Looks(None, None, BLIND, None), sleep=sleep)

    assert (sent, len(script.sent())) == (Submission(REQUEST, acknowledged=True), 2)
    assert pauses == [0.25, 0.5, 1.0, 2.0]


async def test_nothing_is_sent_again_blindly(
    script: Script, ampeco: AmpecoClient, sleep: Sleep, caplog: pytest.LogCaptureFixture
) -> None:
    """If the last lookup failed, the first submission may exist unseen."""
    script.on("POST", REQUESTS, LOST)

    with caplog.at_level("INFO", "shared.domain"), pytest.raises(OutcomeUnknown):
        await submit_idempotently(ampeco, ASK, Looks(None, None, None, BLIND), sleep=sleep)

    assert len(script.sent()) == 1
    assert caplog.messages == ["lost_reply_lookup_failed: TransportError", "booking_request_submitted"]


async def test_a_refusal_of_the_second_sending_does_not_tell_of_the_first(
    script: Script, ampeco: AmpecoClient, sleep: Sleep
) -> None:
    """Ampeco may refuse it because the first one was carried out after all: it is looked for again."""
    script.on("POST", REQUESTS, LOST, 422)

    with pytest.raises(OutcomeUnknown) as unknown:
        await submit_idempotently(ampeco, ASK, Looks(), sleep=sleep)

    assert isinstance(unknown.value.__cause__, Rejected)
    assert len(script.sent()) == 2


@pytest.mark.usefixtures("_time_stands_still")
@pytest.mark.parametrize(
    ("seconds", "waits", "sendings"),
    [
        (0.25, [], 1),
        (2.0, [0.25, 0.5, 1.0], 1),
        (3.9, [0.25, 0.5, 1.0, 2.0], 1),
        (4.0, [0.25, 0.5, 1.0, 2.0] * 2, 2),
    ],
)
async def test_time_is_kept_to_answer_in(
    script: Script,
    ampeco: AmpecoClient,
    sleep: Sleep,
    pauses: list[float],
    seconds: float,
    waits: list[float],
    sendings: int,
) -> None:
    """No wait is begun that leaves none, and nothing sent whose fate would not be known in time."""
    script.on("POST", REQUESTS, LOST)

    with deadline(seconds), pytest.raises(OutcomeUnknown):
        await submit_idempotently(ampeco, ASK, Looks(), sleep=sleep)

    assert (pauses, len(script.sent())) == (waits, sendings)
