"""The log guard of the function tests detects personal data and secrets, and accepts everything else."""

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
def test_personal_data_in_a_log_is_detected(line: str, caught: list[str]) -> None:
    """Also nested in a line of JSON; an externalId alone gives no access."""
    with caught_log() as lines:
        logger.info("said", what=line)

    assert personal(lines.getvalue(), (KEY,)) == caught
