"""Look up the driver of a booking: the one account with an email or an id."""

from collections.abc import Iterable

from shared.ampeco_client import AmpecoClient, NotFound, User, UserStatus
from shared.domain.bookings.emails import comparable_email, email_variants
from shared.domain.errors import DriverNotFound
from shared.infra.concurrency import gather_limited

DriverRef = str | int
"""Identifies a driver by email or by Ampeco's id."""


async def find_driver(ampeco: AmpecoClient, driver: DriverRef) -> tuple[User, ...]:
    """Return the matching users, for `require_active_driver`. One call; two for an internationalized domain.

    Raises AmpecoError.
    """
    if isinstance(driver, str):
        return await users_with_email(ampeco, driver)
    try:
        return (await ampeco.read_user(driver),)
    except NotFound:
        return ()


async def users_with_email(ampeco: AmpecoClient, email: str) -> tuple[User, ...]:
    """Return the matching users for the email, in either spelling of its domain. One call for each.

    Raises AmpecoError.
    """
    found = await gather_limited(email_variants(email), ampeco.find_users_by_email)
    return tuple({user.id: user for users in found for user in users}.values())


def require_active_driver(driver: DriverRef, found: Iterable[User]) -> User:
    """Return the one enabled user with that id or email, emails compared with `comparable_email`.

    Ampeco's filter is not trusted: a wrong user would pay for somebody else's booking.

    Raises DriverNotFound if there is none, only disabled ones, or several.
    """
    matching, enabled = _match_users(driver, found)
    if len(enabled) == 1:
        return enabled[0]
    if enabled:
        raise DriverNotFound("several")
    raise DriverNotFound("disabled" if matching else "unknown")


def require_account(email: str, found: Iterable[User]) -> User:
    """Return the one user with this email, compared as above; a disabled one only if no enabled one exists.

    For admins, who look up bookings of closed accounts.

    Raises DriverNotFound for none, or several that cannot be distinguished.
    """
    matching, enabled = _match_users(email, found)
    candidates = enabled or matching
    if len(candidates) != 1:
        raise DriverNotFound("several" if candidates else "unknown")
    return candidates[0]


def _match_users(driver: DriverRef, found: Iterable[User]) -> tuple[list[User], list[User]]:
    """Return the matching users, and the enabled ones of them."""
    matching = [user for user in found if _matches(user, driver)]
    return matching, [user for user in matching if user.status == UserStatus.ENABLED]


def _matches(user: User, driver: DriverRef) -> bool:
    if isinstance(driver, str):
        return comparable_email(user.email) == comparable_email(driver)
    return user.id == driver
