from typing import Any

import httpx

from tests.support.http import NO_TLS

Row = dict[str, Any]


def _all(api: httpx.Client, path: str, include: str | None = None) -> dict[int, Row]:
    query = {} if include is None else {"include[]": include}
    rows = api.get(f"/resources/{path}", params=query).json()["data"]
    return {int(row["id"]): row for row in rows}


def test_the_first_site_is_riverfront_garage(api: httpx.Client) -> None:
    """Texts are lists by locale; city, state and post code are strings."""
    site = api.get("/resources/locations/v2.0/101").json()["data"]

    assert site["name"] == [
        {"locale": "en", "translation": "Riverfront Garage"},
        {"locale": "es", "translation": "Estacionamiento Riverfront"},
    ]
    assert site["streetAddress"] == [{"locale": "en", "translation": "200 Front Ave SW"}]
    assert (
        site["city"],
        site["state"],
        site["postCode"],
        site["timezone"],
    ) == ("Grand Rapids", "MI", "49504", "America/Detroit")


def test_sites_have_several_time_zones_and_one_has_none(api: httpx.Client) -> None:
    """The time zone of a location is optional."""
    zones = [site["timezone"] for site in _all(api, "locations/v2.0").values()]

    assert zones.count(None) == 1
    assert len(set(zones)) >= 8


def test_locations_have_images_only_if_included(api: httpx.Client) -> None:
    """Everything that `include` can name is absent by default."""
    plain = _all(api, "locations/v2.0")[101]
    full = _all(api, "locations/v2.0", "images")[101]

    assert "images" not in plain
    assert len(full["images"]) == 2


def test_some_sites_have_hours_and_some_are_always_open(api: httpx.Client) -> None:
    """Hours are by weekday, with breaks and closed days."""
    sites = _all(api, "locations/v2.0")

    hours = sites[106]["workingHours"]["hours"]
    assert hours["monday"] == [{"start": "06:00", "end": "12:00"}, {"start": "13:00", "end": "23:00"}]
    assert hours["sunday"] == []
    assert sites[101]["workingHours"]["isAlwaysOpen"]


def test_access_methods_are_absent_empty_or_named(api: httpx.Client) -> None:
    """An absent list differs from an empty one."""
    sites = _all(api, "locations/v2.0")

    assert "accessMethods" not in sites[111]
    assert sites[115]["accessMethods"] == []
    assert sites[101]["accessMethods"] == ["OPEN", "PARKING_TICKET"]


def test_evses_have_connectors_only_if_included_and_power_in_watts(api: httpx.Client) -> None:
    """150 kW is 150000 on the wire."""
    plain = _all(api, "evses/v2.1")[5001]
    full = _all(api, "evses/v2.1", "connectors")[5001]

    assert "connectors" not in plain
    assert [connector["type"] for connector in full["connectors"]] == ["ccs1"]
    assert (
        full["powerOptions"]["maxPower"],
        full["currentType"],
        full["label"],
        full["physicalReference"],
    ) == (150_000, "dc", "A1", "GR-RF-A1")


def test_evses_of_a_charge_point_do_not_name_the_charge_point(api: httpx.Client) -> None:
    """Only `evses/v2.1` does."""
    rows = api.get("/resources/charge-points/v2.0/301/evses?include[]=connectors").json()["data"]

    assert [row["id"] for row in rows] == [5001, 5002]
    assert all("chargePointId" not in row and "connectors" in row for row in rows)
    assert _all(api, "evses/v2.1")[5001]["chargePointId"] == 301


def test_not_everything_can_be_booked(api: httpx.Client) -> None:
    """Disabled site, charge point and EVSE, one out of order, one faulted, a site without a bookable port."""
    sites, points, evses = (_all(api, path) for path in ("locations/v2.0", "charge-points/v2.0", "evses/v2.1"))

    assert [site_id for site_id, site in sites.items() if site["status"] == "disabled"] == [113]
    assert [point["name"] for point in points.values() if point["status"] == "disabled"] == ["Mesa 2"]
    assert [evse["physicalReference"] for evse in evses.values() if evse["status"] == "disabled"] == ["AT-BK-2"]
    assert [evse["physicalReference"] for evse in evses.values() if evse["status"] == "out of order"] == ["AT-BK-3"]
    assert [evse["physicalReference"] for evse in evses.values() if evse["hardwareStatus"] == "faulted"] == ["AT-BK-4"]
    assert {"MD-LL-1", "MD-LL-2"} == {e["physicalReference"] for e in evses.values() if not e["bookingEnabled"]}


