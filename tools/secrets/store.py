"""Our own secrets as SSM SecureStrings: lists of strong random values, separated by commas.

Two keys at a time allow a rotation without interruption: `add` a new one after the old, wait until every function
has read it, `promote` it, and `drop` the old one when it is no longer in use.
"""

import secrets

from tools.aws import AwsError, aws

KEYS = ("booking-link-keys", "proxy-signing-key")
OWN_SECRETS = ("admin-tokens", *KEYS)
AMPECO = "ampeco-api-token"
MAX_VALUES = 2
_BYTES = 32


class SecretsError(Exception):
    """The command is not possible in the current state of the secret; the message says why."""


def create(path: str, ampeco_token: str | None) -> list[str]:
    """Create every missing secret below `path`; return the names of those created.

    Ampeco's token cannot be generated: it is skipped if `ampeco_token` is None. Raises AwsError.
    """
    wanted = {name: strong() for name in OWN_SECRETS} | ({AMPECO: ampeco_token} if ampeco_token else {})
    return [name for name, value in wanted.items() if _put_new(f"{path}/{name}", value)]


def exists(name: str) -> bool:
    """Return whether a parameter with this name exists; raises AwsError."""
    try:
        aws("ssm", "get-parameter", "--name", name)
    except AwsError as error:
        if "ParameterNotFound" in str(error):
            return False
        raise
    return True


def add(name: str) -> None:
    """Add a new value after the others. Raises SecretsError, AwsError."""
    found = values(name)
    if len(found) >= MAX_VALUES:
        raise SecretsError(f"{name} already holds {MAX_VALUES}: drop the old one first")
    replace(name, [*found, strong()])


def promote(name: str) -> None:
    """Move the last value to the front, so that it is used from now on. Raises SecretsError, AwsError."""
    found = values(name)
    if len(found) < MAX_VALUES:
        raise SecretsError(f"{name} holds only one: add another first")
    replace(name, [found[-1], *found[:-1]])


def drop(name: str) -> None:
    """Remove the last value, which is no longer valid then. Raises SecretsError, AwsError."""
    found = values(name)
    if len(found) < MAX_VALUES:
        raise SecretsError(f"{name} holds only one: add and promote another first")
    replace(name, found[:-1])


def strong() -> str:
    """Return a new random value of 256 bits."""
    return secrets.token_urlsafe(_BYTES)


def values(name: str) -> list[str]:
    """Return the values of a secret. Raises AwsError."""
    found = aws("ssm", "get-parameter", "--name", name, "--with-decryption")
    return [part.strip() for part in found["Parameter"]["Value"].split(",") if part.strip()]


def replace(name: str, parts: list[str]) -> None:
    """Replace the values of a secret. Raises AwsError."""
    aws("ssm", "put-parameter", given=_parameter(name, ",".join(parts)) | {"Overwrite": True})


def _put_new(name: str, value: str) -> bool:
    try:
        aws("ssm", "put-parameter", given=_parameter(name, value))
    except AwsError as error:
        if "ParameterAlreadyExists" in str(error):
            return False
        raise
    return True


def _parameter(name: str, value: str) -> dict[str, object]:
    return {"Name": name, "Value": value, "Type": "SecureString"}
