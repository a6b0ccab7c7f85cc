"""Enumeration of emails: what it reveals, and its limit."""

from itertools import count
from typing import Any

import jwt
import pytest

from functions.bookings import create_booking, request_links
from shared.http_api.security.enumeration_limiter import MAX_BOOKINGS, MAX_FAILURES, MAX_LINK_REQUESTS
from tests.security.function_host import FunctionHost
from tests.support.clock import machine_now
from tests.support.lambda_calls import LambdaResponse, call

EMAILS = {
    "known": "driver@example.com",
    "unknown": "nobody@example.com",
    "disabled": "disabled@example.com",
    "held twice": "duplicate@example.com",
}
PROXY_KEY = "the-proxy-key-of-the-tests-32-characters"


def plain(answer: LambdaResponse) -> dict[str, Any]:
    """Return the content of a response without the request id."""
    return {**answer.json, "requestId": ""}


def test_a_request_for_a_taken_slot_does_not_reveal_known_emails(host: FunctionHost) -> None:
    """It would be a lookup that leaves no trace: same response, same calls."""
    order = host.order()
    assert host.book(order | {"email": "driver1@example.com"}).status == 201
    answers, calls = {}, {}

    for name, email in EMAILS.items():
        host.simulator.clear_calls()
        host.configure()
        answers[name] = plain(host.book(order | {"email": email}))
        calls[name] = host.simulator.counts()

    assert answers["known"]["type"] == "urn:problem:slot-unavailable"
    assert [name for name in EMAILS if answers[name] != answers["known"] or calls[name] != calls["known"]] == []


def test_an_account_that_cannot_book_looks_like_an_unknown_email(host: FunctionHost) -> None:
    """Unknown, disabled, ambiguous: same response, same calls in the same round."""
    order, answers, calls = host.order(), {}, {}

    for name in ("unknown", "disabled", "held twice"):
        host.simulator.clear_calls()
        answers[name] = plain(host.book(order | {"email": EMAILS[name]}))
        calls[name] = host.simulator.counts()

    assert answers["unknown"]["type"] == "urn:problem:driver-not-found"
    assert [name for name in answers if answers[name] != answers["unknown"] or calls[name] != calls["unknown"]] == []


def test_replacing_an_own_booking_does_not_reveal_known_emails(host: FunctionHost) -> None:
    """Its reference as `replaces` and any email: the same response and calls, and nothing is submitted."""
    reference = host.create_booking().reference
    host.cancel(reference)
    answers, calls = {}, {}

    for name, email in EMAILS.items() | {("another", "driver1@example.com")}:
        if name == "known":
            continue
        host.configure(MAX_BOOKINGS_PER_DRIVER="10")
        host.simulator.clear_calls()
        answers[name] = plain(host.book(host.order() | {"email": email, "replaces": reference}))
        calls[name] = host.simulator.counts()

    assert answers["another"]["type"] == "urn:problem:invalid-request"
    assert [error["field"] for error in answers["another"]["errors"]] == ["replaces"]
    assert [name for name in answers if answers[name] != answers["another"] or calls[name] != calls["another"]] == []


@pytest.fixture
def behind_netlify(host: FunctionHost) -> Any:
    """Configure the key with which the CDN signs requests."""
    host.configure(PROXY_SIGNING_KEY=PROXY_KEY)
    yield host
    host.configure()


def passed_on(visitor: str, key: str = PROXY_KEY) -> dict[str, str]:
    """Return the headers that Netlify adds to a visitor's request."""
    claims = {"iss": "netlify", "exp": int(machine_now().timestamp()) + 60, "deploy_context": "production"}
    return {"x-nf-sign": jwt.encode(claims, key, "HS256"), "x-nf-client-connection-ip": visitor}


def ask(order: dict[str, Any], visitor: str, *, key: str = PROXY_KEY) -> LambdaResponse:
    """Book as a visitor whose request Netlify forwards."""
    headers = passed_on(visitor, key)
    return call(create_booking.handler, "POST /api/bookings", json_body=order, headers=headers)


def ask_for_links(email: str, visitor: str) -> LambdaResponse:
    route = "POST /api/bookings/links"
    return call(request_links.handler, route, json_body={"email": email}, headers=passed_on(visitor))


