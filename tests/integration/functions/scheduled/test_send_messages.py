"""Messages from bookings at the simulator to mails at moto's SES, each once."""

import json
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from io import StringIO
from typing import Any

import pytest

from functions.scheduled.send_messages import RunFailed
from shared.http_api.runtime.messages import message_services
from shared.infra.once import InProgress, OnceStore
from tests.support.calendars import Entry, parsed
from tests.support.functions import START, Functions
from tests.support.lambda_calls import LambdaContext
from tests.support.log_guard import personal
from tests.support.message_runs import MessageRuns
from tests.support.ses_stand_in import SesStandIn

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
DRIVER = 1001
OTHER_KEY = "7d0c1d6c-2f0a-4c3c-9d1c-5b8f3f6f0a11"


def book(runs: MessageRuns, order: dict[str, Any], key: str) -> str:
    """Book as a driver on the site; return the reference."""
    answer = runs.functions.book(order, key=key)
    assert answer.status in {200, 201, 202}, answer.text
    reference: str = answer.json["id"]
    return reference


def kinds(runs: MessageRuns) -> list[str]:
    return [mail["X-Message"].split()[0] for mail in runs.mails() if "driver@example.com" in mail["To"]]


def test_a_booking_is_confirmed_once(runs: MessageRuns, order: dict[str, Any], key: str) -> None:
    """Also after a cold start; the mail has the link of the booking."""
    runs.run()
    reference = book(runs, order, key)

    first, second = runs.run(), runs.after(MINUTE)
    runs.restart()
    third = runs.after(MINUTE)

    assert [one["sent"] for one in (first, second, third)] == [1, 0, 0]
    (mail,) = [one for one in runs.mails() if one["To"] == "driver@example.com"]
    assert f"https://book.example.com/booking#{reference}" in mail.as_string().replace("=\n", "").replace("=3D", "=")
    assert kinds(runs) == ["confirmed"]


def test_each_change_is_reported(runs: MessageRuns, order: dict[str, Any], key: str) -> None:
    """Rescheduled and canceled by the driver, with the current time."""
    reference = book(runs, order, key)
    runs.run()

    later = {"startAt": (START + 3 * HOUR).isoformat(), "endAt": (START + 4 * HOUR).isoformat()}
    assert runs.functions.move(reference, later, key=key).status in {200, 202}
    runs.after(MINUTE)
    assert runs.functions.cancel(reference, key=OTHER_KEY).status in {200, 202}
    runs.after(MINUTE)

    assert kinds(runs) == ["confirmed", "changed", "canceled"]
    assert (START + 3 * HOUR).isoformat() in runs.mails()[-2]["X-Message"]


def test_a_booking_canceled_before_the_first_run_has_one_message(
    runs: MessageRuns, order: dict[str, Any], key: str
) -> None:
    """No confirmation is sent for it."""
    runs.functions.cancel(book(runs, order, key), key=key)

    runs.run()
    runs.after(MINUTE)

    assert kinds(runs) == ["canceled"]


def test_a_rejected_request_is_declined(runs: MessageRuns, order: dict[str, Any], key: str) -> None:
    """Without a booking."""
    runs.simulator.approval("instant", rejectReason="Maintenance.")
    runs.functions.book(order, key=key)

    runs.run()
    runs.after(MINUTE)

    assert kinds(runs) == ["declined"]


def test_the_reminder_comes_an_hour_before(runs: MessageRuns) -> None:
    """For a booking made elsewhere, too."""
    runs.simulator.book(evse_id=5001, start=START, end=START + HOUR, user_id=DRIVER)

    runs.set_clock(START - 61 * MINUTE)
    runs.run()
    early = kinds(runs)
    for _ in range(3):
        runs.after(MINUTE)

    assert (early, kinds(runs)) == ([], ["reminder"])


