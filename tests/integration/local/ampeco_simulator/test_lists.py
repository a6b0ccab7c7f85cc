from typing import Any

import httpx
import pytest

Row = dict[str, Any]


def _rows(api: httpx.Client, path: str, **query: str) -> list[Row]:
    reply = api.get(f"/resources/{path}", params=query)
    assert reply.status_code == 200, reply.text
    rows: list[Row] = reply.json()["data"]
    return rows


def _pages(api: httpx.Client, url: str) -> list[list[int]]:
    pages = []
    following: str | None = url
    while following:
        reply = api.get(following).json()
        pages.append([int(row["id"]) for row in reply["data"]])
        following = reply["links"]["next"]
    return pages


def test_links_lead_through_a_whole_list_once(api: httpx.Client) -> None:
    """Following `links.next` gives every record once, with the same page size."""
    pages = _pages(api, "/resources/evses/v2.1?per_page=20")

    assert [len(page) for page in pages] == [20, 20, 20, 3]
    assert list(range(5001, 5064)) == [evse_id for page in pages for evse_id in page]


def test_links_keep_filters_and_includes(api: httpx.Client) -> None:
    """In the next page."""
    first = api.get("/resources/evses/v2.1?filter[chargePointId]=302&include[]=connectors&per_page=1").json()

    second = api.get(first["links"]["next"]).json()

    assert [row["id"] for row in first["data"]] == [5003]
    assert [row["id"] for row in second["data"]] == [5004]
    assert [connector["type"] for connector in second["data"][0]["connectors"]] == ["ccs1", "nacs"]
    assert second["links"]["next"] is None


def test_links_use_the_host_of_the_request(api: httpx.Client) -> None:
    """Whatever its name."""
    page = api.get("/resources/locations/v2.0?per_page=1", headers={"Host": "tenant.test:81"}).json()

    assert page["links"]["next"].startswith("http://tenant.test:81/public-api/resources/locations/v2.0?")
    assert page["meta"]["path"] == "http://tenant.test:81/public-api/resources/locations/v2.0"


def test_meta_and_links_have_the_documented_shape(api: httpx.Client) -> None:
    """A cursor page has no first and last links, and repeats its cursors in `meta`."""
    page = api.get("/resources/locations/v2.0?per_page=5").json()

    assert {key: page["links"][key] for key in ("first", "last", "prev")} == {"first": None, "last": None, "prev": None}
    assert page["meta"]["per_page"] == 5
    assert httpx.URL(page["links"]["next"]).params["cursor"] == page["meta"]["next_cursor"]


def test_prev_leads_back(api: httpx.Client) -> None:
    """`links.prev` of the second page gives the first, which has none."""
    first = api.get("/resources/locations/v2.0?per_page=5").json()
    second = api.get(first["links"]["next"]).json()

    back = api.get(second["links"]["prev"]).json()

    assert first["data"] == back["data"]
    assert back["links"]["prev"] is None


@pytest.mark.parametrize("per_page", ["0", "101", "-1", "ten", ""])
def test_a_page_size_out_of_range_is_422(api: httpx.Client, per_page: str) -> None:
    """`per_page` is 1 to 100."""
    reply = api.get("/resources/bookings/v1.0", params={"per_page": per_page})

    assert reply.status_code == 422
    assert list(reply.json()["errors"]) == ["per_page"]


@pytest.mark.parametrize("cursor", ["nonsense", "e30=", "MQ=="])
def test_a_made_up_cursor_is_422(api: httpx.Client, cursor: str) -> None:
    """A cursor is valid only if it comes from a link."""
    reply = api.get("/resources/bookings/v1.0", params={"cursor": cursor})

    assert reply.status_code == 422
    assert list(reply.json()["errors"]) == ["cursor"]


def test_users_page_by_number_unless_a_cursor_is_sent(api: httpx.Client) -> None:
    """Without `cursor` there are page numbers and totals; an empty one starts cursors."""
    by_number = api.get("/resources/users/v1.0?per_page=10&page=2").json()
    by_cursor = api.get("/resources/users/v1.0?per_page=10&cursor=").json()

    assert tuple(by_number["meta"][key] for key in ("current_page", "last_page", "total")) == (2, 4, 36)
    assert [str(number) for number in range(1011, 1021)] == [row["id"] for row in by_number["data"]]
    assert {"path", "per_page", "next_cursor", "prev_cursor"} == by_cursor["meta"].keys()
    assert by_cursor["links"]["next"] is not None


def test_users_by_number_are_all_reached_by_links(api: httpx.Client) -> None:
    """Numbered pages end too."""
    pages = _pages(api, "/resources/users/v1.0?per_page=10")

    assert [len(page) for page in pages] == [10, 10, 10, 6]


