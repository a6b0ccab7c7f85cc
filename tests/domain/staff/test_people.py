"""Whom an email belongs to, for staff."""

import pytest

from shared.ampeco_client import User, UserStatus
from shared.domain.drivers import the_account
from shared.domain.errors import DriverNotFound

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
    """A closed one, too, unless an open one is there; Ampeco's filter is not trusted."""
    assert the_account("Driver@Example.com ", found).id == expected


@pytest.mark.parametrize(
    ("found", "why"),
    [
        ([], "unknown"),
        ([user(1, OPEN, "other@example.com")], "unknown"),
        ([user(1, OPEN), user(2, OPEN)], "several"),
        ([user(1, CLOSED), user(2, CLOSED)], "several"),
    ],
)
def test_none_and_several_are_not_guessed_at(found: list[User], why: str) -> None:
    """Nothing tells them apart."""
    with pytest.raises(DriverNotFound) as refusal:
        the_account("driver@example.com", found)

    assert refusal.value.why == why
