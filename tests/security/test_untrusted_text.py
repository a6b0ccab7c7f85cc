"""Names, labels and reasons from outside: data in every response, whatever they contain."""

import icalendar
import pytest

from tests.security.function_host import ROUTES, FunctionHost, RouteRequest
from tests.support.lambda_calls import LambdaResponse

TURNING = [chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))]
MARKUP = "<img src=x onerror=alert(1)>"
HOSTILE = f"\u202e=cmd {MARKUP}\r\nATTENDEE:mailto:evil@evil.test\r\n\u2066{'W' * 1_000}"


@pytest.fixture(scope="module")
def answers(host: FunctionHost) -> dict[str, LambdaResponse]:
    """Return a response of every route about a site, a port and a driver with such names, and an error."""
    text = [{"locale": "en", "translation": HOSTILE}]
    for site in (101, 102):
        host.simulator.patch("locations", site, name=text, description=text, address=text, city=HOSTILE)
    host.simulator.patch("evses", 5001, label=HOSTILE, physicalReference=HOSTILE)
    host.simulator.patch("users", 1001, firstName=HOSTILE, lastName=HOSTILE)
    requests = {route: host.valid_request(route) for route in ROUTES}
    host.configure()
    answers = {route: host.send(send) for route, send in requests.items()}
    host.simulator.approval("instant", rejectReason=HOSTILE)
    refused = host.book(host.order()).json["id"]
    answers["rejected"] = host.send(RouteRequest("GET /api/bookings/{id}", {"id": refused}))
    return answers


def test_no_response_has_bidirectional_overrides(answers: dict[str, LambdaResponse]) -> None:
    """Marks that right-to-left names need stay; overrides, embeddings and isolates are removed."""
    assert {route for route, answer in answers.items() if MARKUP in answer.text} >= {
        "GET /api/sites",
        "GET /api/sites/{siteId}",
        "GET /api/bookings/{id}",
        "GET /api/admin/calendar",
        "GET /api/admin/today",
        "GET /api/admin/bookings.csv",
        "rejected",
    }
    assert [route for route, answer in answers.items() if any(turn in answer.text for turn in TURNING)] == []


def test_a_name_adds_no_line_to_a_calendar_file(answers: dict[str, LambdaResponse]) -> None:
    """Its line breaks are escaped."""
    [event] = icalendar.Calendar.from_ical(answers["GET /api/bookings/{id}/invite.ics"].text).events

    assert MARKUP in str(event["summary"])
    assert "attendee" not in event


def test_a_name_is_no_formula_in_the_export(answers: dict[str, LambdaResponse]) -> None:
    """Also if an invisible character precedes the sign."""
    assert "'=cmd" in answers["GET /api/admin/bookings.csv"].text
    assert ",=cmd" not in answers["GET /api/admin/bookings.csv"].text
    assert '"=cmd' not in answers["GET /api/admin/bookings.csv"].text
