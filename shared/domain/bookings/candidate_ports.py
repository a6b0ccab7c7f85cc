"""Ports of a site that a create command allows, free or not."""

from collections.abc import Mapping
from typing import NamedTuple

from shared.ampeco_client import EvseCriteria
from shared.domain.availability.availability import FreeWindows
from shared.domain.catalog.sites import Port
from shared.domain.errors import InvalidRequest
from shared.domain.timeutil.intervals import Window, fits


class CandidatePorts(NamedTuple):
    """The ports that match the request, and those in `undetermined`, whose properties are not known yet.

    `others` do not match but have the requested plug, or every plug of the requested port.
    """

    matching: frozenset[int]
    undetermined: frozenset[int] = frozenset()
    others: frozenset[int] = frozenset()

    def any_free(self, wanted: Window, free: FreeWindows) -> bool:
        """Return whether a port that may match is free for the whole time `wanted`."""
        return any(fits(wanted, free[port]) for port in self.matching | self.undetermined)


def find_candidate_ports(
    free: FreeWindows, evse_id: int | None, criteria: EvseCriteria | None, known_ports: Mapping[int, Port]
) -> CandidatePorts:
    """Return which of the bookable ports `free` match the request.

    For an operator with many ports, `known_ports` may be incomplete at first; then Ampeco evaluates the criteria.

    Raises InvalidRequest if none can match.
    """
    if evse_id is not None:
        if evse_id not in free:
            raise port_not_bookable()
        plugs = known_ports[evse_id].plugs if evse_id in known_ports else frozenset()
        others = (port for port in free.keys() & known_ports.keys() if plugs and plugs <= known_ports[port].plugs)
        return CandidatePorts(frozenset({evse_id}), others=frozenset(others) - {evse_id})
    if criteria is None:
        return CandidatePorts(frozenset(free))
    matching = frozenset(number for number in free if number in known_ports and known_ports[number].matches(criteria))
    undetermined = frozenset(free.keys() - known_ports.keys())
    if not matching and not undetermined:
        raise InvalidRequest("evseCriteria", "No port at this site matches these criteria.")
    plug = EvseCriteria(connector_type=criteria.connector_type)
    others = (port for port in free.keys() & known_ports.keys() if known_ports[port].matches(plug))
    return CandidatePorts(matching, undetermined, frozenset(others) - matching)


def port_not_bookable() -> InvalidRequest:
    """Return the error for a port that the site does not have, or that is not bookable."""
    return InvalidRequest("evseId", "This port can't be booked at this site.")
