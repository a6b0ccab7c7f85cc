"""Drivers: masked where many are shown, in full where one booking is."""

from typing import Self

from shared.ampeco_client import User
from shared.http_api.replies.model import Reply

_HIDDEN = "•••"


def masked(email: str) -> str | None:
    """Return the email without what tells who it is: `d•••@example.com`; None for none."""
    name, at, domain = email.strip().rpartition("@")
    if not at:
        return _HIDDEN if email.strip() else None
    return f"{name[:1]}{_HIDDEN}@{domain}"


class DriverReply(Reply):
    """A driver in a list; the email is masked, and absent for a user that Ampeco no longer has."""

    user_id: int
    email: str | None

    @classmethod
    def of(cls, user_id: int | None, user: User | None) -> Self | None:
        """Return the reply, None for what belongs to nobody."""
        if user_id is None:
            return None
        return cls(user_id=user_id, email=masked(user.email) if user else None)


class FullDriverReply(Reply):
    """A driver as staff need to know the person behind one booking."""

    user_id: int
    email: str | None
    first_name: str | None
    last_name: str | None
    status: str | None

    @classmethod
    def of(cls, user_id: int | None, user: User | None) -> Self | None:
        """Return the reply, None for what belongs to nobody."""
        if user_id is None:
            return None
        if user is None:
            return cls(user_id=user_id, email=None, first_name=None, last_name=None, status=None)
        return cls(
            user_id=user_id,
            email=user.email or None,
            first_name=user.first_name,
            last_name=user.last_name,
            status=user.status,
        )


class FoundDriverReply(Reply):
    """Whom an email belongs to."""

    user_id: int
    email: str | None

    @classmethod
    def of_user(cls, user: User) -> Self:
        """Return the reply for `user`."""
        return cls(user_id=user.id, email=masked(user.email))
