"""Submitting a request whose response may be lost."""

from collections.abc import Callable, Iterator

import httpx
import pytest

from shared.ampeco_client import AmpecoClient, BookingRequest, CancelBooking, Rejected, TransportError, deadline
from shared.ampeco_client.models.booking_request import parse_booking_request
from shared.domain.bookings.submission import Submission, submit_idempotently
from shared.domain.errors import OutcomeUnknown
from shared.domain.timeutil.site_time import Sleep
from tests.support.scripted_client import REQUESTS, Script
from tests.unit.domain.records import change

ASK = CancelBooking(booking_id=7, external_id="web-1~2")
RECORD = change(5, 7)
REQUEST = parse_booking_request(RECORD)
LOST = httpx.ReadError("reset")
BLIND = TransportError("down", sent=False)


class Looks:
    """A lookup that returns each result in turn, and then None."""

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
    """Return the requests in the audit log so far."""
    caplog.set_level("INFO", "shared.domain")
    return lambda: [
        vars(line).get("booking_request") for line in caplog.records if line.getMessage() == "booking_request_submitted"
    ]


async def test_after_a_response_there_is_no_lookup(
    script: Script, ampeco: AmpecoClient, sleep: Sleep, trail: Callable[[], list[int | None]]
) -> None:
    script.on("POST", REQUESTS, RECORD)
    looks = Looks()

    assert await submit_idempotently(ampeco, ASK, looks, sleep=sleep) == Submission(REQUEST, acknowledged=True)
    assert (looks.count, trail()) == (0, [5])


async def test_an_error_of_a_request_that_was_not_carried_out_is_raised(
    script: Script, ampeco: AmpecoClient, sleep: Sleep
) -> None:
    """A lookup would find nothing."""
    script.on("POST", REQUESTS, 422)
    looks = Looks()

    with pytest.raises(Rejected):
        await submit_idempotently(ampeco, ASK, looks, sleep=sleep)

    assert (len(script.sent()), looks.count) == (1, 0)


async def test_a_request_with_a_lost_response_is_found(
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


async def test_a_request_that_is_not_found_is_sent_once_more(
    script: Script, ampeco: AmpecoClient, sleep: Sleep, pauses: list[float]
) -> None:
    """If an earlier lookup failed but the last one succeeded."""
    script.on("POST", REQUESTS, LOST, RECORD)

    sent = await submit_idempotently(ampeco, ASK, Looks(None, None, BLIND, None), sleep=sleep)

    assert (sent, len(script.sent())) == (Submission(REQUEST, acknowledged=True), 2)
    assert pauses == [0.25, 0.5, 1.0, 2.0]


async def test_after_a_failed_last_lookup_nothing_is_sent_again(
    script: Script, ampeco: AmpecoClient, sleep: Sleep, caplog: pytest.LogCaptureFixture
) -> None:
    """The first request may exist without having been found."""
    script.on("POST", REQUESTS, LOST)

    with caplog.at_level("INFO", "shared.domain"), pytest.raises(OutcomeUnknown):
        await submit_idempotently(ampeco, ASK, Looks(None, None, None, BLIND), sleep=sleep)

    assert len(script.sent()) == 1
    assert caplog.messages == ["lost_response_lookup_failed: TransportError", "booking_request_submitted"]


async def test_a_rejected_second_request_leads_to_another_lookup(
    script: Script, ampeco: AmpecoClient, sleep: Sleep
) -> None:
    """Ampeco may reject it because the first one was carried out."""
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
async def test_no_wait_or_second_request_exceeds_the_deadline(
    script: Script,
    ampeco: AmpecoClient,
    sleep: Sleep,
    pauses: list[float],
    seconds: float,
    waits: list[float],
    sendings: int,
) -> None:
    """Nothing is sent if its outcome could not be determined in time."""
    script.on("POST", REQUESTS, LOST)

    with deadline(seconds), pytest.raises(OutcomeUnknown):
        await submit_idempotently(ampeco, ASK, Looks(), sleep=sleep)

    assert (pauses, len(script.sent())) == (waits, sendings)
