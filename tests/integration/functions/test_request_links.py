"""POST /api/bookings/links: one answer for all, and an event for the function that sends the mail."""

import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from uuid import uuid4

import pytest

from shared.http_api.security.enumeration_limiter import MAX_LINK_REQUESTS
from tests.support.functions import Functions
from tests.support.lambda_api import LINKS_FUNCTION, LambdaApi, running_lambda_api
from tests.support.lambda_calls import LambdaResponse
from tests.support.project import PROJECT

KNOWN, UNKNOWN = "driver@example.com", "nobody@example.com"


@pytest.fixture
def lambda_api(functions: Functions) -> Iterator[LambdaApi]:
    with running_lambda_api() as api:
        functions.configure(LINKS_FUNCTION=LINKS_FUNCTION)
        yield api


def ask(functions: Functions, email: str = KNOWN) -> LambdaResponse:
    return functions.request_links({"email": email})


def test_the_answer_is_the_same_for_every_email(functions: Functions, lambda_api: LambdaApi) -> None:
    """And nothing is looked up: with an account or without, disabled, or held twice."""
    emails = (KNOWN, UNKNOWN, "disabled@example.com", "duplicate@example.com")

    answers = [ask(functions, email) for email in emails]

    assert {(one.status, one.text, one.headers["cache-control"]) for one in answers} == {
        (202, '{"status":"accepted"}', "private, no-store")
    }
    assert functions.simulator.counts() == {}
    assert [(name, event["email"]) for name, event in lambda_api.events] == [(LINKS_FUNCTION, one) for one in emails]


def test_each_request_has_a_key_of_its_own(functions: Functions, lambda_api: LambdaApi) -> None:
    """Unless the page names one, to repeat a request whose answer was lost."""
    key = str(uuid4())
    for named in (None, None, key, key):
        functions.request_links({"email": KNOWN}, key=named)

    keys = [event["key"] for _, event in lambda_api.events]
    assert len(set(keys[:2])) == 2
    assert keys[2:] == [key, key]


@pytest.mark.parametrize("email", ["", "driver", "driver@example", "a b@example.com", f"{KNOWN}\r\nBcc: x@y.z"])
def test_what_is_no_email_is_refused(functions: Functions, lambda_api: LambdaApi, email: str) -> None:
    """By its form alone."""
    answer = ask(functions, email)

    assert (answer.status, answer.problem) == (422, "invalid-request")
    assert [error["field"] for error in answer.json["errors"]] == ["email"]
    assert lambda_api.events == []


def test_an_address_that_nobody_signed_for_is_not_counted(functions: Functions, lambda_api: LambdaApi) -> None:
    """It would be the CDN's, shared by all visitors."""
    answers = [ask(functions) for _ in range(MAX_LINK_REQUESTS + 1)]

    assert {one.status for one in answers} == {202}
    assert {event["visitor"] for _, event in lambda_api.events} == {None}


def test_without_mails_the_answer_says_so(functions: Functions) -> None:
    """The operator has set no sender."""
    answer = ask(functions)

    assert (answer.status, answer.problem) == (404, "mail-not-offered")


@pytest.mark.parametrize("status", [403, 429, 500])
def test_a_request_that_could_not_be_handed_over_was_not_accepted(
    functions: Functions, lambda_api: LambdaApi, status: int
) -> None:
    """The page may try again."""
    lambda_api.status = status

    answer = ask(functions)

    assert (answer.status, answer.problem, answer.headers["retry-after"]) == (503, "mail-not-ready", "5")


@pytest.mark.usefixtures("lambda_api")
def test_no_email_is_logged(functions: Functions, log: StringIO) -> None:
    """Neither of a request that is accepted nor of one that is refused."""
    ask(functions)
    ask(functions, "driver@example")

    assert "request_completed" in log.getvalue()
    assert "driver" not in log.getvalue()


def test_only_a_request_for_links_loads_boto3() -> None:
    """Not its import, and no other route at all."""
    code = (
        "import sys; from functions.bookings import create_booking, read_booking, request_links; "
        "from shared.http_api.runtime.link_requests import LinkRequests; LinkRequests('SendLinks'); "
        "print('boto3' in sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=True, capture_output=True, text=True)

    assert done.stdout.split() == ["False"]
