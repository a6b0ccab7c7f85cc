"""Admin tokens of persons: add, rotate and remove a name among the entries of ADMIN_TOKENS in SSM, and list the names.

A token of a name is printed once, when it is made, and is stored nowhere else. Functions read the entries again within
five minutes.
"""

from pydantic import SecretStr

from shared.http_api.security.admin_tokens import Admin, AdminToken
from tools.secrets.store import SecretsError, replace, strong, values

ADMIN_TOKENS = "admin-tokens"


def list_admins(path: str) -> list[Admin]:
    """Return the names and roles, without tokens. Raises SecretsError, AwsError."""
    return [one.admin for one in _read(path)]


def add_admin(path: str, name: str, role: str) -> str:
    """Add a name with this role; return its new token. Raises SecretsError, AwsError."""
    tokens = _read(path)
    if _named(name, tokens):
        raise SecretsError(f"{name} has a token already: rotate or remove it")
    return _put_with_new(path, tokens, Admin(name, _parse(f"{name}:{role}:-").admin.role))


def rotate_admin(path: str, name: str) -> str:
    """Replace the token of a name; return the new one. Raises SecretsError, AwsError."""
    tokens = _read(path)
    found = _named(name, tokens)
    if not found:
        raise SecretsError(f"{name} has no token")
    return _put_with_new(path, [one for one in tokens if one not in found], found[0].admin)


def remove_admin(path: str, name: str) -> None:
    """Remove every token of a name; the last manager stays. Raises SecretsError, AwsError."""
    tokens = _read(path)
    rest = [one for one in tokens if one.admin.name != name]
    if len(rest) == len(tokens):
        raise SecretsError(f"{name} has no token")
    if not any(one.admin.role == "manager" for one in rest):
        raise SecretsError(f"{name} is the last manager: add another first")
    _put(path, rest)


def _named(name: str, tokens: list[AdminToken]) -> list[AdminToken]:
    return [one for one in tokens if one.admin.name == name]


def _read(path: str) -> list[AdminToken]:
    return [_parse(entry) for entry in values(f"{path}/{ADMIN_TOKENS}")]


def _parse(entry: str) -> AdminToken:
    try:
        return AdminToken.parse(entry)
    except ValueError as error:
        raise SecretsError(str(error)) from None


def _put_with_new(path: str, tokens: list[AdminToken], admin: Admin) -> str:
    token = strong()
    _put(path, [*tokens, AdminToken(admin, SecretStr(token))])
    return token


def _put(path: str, tokens: list[AdminToken]) -> None:
    replace(f"{path}/{ADMIN_TOKENS}", [one.entry() for one in tokens])
