"""Links from a request to a mail at moto's SES: whose, how often, and never twice."""

import json
from datetime import timedelta
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest

from functions.messages import send_links
from shared.http_api.runtime.links import MAX_MAILS, LinksFailed, LinksRequest
from shared.http_api.security.enumeration_limiter import MAX_LINK_REQUESTS
from tests.support.functions import START, Functions
from tests.support.lambda_calls import LambdaContext
from tests.support.message_runs import MessageRuns

HOUR = timedelta(hours=1)
DRIVER, DRIVER_ID = "driver@example.com", 1001
VISITOR = "203.0.113.7"


def event(email: str = DRIVER, *, key: str | None = None, visitor: str | None = None) -> dict[str, Any]:
    """Return the event that the route hands over."""
    return {"key": key or str(uuid4()), "email": email, "visitor": visitor}


def handle(wanted: dict[str, Any]) -> str:
    """Invoke the function once; return how it ended."""
    return send_links.handler(wanted, LambdaContext())["outcome"]


def ask(email: str = DRIVER, *, visitor: str | None = None) -> str:
    return handle(event(email, visitor=visitor))


def text_of(runs: MessageRuns) -> str:
    """Return the text of the one mail."""
    (mail,) = runs.mails()
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\u00a0", " ")


@pytest.fixture
def reference(runs: MessageRuns, order: dict[str, Any], key: str) -> str:
    """Book on the site, and return the reference."""
    answer = runs.functions.book(order, key=key)
    assert answer.status == 201
    booked: str = answer.json["id"]
    return booked


def test_a_driver_gets_the_links_of_their_bookings(runs: MessageRuns, reference: str) -> None:
    """At the address that Ampeco has, however it is written in the request."""
    assert ask("  DRIVER@Example.COM") == "sent"

    text = text_of(runs)
    (mail,) = runs.mails()
    assert mail["To"] == DRIVER
    assert f"https://book.example.com/booking#{reference}" in text
    assert runs.functions.read_booking(reference).status == 200


def test_bookings_made_elsewhere_are_listed_without_a_link(runs: MessageRuns, reference: str) -> None:
    """With another way to change them; the next one first."""
    runs.simulator.book(evse_id=5002, start=START - 2 * HOUR, end=START - HOUR, user_id=DRIVER_ID)

    assert ask() == "sent"

    text = text_of(runs)
    assert text.count("/booking#") == 1
    assert text.index("Use the app.") < text.index(f"/booking#{reference}")


@pytest.mark.usefixtures("reference")
def test_bookings_made_elsewhere_can_be_left_out(runs: MessageRuns) -> None:
    """As from all other mails."""
    runs.restart(MAIL_FOR="site")
    runs.simulator.book(evse_id=5002, start=START - 2 * HOUR, end=START - HOUR, user_id=DRIVER_ID)

    assert ask() == "sent"

    assert "Use the app." not in text_of(runs)


def test_the_mail_is_in_the_drivers_language(runs: MessageRuns, reference: str) -> None:
    """So are the pages that its links lead to."""
    runs.simulator.patch("users", DRIVER_ID, locale="es-MX")

    ask()

    text = text_of(runs)
    assert text.startswith("Sus próximas reservas")
    assert f"https://book.example.com/es/booking#{reference}" in text


@pytest.mark.parametrize(
    ("email", "outcome"),
    [
        ("nobody@example.com", "no-account"),
        ("disabled@example.com", "no-account"),
        ("duplicate@example.com", "no-account"),
        (DRIVER, "no-booking"),
    ],
)
def test_nothing_is_sent_about_nothing(runs: MessageRuns, email: str, outcome: str) -> None:
    """Nor to an account that is not exactly one."""
    assert ask(email) == outcome
    assert runs.mails() == []


def test_a_canceled_booking_is_not_listed(runs: MessageRuns, reference: str) -> None:
    """There is nothing left to find."""
    runs.functions.cancel(reference)

    assert ask() == "no-booking"


@pytest.mark.usefixtures("reference")
def test_an_event_that_arrives_again_sends_nothing(runs: MessageRuns) -> None:
    """Lambda delivers at least once, and to another process perhaps."""
    wanted = event()

    first, again = handle(wanted), handle(wanted)
    runs.restart()
    later = handle(wanted)

    assert (first, again, later) == ("sent", "repeated", "repeated")
    assert len(runs.mails()) == 1


@pytest.mark.usefixtures("reference")
@pytest.mark.parametrize("operation", ["SendEmail", "PutItem"])
def test_a_failed_attempt_is_made_up_for_by_lambdas_next(runs: MessageRuns, operation: str) -> None:
    """It is an error of the function until then, and it counts as one request."""
    wanted = event()
    runs.faults.rates = {operation: 1.0}
    for _ in range(2):
        with pytest.raises(LinksFailed):
            handle(wanted)
    assert runs.mails() == []

    runs.faults.rates = {}
    outcomes = [handle(wanted), *(ask() for _ in range(MAX_MAILS - 1))]

    assert outcomes == ["sent"] * MAX_MAILS


@pytest.mark.usefixtures("reference")
def test_ampeco_out_of_reach_is_a_failed_attempt(runs: MessageRuns) -> None:
    """Nothing is said of it but its kind."""
    runs.simulator.faults({"kind": "status", "status": 503, "operation": "users*"})
    wanted = event()
    with pytest.raises(LinksFailed, match="ServerError"):
        handle(wanted)

    runs.simulator.faults()
    runs.restart()

    assert handle(wanted) == "sent"


