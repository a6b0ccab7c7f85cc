"""Wrapper around the AWS CLI as the operator configured it. Secrets are passed in a file of their own, mode 0600."""

import json
import subprocess
import tempfile
from collections.abc import Mapping
from typing import Any


class AwsError(Exception):
    """The AWS CLI is missing or failed; the message is its own."""


def aws(*arguments: str, given: Mapping[str, Any] | None = None) -> Any:  # noqa: ANN401 — JSON of any operation
    """Run `aws arguments...` and return its JSON output, None for none; `given` becomes its `--cli-input-json`.

    Raises AwsError.
    """
    if given is None:
        return _run(*arguments)
    # Not standard input: the AWS CLI reads what it is given twice.
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(given, file)
        file.flush()
        return _run(*arguments, "--cli-input-json", f"file://{file.name}")


def _run(*arguments: str) -> Any:  # noqa: ANN401 — JSON of any operation
    try:
        done = subprocess.run(  # noqa: S603 — the tool's own words and names from our settings
            ["aws", *arguments, "--output", "json"],  # noqa: S607 — where it stands is up to its user
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError as error:
        raise AwsError("the AWS CLI is missing: https://aws.amazon.com/cli/") from error
    if done.returncode != 0:
        raise AwsError(done.stderr.strip())
    return json.loads(done.stdout) if done.stdout.strip() else None
