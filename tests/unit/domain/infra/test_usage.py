from datetime import UTC, datetime

import pytest
from botocore.stub import Stubber  # type: ignore[import-untyped] # it has no types

from shared.infra.once import StoreUnavailable
from shared.infra.usage import UsageStore

EXPIRES_AT = datetime(2026, 3, 4, tzinfo=UTC)


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> UsageStore:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "none")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    return UsageStore("messages")


@pytest.mark.parametrize("code", ["ProvisionedThroughputExceededException", "AccessDeniedException"])
def test_a_failure_of_dynamodb_is_not_taken_for_a_limit(store: UsageStore, code: str) -> None:
    """The use may or may not be counted: the next attempt with its id tells."""
    with Stubber(store._dynamodb) as dynamodb:
        dynamodb.add_client_error("update_item", code, "usage#1", 400)
        with pytest.raises(StoreUnavailable, match=f"^{code}$"):
            store.use("key", "id", at_most=1, expires_at=EXPIRES_AT)


@pytest.mark.usefixtures("store")
def test_dynamodb_out_of_reach_is_named_by_its_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    """As any other failure."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:1")

    with pytest.raises(StoreUnavailable, match="EndpointConnectionError"):
        UsageStore("messages").use("key", "id", at_most=1, expires_at=EXPIRES_AT)
