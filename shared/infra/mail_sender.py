"""Send mails through Amazon SES (API version 2, raw MIME). No exception contains an address.

MailError
├── MailRefused       SES will never send this mail: its address or its content is not acceptable
├── SendingBlocked    SES sends nothing for this account or sender until the operator changes something
├── MailThrottled     the sending quota or rate is used up
└── MailUnavailable   SES did not respond, or failed
"""

from email.message import EmailMessage

import boto3  # type: ignore[import-untyped] # it has no types
from botocore.config import Config  # type: ignore[import-untyped] # the same
from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped] # the same

_REFUSED = {"MessageRejected", "BadRequestException"}
_NOT_VERIFIED = "not verified"
"""In SES's message for `MessageRejected` if the sender, or any recipient of a sandbox account, is not verified."""

_THROTTLED = {"TooManyRequestsException", "LimitExceededException", "ThrottlingException", "Throttling"}
_LOWEST_SERVER_ERROR = 500

_BOTO_CONFIG = Config(
    connect_timeout=2,
    read_timeout=5,
    # A mail that SES took although its response was lost would be sent again: the next run decides.
    retries={"mode": "standard", "total_max_attempts": 1},
    max_pool_connections=20,
)


class MailError(Exception):
    """A mail was not sent. The text is SES's error code."""


class MailRefused(MailError):
    """SES refuses this mail for good: its address is malformed, or its content is not accepted."""


class SendingBlocked(MailError):
    """SES sends nothing for the account or the sender: not verified, paused, suspended, without permission."""


class MailThrottled(MailError):
    """The sending quota or rate is used up."""


class MailUnavailable(MailError):
    """SES did not respond, or failed."""


class MailSender:
    """Sends mails, each to its one recipient. Blocks; may be used by several threads.

    `configuration_set`: SES's, which decides where bounces and complaints are reported; None for the account's default.
    """

    def __init__(self, configuration_set: str | None = None) -> None:
        self._ses = boto3.client("sesv2", config=_BOTO_CONFIG)
        self._options = {"ConfigurationSetName": configuration_set} if configuration_set else {}

    def send(self, mail: EmailMessage) -> None:
        """Send the mail to the one address of its `To` header, whose domain is in ASCII.

        Raises MailError.
        """
        try:
            destination = {"ToAddresses": [mail["To"].addresses[0].addr_spec]}
            content = {"Raw": {"Data": mail.as_bytes()}}
            self._ses.send_email(Destination=destination, Content=content, **self._options)
        except ClientError as error:
            raise _translated(error) from None
        except BotoCoreError as error:
            raise MailUnavailable(type(error).__name__) from None


def _translated(error: ClientError) -> MailError:
    """Return the error to raise, without SES's message: it quotes addresses."""
    code: str = error.response["Error"]["Code"]
    if code in _THROTTLED:
        return MailThrottled(code)
    if error.response["ResponseMetadata"]["HTTPStatusCode"] >= _LOWEST_SERVER_ERROR:
        return MailUnavailable(code)
    if code in _REFUSED and _NOT_VERIFIED not in error.response["Error"].get("Message", ""):
        return MailRefused(code)
    return SendingBlocked(code)
