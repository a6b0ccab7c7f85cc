"""Every exception has a problem."""

from collections.abc import Iterator

import pytest

from shared import ampeco_client
from shared.domain import errors
from shared.http_api.errors.registry import internal_error, problem_for

AMPECO: dict[str, Exception] = {
    "Unauthorized": ampeco_client.Unauthorized("x", 401),
    "NotFound": ampeco_client.NotFound("x", 404),
    "Rejected": ampeco_client.Rejected("x", 422, errors={}),
    "RateLimited": ampeco_client.RateLimited("x", 429, retry_after=2.2),
    "ServerError": ampeco_client.ServerError("x", 500),
    "ApiError": ampeco_client.ApiError("x", 418),
    "Timeout": ampeco_client.Timeout("x", sent=True),
    "TransportError": ampeco_client.TransportError("x", sent=False),
    "UnexpectedResponse": ampeco_client.UnexpectedResponse("x"),
    "UnreadableRecord": ampeco_client.UnreadableRecord("x"),
    "CircuitOpen": ampeco_client.CircuitOpen("x", retry_after=3),
    "AmpecoError": ampeco_client.AmpecoError("x"),
}
EXPECTED = {
    "Unauthorized": (502, "upstream-refused"),
    "NotFound": (502, "upstream-error"),
    "Rejected": (409, "request-not-accepted"),
    "RateLimited": (503, "upstream-busy"),
    "ServerError": (502, "upstream-error"),
    "ApiError": (502, "upstream-error"),
    "Timeout": (504, "upstream-timeout"),
    "TransportError": (502, "upstream-error"),
    "UnexpectedResponse": (502, "upstream-error"),
    "UnreadableRecord": (502, "upstream-error"),
    "CircuitOpen": (503, "upstream-busy"),
    "AmpecoError": (502, "upstream-error"),
}


def below(kind: type[Exception]) -> Iterator[type[Exception]]:
    """Yield `kind` and all its subclasses."""
    yield kind
    for one in kind.__subclasses__():
        yield from below(one)


@pytest.mark.parametrize("name", AMPECO)
def test_a_failure_of_ampeco_has_a_status_of_our_own(name: str) -> None:
    """Ampeco's own status is never passed on."""
    problem = problem_for(AMPECO[name])

    assert problem is not None
    assert (problem.status, problem.kind) == EXPECTED[name]


def test_every_client_error_has_a_problem() -> None:
    """A new class of the client fails here until it is mapped."""
    assert {kind.__name__ for kind in below(ampeco_client.AmpecoError)} == set(EXPECTED)


@pytest.mark.parametrize("kind", [kind for kind in below(errors.BookingsError) if not kind.__subclasses__()])
def test_every_refusal_of_the_domain_has_a_problem(kind: type[Exception]) -> None:
    """Their data is not tested here."""
    error = kind.__new__(kind)
    error.__dict__.update(why="unknown", field="x", detail="x", alternatives=errors.Alternatives(), zone=None)
    error.__dict__.update(limit=10)

    assert problem_for(error) is not None


def test_retry_after_is_a_whole_number_of_at_least_one_second() -> None:
    """Zero would lead to immediate retries."""
    busy = problem_for(AMPECO["RateLimited"])
    unsaid = problem_for(ampeco_client.RateLimited("x", 429))

    assert busy is not None
    assert busy.headers == {"Retry-After": "3"}
    assert unsaid is not None
    assert unsaid.headers == {"Retry-After": "5"}


def test_an_unhandled_exception_has_no_entry_in_the_registry() -> None:
    """The handler responds with its own problem."""
    assert problem_for(RuntimeError("x")) is None
    assert internal_error().status == 500
