"""Drivers: masked in lists, unmasked for one booking."""

from typing import Self

from shared.ampeco_client import User
from shared.http_api.responses.base import ResponseModel

_HIDDEN = "•••"


def mask_email(email: str) -> str | None:
    """Return the masked email, such as `d•••@example.com`; None for none."""
    name, at, domain = email.strip().rpartition("@")
    if not at:
        return _HIDDEN if email.strip() else None
    return f"{name[:1]}{_HIDDEN}@{domain}"


def full_name(user: User) -> str | None:
    """Return first and last name, None for neither."""
    return " ".join(filter(None, (user.first_name, user.last_name))) or None


class MaskedDriverResponse(ResponseModel):
    """A driver in a list; the email is masked, and absent like the name for a user that Ampeco no longer has."""

    user_id: int
    name: str | None
    email: str | None

    @classmethod
    def from_user(cls, user_id: int | None, user: User | None) -> Self | None:
        """Return the response, None without a user."""
        if user_id is None:
            return None
        return cls(
            user_id=user_id,
            name=full_name(user) if user else None,
            email=mask_email(user.email) if user else None,
        )


class DriverResponse(ResponseModel):
    """A driver with contact details, for one booking."""

    user_id: int
    email: str | None
    first_name: str | None
    last_name: str | None
    phone: str | None
    status: str | None

    @classmethod
    def from_user(cls, user_id: int | None, user: User | None) -> Self | None:
        """Return the response, None without a user."""
        if user_id is None:
            return None
        if user is None:
            return cls(user_id=user_id, email=None, first_name=None, last_name=None, phone=None, status=None)
        return cls(
            user_id=user_id,
            email=user.email or None,
            first_name=user.first_name,
            last_name=user.last_name,
            phone=user.phone,
            status=user.status,
        )


class FoundDriverResponse(ResponseModel):
    """The driver with an email."""

    user_id: int
    name: str | None
    email: str | None

    @classmethod
    def from_known_user(cls, user: User) -> Self:
        """Return the response for `user`."""
        return cls(user_id=user.id, name=full_name(user), email=mask_email(user.email))