def test_a_port_that_breaks_is_reported_once(runs: MessageRuns) -> None:
    """Within minutes, three hours ahead."""
    runs.simulator.book(evse_id=5001, start=START, end=START + HOUR, user_id=DRIVER)
    runs.set_clock(START - 2 * HOUR)
    for _ in range(5):
        runs.after(MINUTE)
    sound = kinds(runs)

    runs.simulator.patch("evses", 5001, hardwareStatus="faulted")
    for _ in range(10):
        runs.after(MINUTE)

    assert (sound, kinds(runs)) == ([], ["port-out-of-order"])


def test_bookings_made_elsewhere_can_be_left_out(runs: MessageRuns, order: dict[str, Any], key: str) -> None:
    """Those made on the site are reported."""
    runs.restart(MAIL_FOR="site")
    runs.simulator.book(evse_id=5002, start=START + HOUR, end=START + 2 * HOUR, user_id=DRIVER)
    book(runs, order, key)
    runs.run()

    for moment in (START - 30 * MINUTE, START + 30 * MINUTE):
        runs.set_clock(moment)
        runs.run()

    assert [key.split(":")[0] for key in runs.keys_to()] == ["created", "reminder"]


def test_switching_the_port_is_one_change(runs: MessageRuns, order: dict[str, Any], key: str) -> None:
    """As the page does it: book the other port, then cancel the first, here after days; its calendar entry goes."""
    reference = book(runs, order, key)
    runs.run()
    runs.set_clock(runs.now + 3 * DAY)

    other = runs.functions.book(order | {"evseId": 5002, "replaces": reference}, key=OTHER_KEY)
    assert other.status in {200, 201, 202}, other.text
    runs.after(MINUTE)
    runs.functions.cancel(reference, key=key)
    runs.after(MINUTE)
    runs.after(MINUTE)

    assert kinds(runs) == ["confirmed", "changed"]
    confirmed, changed = (mail for mail in runs.mails() if mail["To"] == "driver@example.com")
    (first,) = entries(confirmed)
    second, removed = entries(changed)
    assert (first.uid, first.method) == (removed.uid, "PUBLISH")
    assert (second.method, removed.method) == ("PUBLISH", "CANCEL")
    assert (removed.sequence > first.sequence, second.uid != first.uid) == (True, True)


def leave_switch(runs: MessageRuns, order: dict[str, Any], key: str) -> None:
    """Switch to port 5002; the switch is approved after the page was closed."""
    reference = book(runs, order, key)
    runs.run()
    runs.simulator.approval("held")
    runs.functions.book(order | {"evseId": 5002, "replaces": reference}, key=OTHER_KEY)
    runs.simulator.approval("instant")
    runs.simulator.decide()


def held_ports(runs: MessageRuns) -> list[int]:
    return sorted(one["evseId"] for one in runs.simulator.live_bookings() if one["userId"] == DRIVER)


def test_a_run_completes_a_switch_of_port_whose_page_is_gone(
    runs: MessageRuns, order: dict[str, Any], key: str
) -> None:
    """Approved after the page was closed, and read by nobody: one booking is left, and one message tells of it."""
    leave_switch(runs, order, key)

    runs.after(MINUTE)
    held = held_ports(runs)
    runs.after(MINUTE)

    assert held == [5002]
    assert kinds(runs) == ["confirmed", "changed"]


def test_a_switch_that_a_run_cannot_complete_is_completed_by_the_next(
    runs: MessageRuns, order: dict[str, Any], key: str
) -> None:
    """The old booking cannot be read; the run goes on."""
    leave_switch(runs, order, key)

    runs.simulator.faults({"operation": "bookingRead", "kind": "status", "status": 500})
    runs.after(MINUTE)
    before = held_ports(runs)
    runs.simulator.faults()
    runs.after(MINUTE)

    assert (before, held_ports(runs)) == ([5001, 5002], [5002])


def entries(mail: EmailMessage) -> list[Entry]:
    """Return what all parsers agree on, of each calendar file of a mail."""
    found = parsed([part.get_content() for part in mail.iter_attachments()])
    assert all(len(set(each.values())) == 1 for each in found)
    return [each["icalendar"] for each in found]


