"""Do something once per key, across processes: Powertools Idempotency with DynamoDB.

The table holds hashes of keys and expiry times, nothing else. A process that dies in the middle leaves a lock that
expires with its invocation; the next run tries again.
"""

from collections.abc import Callable
from typing import Any

import boto3  # type: ignore[import-untyped] # it has no types
from aws_lambda_powertools.utilities.idempotency import (
    DynamoDBPersistenceLayer,
    IdempotencyConfig,
    idempotent_function,
)
from aws_lambda_powertools.utilities.idempotency.exceptions import (
    IdempotencyAlreadyInProgressError,
    IdempotencyInconsistentStateError,
    IdempotencyPersistenceLayerError,
)
from botocore.config import Config  # type: ignore[import-untyped] # the same
from cachetools import LRUCache

_REMEMBERED_SECONDS = 3 * 24 * 3600
"""Longer than any event recurs in what a run reads."""

_CACHED_KEYS = 50_000

_BOTO_CONFIG = Config(connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 3})


class InProgress(Exception):
    """Another process has started, and has not finished yet; or it died, and its lock has not expired."""


class StoreUnavailable(Exception):
    """DynamoDB failed. If the action was carried out, this process remembers that and records it the next time."""


class OnceStore:
    """Runs actions at most once per key as long as the process lives or its record is written."""

    def __init__(self, table_name: str) -> None:
        # Without a client it would create a session of its own, which reads the description of DynamoDB again.
        client = boto3.client("dynamodb", config=_BOTO_CONFIG)
        self._layer = DynamoDBPersistenceLayer(table_name, boto3_client=client)
        self._config = IdempotencyConfig(expires_after_seconds=_REMEMBERED_SECONDS, hash_function="sha256")
        self._done: LRUCache[str, bool] = LRUCache(_CACHED_KEYS)
        """Keys of completed actions; the value tells whether the table has them."""

    def begin_invocation(self, context: Any) -> None:  # noqa: ANN401 — Lambda's context has no type
        """Let locks expire when this invocation must have ended."""
        self._config.register_lambda_context(context)

    def is_recorded(self, key: str) -> bool:
        """Return whether this process knows that the action was carried out and recorded. No call."""
        return self._done.get(key, False)

    def run(self, key: str, action: Callable[[], None]) -> bool:
        """Carry out the action unless that was done; return whether it was done now. Blocks; may run in any thread.

        If the action raises, it counts as not done, and its exception is raised.

        Raises InProgress, StoreUnavailable.
        """
        ran_now = False

        def once(*, key: str) -> None:
            nonlocal ran_now
            if key not in self._done:
                action()
                ran_now = True
                self._done[key] = False

        idempotent = idempotent_function(
            once, data_keyword_argument="key", persistence_store=self._layer, config=self._config, key_prefix="message"
        )
        try:
            idempotent(key=key)
        except (IdempotencyAlreadyInProgressError, IdempotencyInconsistentStateError) as error:
            raise InProgress from error
        except IdempotencyPersistenceLayerError as error:
            raise StoreUnavailable(type(error.__cause__).__name__) from error
        self._done[key] = True
        return ran_now
