import httpx
import pytest

from tests.support.http import NO_TLS
from tests.support.simulator import SimulatorHandle


@pytest.mark.parametrize("authorization", [None, "Bearer wrong", "Bearer", "Basic token-of-the-tests"])
def test_a_missing_or_wrong_token_is_401(simulator: SimulatorHandle, authorization: str | None) -> None:
    """With any scheme; the response has no data."""
    headers = {} if authorization is None else {"Authorization": authorization}

    reply = httpx.get(f"{simulator.url}/resources/locations/v2.0", headers=headers, verify=NO_TLS)

    assert reply.status_code == 401
    assert reply.json() == {"message": "Unauthenticated."}


@pytest.mark.parametrize(
    "path",
    [
        "/resources/locations/v2.0/999",
        "/resources/charge-points/v2.0/999",
        "/resources/charge-points/v2.0/999/evses",
        "/resources/evses/v2.1/999",
        "/resources/users/v1.0/999",
        "/resources/bookings/v1.0/999",
        "/resources/booking-requests/v1.0/999",
        "/resources/locations/v2.0/none",
        "/resources/locations/v2.0/" + "9" * 5000,
        "/resources/locations/v1.1",
        "/actions/charge-point/v1.0/5/reset/soft",
    ],
)
def test_what_does_not_exist_is_404(api: httpx.Client, path: str) -> None:
    """Unknown records, malformed ids and unknown paths, in JSON."""
    reply = api.get(path)

    assert reply.status_code == 404
    assert list(reply.json()) == ["message"]


def test_a_wrong_method_is_405(api: httpx.Client) -> None:
    """A known path with another method, in JSON."""
    reply = api.delete("/resources/bookings/v1.0/20001")

    assert reply.status_code == 405
    assert list(reply.json()) == ["message"]


def test_every_response_has_the_rate_limit(api: httpx.Client, simulator: SimulatorHandle) -> None:
    """Limit and remaining calls are in the headers of successes, errors and faults."""
    simulator.rate_limit(10)

    answers = [api.get("/resources/locations/v2.0"), api.get("/resources/nothing")]
    simulator.faults({"kind": "status", "status": 500})
    answers.append(api.get("/resources/locations/v2.0"))

    told = [(reply.headers["X-RateLimit-Limit"], reply.headers["X-RateLimit-Remaining"]) for reply in answers]
    assert told == [("10", "9"), ("10", "8"), ("10", "8")]


def test_a_used_up_limit_is_429_until_the_window_ends(api: httpx.Client, simulator: SimulatorHandle) -> None:
    """With the time to wait, after which calls succeed."""
    simulator.rate_limit(1, window_seconds=30)
    api.get("/resources/locations/v2.0/101")

    refused = api.get("/resources/locations/v2.0/101")
    simulator.advance(31)
    later = api.get("/resources/locations/v2.0/101")

    assert (refused.status_code, refused.json()) == (429, {"message": "Too Many Attempts."})
    assert 1 <= int(refused.headers["Retry-After"]) <= 30
    assert later.status_code == 200
