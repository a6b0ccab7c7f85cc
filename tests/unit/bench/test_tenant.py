"""The calls to Ampeco of one operator, by the number of instances."""

from bench.counts import calls_a_minute, prepare_traffic
from bench.host import running_bucket, running_host
from tests.support.soak import in_a_soak

_SITES = 120
"""More than one page."""
_MOST_WITH_SNAPSHOT = 13
_PER_ROUTE = 8


@in_a_soak
def test_with_a_snapshot_calls_for_sites_and_ports_do_not_grow_with_instances() -> None:
    """The same requests to one instance of each function, and to eight."""
    with running_bucket() as settings, running_host(**settings) as host:
        traffic = prepare_traffic(host, _SITES)
        one, eight = (
            calls_a_minute(host, traffic, instances, snapshot=True, per_route=_PER_ROUTE) for instances in (1, 8)
        )

    assert one["catalog"] == eight["catalog"] <= _MOST_WITH_SNAPSHOT
    assert one["ports"] == eight["ports"] == 0
    assert one["others"] == eight["others"]


def test_the_state_of_a_booked_port_is_read_at_most_once_for_a_request() -> None:
    """With one instance and with eight, which also read the sites: without a snapshot they are not bounded."""
    with running_host() as host:
        traffic = prepare_traffic(host, _SITES)
        one, eight = (
            calls_a_minute(host, traffic, instances, snapshot=False, per_route=_PER_ROUTE) for instances in (1, 8)
        )

    assert one["ports"] < eight["ports"] <= _PER_ROUTE
    assert eight["catalog"] > one["catalog"]
