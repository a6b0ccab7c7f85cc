"""GET /api/sites."""

from functions.sites import list_sites
from tests.support.functions import Functions
from tests.support.lambda_calls import LambdaContext, call
from tests.support.simulator import SimulatorHandle, running_simulator


def test_every_site_with_a_bookable_port_is_listed(functions: Functions) -> None:
    """Riverfront Garage as in the simulator; power in whole kW."""
    sites = {site["id"]: site for site in functions.list_sites().json["sites"]}

    assert sites[101] == {
        "id": 101,
        "name": "Riverfront Garage",
        "address": "200 Front Ave SW",
        "city": "Grand Rapids",
        "state": "MI",
        "country": "US",
        "postCode": "49504",
        "latitude": 42.9634,
        "longitude": -85.6785,
        "timezone": "America/Detroit",
        "ports": 6,
        "maxPowerKw": 350,
        "connectorTypes": ["ccs1", "j1772", "nacs"],
        "currentTypes": ["ac", "dc"],
    }
    assert len(sites) >= 12


def test_sites_that_cannot_be_booked_are_not_listed(functions: Functions, simulator: SimulatorHandle) -> None:
    """A disabled site, and one whose last bookable port is closed."""
    before = {site["id"] for site in functions.list_sites().json["sites"]}
    simulator.patch("locations", 101, status="disabled")
    for port in functions.read_site(102).json["ports"]:
        simulator.patch("evses", port["evseId"], bookingEnabled=False)
    functions.configure()

    after = {site["id"] for site in functions.list_sites().json["sites"]}

    assert before - after == {101, 102}


def test_a_site_without_a_zone_of_its_own_has_the_tenants(functions: Functions, simulator: SimulatorHandle) -> None:
    """Ampeco leaves it null if the tenant has a single zone."""
    simulator.patch("locations", 101, timezone=None)
    functions.configure(DEFAULT_TIMEZONE="America/Denver")

    sites = {site["id"]: site["timezone"] for site in functions.list_sites().json["sites"]}

    assert sites[101] == "America/Denver"
    assert set(sites.values()) >= {"America/Chicago", "America/Los_Angeles"}


def test_names_are_in_the_requested_language(functions: Functions, simulator: SimulatorHandle) -> None:
    """In English if Ampeco has no translation."""
    names = [{"locale": "en", "translation": "Garage"}, {"locale": "es", "translation": "Estacionamiento"}]
    simulator.patch("locations", 101, name=names)

    spoken = {
        locale: next(site["name"] for site in functions.list_sites(locale=locale).json["sites"] if site["id"] == 101)
        for locale in ("es", "es-MX", "fr", "../../x", "")
    }

    assert spoken == {
        "es": "Estacionamiento",
        "es-MX": "Estacionamiento",
        "fr": "Garage",
        "../../x": "Garage",
        "": "Garage",
    }


def test_texts_in_another_language_are_marked(functions: Functions, simulator: SimulatorHandle) -> None:
    """So that a screen reader pronounces English as English."""
    simulator.patch("locations", 101, name=[{"locale": "es_MX", "translation": "Estacionamiento"}])

    languages = {
        locale: next(
            site.get("languages") for site in functions.list_sites(locale=locale).json["sites"] if site["id"] == 101
        )
        for locale in ("es-US", "en")
    }

    assert languages == {"es-US": {"address": "en"}, "en": {"name": "es-MX"}}


def test_the_catalog_is_read_once_a_minute(functions: Functions, simulator: SimulatorHandle) -> None:
    """A warm function makes no call within it."""
    functions.list_sites()
    simulator.clear_calls()

    answer = functions.list_sites()

    assert answer.headers["cache-control"] == "public, max-age=60"
    assert simulator.calls() == []


def test_over_200_sites_take_a_call_per_100_rows_and_never_one_per_site() -> None:
    """Locations, charge points and EVSEs, page by page."""
    with running_simulator("large") as simulator:
        functions = Functions(simulator)
        status = simulator.status()

        listed = functions.list_sites().json["sites"]

        functions.stop()
        assert len(listed) > 200
        assert simulator.counts() == {
            "locationsListing": -(-status["locations"] // 100),
            "chargePointsListing": -(-status["chargePoints"] // 100),
            "evsesListing": -(-status["evses"] // 100),
        }


def test_a_very_long_name_is_truncated(functions: Functions, simulator: SimulatorHandle) -> None:
    """Thirty names of 300 kB would exceed Lambda's maximum response."""
    endless = "ñ" * 30_000
    names = [{"locale": "en", "translation": endless}]
    simulator.patch("locations", 101, name=names, streetAddress=names, city=endless, state=endless)

    answer = functions.list_sites()

    (site,) = [site for site in answer.json["sites"] if site["id"] == 101]
    assert {len(site[name]) for name in ("name", "address", "city", "state")} == {200}


def test_a_long_list_that_takes_too_long_is_shown_once_it_is_complete(
    functions: Functions, simulator: SimulatorHandle
) -> None:
    """Each request reads on where the one before stopped, and none shows a part; no page is read twice."""
    for _ in range(3):
        simulator.add_site(ports=150)
    simulator.faults({"kind": "hold", "operation": "evsesListing", "skip": 2, "count": 1})

    first = call(list_sites.handler, "GET /api/sites", context=LambdaContext(remaining_seconds=1.5 + 3.0))
    simulator.release()
    simulator.clear_calls()
    second = functions.list_sites()
    read_again = [one["path"] for one in simulator.calls("evsesListing")]
    functions.configure()

    assert (first.status, first.problem) == (504, "upstream-timeout")
    assert second.json == functions.list_sites().json
    assert any("cursor" in path for path in read_again)
    assert all("cursor" in path or "lastUpdatedAfter" in path for path in read_again)