@pytest.mark.parametrize(
    "query",
    [
        "filter[colour]=red",
        "filter[status]=happy",
        "filter[userId]=abc",
        "filter[startAfter]=2027-03-05",
        "filter[startAfter]=2027-03-05T10:00:00",
        "filter[status.x]=accepted",
        "include[]=bookedEvses",
        "page=2",
        "sort=id",
    ],
)
def test_an_unknown_or_malformed_parameter_is_422(api: httpx.Client, query: str) -> None:
    """A list refuses parameters that its document does not define."""
    reply = api.get(f"/resources/bookings/v1.0?{query}")

    assert reply.status_code == 422
    assert {"message", "errors"} == reply.json().keys()


@pytest.mark.parametrize(
    ("path", "query", "ids"),
    [
        ("locations/v2.0", {"filter[state]": "MI"}, [101]),
        ("locations/v2.0", {"filter[city]": "Denver"}, [103]),
        ("locations/v2.0", {"filter[country]": "CA"}, []),
        ("locations/v2.0", {"filter[roaming]": "true"}, []),
        ("locations/v2.0", {"filter[lastUpdatedAfter]": "2027-03-01T00:00:00Z"}, []),
        ("charge-points/v2.0", {"filter[locationId]": "101"}, [301, 302, 303]),
        ("charge-points/v2.0", {"filter[name]": "Riverfront 2"}, [302]),
        ("charge-points/v2.0", {"filter[evsePhysicalReference]": "GR-RF-A5"}, [303]),
        ("charge-points/v2.0", {"filter[networkId]": "GR-RF-301"}, [301]),
        ("charge-points/v2.0", {"filter[type]": "personal"}, []),
        ("evses/v2.1", {"filter[chargePointId]": "301"}, [5001, 5002]),
        ("evses/v2.1", {"filter[physicalReference]": "GR-RF-A1"}, [5001]),
        ("users/v1.0", {"filter[email]": "DUPLICATE@example.com"}, [1003, 1004]),
        ("users/v1.0", {"filter[email]": "nobody@example.com"}, []),
        ("users/v1.0", {"filter[externalId]": "crm-1001"}, [1001]),
        ("users/v1.0", {"filter[externalAppData.crm.tier]": "bronze"}, []),
    ],
)
def test_catalog_filters_select(api: httpx.Client, path: str, query: dict[str, str], ids: list[int]) -> None:
    """Each filter returns exactly the matching records."""
    rows = _rows(api, path, **query)

    assert ids == [int(row["id"]) for row in rows]


def test_booking_filters_select_together(api: httpx.Client) -> None:
    """Status, site, driver and times combine; "after" and "before" exclude the given time."""
    every = _rows(api, "bookings/v1.0", **{"filter[locationId]": "105", "filter[status]": "accepted"})
    chosen = every[3]

    found = _rows(
        api,
        "bookings/v1.0",
        **{
            "filter[locationId]": "105",
            "filter[status]": "accepted",
            "filter[userId]": str(chosen["userId"]),
            "filter[startAfter]": "2027-03-01T00:00:00Z",
            "filter[startBefore]": chosen["endAt"],
            "filter[endAfter]": chosen["startAt"],
            "filter[endBefore]": "2027-04-01T00:00:00Z",
        },
    )
    after_its_start = _rows(api, "bookings/v1.0", **{"filter[startAfter]": chosen["startAt"]})
    before_its_start = _rows(
        api, "bookings/v1.0", **{"filter[locationId]": "105", "filter[startBefore]": chosen["startAt"]}
    )

    assert chosen in found
    assert {(105, "accepted", chosen["userId"])} == {(r["locationId"], r["status"], r["userId"]) for r in found}
    assert all(row["startAt"] < chosen["endAt"] and row["endAt"] > chosen["startAt"] for row in found)
    assert all(row["startAt"] > chosen["startAt"] for row in after_its_start)
    assert before_its_start
    assert all(row["startAt"] < chosen["startAt"] for row in before_its_start)


def test_a_cursor_survives_records_that_appear_between_two_pages(
    api: httpx.Client, submit: Any, create_body: Any
) -> None:
    """No booking is repeated or skipped."""
    first = api.get("/resources/bookings/v1.0?filter[locationId]=101&per_page=50").json()
    seen = [row["id"] for row in first["data"]]
    submit(create_body())

    seen += [booking_id for page in _pages(api, first["links"]["next"]) for booking_id in page]

    every = [
        booking_id for page in _pages(api, "/resources/bookings/v1.0?filter[locationId]=101") for booking_id in page
    ]
    assert every == seen