@pytest.mark.parametrize("restart", [False, True])
def test_a_request_decided_after_hours_is_reported(
    runs: MessageRuns,
    order: dict[str, Any],
    key: str,
    restart: bool,  # noqa: FBT001 — a column of the table
) -> None:
    """At once by a process that saw it pending, within an hour by another."""
    runs.simulator.approval("held")
    book(runs, order, key)
    runs.after(3 * HOUR)
    assert kinds(runs) == []

    runs.simulator.decide()
    if restart:
        runs.restart()
    runs.after(MINUTE)
    at_once = kinds(runs)
    for _ in range(60):
        runs.after(MINUTE)

    assert (at_once, kinds(runs)) == ([] if restart else ["confirmed"], ["confirmed"])


def test_a_cancellation_that_no_request_shows_is_found(runs: MessageRuns) -> None:
    """Within the hour, days ahead: Ampeco has no list of changed bookings."""
    booking = runs.simulator.book(evse_id=5001, start=START, end=START + HOUR, user_id=DRIVER)
    runs.run()
    cancel = runs.simulator.request({"type": "cancel", "bookingId": booking["id"]})
    runs.simulator.override({"kind": "booking-requests", "id": cancel["id"], "fields": {"type": "withdraw"}})

    for _ in range(60):
        runs.after(MINUTE)

    assert kinds(runs) == ["canceled"]


def test_a_run_that_cannot_read_ampeco_sends_nothing_and_fails(
    runs: MessageRuns, order: dict[str, Any], key: str, log: StringIO
) -> None:
    """One failed list is enough; the next run sends the messages."""
    book(runs, order, key)
    runs.simulator.faults({"kind": "status", "status": 503, "operation": "bookings*"})

    with pytest.raises(RunFailed, match="ServerError"):
        runs.run()

    assert runs.mails() == []
    assert "run_failed" in {json.loads(line).get("message") for line in log.getvalue().splitlines()}
    runs.simulator.faults()
    runs.restart()
    runs.after(MINUTE)
    assert kinds(runs) == ["confirmed"]


@pytest.mark.parametrize("operation", ["SendEmail", "PutItem"])
def test_after_a_failure_of_aws_the_next_run_sends_the_messages(
    runs: MessageRuns, order: dict[str, Any], key: str, operation: str
) -> None:
    """SES, or the table before anything was sent."""
    book(runs, order, key)
    runs.faults.rates = {operation: 1.0}
    failed = runs.run()
    nothing = kinds(runs)

    runs.faults.rates = {}
    runs.after(MINUTE)

    assert (failed["failed"] > 0, nothing, kinds(runs)) == (True, [], ["confirmed"])


def test_a_sent_message_that_could_not_be_recorded_is_not_sent_again(
    runs: MessageRuns, order: dict[str, Any], key: str
) -> None:
    """While the process lives: it stores the key and records it later."""
    book(runs, order, key)
    runs.faults.rates = {"UpdateItem": 1.0}
    runs.run()

    runs.faults.rates = {}
    runs.expire_locks()
    runs.after(MINUTE)
    runs.restart()
    runs.after(MINUTE)

    assert kinds(runs) == ["confirmed"]


def test_a_process_killed_after_sending_leads_to_one_duplicate(
    runs: MessageRuns, order: dict[str, Any], key: str
) -> None:
    """Not before its lock has expired."""
    runs.run()
    book(runs, order, key)
    runs.faults.rates = {"kill": 1.0}
    runs.run()

    runs.faults.rates = {}
    runs.restart()
    runs.after(MINUTE)
    locked = kinds(runs)
    runs.expire_locks()
    runs.after(MINUTE)
    runs.after(MINUTE)

    assert (locked, kinds(runs)) == (["confirmed"], ["confirmed"] * 2)


