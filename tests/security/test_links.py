"""The token is sent only to Ampeco: not for a link, not for a redirect."""

import pytest

from tests.security.function_host import FunctionHost, RouteRequest
from tests.security.intercepting_proxy import InterceptingProxy, RecordingServer, Reply


@pytest.mark.parametrize("elsewhere", ["{origin}/public-api{path}", "//{host}{path}", "http://127.0.0.1@{host}/x"])
def test_a_link_to_another_host_is_refused_and_the_token_not_sent_there(
    host: FunctionHost,
    intercepting_proxy: InterceptingProxy,
    recording_server: RecordingServer,
    requests: list[RouteRequest],
    elsewhere: str,
) -> None:
    """`links.next` is external data; each route that follows it stops instead."""

    def led_astray(path: str, reply: Reply) -> Reply:
        if b'"links"' not in reply.body:
            return reply
        link = elsewhere.format(
            origin=recording_server.origin, host=recording_server.origin.removeprefix("http://"), path=path
        )
        return reply.with_json({**reply.json, "links": {"next": link}})

    answers = {}
    with intercepting_proxy.rewriting(led_astray):
        for send in requests:
            host.configure(AMPECO_API_URL=intercepting_proxy.url)
            answers[send.route] = host.send(send)

    refused = {route for route, answer in answers.items() if answer.status == 502}
    assert recording_server.received == []
    assert {answer.problem for answer in answers.values() if answer.status >= 300} <= {"upstream-error"}
    assert {"GET /api/sites", "POST /api/bookings", "GET /api/bookings/{id}", "GET /api/admin/bookings.csv"} <= refused


def test_the_recording_server_records_a_request(recording_server: RecordingServer, host: FunctionHost) -> None:
    """Otherwise the test above could not fail."""
    host.configure(AMPECO_API_URL=f"{recording_server.origin}/public-api")
    host.list_sites()
    host.configure()

    assert f"Bearer {host.simulator.token}" in recording_server.received[0]
