"""The token goes to Ampeco and nowhere else: not after a link, not after a redirect."""

import pytest

from tests.security.between import Between, Eavesdropper, Reply
from tests.security.house import House, Visit


@pytest.mark.parametrize("elsewhere", ["{origin}/public-api{path}", "//{host}{path}", "http://127.0.0.1@{host}/x"])
def test_a_link_to_another_host_is_refused_and_the_token_not_sent_there(
    house: House, between: Between, eavesdropper: Eavesdropper, visits: list[Visit], elsewhere: str
) -> None:
    """`links.next` comes from outside as everything does; each route that follows one stops instead."""

    def led_astray(path: str, reply: Reply) -> Reply:
        if b'"links"' not in reply.body:
            return reply
        link = elsewhere.format(origin=eavesdropper.origin, host=eavesdropper.origin.removeprefix("http://"), path=path)
        return reply.with_json({**reply.json, "links": {"next": link}})

    answers = {}
    with between.telling(led_astray):
        for visit in visits:
            house.configure(AMPECO_API_URL=between.url)
            answers[visit.route] = house.visit(visit)

    refused = {route for route, answer in answers.items() if answer.status == 502}
    assert eavesdropper.heard == []
    assert {answer.problem for answer in answers.values() if answer.status >= 300} <= {"upstream-error"}
    assert {"GET /api/sites", "POST /api/bookings", "GET /api/bookings/{id}", "GET /api/admin/bookings.csv"} <= refused


def test_the_eavesdropper_would_hear(eavesdropper: Eavesdropper, house: House) -> None:
    """Else the test above could not fail."""
    house.configure(AMPECO_API_URL=f"{eavesdropper.origin}/public-api")
    house.list_sites()
    house.configure()

    assert f"Bearer {house.simulator.token}" in eavesdropper.heard[0]
