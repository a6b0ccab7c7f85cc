"""Secrets in SSM Parameter Store: a deployed function, with moto's SSM and IAM over HTTP."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import boto3  # type: ignore[import-untyped] # it has no types
import httpx
import jwt
import pytest
from botocore.config import Config  # type: ignore[import-untyped] # the same
from moto.server import ThreadedMotoServer

from shared.http_api.runtime.secrets import Secrets, SecretUnavailable
from shared.http_api.runtime.settings import ConfigurationError, Settings
from tests.support.http import NO_TLS
from tests.support.lambda_calls import http_event
from tests.support.lambda_runtime import Report, RunningFunction, Runtime, Unpacked, running_function
from tests.support.simulator import SimulatorHandle
from tests.support.soak import in_a_soak

pytestmark = in_a_soak

ADMIN_TOKEN, NEW_ADMIN_TOKEN = "first-of-two-that-open-the-gate-now", "second-of-two-that-open-the-gate-now"
TOKEN, ADMIN = "/ev-charging-bookings/ampeco-api-token", "/ev-charging-bookings/admin-tokens"
HANDLER = "functions.admin.list_sites.handler"
NO_ACCOUNT = {"AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none"}

Start = Callable[..., Any]


@pytest.fixture(scope="module")
def aws() -> Iterator[str]:
    """Return the address of moto's server."""
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def ssm(aws: str) -> Any:
    """Return a client of an empty SSM."""
    httpx.post(f"{aws}/moto-api/reset", trust_env=False, verify=NO_TLS)
    return client("ssm", aws)


def client(service: str, aws: str, **keys: str) -> Any:
    config = Config(region_name="us-east-1", retries={"total_max_attempts": 1})
    keys = keys or {"aws_access_key_id": "none", "aws_secret_access_key": "none"}
    return boto3.client(service, endpoint_url=aws, config=config, **keys)


def put(ssm: Any, name: str, value: str) -> None:
    ssm.put_parameter(Name=name, Value=value, Type="SecureString", Overwrite=True)


@pytest.fixture
def start(runtime: Runtime, packaged: Callable[[str], Unpacked], ampeco: SimulatorHandle) -> Start:
    """Return a way to start the function that lists the sites for staff, its secrets in SSM."""

    def start(aws: str, **environment: str) -> Any:
        named = {"AMPECO_API_TOKEN_PARAMETER": TOKEN, "ADMIN_TOKENS_PARAMETER": ADMIN}
        own = {"AMPECO_API_URL": ampeco.url, "AWS_ENDPOINT_URL": aws, **NO_ACCOUNT, **named, **environment}
        return running_function(runtime.python, HANDLER, packaged("AdminListSites"), runtime.libraries, own)

    return start


def ask(running: RunningFunction, token: str = ADMIN_TOKEN, **headers: str) -> tuple[int, str]:
    """Return status and problem, if it is one, of a request of staff."""
    sent = {"authorization": f"Bearer {token}", **{name.replace("_", "-"): value for name, value in headers.items()}}
    report: Report = running.invoke(http_event("GET /api/admin/sites", headers=sent))
    assert report.kind == "response", report
    return report.content["statusCode"], json.loads(report.content["body"]).get("type", "").removeprefix("urn:problem:")


def why(running: RunningFunction) -> list[str]:
    """Return the reasons that an ended function logged."""
    return [
        line["why"]
        for line in map(json.loads, running.output.splitlines())
        if line.get("message") == "request_rejected"
    ]


def test_secrets_are_read_once_and_without_the_white_space_around_them(
    start: Start, aws: str, ssm: Any, ampeco: SimulatorHandle
) -> None:
    """The second request finds them in the warm function, whatever became of SSM meanwhile."""
    put(ssm, TOKEN, f"{ampeco.token}\n")
    put(ssm, ADMIN, f"{ADMIN_TOKEN},\n{NEW_ADMIN_TOKEN}\n")

    with start(aws) as running:
        cold = ask(running)
        ssm.delete_parameters(Names=[TOKEN, ADMIN])
        warm = ask(running, NEW_ADMIN_TOKEN)

    assert (cold, warm) == ((200, ""), (200, ""))


def test_no_secret_is_in_the_log(start: Start, aws: str, ssm: Any, ampeco: SimulatorHandle) -> None:
    """Neither when all is well nor when one of them will not do."""
    put(ssm, TOKEN, ampeco.token)
    put(ssm, ADMIN, f"{ADMIN_TOKEN},weak")

    with start(aws) as running:
        answer = ask(running)

    assert answer == (503, "not-configured")
    assert ADMIN_TOKEN not in running.output
    assert "weak" not in running.output


