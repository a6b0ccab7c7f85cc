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
    """Return a tenant whose lists have several pages each, as at its start."""
    large_process.reset()
    large_process.approval("instant")
    return large_process


@pytest.fixture
def functions(large: SimulatorHandle) -> Iterator[Functions]:
    running = Functions(large)
    yield running
    running.stop()


def listed(functions: Functions) -> dict[int, dict[str, Any]]:
    """Return the sites by id; each is there once."""
    answer = functions.list_sites()
    assert answer.status == 200, answer.text
    sites = answer.json["sites"]
    by_id = {site["id"]: site for site in sites}
    assert len(by_id) == len(sites)
    return by_id


@pytest.fixture
def before(functions: Functions, large: SimulatorHandle) -> dict[int, dict[str, Any]]:
    """Return the sites as they are while nothing changes; what reads them next is cold."""
    sites = listed(functions)
    functions.configure()
    large.clear_calls()
    return sites


def test_a_site_that_is_closed_on_a_page_yet_to_come_is_not_shown(
    functions: Functions, large: SimulatorHandle, before: dict[int, dict[str, Any]]
) -> None:
    """The later page tells it, and all others are there."""
    large.faults({"operation": "locationsListing", "skip": 1, **HELD})

    with interleave(
        large, answered(large, "locationsListing"), lambda: large.patch("locations", LAST_PAGE, status="disabled")
    ):
        result = listed(functions)

    assert before.keys() - result.keys() == {LAST_PAGE}


def test_a_site_that_is_closed_after_it_was_read_is_shown_and_not_booked(
    functions: Functions, large: SimulatorHandle, before: dict[int, dict[str, Any]]
) -> None:
    """The list may be a moment old, a booking never is: Ampeco is called again."""
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


def test_a_row_that_comes_twice_counts_once(
    functions: Functions, large: SimulatorHandle, before: dict[int, dict[str, Any]]
) -> None:
    """A row that slips to a later page while the list is read: site, charge point and port."""
    large.faults({"operation": "*Listing", "skip": 3, **HELD})

    def slip() -> None:
        large.patch("locations", LAST_PAGE, id=FIRST_PAGE)
        large.patch("charge-points", 700, id=301, locationId=FIRST_PAGE)
        large.patch("evses", 5900, id=5001, chargePointId=301)

    with interleave(large, answered(large, "locationsListing"), slip):
        result = listed(functions)

    assert result[FIRST_PAGE]["ports"] == before[FIRST_PAGE]["ports"]
    assert before.keys() - result.keys() >= {LAST_PAGE}


def test_ports_whose_charge_point_has_gone_are_left_out(
    functions: Functions, large: SimulatorHandle, before: dict[int, dict[str, Any]]
) -> None:
    """The list of ports still names it, the list of charge points no longer has it; its site has none then."""
    large.faults({"operation": "chargePointsListing", **HELD})

    with interleave(
        large, answered(large, "locationsListing"), lambda: large.patch("charge-points", 301, locationId=999_999)
    ):
        result = listed(functions)

    assert result[FIRST_PAGE]["ports"] == before[FIRST_PAGE]["ports"] - 2
    assert result.keys() == before.keys()


@pytest.mark.parametrize("kind", ["reset", "truncate", "status"])
def test_a_page_that_fails_is_fetched_again_alone(
    functions: Functions, large: SimulatorHandle, before: dict[int, dict[str, Any]], kind: str
) -> None:
    """The second page, once: what was read before it stays."""
    large.faults({"operation": "locationsListing", "kind": kind, "skip": 1, "count": 1})
    pages = -(-263 // 100)

    result = listed(functions)

    assert result == before
    assert len(large.calls("locationsListing")) == pages + 1


def test_a_page_that_stays_away_is_no_half_catalog(
    functions: Functions, large: SimulatorHandle, before: dict[int, dict[str, Any]]
) -> None:
    """Better to say so than to show some of the sites as if they were all."""
    large.faults({"operation": "evsesListing", "kind": "malformed", "skip": 2})

    answer = functions.list_sites()

    assert before
    assert (answer.status, answer.problem) == (502, "upstream-error")