def test_ports_are_of_four_kinds_from_7_to_350_kw(api: httpx.Client) -> None:
    """CCS1, NACS, J1772 and CHAdeMO; J1772 is the one with AC."""
    evses = _all(api, "evses/v2.1", "connectors").values()

    powers = [evse["powerOptions"]["maxPower"] for evse in evses]
    kinds = {(connector["type"], evse["currentType"]) for evse in evses for connector in evse["connectors"]}
    assert (min(powers), max(powers)) == (7_000, 350_000)
    assert {("ccs1", "dc"), ("nacs", "dc"), ("chademo", "dc"), ("j1772", "ac")} == kinds


def test_records_have_secrets_that_must_never_leave_a_function(api: httpx.Client) -> None:
    """Charge points have a PIN and a password; users a phone, an address, a password hash and bank details."""
    point = api.get("/resources/charge-points/v2.0/301").json()["data"]
    user = api.get("/resources/users/v1.0/1001").json()["data"]

    assert point["pin"]
    assert point["network"]["password"]
    assert all(user[field] for field in ("phone", "address", "password", "personalId"))
    assert user["bankDetails"]["bankIban"]


def test_user_ids_are_strings_and_emails_are_as_stored(api: httpx.Client) -> None:
    """The look-up ignores case, so the email may differ from the requested one."""
    users = api.get("/resources/users/v1.0", params={"filter[email]": "other@example.com"}).json()["data"]

    assert [(u["id"], u["email"], u["status"]) for u in users] == [("1005", "Other@Example.com", "enabled")]


def test_known_drivers_are_as_documented(api: httpx.Client) -> None:
    """The drivers "driver", which is enabled, "disabled", and "duplicate", which exists twice."""
    users = _all(api, "users/v1.0")

    assert [(users[user_id]["email"], users[user_id]["status"]) for user_id in range(1001, 1005)] == [
        ("driver@example.com", "enabled"),
        ("disabled@example.com", "disabled"),
        ("duplicate@example.com", "enabled"),
        ("duplicate@example.com", "enabled"),
    ]


def test_a_user_has_the_amount_due_only_if_requested(api: httpx.Client) -> None:
    """`withAmountDue` exists for the read of one user only."""
    plain = api.get("/resources/users/v1.0/1001").json()["data"]
    full = api.get("/resources/users/v1.0/1001?withAmountDue=true").json()["data"]

    assert {"amountDue"} == full.keys() - plain.keys()


def test_bookings_have_their_evse_only_in_a_read_with_include(api: httpx.Client) -> None:
    """Lists never have it, and refuse the include."""
    listed = api.get("/resources/bookings/v1.0?per_page=1").json()["data"][0]
    plain = api.get(f"/resources/bookings/v1.0/{listed['id']}").json()["data"]
    full = api.get(f"/resources/bookings/v1.0/{listed['id']}?include[]=bookedEvses").json()["data"]

    assert plain == listed
    assert {"bookedEvses"} == full.keys() - plain.keys()
    assert list(full["bookedEvses"][0]) == ["id"]


def test_some_bookings_have_rfid_tokens(api: httpx.Client) -> None:
    """They are in the list, so that code that does not remove them fails."""
    rows = api.get("/resources/bookings/v1.0").json()["data"]

    tokens = [token for row in rows for token in row.get("authorizedTokens", [])]
    assert tokens
    assert {"id", "uid", "type", "contractId", "emspCountryCode", "emspPartyId"} == tokens[0].keys()


def test_a_photo_is_served_at_its_url_without_a_token(api: httpx.Client) -> None:
    """On the host of the request, so that a page can load it; outside the API, so it is not recorded as a call."""
    (image, _) = api.get("/resources/locations/v2.0/101", params={"include[]": "images"}).json()["data"]["images"]

    pictures = [httpx.get(image[size], trust_env=False, verify=NO_TLS) for size in ("original", "thumbnail")]

    assert image["original"].startswith(str(api.base_url).removesuffix("/public-api/") + "/photos/")
    assert [picture.headers["content-type"].partition(";")[0] for picture in pictures] == [image["mimeType"]] * 2
    assert "<svg" in pictures[0].text
