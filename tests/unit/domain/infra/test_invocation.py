import json

import pytest
from botocore.stub import Stubber  # type: ignore[import-untyped] # it has no types

from shared.infra.invocation import AsyncFunction, InvocationFailed


@pytest.fixture
def function(monkeypatch: pytest.MonkeyPatch) -> AsyncFunction:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "none")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    return AsyncFunction("SendLinks")


def test_an_event_is_handed_over_without_waiting_for_its_result(function: AsyncFunction) -> None:
    """Lambda answers before the function has run."""
    event = {"email": "driver@example.com"}

    with Stubber(function._client) as functions:
        expected = {"FunctionName": "SendLinks", "InvocationType": "Event", "Payload": json.dumps(event)}
        functions.add_response("invoke", {"StatusCode": 202}, expected)
        function.invoke(event)
        functions.assert_no_pending_responses()


def test_an_error_of_lambda_is_named_by_its_code_alone(function: AsyncFunction) -> None:
    """Its message may quote the event."""
    with Stubber(function._client) as functions:
        functions.add_client_error("invoke", "TooManyRequestsException", "driver@example.com", 429)
        with pytest.raises(InvocationFailed) as raised:
            function.invoke({})

    assert str(raised.value) == "TooManyRequestsException"


def test_lambda_out_of_reach_is_named_by_its_kind(monkeypatch: pytest.MonkeyPatch, function: AsyncFunction) -> None:
    """No connection, no name, no credentials."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_LAMBDA", "http://127.0.0.1:1")

    with pytest.raises(InvocationFailed, match="EndpointConnectionError"):
        function.invoke({})