def test_a_visitor_who_tries_many_emails_is_limited(behind_netlify: FunctionHost) -> None:
    """After ten unknown ones, a known one gets 429 as well, without a call to Ampeco; others can still book."""
    order = behind_netlify.order()
    enumeration_limiter = [ask(order | {"email": f"guess{n}@example.com"}, "192.0.2.7") for n in range(MAX_FAILURES)]
    behind_netlify.simulator.clear_calls()

    refused = [ask(order | {"email": email}, "192.0.2.7") for email in EMAILS.values()]

    assert {answer.problem for answer in enumeration_limiter} == {"driver-not-found"}
    assert {(answer.status, answer.problem) for answer in refused} == {(429, "too-many-attempts")}
    assert {600 >= int(answer.headers["retry-after"]) > 0 for answer in refused} == {True}
    assert behind_netlify.simulator.calls() == []
    assert ask(order, "192.0.2.8").status == 201


def test_a_visitor_with_too_many_booking_requests_is_limited(behind_netlify: FunctionHost) -> None:
    """Also with known emails, booked or refused: each response reveals an account."""
    order = behind_netlify.order()
    orders = [ask(order, "192.0.2.7") for _ in range(MAX_BOOKINGS)]
    behind_netlify.simulator.clear_calls()

    refused = ask(order | {"email": "driver1@example.com"}, "192.0.2.7")

    assert {answer.status for answer in orders} == {201, 409}
    assert (refused.status, refused.problem) == (429, "too-many-attempts")
    assert behind_netlify.simulator.calls() == []


def test_a_request_for_links_does_not_tell_which_emails_are_known(host: FunctionHost) -> None:
    """One answer, no call to Ampeco, and one event for each email: what follows, only its owner sees."""
    host.simulator.clear_calls()
    host.lambda_api.events.clear()

    answers = [
        call(request_links.handler, "POST /api/bookings/links", json_body={"email": email}) for email in EMAILS.values()
    ]

    assert {(answer.status, answer.text) for answer in answers} == {(202, '{"status":"accepted"}')}
    headers = [{**answer.headers, "x-request-id": ""} for answer in answers]
    assert headers == headers[:1] * len(EMAILS)
    assert host.simulator.calls() == []
    assert [event["email"] for _, event in host.lambda_api.events] == list(EMAILS.values())


def test_a_visitor_who_asks_for_links_without_end_is_told_no_more(behind_netlify: FunctionHost) -> None:
    """For whatever emails; the answer says when to come again, and others are not affected."""
    behind_netlify.lambda_api.events.clear()
    answers = [ask_for_links(f"guess{number}@example.com", "192.0.2.7") for number in range(MAX_LINK_REQUESTS)]

    refused = ask_for_links(EMAILS["known"], "192.0.2.7")
    other = ask_for_links(EMAILS["known"], "192.0.2.8")

    assert {answer.status for answer in answers} == {202}
    assert (refused.status, refused.problem, other.status) == (429, "too-many-attempts", 202)
    assert 3600 >= int(refused.headers["retry-after"]) > 3000
    assert [event["visitor"] for _, event in behind_netlify.lambda_api.events] == ["192.0.2.7"] * 20 + ["192.0.2.8"]


def test_all_addresses_of_a_network_are_one_visitor(behind_netlify: FunctionHost) -> None:
    """A /48 has sixty-five thousand /64; an IPv4 address can be written as IPv6."""
    order = behind_netlify.order()
    emails = (order | {"email": f"guess{n}@example.com"} for n in count())
    network = [ask(next(emails), f"2001:db8:7:{n << 8:x}::1").problem for n in range(5 * MAX_FAILURES + 1)]
    address = [ask(next(emails), f"{('', '::ffff:')[n % 2]}192.0.2.7").problem for n in range(MAX_FAILURES + 1)]

    assert network == ["driver-not-found"] * 5 * MAX_FAILURES + ["too-many-attempts"]
    assert address == ["driver-not-found"] * MAX_FAILURES + ["too-many-attempts"]


def test_an_unsigned_client_address_is_not_counted(behind_netlify: FunctionHost) -> None:
    """Otherwise anybody could lock out others, or evade the limit."""
    order = behind_netlify.order() | {"email": EMAILS["unknown"]}

    forged = [ask(order, "192.0.2.9", key="a-key-that-is-not-the-cdns-32-characters") for _ in range(MAX_FAILURES + 1)]

    assert {(answer.status, answer.problem) for answer in forged} == {(403, "not-through-the-site")}
    assert ask(order, "192.0.2.9").problem == "driver-not-found"


def test_without_the_cdns_signature_nobody_is_locked_out(host: FunctionHost) -> None:
    """The one address that the functions see may be shared by everybody."""
    order = host.order() | {"email": EMAILS["unknown"]}

    assert {host.book(order).problem for _ in range(MAX_FAILURES + 2)} == {"driver-not-found"}
