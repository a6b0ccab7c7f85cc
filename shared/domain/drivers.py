"""Who is booking."""

from collections.abc import Iterable

from shared.ampeco_client import User, UserStatus
from shared.domain.errors import DriverNotFound


def the_driver(email: str, found: Iterable[User]) -> User:
    """Return the one enabled user whose email is `email`, both trimmed and case-folded.

    Ampeco's filter is trusted with nothing: a user that it returns by mistake would pay for a stranger's booking.

    Raises DriverNotFound for none, only disabled ones, or several.
    """
    wanted = email.strip().casefold()
    matching = [user for user in found if user.email.strip().casefold() == wanted]
    active = [user for user in matching if user.status == UserStatus.ENABLED]
    if len(active) == 1:
        return active[0]
    if active:
        raise DriverNotFound("several")
    raise DriverNotFound("disabled" if matching else "unknown")
