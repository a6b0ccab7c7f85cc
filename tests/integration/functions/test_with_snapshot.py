"""Drivers get the same answers with a catalog snapshot: these tests are those of other modules, run with one."""

from types import ModuleType

import pytest

from tests.integration.functions import (
    test_check_availability,
    test_create_booking,
    test_list_sites,
    test_read_booking,
    test_read_site,
)
from tests.support.functions import Functions
from tests.support.moto_server import moto_server
from tests.support.snapshot_fixtures import s3_endpoint, snapshot_functions
from tests.support.soak import in_a_soak

__all__ = ["moto_server", "s3_endpoint", "snapshot_functions"]

ALWAYS = {
    test_list_sites.test_every_site_with_a_bookable_port_is_listed,
    test_list_sites.test_sites_that_cannot_be_booked_are_not_listed,
    test_list_sites.test_a_site_without_a_zone_of_its_own_has_the_tenants,
}
ONLY_WITHOUT = {
    test_check_availability.test_a_warm_function_needs_one_call,
    test_create_booking.test_a_driver_who_is_new_to_a_function_costs_a_round_and_no_call,
    test_list_sites.test_a_long_list_that_takes_too_long_is_shown_once_it_is_complete,
    test_list_sites.test_the_catalog_is_read_once_a_minute,
    test_read_booking.test_a_port_that_goes_out_of_order_is_shown_within_seconds,
    test_read_booking.test_an_approved_booking_is_two_rounds_of_calls,
    test_read_site.test_a_response_has_the_time_at_which_it_was_read,
    test_read_site.test_an_invalid_id_is_never_part_of_a_url,
}
"""They count the calls for lists or ports, which only the writer makes here, or keep copies by a clock of their own."""
MODULES = (test_list_sites, test_read_site, test_check_availability, test_create_booking, test_read_booking)


@pytest.fixture
def functions(snapshot_functions: Functions) -> Functions:
    """Take the place of the functions without a snapshot."""
    return snapshot_functions


def _tests(module: ModuleType) -> dict[str, object]:
    """Return the tests of a module, most of them for a soak."""
    suffix = module.__name__.rpartition(".test_")[2]
    tests = {f"{name}_{suffix}": test for name, test in vars(module).items() if name.startswith("test_")}
    return {
        name: test if test in ALWAYS else in_a_soak(test) for name, test in tests.items() if test not in ONLY_WITHOUT
    }


for each in MODULES:
    globals().update(_tests(each))
