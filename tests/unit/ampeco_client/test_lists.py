"""Lists, page by page."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
import respx

from shared.ampeco_client import (
    AmpecoClient,
    UnexpectedResponse,
)

Sample = Callable[[str], Any]


async def test_a_list_follows_the_link_as_given(client: AmpecoClient, ampeco: respx.MockRouter, sample: Sample) -> None:
    """The second page is requested with exactly the URL of the first page's next link."""
    first = sample("locations_page_1")
    route = ampeco.get("/resources/locations/v2.0")
    route.side_effect = [httpx.Response(200, json=first), httpx.Response(200, json=sample("locations_page_2"))]

    locations = await client.list_locations(per_page=2).all()

    assert [location.id for location in locations] == [101, 102, 103]
    assert str(route.calls.last.request.url) == first["links"]["next"]


async def test_a_page_is_requested_by_its_link(client: AmpecoClient, ampeco: respx.MockRouter, sample: Sample) -> None:
    """The link of a page, passed back, returns the next page."""
    route = ampeco.get("/resources/locations/v2.0")
    route.side_effect = [
        httpx.Response(200, json=sample("locations_page_1")),
        httpx.Response(200, json=sample("locations_page_2")),
    ]
    list_query = client.list_locations(per_page=2)

    first = await list_query.page()
    last = await list_query.page(after=first.next)

    assert [location.id for location in (*first.items, *last.items)] == [101, 102, 103]
    assert last.next is None


async def test_a_cursor_continues_its_own_list(client: AmpecoClient, ampeco: respx.MockRouter, sample: Sample) -> None:
    """The cursor is the query of the link alone, without host and path, so it can be given to clients."""
    route = ampeco.get("/resources/locations/v2.0")
    route.side_effect = [
        httpx.Response(200, json=sample("locations_page_1")),
        httpx.Response(200, json=sample("locations_page_2")),
    ]

    first = await client.list_locations(per_page=2).page()
    last = await client.list_locations().page(after=first.cursor)

    assert first.cursor == "?" + str(first.next).partition("?")[2]
    assert str(route.calls.last.request.url) == first.next
    assert last.cursor is None


@pytest.mark.parametrize("cursor", ["?/../../users/v1.0", "?@other.test", "?x=1#/users/v1.0", "??"])
async def test_no_cursor_leads_outside_its_list(
    cursor: str, client: AmpecoClient, ampeco: respx.MockRouter, sample: Sample
) -> None:
    """However it was modified."""
    route = ampeco.get("/resources/locations/v2.0").respond(json=sample("locations_page_2"))

    await client.list_locations().page(after=cursor)

    assert (route.call_count, ampeco.calls.call_count) == (1, 1)
    assert route.calls.last.request.url.path == "/public-api/resources/locations/v2.0"


@pytest.mark.parametrize(
    "link",
    [
        "https://other.test/public-api/resources/locations/v2.0?cursor=x",
        "http://ampeco.test:8080/public-api/resources/locations/v2.0?cursor=x",
        "https://ampeco.test:8443/public-api/resources/locations/v2.0?cursor=x",
        "https://ampeco.test/admin?cursor=x",
        "https://ampeco.test/public-api/resources/users/v1.0?cursor=x",
        "https://ampeco.test/public-api/resources/locations/v2.0/101?cursor=x",
    ],
)
async def test_a_link_to_another_address_never_gets_the_token(
    link: str, client: AmpecoClient, ampeco: respx.MockRouter, sample: Sample
) -> None:
    """Nothing is sent there, and the list raises an error."""
    page = sample("locations_page_1")
    page["links"]["next"] = link
    ampeco.get("/resources/locations/v2.0").respond(json=page)
    elsewhere = ampeco.get(link).respond(json=sample("locations_page_2"))

    with pytest.raises(UnexpectedResponse, match=r"a link leads out(side https://| of /resources/locations/)"):
        await client.list_locations().all()

    assert (elsewhere.called, ampeco.calls.call_count) == (False, 1)


async def test_a_next_link_to_the_same_page_is_rejected(
    client: AmpecoClient, ampeco: respx.MockRouter, sample: Sample
) -> None:
    """The same link twice is an endless loop."""
    route = ampeco.get("/resources/locations/v2.0").respond(json=sample("locations_page_1"))

    with pytest.raises(UnexpectedResponse, match=r"^links\.next leads in a circle$"):
        await client.list_locations(per_page=2).all()

    assert route.call_count == 2


async def test_nothing_is_sent_before_a_list_is_read(client: AmpecoClient, ampeco: respx.MockRouter) -> None:
    """Creating the list object sends nothing."""
    client.list_locations()
    client.list_users()

    assert ampeco.calls.call_count == 0
