"""Who is booking: one enabled account, or nobody."""

import pytest

from shared.ampeco_client import User
from shared.domain.drivers import the_driver
from shared.domain.errors import DriverNotFound


def user(user_id: int, email: str, status: str = "enabled") -> User:
    """Return a user as Ampeco would send it."""
    return User.model_validate({"id": str(user_id), "email": email, "status": status})


def test_the_email_is_compared_trimmed_and_without_case() -> None:
    """People type it as they like."""
    assert the_driver(" Driver@Example.COM ", [user(7, "driver@example.com ")]).id == 7


def test_a_stranger_that_the_filter_let_through_is_nobody() -> None:
    """Were Ampeco's filter ignored, the first user of all would pay."""
    with pytest.raises(DriverNotFound) as refusal:
        the_driver("driver@example.com", [user(1, "stranger@example.com")])

    assert refusal.value.why == "unknown"


def test_a_disabled_account_does_not_book() -> None:
    """Ampeco says they may not use the system."""
    with pytest.raises(DriverNotFound) as refusal:
        the_driver("driver@example.com", [user(7, "driver@example.com", "disabled")])

    assert refusal.value.why == "disabled"


def test_two_accounts_are_one_too_many() -> None:
    """Which of them pays is not ours to guess."""
    with pytest.raises(DriverNotFound) as refusal:
        the_driver("twin@example.com", [user(7, "twin@example.com"), user(8, "TWIN@example.com")])

    assert refusal.value.why == "several"


def test_an_old_disabled_account_beside_the_enabled_one_does_not_hinder() -> None:
    """Only enabled accounts count."""
    found = [user(7, "driver@example.com", "disabled"), user(8, "driver@example.com")]

    assert the_driver("driver@example.com", found).id == 8
