"""The calls to Ampeco of one operator, by the number of instances."""

from bench.counts import calls_a_minute
from bench.host import running_bucket, running_host
from tests.support.soak import SOAK, in_a_soak

_SITES = 120
"""More than one page."""
_MOST_WITH_SNAPSHOT = 13
_PER_ROUTE = 8
_INSTANCES = 8 if SOAK else 3


@in_a_soak
def test_with_a_snapshot_calls_for_sites_and_ports_do_not_grow_with_instances() -> None:
    """The same requests to one instance of each function, and to eight."""
    with running_bucket() as settings, running_host(sites=_SITES, **settings) as host:
        one, eight = calls_a_minute(host, (1, 8), per_route=_PER_ROUTE)

    assert one["catalog"] == eight["catalog"] <= _MOST_WITH_SNAPSHOT
    assert one["ports"] == eight["ports"] == 0
    assert one["others"] == eight["others"]


def test_the_state_of_a_booked_port_is_read_at_most_once_for_a_request() -> None:
    """With one instance and with several, which also read the sites: without a snapshot they are not bounded."""
    with running_host(sites=_SITES) as host:
        one, several = calls_a_minute(host, (1, _INSTANCES), per_route=_PER_ROUTE)

    assert one["ports"] < several["ports"] <= _PER_ROUTE
    assert several["catalog"] > one["catalog"]
