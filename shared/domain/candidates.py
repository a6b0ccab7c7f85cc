"""Which ports of a site an order could get, free or not."""

from typing import NamedTuple

from shared.ampeco_client import EvseCriteria
from shared.domain.availability import FreeWindows
from shared.domain.catalogue import Catalogue
from shared.domain.errors import InvalidRequest


class Candidates(NamedTuple):
    """The ports that meet what was asked for, and those that `perhaps` do: what they give is not known yet."""

    meeting: frozenset[int]
    perhaps: frozenset[int] = frozenset()


async def candidates(
    catalogue: Catalogue, free: FreeWindows, evse_id: int | None, criteria: EvseCriteria | None, *, calls: int
) -> Candidates:
    """Return what of the bookable ports `free` could be had. So many calls at most, for what ports give.

    At an operator with many ports these are too few at first; then Ampeco judges the criteria.

    Raises InvalidRequest when no port could, AmpecoError.
    """
    if evse_id is not None:
        if evse_id not in free:
            raise no_such_port()
        return Candidates(frozenset({evse_id}))
    if criteria is None:
        return Candidates(frozenset(free))
    ports = await catalogue.known_ports(calls=calls)
    meeting = frozenset(number for number in free if number in ports and ports[number].meets(criteria))
    perhaps = frozenset(free.keys() - ports.keys())
    if not meeting and not perhaps:
        raise InvalidRequest("evseCriteria", "No port at this site meets these criteria.")
    return Candidates(meeting, perhaps)


def no_such_port() -> InvalidRequest:
    """Return the refusal of a port that the site does not have, or that cannot be booked."""
    return InvalidRequest("evseId", "This port cannot be booked at this site.")
