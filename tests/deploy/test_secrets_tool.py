"""`tools.secrets` with the real AWS CLI and moto's SSM over HTTP. Skipped where the AWS CLI is missing."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import boto3  # type: ignore[import-untyped] # it has no types
import httpx
import pytest
from moto.server import ThreadedMotoServer

from tests.support.http import NO_TLS
from tests.support.moto_server import moto_server
from tests.support.project import PROJECT
from tests.support.soak import in_a_soak

__all__ = ["moto_server"]

pytestmark = [in_a_soak, pytest.mark.skipif(shutil.which("aws") is None, reason="the AWS CLI is not installed")]

PATH = "/ev-charging-bookings"
REGION = "us-east-1"

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def endpoint(moto_server: ThreadedMotoServer) -> str:
    """Return the address of an empty SSM."""
    host, port = moto_server.get_host_and_port()
    httpx.post(f"http://{host}:{port}/moto-api/reset", trust_env=False, verify=NO_TLS)
    return f"http://{host}:{port}"


@pytest.fixture
def secrets(endpoint: str, tmp_path: Path) -> Run:
    """Return how the command is run: with this account only, and no configuration of the machine."""
    names = ("PATH", "LD_LIBRARY_PATH", "HOME")
    environment = {name: os.environ[name] for name in names if name in os.environ} | {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials"),
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
        "AWS_DEFAULT_REGION": REGION,
    }

    def run(*arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "tools.secrets", *arguments]
        return subprocess.run(
            command, cwd=PROJECT, env=environment, input=typed, capture_output=True, text=True, check=False
        )

    return run


@pytest.fixture
def stored(endpoint: str) -> Callable[[str], str]:
    """Return a way to the decrypted value of a secret, which must be a SecureString."""
    ssm = boto3.client(
        "ssm", endpoint_url=endpoint, region_name=REGION, aws_access_key_id="none", aws_secret_access_key="none"
    )

    def read(name: str) -> str:
        parameter = ssm.get_parameter(Name=f"{PATH}/{name}", WithDecryption=True)["Parameter"]
        assert parameter["Type"] == "SecureString"
        return str(parameter["Value"])

    return read


def test_people_are_added_rotated_removed_and_listed(secrets: Run, stored: Callable[[str], str]) -> None:
    """From the first secrets on; every token is a SecureString, and refusals change nothing."""
    made = secrets("create", typed="the-token-of-ampeco\n")
    assert (made.returncode, made.stderr) == (0, "")
    first = stored("admin-tokens")
    assert stored("ampeco-api-token") == "the-token-of-ampeco"

    ana = secrets("admins", "add", "ana", "manager").stdout.strip()
    ben = secrets("admins", "add", "ben", "viewer").stdout.strip()
    assert stored("admin-tokens") == f"admin:manager:{first},ana:manager:{ana},ben:viewer:{ben}"

    newer = secrets("admins", "rotate", "ana").stdout.strip()
    removed = secrets("admins", "remove", "admin")
    assert (removed.returncode, removed.stdout) == (0, "")
    assert newer != ana
    assert stored("admin-tokens") == f"ben:viewer:{ben},ana:manager:{newer}"
    assert secrets("admins", "list").stdout == "ben viewer\nana manager\n"

    refused = secrets("admins", "remove", "ana")
    assert (refused.returncode, refused.stderr) == (1, "secrets: ana is the last manager: add another first\n")
    assert stored("admin-tokens") == f"ben:viewer:{ben},ana:manager:{newer}"


def test_what_aws_refuses_is_said(secrets: Run) -> None:
    """A secret that was never created: the AWS CLI's own words, without a traceback."""
    done = secrets("admins", "list")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("secrets: ")
    assert "ParameterNotFound" in done.stderr
