"""Cache headers of responses for browsers and CDNs."""

from typing import Any

from tests.support.functions import Functions
from tests.support.lambda_calls import LambdaResponse
from tests.support.simulator import SimulatorHandle

CACHING = ("cache-control", "cdn-cache-control", "netlify-cdn-cache-control", "netlify-vary")


def caching(answer: LambdaResponse) -> dict[str, str]:
    return {name: answer.headers[name] for name in CACHING if name in answer.headers}


def test_sites_are_cached_for_a_minute_and_revalidated_in_the_background(functions: Functions) -> None:
    """One cached response per language; other query parameters do not matter."""
    kept = {
        "cache-control": "public, max-age=60",
        "cdn-cache-control": "public, max-age=60, stale-while-revalidate=600",
        "netlify-cdn-cache-control": "public, durable, max-age=60, stale-while-revalidate=600",
        "netlify-vary": "query=locale",
    }

    assert caching(functions.list_sites()) == kept
    assert caching(functions.read_site(101)) == kept


def test_free_time_is_at_most_ten_seconds_old(functions: Functions) -> None:
    """Cached by the CDN only: a browser revalidates each time."""
    assert caching(functions.availability(101)) == {
        "cache-control": "public, max-age=0, must-revalidate",
        "cdn-cache-control": "public, max-age=3, stale-while-revalidate=7",
        "netlify-cdn-cache-control": "public, durable, max-age=3, stale-while-revalidate=7",
        "netlify-vary": "query=date|days|startAfter|endBefore",
    }


def test_no_response_about_a_booking_is_cacheable(functions: Functions, order: dict[str, Any]) -> None:
    """Neither the creation, nor the status, nor the calendar file."""
    placed = functions.book(order)
    reference = placed.json["id"]

    for answer in (placed, functions.read_booking(reference), functions.invite(reference), functions.cancel(reference)):
        assert caching(answer) == {"cache-control": "private, no-store"}


def test_a_404_of_a_site_is_cached_for_a_minute(functions: Functions) -> None:
    """By the CDN, which then answers requests for unknown ids. No other 404 is cached."""
    kept = {
        "cache-control": "public, max-age=0, must-revalidate",
        "cdn-cache-control": "public, max-age=60",
        "netlify-cdn-cache-control": "public, durable, max-age=60",
        "netlify-vary": "query=locale",
    }

    for answer in (functions.read_site(999_999), functions.read_site("x"), functions.availability(999_999)):
        assert (answer.problem, caching(answer)) == ("site-not-found", kept)


def test_an_incomplete_site_is_cached_for_seconds(functions: Functions, simulator: SimulatorHandle) -> None:
    """The next request continues reading; then it is cached like any other."""
    site = simulator.add_site(ports=900)["locationId"]

    answers = [functions.read_site(site) for _ in range(2)]

    assert [answer.headers["cdn-cache-control"] for answer in answers] == [
        "public, max-age=3",
        "public, max-age=60, stale-while-revalidate=600",
    ]
    assert len(answers[1].json["ports"]) == 900


def test_no_error_response_is_cacheable(functions: Functions, simulator: SimulatorHandle) -> None:
    """Otherwise a failure of a moment would last a minute."""
    simulator.faults({"kind": "status", "status": 500})

    assert caching(functions.list_sites()) == {"cache-control": "private, no-store"}
    assert caching(functions.availability(101)) == {"cache-control": "private, no-store"}


def test_an_empty_list_of_sites_is_not_cached(functions: Functions, simulator: SimulatorHandle) -> None:
    """It may be a transient error, which every visitor would see."""
    for location in simulator.records("locations/v2.0"):
        simulator.patch("locations", location["id"], status="disabled")

    answer = functions.list_sites()

    assert answer.json == {"sites": []}
    assert caching(answer) == {"cache-control": "private, no-store"}
