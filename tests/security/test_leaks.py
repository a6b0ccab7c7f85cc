"""What Ampeco says stays with us: of its records what is on the list, of its failures nothing."""

import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest

from shared.http_api.services import services
from tests.security.between import Between, Eavesdropper, Reply
from tests.security.house import ADMIN_ROUTES, DRIVER, ROUTES, House, Visit
from tests.support.lambda_calls import Answer

POISON = "p0ison"
USERS = range(1001, 1017)
SECRET_FIELDS: dict[str, Any] = {
    "password": f"$2y$10${POISON}",
    "phone": f"+1 {POISON}",
    "address": f"1 {POISON} Street",
    "postCode": POISON,
    "vehicleNo": POISON,
    "personalId": POISON,
    "middleName": POISON,
    "externalId": POISON,
    "bankDetails": {"bankIban": POISON, "bankAccountNumber": POISON, "bankName": POISON},
    "externalAppData": {"crm": {"tier": POISON}},
}
FAILURE = {
    "message": f"SQLSTATE[42S02]: {POISON}",
    "exception": f"Illuminate\\Database\\{POISON}",
    "file": f"/var/www/{POISON}.php",
    "trace": [{"file": f"/var/www/{POISON}.php", "line": 7}],
    "errors": {POISON: [POISON], "startAt": [POISON]},
    "details": {"token": POISON},
}
HEADERS = {
    "Set-Cookie": f"session={POISON}",
    "Server": POISON,
    "WWW-Authenticate": f'Bearer realm="{POISON}"',
    "X-Debug-Token": POISON,
    "Access-Control-Allow-Origin": f"https://{POISON}.test",
}
FAILURES = (401, 403, 404, 422, 429, 500, 302, 200)


def said(answer: Answer) -> str:
    """Return all that an answer says."""
    return f"{answer.status} {answer.headers} {answer.text}"


def test_of_a_drivers_record_nothing_but_the_name_and_the_email_leaves_and_that_to_staff_alone(
    house: House, log: StringIO, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Every route, at everybody's records with a password hash, a phone, an address and a bank account in them."""
    for user_id in USERS:
        house.simulator.patch("users", user_id, **SECRET_FIELDS)

    answers = {route: house.visit(house.good(route)) for route in ROUTES}

    written = log.getvalue() + capsys.readouterr().out + caplog.text
    assert [route for route, answer in answers.items() if answer.status >= 300] == []
    assert [route for route, answer in answers.items() if POISON in said(answer)] == []
    assert [route for route, answer in answers.items() if DRIVER in answer.text] == [
        "GET /api/admin/bookings/{bookingId}"
    ]
    assert [route for route, answer in answers.items() if "Dana" in answer.text and route not in ADMIN_ROUTES] == []
    assert [secret for secret in (POISON, "@example.com", "@Example.com", "Dana") if secret in written] == []


def test_of_a_record_no_field_leaves_that_is_not_on_the_list(
    house: House, between: Between, visits: list[Visit]
) -> None:
    """Every object in every answer of Ampeco gets fields that are not ours to tell, such as a pin or RFID tokens."""
    with between.telling(lambda _, reply: reply.with_json(_with_more(reply.json))):
        answers = {visit.route: house.visit(visit) for visit in visits}

    assert [(route, answer.status) for route, answer in answers.items() if answer.status >= 300] == []
    assert [route for route, answer in answers.items() if POISON in said(answer)] == []


@pytest.mark.parametrize("status", FAILURES)
def test_of_a_failure_of_ampecos_no_word_reaches_an_answer_or_the_log(
    house: House,
    between: Between,
    eavesdropper: Eavesdropper,
    log: StringIO,
    capsys: pytest.CaptureFixture[str],
    visits: list[Visit],
    status: int,
) -> None:
    """Bodies, headers, stack traces: whatever the status, on every route. Its 401 is never ours, nor its redirect."""
    failure = Reply(status, json.dumps(FAILURE).encode(), {**HEADERS, "Location": f"{eavesdropper.origin}/{POISON}"})
    answers = {}
    with between.telling(lambda *_: failure):
        for visit in visits:
            house.configure(AMPECO_API_URL=between.url)
            answers[visit.route] = house.visit(visit)

    assert [route for route, answer in answers.items() if answer.status in {200, 302, 401, 403, 500}] == []
    assert [said(answer) for answer in answers.values() if POISON in said(answer)] == []
    assert POISON not in log.getvalue() + capsys.readouterr().out
    assert eavesdropper.heard == []


def test_what_nobody_foresaw_is_logged_without_the_words_and_told_without_the_place(
    house: House, visits: list[Visit], log: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failure of our own that quotes a driver: the log has its kind and its lines, the answer neither."""
    house.configure()
    monkeypatch.setattr(services().ampeco, "_list", _broken)
    monkeypatch.setattr(services().ampeco, "_read", _broken)

    answers = [house.visit(visit) for visit in visits]

    house.configure()
    assert {(answer.status, answer.problem) for answer in answers} == {(500, "internal-error")}
    assert [said(answer) for answer in answers if POISON in said(answer) or ".py" in said(answer)] == []
    assert POISON not in log.getvalue()
    assert '"error":"RuntimeError"' in log.getvalue()


def _broken(*_: object) -> None:
    raise RuntimeError(f"{POISON} for {DRIVER}")


def _with_more(value: Any) -> Any:
    if isinstance(value, list):
        return [_with_more(one) for one in value]
    if not isinstance(value, dict) or value.keys() & {"next_cursor", "locale"}:
        return value
    return dict(_members(value))


def _members(value: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    yield from ((name, one if name == "links" else _with_more(one)) for name, one in value.items())
    yield from (("pin", POISON), ("notes", POISON), ("authorizedTokens", [{"uid": POISON}]), (POISON, POISON))
