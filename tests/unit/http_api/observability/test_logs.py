"""The guard on logs in the function tests: it detects forbidden text, and passes the rest."""

import pytest
from pydantic import SecretStr

from shared.domain.identifiers import ReferenceSigner
from shared.http_api.observability.logs import logger
from tests.support.log_guard import caught_log, personal

KEY = "the-link-key-of-the-tests-with-32-characters"
REFERENCE = ReferenceSigner([SecretStr(KEY)]).reference("web-6f1f0e2a-9d5b-4a53-9c0e-0b1f5f2f6a11")


@pytest.mark.parametrize(
    ("line", "caught"),
    [
        ("user driver.one+x@example.co.uk failed", ["email: driver.one+x@example.co.uk"]),
        (f"GET /api/bookings/{REFERENCE}", [f"reference: {REFERENCE}"]),
        ("Authorization: Bearer abc", ["bearer: Bearer abc"]),
        (f"key {KEY}", [f"secret: {KEY}"]),
        ("GET /api/bookings/{id} 200 web-6f1f0e2a-9d5b-4a53-9c0e-0b1f5f2f6a11", []),
    ],
)
def test_what_is_about_a_person_is_caught(line: str, caught: list[str]) -> None:
    """Also deep inside a line of JSON; an externalId alone opens nothing."""
    with caught_log() as lines:
        logger.info("said", what=line)

    assert personal(lines.getvalue(), (KEY,)) == caught