@pytest.mark.usefixtures("runs")
def test_a_second_run_skips_messages_locked_by_the_first() -> None:
    """Whichever of the two took the lock."""
    first, second = OnceStore("messages"), OnceStore("messages")
    for store in (first, second):
        store.begin_invocation(LambdaContext())
    refused: list[str] = []

    def act() -> None:
        with pytest.raises(InProgress):
            second.run("a-key", lambda: refused.append("sent twice"))

    assert first.run("a-key", act) is True
    assert second.run("a-key", lambda: refused.append("sent again")) is False
    assert refused == []


def test_the_table_has_no_personal_data(runs: MessageRuns, order: dict[str, Any], key: str) -> None:
    """Hashes and expiry times only."""
    book(runs, order, key)
    runs.run()

    names = {name for record in runs.records() for name in record}
    assert names == {"id", "expiration", "in_progress_expiration", "status", "data"}
    assert {str(record["data"]) for record in runs.records()} == {"null"}
    assert all(record["id"].startswith("message#") and len(record["id"]) == 72 for record in runs.records())


@pytest.mark.usefixtures("functions")
def test_nothing_is_read_or_sent_without_a_sender(functions: Functions, monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages are off."""
    monkeypatch.delenv("MAIL_FROM", raising=False)
    functions.configure()

    assert message_services() is None


def test_a_run_at_its_deadline_leaves_the_messages_to_the_next(
    runs: MessageRuns, order: dict[str, Any], key: str
) -> None:
    """The deadline of the invocation applies to each message."""
    book(runs, order, key)

    late = runs.run(remaining_seconds=9.0)
    on_time = runs.after(MINUTE)

    assert (late["sent"], on_time["sent"] > 0) == (0, True)


def test_a_steady_day_of_25_bookings_takes_six_calls_a_run(runs: MessageRuns) -> None:
    """On average over an hour in which all slices are read; those of the hour before found what happened earlier."""
    site = runs.simulator.add_site(ports=5)
    bookings = runs.simulator.fill(
        site["locationId"], start=runs.now, end=runs.now + timedelta(days=4), per_port=20, unrequestedShare=0.0
    )
    assert len(bookings) == 100
    for _ in range(60):
        runs.after(MINUTE)
    runs.simulator.clear_calls()
    mails_before = len(runs.mails())

    for _ in range(60):
        runs.after(MINUTE)

    counts = runs.simulator.counts()
    assert len(runs.mails()) > mails_before
    assert sum(counts.values()) <= 6 * 60, counts


@pytest.fixture
def ses() -> Iterator[SesStandIn]:
    with SesStandIn() as standing_in:
        yield standing_in


@pytest.mark.parametrize("code", ["MessageRejected", "BadRequestException"])
def test_a_mail_that_ses_refuses_for_good_is_not_tried_again(
    runs: MessageRuns, order: dict[str, Any], key: str, log: StringIO, ses: SesStandIn, code: str
) -> None:
    """Not even by another process; a later message to the same driver is."""
    reference = book(runs, order, key)
    ses.refuse(400, code, "driver@example.com is on the list of those refused")
    runs.restart(AWS_ENDPOINT_URL_SESV2=ses.url)

    first, second = runs.run(), runs.after(MINUTE)
    runs.restart()
    third = runs.after(MINUTE)

    assert [one["refused"] for one in (first, second, third)] == [1, 0, 0]
    assert [one["failed"] for one in (first, second, third)] == [0, 0, 0]
    assert ses.requests == 1
    (line,) = [line for line in map(json.loads, log.getvalue().splitlines()) if line["message"] == "message_refused"]
    assert (line["level"], line["why"]) == ("WARNING", code)
    assert line["event"].startswith("created:")

    ses.accept()
    runs.functions.cancel(reference, key=OTHER_KEY)
    assert (runs.after(MINUTE)["sent"], ses.requests) == (1, 2)


@pytest.mark.parametrize(
    ("status", "code", "text"),
    [
        (429, "TooManyRequestsException", "Maximum sending rate exceeded."),
        (400, "LimitExceededException", "Daily message quota exceeded."),
        (400, "SendingPausedException", "Sending is paused."),
        (400, "MailFromDomainNotVerifiedException", "Not verified."),
        (400, "MessageRejected", "Email address is not verified. The following identities failed: driver@example.com"),
        (403, "AccessDeniedException", "Not allowed."),
        (503, "ServiceUnavailableException", "Later."),
    ],
)
def test_a_mail_that_ses_does_not_take_now_is_sent_later(
    runs: MessageRuns, order: dict[str, Any], key: str, ses: SesStandIn, status: int, code: str, text: str
) -> None:
    """Throttled, down, or for a reason that the operator can remove."""
    book(runs, order, key)
    ses.refuse(status, code, text)
    runs.restart(AWS_ENDPOINT_URL_SESV2=ses.url)
    refused = runs.run()

    ses.accept()
    taken = runs.after(MINUTE)

    assert (refused["sent"], refused["refused"], refused["failed"]) == (0, 0, 1)
    assert (taken["sent"], ses.requests) == (1, 2)


@pytest.mark.parametrize("email", ["nobody", "a@b@c", "x@example.com\r\nBcc: victim@example.org", "josé@example.com"])
def test_an_address_that_no_mail_can_have_is_reported_once(
    runs: MessageRuns, order: dict[str, Any], email: str
) -> None:
    """As Ampeco has it."""
    runs.simulator.patch("users", DRIVER, email=email)
    runs.simulator.submit(order, external_id="app-1", user_id=DRIVER)

    first, second = runs.run(), runs.after(MINUTE)

    assert [(one["sent"], one["refused"], one["failed"]) for one in (first, second)] == [(0, 1, 0), (0, 0, 0)]
    assert runs.mails() == []


def test_nothing_of_a_person_or_a_mail_is_logged(
    runs: MessageRuns,
    order: dict[str, Any],
    key: str,
    log: StringIO,
    ses: SesStandIn,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Of mails that are sent, refused, and not taken; about a site, a port and a reason with hostile words."""
    hostile = "Hostile\r\nBcc: victim@example.org\r\n\r\n<script>alert(1)</script>"
    text = [{"locale": "en", "translation": hostile}]
    runs.simulator.patch("locations", 101, name=text, streetAddress=text, additionalDescription=text)
    runs.simulator.patch("evses", 5001, label=hostile)
    runs.simulator.patch("users", DRIVER, name=hostile, firstName=hostile)
    runs.restart(LOG_LEVEL="DEBUG")
    reference = book(runs, order, key)
    runs.simulator.approval("instant", rejectReason=hostile, rejectCount=1)
    later = {"startAt": (START + 3 * HOUR).isoformat(), "endAt": (START + 4 * HOUR).isoformat()}
    book(runs, order | later, OTHER_KEY)
    runs.run()
    sent = [mail for mail in runs.mails() if mail["To"] == "driver@example.com"]
    runs.functions.cancel(reference, key=key)
    for status, code in ((503, "ServiceUnavailableException"), (400, "MessageRejected")):
        ses.refuse(status, code, f"driver@example.com may not get {hostile}")
        runs.restart(AWS_ENDPOINT_URL_SESV2=ses.url)
        runs.after(MINUTE)

    written = log.getvalue() + "".join(capsys.readouterr())
    assert sorted(mail["X-Message"].split()[0] for mail in sent) == ["confirmed", "declined"]
    assert [mail["Bcc"] for mail in sent] == [None, None]
    assert all("Hostile" in mail["Subject"] and "\n" not in mail["Subject"] for mail in sent)
    assert {"run_completed", "message_failed", "message_refused"} <= messages_of(log)
    assert "messages_refused" in written
    assert (
        personal(written, (reference, reference.partition(".")[0], "Hostile", "victim", "Confirmed:", "Declined:"))
        == []
    )


def messages_of(log: StringIO) -> set[str]:
    return {json.loads(line)["message"] for line in log.getvalue().splitlines()}
