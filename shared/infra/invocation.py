"""Invoke a Lambda function asynchronously (Lambda's Invoke with `InvocationType=Event`)."""

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any


class InvocationFailed(Exception):
    """Lambda did not take the event. The text is its error code, or the type of the failure."""


class AsyncFunction:
    """A function that handles events some time later; `name` is its name or ARN. boto3 is loaded by the first call."""

    def __init__(self, name: str) -> None:
        self._name = name

    def invoke(self, event: Mapping[str, Any]) -> None:
        """Hand over the event, JSON. It may be handled twice: an attempt whose response is lost is repeated. Blocks.

        Raises InvocationFailed.
        """
        from botocore.exceptions import (  # type: ignore[import-untyped] # noqa: PLC0415 — untyped; loads boto3: 130 ms
            BotoCoreError,
            ClientError,
        )

        try:
            self._client.invoke(FunctionName=self._name, InvocationType="Event", Payload=json.dumps(event))
        except ClientError as error:
            raise InvocationFailed(error.response["Error"]["Code"]) from None
        except BotoCoreError as error:
            raise InvocationFailed(type(error).__name__) from None

    @cached_property
    def _client(self) -> Any:  # noqa: ANN401 — boto3 has no types
        import boto3  # type: ignore[import-untyped] # noqa: PLC0415 — untyped; the same
        from botocore.config import Config  # type: ignore[import-untyped] # noqa: PLC0415 — the same

        config = Config(connect_timeout=1, read_timeout=3, retries={"mode": "standard", "total_max_attempts": 2})
        return boto3.client("lambda", config=config)