@pytest.mark.usefixtures("reference")
def test_a_sent_mail_that_could_not_be_recorded_is_not_sent_again(runs: MessageRuns) -> None:
    """As long as the process lives: it remembers, and records it when Lambda invokes it again."""
    wanted = event()
    runs.faults.rates = {"UpdateItem": 1.0}
    with pytest.raises(LinksFailed):
        handle(wanted)

    runs.faults.rates = {}
    with pytest.raises(LinksFailed):
        handle(wanted)  # its own lock has not expired
    runs.expire_locks()
    again = handle(wanted)
    runs.restart()

    assert (again, handle(wanted)) == ("repeated", "repeated")
    assert len(runs.mails()) == 1


@pytest.mark.usefixtures("reference")
def test_a_process_killed_after_sending_leads_to_one_duplicate(runs: MessageRuns) -> None:
    """Nothing could know that SES took the mail; it counts as one request all the same."""
    wanted = event()
    runs.faults.rates = {"kill": 1.0}
    with pytest.raises(LinksFailed):
        handle(wanted)
    runs.faults.rates = {}
    runs.restart()
    runs.expire_locks()

    outcomes = [handle(wanted), ask(), ask(), ask()]

    assert outcomes == ["sent", "sent", "sent", "limited"]


@pytest.mark.usefixtures("reference")
def test_an_email_gets_three_a_day(runs: MessageRuns) -> None:
    """In any spelling and whatever process; on the next day more."""
    first = [ask(), ask("Driver@EXAMPLE.com")]
    runs.restart()
    second = [ask(), ask(), ask()]
    runs.set_clock(runs.now + timedelta(days=1))
    next_day = ask()

    assert (first, second, next_day) == (["sent"] * 2, ["sent", "limited", "limited"], "sent")
    assert len(runs.mails()) == 4


def test_a_visitor_asks_for_twenty_an_hour(runs: MessageRuns) -> None:
    """Of whatever emails, and Ampeco is not asked for more; others are not affected."""
    outcomes = [ask(f"nobody{number}@example.com", visitor=VISITOR) for number in range(MAX_LINK_REQUESTS)]
    runs.simulator.clear_calls()
    refused = ask("nobody@example.com", visitor=VISITOR)
    calls = runs.simulator.counts()
    other = ask("nobody@example.com", visitor="203.0.113.8")
    runs.set_clock(runs.now + HOUR)
    later = ask("one-more@example.com", visitor=VISITOR)

    assert outcomes == ["no-account"] * MAX_LINK_REQUESTS
    assert (refused, calls) == ("limited", {})
    assert (other, later) == ("no-account", "no-account")


def test_a_network_of_one_customer_is_one_visitor(runs: MessageRuns) -> None:
    """Whoever has an IPv6 network does not get new requests with each address."""
    del runs
    for number in range(MAX_LINK_REQUESTS):
        ask(f"nobody{number}@example.com", visitor=f"2001:db8::{number:x}")

    assert ask("nobody@example.com", visitor="2001:db8::ffff") == "limited"


@pytest.mark.usefixtures("reference")
def test_the_table_holds_no_address(runs: MessageRuns) -> None:
    """Keyed hashes, and when they expire."""
    ask(visitor=VISITOR)

    records = runs.records()
    written = json.dumps(records, default=str)
    assert {name for one in records for name in one} == {
        *("id", "expiration"),
        *("uses",),
        *("in_progress_expiration", "status", "data"),
    }
    assert [word for word in ("driver", "example", "203.0") if word in written] == []
    assert all(one["expiration"] > runs.now.timestamp() for one in records if "uses" in one)


@pytest.mark.usefixtures("runs")
@pytest.mark.parametrize("wanted", [{}, {"key": "k", "email": 7}, {"email": DRIVER}])
def test_an_event_that_is_none_is_not_quoted(log: StringIO, wanted: dict[str, Any]) -> None:
    """The runtime logs what is raised."""
    with pytest.raises(LinksFailed) as raised:
        handle(wanted)

    assert str(raised.value) == "ValidationError"
    assert raised.value.__suppress_context__
    assert "unhandled_exception" in log.getvalue()
    assert "@" not in log.getvalue()


@pytest.mark.usefixtures("reference")
def test_the_log_tells_how_it_ended_and_of_nobody(log: StringIO) -> None:
    """Known or not."""
    ask(visitor=VISITOR)
    ask("nobody@example.com", visitor=VISITOR)

    outcomes = [json.loads(line).get("outcome") for line in log.getvalue().splitlines() if "links_requested" in line]
    assert outcomes == ["sent", "no-account"]
    assert [word for word in ("@", "203.0") if word in log.getvalue()] == []
    assert "@" not in repr(LinksRequest(key="k", email=DRIVER, visitor=VISITOR))


@pytest.mark.usefixtures("reference")
def test_an_address_that_ses_refuses_is_not_tried_again(runs: MessageRuns, log: StringIO) -> None:
    """It would be refused each time; the metric says so."""
    runs.restart(MAIL_FROM="unverified@operator.example")

    assert ask() == "refused"

    assert "message_failed" in log.getvalue()


@pytest.mark.usefixtures("functions")
def test_nothing_is_done_without_a_sender(functions: Functions, monkeypatch: pytest.MonkeyPatch) -> None:
    """The feature is off."""
    monkeypatch.delenv("MAIL_FROM", raising=False)
    functions.configure()

    assert ask() == "off"
    assert functions.simulator.counts() == {}
