"""GET /api/admin/sites: every location, for the filters."""

import pytest

from tests.support.admin_functions import ADMIN_TOKEN, AdminFunctions
from tests.support.simulator import SimulatorHandle


def test_every_site_is_listed_by_name(admin: AdminFunctions, simulator: SimulatorHandle) -> None:
    """Also sites without a bookable port (112) and disabled ones (113), which the public list leaves out."""
    answer = admin.sites()

    sites = {site["id"]: site for site in answer.json["sites"]}
    names = [site["name"].casefold() for site in answer.json["sites"]]
    assert (answer.status, answer.headers["cache-control"]) == (200, "private, no-store")
    assert len(sites) == simulator.status()["locations"]
    assert names == sorted(names)
    assert sites[101] == {
        "id": 101,
        "name": "Riverfront Garage",
        "city": "Grand Rapids",
        "timezone": "America/Detroit",
        "offered": True,
    }
    assert (sites[112]["offered"], sites[113]["offered"]) == (True, False)


def test_a_site_without_a_zone_has_the_tenants(admin: AdminFunctions) -> None:
    """Ampeco leaves it empty if the tenant has a single zone."""
    admin.configure(DEFAULT_TIMEZONE="America/Chicago")

    (site,) = [site for site in admin.sites().json["sites"] if site["id"] == 111]

    assert site["timezone"] == "America/Chicago"


def test_the_list_is_cacheable_for_a_minute(admin: AdminFunctions, simulator: SimulatorHandle) -> None:
    """One call for all sites, and none in a warm function."""
    admin.sites()

    admin.sites()

    assert simulator.counts() == {"locationsListing": 1}


@pytest.mark.parametrize(
    ("entry", "name", "role"),
    [
        (f"ben:viewer:{ADMIN_TOKEN}", "ben", "viewer"),
        (f"ana:manager:{ADMIN_TOKEN}", "ana", "manager"),
        (ADMIN_TOKEN, "admin", "manager"),
    ],
)
def test_the_page_is_told_who_signed_in(admin: AdminFunctions, entry: str, name: str, role: str) -> None:
    """By the answer that it signs in with."""
    admin.configure(ADMIN_TOKENS=entry)

    assert admin.sites().json["signedInAs"] == {"name": name, "role": role}
