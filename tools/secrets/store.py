"""Our own secrets as SSM SecureStrings: lists of strong random words, separated by commas.

Two at a time is how one is changed without anybody noticing: `add` a new one behind the old, wait until every function
has seen it, `promote` it, and `drop` the old one when nothing uses it any more.
"""

import secrets

from tools.aws import AwsError, aws

OWN_SECRETS = ("admin-tokens", "booking-link-keys", "proxy-signing-key")
AMPECO = "ampeco-api-token"
MAX_VALUES = 2
_BYTES = 32


class SecretsError(Exception):
    """What was asked for makes no sense for this secret as it stands; the message says why."""


def create(path: str, ampeco_token: str | None) -> list[str]:
    """Make every secret below `path` that is not there; return the names of those that were made.

    The one for Ampeco cannot be made up: it is left out where `ampeco_token` is None. Raises AwsError.
    """
    wanted = {name: _strong() for name in OWN_SECRETS} | ({AMPECO: ampeco_token} if ampeco_token else {})
    return [name for name, value in wanted.items() if _put_new(f"{path}/{name}", value)]


def exists(name: str) -> bool:
    """Tell whether there is a parameter of this name; raises AwsError."""
    try:
        aws("ssm", "get-parameter", "--name", name)
    except AwsError as error:
        if "ParameterNotFound" in str(error):
            return False
        raise
    return True


def add(name: str) -> None:
    """Put a new one behind the others. Raises SecretsError, AwsError."""
    values = _values(name)
    if len(values) >= MAX_VALUES:
        raise SecretsError(f"{name} already holds {MAX_VALUES}: drop the old one first")
    _replace(name, [*values, _strong()])


def promote(name: str) -> None:
    """Put the last one first: it is what is used from now on. Raises SecretsError, AwsError."""
    values = _values(name)
    if len(values) < MAX_VALUES:
        raise SecretsError(f"{name} holds only one: add another first")
    _replace(name, [values[-1], *values[:-1]])


def drop(name: str) -> None:
    """Take the last one away: it opens and verifies nothing any more. Raises SecretsError, AwsError."""
    values = _values(name)
    if len(values) < MAX_VALUES:
        raise SecretsError(f"{name} holds only one: add and promote another first")
    _replace(name, values[:-1])


def _strong() -> str:
    return secrets.token_urlsafe(_BYTES)


def _values(name: str) -> list[str]:
    found = aws("ssm", "get-parameter", "--name", name, "--with-decryption")
    return [part.strip() for part in found["Parameter"]["Value"].split(",") if part.strip()]


def _replace(name: str, values: list[str]) -> None:
    aws("ssm", "put-parameter", given=_parameter(name, ",".join(values)) | {"Overwrite": True})


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
