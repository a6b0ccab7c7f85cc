"""Finding the driver: one enabled account, or none."""

import pytest

from shared.ampeco_client import AmpecoClient, User
from shared.domain.bookings.drivers import find_driver, require_active_driver
from shared.domain.errors import DriverNotFound
from tests.support.scripted_client import USERS, Script


def user(user_id: int, email: str, status: str = "enabled") -> User:
    """Return a user as Ampeco would send it."""
    return User.model_validate({"id": str(user_id), "email": email, "status": status})


def test_the_email_is_compared_trimmed_and_without_case() -> None:
    assert require_active_driver(" Driver@Example.COM ", [user(7, "driver@example.com ")]).id == 7


def test_a_user_with_another_email_is_not_the_driver() -> None:
    """If Ampeco ignored the filter, the first user of all would be charged."""
    with pytest.raises(DriverNotFound) as refusal:
        require_active_driver("driver@example.com", [user(1, "stranger@example.com")])

    assert refusal.value.why == "unknown"


def test_a_disabled_account_cannot_book() -> None:
    with pytest.raises(DriverNotFound) as refusal:
        require_active_driver("driver@example.com", [user(7, "driver@example.com", "disabled")])

    assert refusal.value.why == "disabled"


def test_two_enabled_accounts_give_no_driver() -> None:
    """Which of them is to be charged is unknown."""
    with pytest.raises(DriverNotFound) as refusal:
        require_active_driver(
            "duplicate@example.com", [user(7, "duplicate@example.com"), user(8, "DUPLICATE@example.com")]
        )

    assert refusal.value.why == "several"


def test_a_disabled_account_beside_the_enabled_one_is_ignored() -> None:
    found = [user(7, "driver@example.com", "disabled"), user(8, "driver@example.com")]

    assert require_active_driver("driver@example.com", found).id == 8


def test_an_id_names_one_account() -> None:
    """Staff book for a driver by user id."""
    found = [user(7, "driver@example.com"), user(8, "driver@example.com")]

    assert require_active_driver(8, found).id == 8


async def test_a_driver_is_looked_up_by_email_or_user_id(script: Script, ampeco: AmpecoClient) -> None:
    """An email is trimmed; an unknown user id gives None."""
    record = {"id": "7", "email": "driver@example.com", "status": "enabled"}
    script.on("GET", USERS, [record])
    script.on("GET", f"{USERS}/7", record, 404)

    found = [await find_driver(ampeco, name) for name in (" driver@example.com ", 7, 7)]

    assert found == [(user(7, "driver@example.com"),)] * 2 + [()]
    assert script.calls[0].url.params["filter[email]"] == "driver@example.com"