def test_a_token_that_ampeco_refuses_is_read_again(start: Start, aws: str, ssm: Any, ampeco: SimulatorHandle) -> None:
    """As when it was rotated at Ampeco: the request that notices still gets its answer."""
    put(ssm, TOKEN, "a-token-of-yesterday")
    put(ssm, ADMIN, ADMIN_TOKEN)

    with start(aws) as running:
        ampeco.faults({"kind": "status", "status": 404})  # so that the token is known here, and not yet refused
        before = ask(running)
        ampeco.faults()
        put(ssm, TOKEN, ampeco.token)
        rotated = ask(running)

    assert (before, rotated) == ((502, "upstream-error"), (200, ""))


def test_a_missing_parameter_is_named(start: Start, aws: str, ssm: Any) -> None:
    """The admin functions are closed; the log says which parameter to make."""
    put(ssm, TOKEN, "t")

    with start(aws) as running:
        answer = ask(running)

    assert answer == (503, "not-configured")
    assert why(running) == [f"ADMIN_TOKENS: {ADMIN}: no such parameter"]


def test_an_unreachable_ssm_is_a_temporary_failure(start: Start, ssm: Any) -> None:
    """No server listens at the address."""
    put(ssm, TOKEN, "t")

    with start("http://127.0.0.1:1") as running:
        answer = ask(running)

    assert answer == (503, "not-ready")
    assert why(running) == ["ADMIN_TOKENS: SSM does not answer (EndpointConnectionError)"]


def test_a_caller_without_permission_is_denied(start: Start, aws: str, ssm: Any) -> None:
    """With moto's IAM in force, for somebody who exists and may do nothing."""
    put(ssm, ADMIN, ADMIN_TOKEN)
    nobody = a_caller_without_policies(aws)
    try:
        httpx.post(f"{aws}/moto-api/reset-auth", content="0", trust_env=False, verify=NO_TLS).raise_for_status()
        with start(aws, **nobody) as running:
            answer = ask(running)
    finally:
        httpx.post(f"{aws}/moto-api/reset-auth", content="inf", trust_env=False, verify=NO_TLS)

    assert answer == (503, "not-configured")
    assert why(running) == [f"ADMIN_TOKENS: {ADMIN}: 403"]  # moto's word; AWS's own stands below


@pytest.mark.parametrize(
    ("status", "code", "error", "reason"),
    [
        (400, "AccessDeniedException", ConfigurationError, f"ADMIN_TOKENS: {ADMIN}: not allowed to read it"),
        (400, "KMSAccessDeniedException", ConfigurationError, f"ADMIN_TOKENS: {ADMIN}: KMSAccessDeniedException"),
        (400, "ThrottlingException", SecretUnavailable, "ADMIN_TOKENS: SSM does not answer (ThrottlingException)"),
        (500, "InternalServerError", SecretUnavailable, "ADMIN_TOKENS: SSM does not answer (InternalServerError)"),
    ],
)
def test_each_refusal_of_ssm_is_told_from_a_failure(
    monkeypatch: pytest.MonkeyPatch, status: int, code: str, error: type[Exception], reason: str
) -> None:
    """As SSM words them; what only a person can put right is the settings' fault, the rest passes."""
    settings = {"AMPECO_API_URL": "https://tenant.example.com/public-api", "AMPECO_API_TOKEN": "t"}
    secrets = Secrets(Settings.from_environment(settings | {"ADMIN_TOKENS_PARAMETER": ADMIN}))

    with answering(status, code) as address:
        for name, value in {"AWS_ENDPOINT_URL": address, "AWS_DEFAULT_REGION": "us-east-1", **NO_ACCOUNT}.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(error) as raised:
            secrets.admin_tokens()

    assert str(raised.value) == reason


def test_the_key_of_the_proxy_comes_from_there_too(start: Start, aws: str, ssm: Any, ampeco: SimulatorHandle) -> None:
    """With it configured, what Netlify did not sign is refused before any token is looked at."""
    key = "what-the-network-in-front-signs-by"
    put(ssm, TOKEN, ampeco.token)
    put(ssm, ADMIN, ADMIN_TOKEN)
    put(ssm, "/ev-charging-bookings/proxy-signing-key", key)
    signature = jwt.encode({"iss": "netlify", "exp": 4102444800, "deploy_context": "production"}, key, "HS256")

    with start(aws, PROXY_SIGNING_KEY_PARAMETER="/ev-charging-bookings/proxy-signing-key") as running:
        unsigned, signed = ask(running), ask(running, x_nf_sign=signature)

    assert (unsigned, signed) == ((403, "not-through-the-site"), (200, ""))


def a_caller_without_policies(aws: str) -> dict[str, str]:
    """Return the environment of a new IAM user."""
    iam = client("iam", aws)
    iam.create_user(UserName="nobody")
    key = iam.create_access_key(UserName="nobody")["AccessKey"]
    return {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}


@contextmanager
def answering(status: int, code: str) -> Iterator[str]:
    """Answer every call as SSM does with this error, and yield the address."""

    class Refusing(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.dumps({"__type": code, "message": "No."}).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/x-amz-json-1.1")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Refusing) as server:
        serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        serving.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        serving.join()
