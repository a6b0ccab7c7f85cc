from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import pytest
from botocore.stub import ANY, Stubber  # type: ignore[import-untyped] # it has no types

from shared.infra.mail_sender import MailSender


@pytest.mark.parametrize(
    ("configuration_set", "expected"), [("stack", {"ConfigurationSetName": "stack"}), (None, {}), ("", {})]
)
def test_feedback_is_reported_to_the_configuration_set(
    monkeypatch: pytest.MonkeyPatch, configuration_set: str | None, expected: dict[str, Any]
) -> None:
    """Where there is one; else SES uses the account's default."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "none")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    sender = MailSender(configuration_set)

    with Stubber(sender._ses) as ses:
        request = {"Destination": {"ToAddresses": ["driver@example.com"]}, "Content": {"Raw": {"Data": ANY}}}
        ses.add_response("send_email", {"MessageId": "1"}, request | expected)
        mail = EmailMessage(policy=SMTP)
        mail["To"] = "driver@example.com"
        sender.send(mail)
        ses.assert_no_pending_responses()
