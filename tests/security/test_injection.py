"""No external text becomes part of a URL at Ampeco, where the token allows every action."""

import re

import pytest

from tests.security.function_host import ROUTES, FunctionHost

RESET = "actions/charge-point/v1.0/5/reset/soft"
PAYLOADS = (f"../../../{RESET}#", f"..%2f..%2f..%2f{RESET.replace('/', '%2f')}%23")
DISGUISES = (
    f"101/../../../{RESET}?",
    f"101?/../../{RESET}",
    f"..\\..\\..\\{RESET}",
    f"101\r\nHost: evil.test\r\nX-Reset: {RESET}",
    f"//evil.test/{RESET}",
    "\N{FULLWIDTH DIGIT ONE}\N{FULLWIDTH DIGIT ZERO}\N{FULLWIDTH DIGIT ONE}/reset",
)
RESOURCE = r"/resources/(locations|charge-points|evses|users|bookings|booking-requests)/v\d\.\d(/\d+(/evses)?)?"
ACTION = r"/actions/locations/v2\.0/\d+/check-booking-availability"
KNOWN = re.compile(rf"/public-api({RESOURCE}|{ACTION})(\?[\w%.=&+:~-]*)?")


@pytest.mark.parametrize("route", ROUTES)
def test_a_path_in_any_field_is_never_part_of_an_ampeco_url(host: FunctionHost, route: str) -> None:
    """Path, query, header or body: each place of each route, one at a time, the others valid.

    Each route's unmodified request succeeds, so the payload is not refused for another reason.
    """
    valid_request = host.valid_request(route)
    host.simulator.clear_calls()
    requests = [send for payload in PAYLOADS for send in valid_request.with_payload(payload)]
    requests += [send for payload in DISGUISES for send in valid_request.with_path_payload(payload)]

    answers = [host.send(send) for send in requests]

    calls = host.simulator.calls()
    assert [call["path"] for call in calls if not KNOWN.fullmatch(call["path"])] == []
    assert [call["path"] for call in calls if "reset" in call["path"] or "evil" in call["path"]] == []
    assert [call["body"] for call in calls if "reset" in str(call["body"]) or "evil" in str(call["body"])] == []
    assert [answer.text for answer in answers if answer.status >= 500] == []
    assert host.send(host.valid_request(route)).status in {200, 201, 202}
