"""Admin tokens: the entries of ADMIN_TOKENS, each `name:role:token`, or a token alone for `admin:manager`."""

import re
from collections.abc import Mapping
from typing import Literal, NamedTuple, Self, get_args

from pydantic import SecretStr

Role = Literal["viewer", "manager"]
"""What a token permits: `viewer` reads, `manager` reads and writes."""

ROLES: Mapping[str, Role] = {role: role for role in get_args(Role)}

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,31}")
_PARTS = 3


class Admin(NamedTuple):
    """Who signed in: the name and role of the token, for the audit log and the page."""

    name: str
    role: Role


class AdminToken(NamedTuple):
    """One entry of ADMIN_TOKENS."""

    admin: Admin
    token: SecretStr

    @classmethod
    def parse(cls, entry: str) -> Self:
        """Return the parsed entry. Raises ValueError, which says what is wrong and contains nothing of the entry."""
        parts = entry.split(":")
        if len(parts) == 1:
            return cls(Admin("admin", "manager"), SecretStr(entry))
        if len(parts) != _PARTS:
            raise ValueError("neither name:role:token nor a token alone")
        name, role, token = parts
        if not _NAME.fullmatch(name):
            raise ValueError("the name is not 1 to 32 of A-Z a-z 0-9 . _ -, a letter first")
        if role not in ROLES:
            raise ValueError("the role is neither viewer nor manager")
        return cls(Admin(name, ROLES[role]), SecretStr(token))

    def entry(self) -> str:
        """Return the entry as ADMIN_TOKENS holds it, with the token in plain text."""
        return f"{self.admin.name}:{self.admin.role}:{self.token.get_secret_value()}"
