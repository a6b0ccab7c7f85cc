"""Ampeco's data is not passed on: only listed fields of its records, and nothing of its errors."""

import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest

from shared.http_api.runtime.services import services
from tests.security.function_host import ADMIN_ROUTES, DRIVER, ROUTES, WITHOUT_AMPECO, FunctionHost, RouteRequest
from tests.security.intercepting_proxy import InterceptingProxy, RecordingServer, Reply
from tests.support.lambda_calls import LambdaResponse
from tests.support.soak import sample

POISON = "p0ison"
PHONE = "+1 616 555 0177"
USERS = range(1001, 1017)
SECRET_FIELDS: dict[str, Any] = {
    "password": f"$2y$10${POISON}",
    "phone": PHONE,
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
FAILURES = (401, 422, 500, 302, 200, 403, 404, 429)


def said(answer: LambdaResponse) -> str:
    """Return the complete content of a response."""
    return f"{answer.status} {answer.headers} {answer.text}"


def test_only_admins_get_name_email_and_phone_of_a_driver_record(
    host: FunctionHost, log: StringIO, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Every route, with records that contain a password hash, an address and a bank account as well."""
    for user_id in USERS:
        host.simulator.patch("users", user_id, **SECRET_FIELDS)

    answers = {route: host.send(host.valid_request(route)) for route in ROUTES}

    written = log.getvalue() + capsys.readouterr().out + caplog.text
    assert [route for route, answer in answers.items() if answer.status >= 300] == []
    assert [route for route, answer in answers.items() if POISON in said(answer)] == []
    for detail in (DRIVER, PHONE):
        with_detail = [route for route, answer in answers.items() if detail in answer.text]
        assert with_detail == ["GET /api/admin/bookings/{bookingId}", "GET /api/admin/sites/{siteId}/ports/{evseId}"]
    assert [route for route, answer in answers.items() if "Dana" in answer.text and route not in ADMIN_ROUTES] == []
    assert [secret for secret in (POISON, PHONE, "@example.com", "@Example.com", "Dana") if secret in written] == []


def test_only_listed_fields_of_a_record_are_returned(
    host: FunctionHost, intercepting_proxy: InterceptingProxy, requests: list[RouteRequest]
) -> None:
    """Every object in every response of Ampeco gets extra fields, such as a pin or RFID tokens."""
    with intercepting_proxy.rewriting(lambda _, reply: reply.with_json(_with_more(reply.json))):
        answers = {send.route: host.send(send) for send in requests}

    assert [(route, answer.status) for route, answer in answers.items() if answer.status >= 300] == []
    assert [route for route, answer in answers.items() if POISON in said(answer)] == []


@pytest.mark.parametrize("status", sample(FAILURES, 4))
def test_no_text_of_a_failed_ampeco_call_is_returned_or_logged(
    host: FunctionHost,
    intercepting_proxy: InterceptingProxy,
    recording_server: RecordingServer,
    log: StringIO,
    capsys: pytest.CaptureFixture[str],
    requests: list[RouteRequest],
    status: int,
) -> None:
    """Bodies, headers, stack traces: for each status, on every route. A 401 or redirect is not passed on."""
    failure = Reply(
        status, json.dumps(FAILURE).encode(), {**HEADERS, "Location": f"{recording_server.origin}/{POISON}"}
    )
    answers = {}
    with intercepting_proxy.rewriting(lambda *_: failure):
        for send in requests:
            host.configure(AMPECO_API_URL=intercepting_proxy.url)
            answers[send.route] = host.send(send)

    assert [route for route, answer in answers.items() if answer.status in {200, 302, 401, 403, 500}] == []
    assert [said(answer) for answer in answers.values() if POISON in said(answer)] == []
    assert POISON not in log.getvalue() + capsys.readouterr().out
    assert recording_server.received == []


def test_an_unhandled_exception_is_logged_without_message_or_source_lines(
    host: FunctionHost, requests: list[RouteRequest], log: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An exception that quotes a driver: the log has its type and line numbers, the response neither."""
    host.configure()
    monkeypatch.setattr(services().ampeco, "_list", _broken)
    monkeypatch.setattr(services().ampeco, "_read", _broken)

    answers = [host.send(send) for send in requests if send.route != WITHOUT_AMPECO]

    host.configure()
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
