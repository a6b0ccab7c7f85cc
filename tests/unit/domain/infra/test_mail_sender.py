from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import pytest
from botocore.stub import ANY, Stubber  # type: ignore[import-untyped] # it has no types

from shared.infra.mail_sender import (
    MailError,
    MailRefused,
    MailSender,
    MailThrottled,
    MailUnavailable,
    SendingBlocked,
)


def _sender(monkeypatch: pytest.MonkeyPatch, configuration_set: str | None = None) -> MailSender:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "none")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    return MailSender(configuration_set)


def _mail() -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["To"] = "driver@example.com"
    return mail


@pytest.mark.parametrize(
    ("configuration_set", "expected"), [("stack", {"ConfigurationSetName": "stack"}), (None, {}), ("", {})]
)
def test_mails_are_sent_with_the_configuration_set(
    monkeypatch: pytest.MonkeyPatch, configuration_set: str | None, expected: dict[str, Any]
) -> None:
    """If one is set; otherwise SES uses the account's default."""
    sender = _sender(monkeypatch, configuration_set)

    with Stubber(sender._ses) as ses:
        request = {"Destination": {"ToAddresses": ["driver@example.com"]}, "Content": {"Raw": {"Data": ANY}}}
        ses.add_response("send_email", {"MessageId": "1"}, request | expected)
        sender.send(_mail())
        ses.assert_no_pending_responses()


@pytest.mark.parametrize(
    ("code", "status", "expected"),
    [
        ("MessageRejected", 400, MailRefused),
        ("BadRequestException", 400, MailRefused),
        ("SendingPausedException", 400, SendingBlocked),
        ("AccessDeniedException", 403, SendingBlocked),
        ("NotFoundException", 404, SendingBlocked),
        ("TooManyRequestsException", 429, MailThrottled),
        ("InternalFailure", 500, MailUnavailable),
    ],
)
def test_an_ses_error_contains_only_its_code(
    monkeypatch: pytest.MonkeyPatch, code: str, status: int, expected: type[MailError]
) -> None:
    """Its message quotes the address."""
    sender = _sender(monkeypatch)

    with Stubber(sender._ses) as ses:
        ses.add_client_error("send_email", code, "driver@example.com is not welcome", status)
        with pytest.raises(expected) as raised:
            sender.send(_mail())

    assert str(raised.value) == code


def test_an_unverified_identity_is_no_refusal_of_the_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    """SES has one code for both; the operator can verify the identity, or leave the sandbox."""
    sender = _sender(monkeypatch)

    with Stubber(sender._ses) as ses:
        text = "Email address is not verified. The following identities failed the check: driver@example.com"
        ses.add_client_error("send_email", "MessageRejected", text, 400)
        with pytest.raises(SendingBlocked) as raised:
            sender.send(_mail())

    assert str(raised.value) == "MessageRejected"


def test_an_unreachable_ses_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    """No server listens at the address."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_SESV2", "http://127.0.0.1:9")

    with pytest.raises(MailUnavailable):
        _sender(monkeypatch).send(_mail())
