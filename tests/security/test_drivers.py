"""The account that a booking is made for: the named one, whatever Ampeco's filter returns."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.security.function_host import DRIVER, FunctionHost
from tests.security.intercepting_proxy import InterceptingProxy, Reply

Users = list[dict[str, Any]]
STRANGER = {"email": "stranger@example.com", "id": "1009"}


def among(change: Callable[[Users], Users]) -> Callable[[str, Reply], Reply]:
    """Return a rewrite of the users that a lookup finds, and of no other response."""

    def rewrite(path: str, reply: Reply) -> Reply:
        if "/resources/users/" not in path:
            return reply
        body = reply.json
        found = body["data"] if isinstance(body["data"], list) else [body["data"]]
        return reply.with_json({**body, "data": change(found)})

    return rewrite


NOBODY: dict[str, Callable[[Users], Users]] = {
    "a stranger instead": lambda found: [{**found[0], **STRANGER}],
    "everybody, as without a filter": lambda found: [{**found[0], **STRANGER, "id": str(n)} for n in range(1002, 1012)],
    "an email that only begins alike": lambda found: [{**found[0], "email": f"{DRIVER}.evil.test"}],
    "an email that holds it": lambda found: [{**found[0], "email": f"x{DRIVER}"}],
    "a lookalike": lambda found: [
        {**found[0], "email": DRIVER.replace("i", "\N{CYRILLIC SMALL LETTER BYELORUSSIAN-UKRAINIAN I}")}
    ],
    "two of the same": lambda found: [found[0], {**found[0], "id": "1009"}],
    "a disabled one": lambda found: [{**found[0], "status": "disabled"}],
    "one of an unknown status": lambda found: [{**found[0], "status": "suspended"}],
    "one without a status": lambda found: [{key: value for key, value in found[0].items() if key != "status"}],
    "nobody": lambda _: [],
}


@pytest.mark.parametrize("found", NOBODY.values(), ids=NOBODY)
def test_a_lookup_without_exactly_one_enabled_driver_submits_nothing(
    host: FunctionHost, intercepting_proxy: InterceptingProxy, found: Callable[[Users], Users]
) -> None:
    """The response is the same for each case."""
    order = host.order()
    host.simulator.clear_calls()

    with intercepting_proxy.rewriting(among(found)):
        answer = host.book(order)

    assert answer.status in {404, 502}
    assert answer.problem == ("driver-not-found" if answer.status == 404 else "upstream-error")
    assert host.simulator.calls("bookingRequestCreate") == []


def test_another_user_in_the_result_is_ignored(host: FunctionHost, intercepting_proxy: InterceptingProxy) -> None:
    """The first row may be another user."""
    order = host.order()
    host.simulator.clear_calls()

    with intercepting_proxy.rewriting(among(lambda found: [{**found[0], **STRANGER}, *found])):
        answer = host.book(order)

    (sent,) = host.simulator.calls("bookingRequestCreate")
    assert answer.status == 201
    assert '"userId":1001' in sent["body"].replace(" ", "")


def test_a_user_with_another_id_than_requested_is_refused(
    host: FunctionHost, intercepting_proxy: InterceptingProxy
) -> None:
    """Nothing is booked."""
    order = {name: value for name, value in host.order().items() if name != "email"}
    host.simulator.clear_calls()

    def another(path: str, reply: Reply) -> Reply:
        if "/resources/users/" not in path:
            return reply
        return reply.with_json({"data": reply.json["data"] | {"id": "1009"}})

    with intercepting_proxy.rewriting(another):
        answer = host.create({**order, "userId": 1001})

    assert (answer.status, answer.problem) == (404, "driver-not-found")
    assert host.simulator.calls("bookingRequestCreate") == []
