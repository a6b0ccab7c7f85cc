"""Count uses per key across processes, in the table of `once.py`: hashes of keys, ids of uses, expiry times."""

import hashlib
from datetime import datetime

import boto3  # type: ignore[import-untyped] # it has no types
from botocore.config import Config  # type: ignore[import-untyped] # the same
from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped] # the same

from shared.infra.once import StoreUnavailable

_BOTO_CONFIG = Config(connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 3})


class UsageStore:
    """Limits how often something is used under a key."""

    def __init__(self, table_name: str) -> None:
        self._table = table_name
        self._dynamodb = boto3.client("dynamodb", config=_BOTO_CONFIG)

    def use(self, key: str, use_id: str, *, at_most: int, expires_at: datetime) -> bool:
        """Count the use, one conditional write; return False, without counting, if `at_most` others were counted.

        The same `use_id` counts once, so that a repeated attempt has the same result. Blocks.

        Raises StoreUnavailable.
        """
        try:
            self._dynamodb.update_item(
                TableName=self._table,
                Key={"id": {"S": f"usage#{hashlib.sha256(key.encode()).hexdigest()}"}},
                UpdateExpression="ADD uses :added SET expiration = :expiration",
                ConditionExpression="attribute_not_exists(uses) OR contains(uses, :id) OR size(uses) < :most",
                ExpressionAttributeValues={
                    ":added": {"SS": [use_id]},
                    ":id": {"S": use_id},
                    ":most": {"N": str(at_most)},
                    ":expiration": {"N": str(int(expires_at.timestamp()))},
                },
            )
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code == "ConditionalCheckFailedException":
                return False
            raise StoreUnavailable(code) from None
        except BotoCoreError as error:
            raise StoreUnavailable(type(error).__name__) from None
        return True
