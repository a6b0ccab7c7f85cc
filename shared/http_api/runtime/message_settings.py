"""Settings of the functions that send messages to drivers, in addition to `Settings`."""

from email.errors import MessageError
from email.headerregistry import Address
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from shared.http_api.runtime.settings import EnvironmentSettings


def _mail_address(value: str) -> str:
    try:
        Address(addr_spec=value)
    except (MessageError, ValueError, IndexError):
        raise ValueError("expected an address without a name") from None
    if not value.isascii():
        raise ValueError("expected an address in ASCII")
    return value


class MessageSettings(EnvironmentSettings):
    """Sender, texts and storage of the messages."""

    mail_from: Annotated[str, AfterValidator(_mail_address)] | None = None
    """The operator's address, in ASCII; its display name is BRAND_NAME. Unset: no messages."""
    mail_for: Literal["all", "site"] = "all"
    """Which bookings have messages: all, or only those made on the site and by staff."""
    reminder_minutes: int = Field(60, ge=10, le=24 * 60)
    messages_table: str | None = None
    """The DynamoDB table that records which messages were sent."""
    mail_configuration_set: str | None = None
    """The configuration set of SES that reports bounces and complaints; unset: the account's default."""
    brand_name: str = "Future Energy"
    no_show_text: str | None = None
    no_show_text_es: str | None = None
    price_text: str | None = None
    price_text_es: str | None = None

    @model_validator(mode="after")
    def _require_table(self) -> Self:
        if self.mail_from and not self.messages_table:
            raise ValueError("MAIL_FROM is set without MESSAGES_TABLE")
        return self
