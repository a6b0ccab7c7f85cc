"""SSM Parameter Store client, using Powertools Parameters, loaded when a parameter is first read."""

from functools import cached_property
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.parameters import SSMProvider

_REFUSALS = {"ParameterNotFound": "no such parameter", "AccessDeniedException": "not allowed to read it"}
_OVERLOADED = "ThrottlingException"
_LOWEST_SERVER_ERROR = 500


class ParameterError(Exception):
    """SSM has no such parameter, or denies access."""


class ParameterStore(Protocol):
    """Interface for reading parameters."""

    def read(self, name: str) -> str:
        """Return the parameter's value, decrypted.

        Raises ParameterError if an operator must fix it, OSError if SSM did not respond.
        """


class SsmStore:
    """SSM in the function's region (GetParameter)."""

    def read(self, name: str) -> str:
        """Return the parameter's value, decrypted; raises ParameterError, OSError."""
        from aws_lambda_powertools.utilities.parameters.exceptions import GetParameterError  # noqa: PLC0415 — see top

        try:
            # `Secrets` caches, and handles outages of SSM.
            value = self._provider.get(name, decrypt=True, force_fetch=True)
        except GetParameterError as error:
            raise _translated(error) from error
        return str(value)

    @cached_property
    def _provider(self) -> "SSMProvider":
        from aws_lambda_powertools.utilities.parameters import SSMProvider  # noqa: PLC0415 — loads boto3: 130 ms
        from botocore.config import Config  # type: ignore[import-untyped]  # noqa: PLC0415 — untyped; the same

        # One retry, well within an invocation's 20 s.
        return SSMProvider(
            boto_config=Config(connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 2})
        )


def _translated(error: Exception) -> Exception:
    """Return the error to raise. Powertools has botocore's error only as context."""
    cause = error.__context__
    response = getattr(cause, "response", None)
    if not response:
        return ConnectionError(type(cause).__name__)
    code, status = response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]
    if code == _OVERLOADED or status >= _LOWEST_SERVER_ERROR:
        return ConnectionError(code)
    return ParameterError(_REFUSALS.get(code, code))
