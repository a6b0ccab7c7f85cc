from typing import Any

import boto3  # type: ignore[import-untyped] # it has no types
import httpx
import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped] # the same

from tests.support.gateway import GatewayHandle, until
from tests.support.http import NO_TLS

PATH = "/2015-03-31/functions/Later/invocations"
SIGNED = {"Authorization": "AWS4-HMAC-SHA256 Credential=x", "X-Amz-Invocation-Type": "Event"}


def functions(gateway: GatewayHandle) -> Any:
    keys = {"aws_access_key_id": "x", "aws_secret_access_key": "x"}
    return boto3.client("lambda", endpoint_url=gateway.url, region_name="us-east-1", **keys)


def test_an_event_is_accepted_and_handled_later(gateway: GatewayHandle) -> None:
    """As boto3 sends it; a failed one is logged, and the next one is handled."""
    for name in ("fail", "work"):
        payload = f'{{"name": "{name}"}}'
        taken = functions(gateway).invoke(FunctionName="Later", InvocationType="Event", Payload=payload)
        assert taken["StatusCode"] == 202

    until(lambda: 'later {"name": "work"}' in gateway.output and "Later: the handler raised" in gateway.output)


@pytest.mark.parametrize("name", ["Echo", "Ticking", "Nightly", "nobody"])
def test_only_functions_without_events_can_be_invoked(gateway: GatewayHandle, name: str) -> None:
    """Not those with routes or schedules."""
    with pytest.raises(ClientError, match="404"):
        functions(gateway).invoke(FunctionName=name, InvocationType="Event", Payload="{}")


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({}, "{}", 403),
        ({"X-Amz-Invocation-Type": "Event"}, "{}", 403),
        (SIGNED | {"X-Amz-Invocation-Type": "RequestResponse"}, "{}", 403),
        (SIGNED, "{", 400),
    ],
)
def test_requests_that_no_sdk_sends_are_refused(
    gateway: GatewayHandle, headers: dict[str, str], body: str, status: int
) -> None:
    """Such as those of a web page in the same browser."""
    assert httpx.post(f"{gateway.url}{PATH}", content=body, headers=headers, verify=NO_TLS).status_code == status
    assert httpx.get(f"{gateway.url}{PATH}", headers=SIGNED, verify=NO_TLS).status_code == 404


def test_functions_get_the_url_for_invocations(gateway: GatewayHandle) -> None:
    """That of the gateway."""
    shown = httpx.get(f"{gateway.url}/api/echo", verify=NO_TLS).json()

    assert shown["environment"]["AWS_ENDPOINT_URL_LAMBDA"] == gateway.url
