"""A catalog that changes between two pages of its lists: results stay consistent."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.resilience.driver_actions import HOUR
from tests.resilience.interleave import HELD, answered, interleave
from tests.support.functions import NOW, START, Functions
from tests.support.simulator import SimulatorHandle, running_simulator

FIRST_PAGE, LAST_PAGE = 101, 1240
"""A site on the first page of the list of sites, and one on the last."""


@pytest.fixture(scope="module")
def large_process() -> Iterator[SimulatorHandle]:
    with running_simulator("large", now=NOW) as handle:
        yield handle


@pytest.fixture
def large(large_process: SimulatorHandle) -> SimulatorHandle:
    """Return a tenant whose lists have several pages each."""
    large_process.reset()
    large_process.approval("instant")
    return large_process


@pytest.fixture
def functions(large: SimulatorHandle) -> Iterator[Functions]:
    running = Functions(large)
    yield running
    running.stop()


def listed(functions: Functions) -> dict[int, dict[str, Any]]:
    """Return the sites by id; asserts that each is there once."""
    answer = functions.list_sites()
    assert answer.status == 200, answer.text
    sites = answer.json["sites"]
    by_id = {site["id"]: site for site in sites}
    assert len(by_id) == len(sites)
    return by_id


@pytest.fixture
def before(functions: Functions, large: SimulatorHandle) -> dict[int, dict[str, Any]]:
    """Return the sites while nothing changes; the functions are cold afterwards."""
    sites = listed(functions)
    functions.configure()
    large.clear_calls()
    return sites


def test_a_site_disabled_before_its_page_is_read_is_not_shown(
    functions: Functions, large: SimulatorHandle, before: dict[int, dict[str, Any]]
) -> None:
    """All others are."""
    large.faults({"operation": "locationsListing", "skip": 1, **HELD})

    with interleave(
        large, answered(large, "locationsListing"), lambda: large.patch("locations", LAST_PAGE, status="disabled")
    ):
        result = listed(functions)

    assert before.keys() - result.keys() == {LAST_PAGE}


def test_a_site_disabled_after_its_page_was_read_cannot_be_booked(
    functions: Functions, large: SimulatorHandle, before: dict[int, dict[str, Any]]
) -> None:
    """The list may be slightly old; a booking calls Ampeco again."""
    large.faults({"operation": "locationsListing", "skip": 1, **HELD})

    with interleave(
        large, answered(large, "locationsListing"), lambda: large.patch("locations", FIRST_PAGE, status="disabled")
    ):
        result = listed(functions)
    order = {"locationId": FIRST_PAGE, "evseId": 5001, "email": "driver@example.com"}
    order |= {"startAt": START.isoformat(), "endAt": (START + HOUR).isoformat()}
    answer = functions.book(order)

    assert result.keys() == before.keys()
    assert functions.read_site(FIRST_PAGE).problem == "site-not-found"
    assert answer.status in {404, 422}
    assert large.calls("bookingRequestCreate") == []


def test_a_row_on_two_pages_counts_once(
    functions: Functions, large: SimulatorHandle, before: dict[int, dict[str, Any]]
) -> None:
    """If it moves to a later page during the read: site, charge point and port."""
    large.faults({"operation": "*Listing", "skip": 3, **HELD})

    def slip() -> None:
        large.patch("locations", LAST_PAGE, id=FIRST_PAGE)
        large.patch("charge-points", 700, id=301, locationId=FIRST_PAGE)
        large.patch("evses", 5900, id=5001, chargePointId=301)

    with interleave(large, answered(large, "locationsListing"), slip):
        result = listed(functions)

    assert result[FIRST_PAGE]["ports"] == before[FIRST_PAGE]["ports"]
    assert before.keys() - result.keys() >= {LAST_PAGE}


def test_ports_of_a_deleted_charge_point_are_left_out(
    functions: Functions, large: SimulatorHandle, before: dict[int, dict[str, Any]]
) -> None:
    """Only the list of ports still has them; their site has none."""
    large.faults({"operation": "chargePointsListing", **HELD})

    with interleave(
        large, answered(large, "locationsListing"), lambda: large.patch("charge-points", 301, locationId=999_999)
    ):
        result = listed(functions)

    assert result[FIRST_PAGE]["ports"] == before[FIRST_PAGE]["ports"] - 2
    assert result.keys() == before.keys()


@pytest.mark.parametrize("kind", ["reset", "truncate", "status"])
def test_a_failed_page_is_retried_alone(
    functions: Functions, large: SimulatorHandle, before: dict[int, dict[str, Any]], kind: str
) -> None:
    """Pages read before are not requested again."""
    large.faults({"operation": "locationsListing", "kind": kind, "skip": 1, "count": 1})
    pages = -(-263 // 100)

    result = listed(functions)

    assert result == before
    assert len(large.calls("locationsListing")) == pages + 1


def test_a_page_that_keeps_failing_is_an_error(
    functions: Functions, large: SimulatorHandle, before: dict[int, dict[str, Any]]
) -> None:
    """A partial list would look complete."""
    large.faults({"operation": "evsesListing", "kind": "malformed", "skip": 2})

    answer = functions.list_sites()

    assert before
    assert (answer.status, answer.problem) == (502, "upstream-error")
