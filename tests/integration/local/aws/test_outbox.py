from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import boto3  # type: ignore[import-untyped] # it has no types
import httpx
import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped] # the same

from tests.support.clock import CLOCK
from tests.support.http import NO_TLS
from tests.support.local_aws import SENDER, running_local_aws

RECIPIENT = "driver@example.com"
INVITE = "BEGIN:VCALENDAR\r\nSUMMARY:Port “3”\r\nEND:VCALENDAR\r\n"


@pytest.fixture(scope="module")
def aws() -> Iterator[str]:
    """Return the URL of a running process."""
    with running_local_aws() as (_, url):
        yield url


def client(service: str, url: str, region: str = "us-east-1") -> Any:
    keys = {"aws_access_key_id": "x", "aws_secret_access_key": "x"}
    return boto3.client(service, endpoint_url=url, region_name=region, **keys)


def a_mail(subject: str, html: str = "<html><head></head><body><p>Hello</p></body></html>") -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = f"Future Energy <{SENDER}>", RECIPIENT, subject
    mail.set_content("Hello, José")
    mail.add_alternative(html, subtype="html")
    mail.add_attachment(INVITE, subtype="calendar", filename="invite.ics", params={"method": "PUBLISH"})
    return mail


def send(url: str, mail: EmailMessage) -> None:
    content = {"Raw": {"Data": mail.as_bytes(policy=SMTP)}}
    client("sesv2", url).send_email(Destination={"ToAddresses": [RECIPIENT]}, Content=content, FromEmailAddress=SENDER)


def test_sent_mails_are_data_newest_first(aws: str) -> None:
    """Decoded, with parts and attachments as a mail client has them."""
    for subject in ("The first", "Confirmed: Tuesday — “José”"):
        send(aws, a_mail(subject))

    second, first = httpx.get(f"{aws}/outbox.json", verify=NO_TLS).json()
    sent_at = second.pop("sentAt")
    attachment = second["attachments"].pop()

    assert second == {
        "to": RECIPIENT,
        "subject": "Confirmed: Tuesday — “José”",
        "text": "Hello, José\n",
        "html": "<html><head></head><body><p>Hello</p></body></html>\n",
        "attachments": [],
    }
    assert (attachment["name"], attachment["type"]) == ("invite.ics", "text/calendar")
    assert attachment["text"].splitlines() == INVITE.splitlines()
    assert sent_at[:13] == f"{CLOCK.now():%Y-%m-%dT%H}"
    assert first["subject"] == "The first"


def test_page_shows_a_mail_without_running_it(aws: str) -> None:
    """In a frame whose only right is to open links; the page around it escapes all content."""
    send(aws, a_mail('<script>alert("x")</script>', '<head></head><p title="a">Hi</p><script>alert(1)</script>'))
    page = httpx.get(f"{aws}/outbox", verify=NO_TLS)

    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert "<script" not in page.text
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page.text
    assert "&lt;p title=&#34;a&#34;&gt;Hi&lt;/p&gt;" in page.text
    assert "invite.ics (text/calendar)" in page.text
    assert 'href="data:text/calendar;base64,' in page.text


def test_another_sender_is_refused(aws: str) -> None:
    """As in SES: only the verified sender is accepted."""
    before = httpx.get(f"{aws}/outbox.json", verify=NO_TLS).json()
    mail = a_mail("Not ours")
    mail.replace_header("From", "somebody@example.org")

    with pytest.raises(ClientError, match="authority to send"):
        client("sesv2", aws).send_email(
            FromEmailAddress="somebody@example.org",
            Destination={"ToAddresses": [RECIPIENT]},
            Content={"Raw": {"Data": mail.as_bytes()}},
        )

    assert httpx.get(f"{aws}/outbox.json", verify=NO_TLS).json() == before


def test_table_is_the_one_of_the_template(aws: str) -> None:
    """With its key and its expiry."""
    dynamodb = client("dynamodb", aws)
    table = dynamodb.describe_table(TableName="messages")["Table"]
    expiry = dynamodb.describe_time_to_live(TableName="messages")["TimeToLiveDescription"]

    assert table["KeySchema"] == [{"AttributeName": "id", "KeyType": "HASH"}]
    assert expiry == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expiration"}


def test_it_exits_with_its_parent() -> None:
    """When its standard input closes."""
    with running_local_aws() as (process, _):
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait() == 0
