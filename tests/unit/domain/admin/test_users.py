"""Users of bookings, for admins."""

import pytest

from shared.ampeco_client import AmpecoClient, User, UserStatus
from shared.domain.admin.users import UserDirectory
from shared.domain.bookings.drivers import require_account
from shared.domain.errors import DriverNotFound
from tests.support.scripted_client import USERS, Script
from tests.unit.domain import records

OPEN, CLOSED = UserStatus.ENABLED, UserStatus.DISABLED


def user(user_id: int, status: UserStatus, email: str = "driver@example.com") -> User:
    return User(id=user_id, email=email, status=status)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([user(1, OPEN)], 1),
        ([user(1, CLOSED)], 1),
        ([user(1, CLOSED), user(2, OPEN)], 2),
        ([user(1, OPEN, " DRIVER@example.com"), user(2, OPEN, "driver@example.com.test")], 1),
    ],
)
def test_one_account_is_found(found: list[User], expected: int) -> None:
    """A disabled one as well, unless there is an enabled one; Ampeco's filter is not trusted."""
    assert require_account("Driver@Example.com ", found).id == expected


@pytest.mark.parametrize(
    ("found", "why"),
    [
        ([], "unknown"),
        ([user(1, OPEN, "other@example.com")], "unknown"),
        ([user(1, OPEN), user(2, OPEN)], "several"),
        ([user(1, CLOSED), user(2, CLOSED)], "several"),
    ],
)
def test_no_account_and_several_accounts_give_none(found: list[User], why: str) -> None:
    """Several accounts cannot be told apart."""
    with pytest.raises(DriverNotFound) as refusal:
        require_account("driver@example.com", found)

    assert refusal.value.why == why


async def test_users_are_read_once_each(script: Script, user_directory: UserDirectory) -> None:
    """A booking without a user and a deleted user are skipped."""
    for user_id in (1001, 1002):
        script.on("GET", f"{USERS}/{user_id}", records.user(user_id, status="disabled"))
    script.on("GET", f"{USERS}/1003", 404)

    found = await user_directory.users([1002, None, 1001, 1002, 1003])

    assert {user_id: one.email for user_id, one in found.items()} == {
        1001: "driver-1001@example.com",
        1002: "driver-1002@example.com",
    }
    assert len(script.calls) == 3


async def test_a_user_is_cached_for_ten_minutes(script: Script, scripted: AmpecoClient) -> None:
    """Then it is read again, and removed if Ampeco no longer has it."""
    now = 0.0
    user_directory = UserDirectory(scripted, clock=lambda: now)
    script.on("GET", f"{USERS}/1001", records.user(1001), 404)

    seen = [await user_directory.user(1001)]
    for seconds in (599.0, 600.0):
        now = seconds
        seen.append(await user_directory.user(1001))

    assert [one and one.id for one in seen] == [1001, 1001, None]
    assert len(script.calls) == 2


async def test_the_user_cache_holds_two_thousand_users(script: Script, user_directory: UserDirectory) -> None:
    """Then the least recently used one is evicted."""
    for user_id in range(1, 2002):
        script.on("GET", f"{USERS}/{user_id}", records.user(user_id))

    await user_directory.users(range(1, 2001))
    await user_directory.users(range(1, 2001))
    once_each = len(script.calls)
    await user_directory.user(2001)
    await user_directory.user(1)

    assert (once_each, len(script.calls)) == (2000, 2002)


async def test_an_account_is_found_by_its_email(script: Script, user_directory: UserDirectory) -> None:
    """A disabled one as well: staff look up earlier bookings."""
    script.on("GET", USERS, [records.user(1, status="disabled")], having="filter%5Bemail%5D=driver-1%40example.com")

    found = await user_directory.find("driver-1@example.com")

    assert found.id == 1
