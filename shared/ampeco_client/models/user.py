"""Users: the drivers. `/resources/users/v1.0`."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from pydantic import Field

from ._wire import Key, NullableText, OpenEnum, ResponseModel, Words


class UserStatus(StrEnum):
    """Whether a user may use the platform."""

    ENABLED = "enabled"
    """Enabled."""
    DISABLED = "disabled"
    """Disabled."""


class User(ResponseModel):
    """A driver. Nothing else of the record is stored: it has an address, bank data, even a password hash.

    `id` is a string on the wire here, and an integer everywhere else.
    """

    id: Key
    email: NullableText = Field("", repr=False)
    status: OpenEnum[UserStatus] | None = None
    first_name: Words | None = Field(None, repr=False)
    last_name: Words | None = Field(None, repr=False)
    phone: Words | None = Field(None, repr=False)
    locale: Words | None = None


class UserFilters(NamedTuple):
    """Filters `filter[...]` of the list of users.

    `external_app_data` maps a property, with dots for nested ones, to its value.
    """

    user_group_id: int | None = None
    partner_id: int | None = None
    external_id: str | None = None
    email: str | None = None
    external_app_data: dict[str, str] | None = None
    last_updated_after: datetime | None = None
    last_updated_before: datetime | None = None
