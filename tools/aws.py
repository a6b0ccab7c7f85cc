"""Wrapper around the AWS CLI as the operator configured it. Secrets are passed by standard input only."""

import json
import subprocess
from collections.abc import Mapping
from typing import Any


class AwsError(Exception):
    """The AWS CLI is missing or failed; the message is its own."""


def aws(*arguments: str, given: Mapping[str, Any] | None = None) -> Any:  # noqa: ANN401 — JSON of any operation
    """Run `aws arguments...` and return its JSON output, None for none; `given` becomes its `--cli-input-json`.

    Raises AwsError.
    """
    input_options = ["--cli-input-json", "file:///dev/stdin"] if given is not None else []
    try:
        done = subprocess.run(  # noqa: S603 — the tool's own words and names from our settings
            ["aws", *arguments, *input_options, "--output", "json"],  # noqa: S607 — where it stands is up to its user
            input=json.dumps(given) if given is not None else None,
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError as error:
        raise AwsError("the AWS CLI is missing: https://aws.amazon.com/cli/") from error
    if done.returncode != 0:
        raise AwsError(done.stderr.strip())
    return json.loads(done.stdout) if done.stdout.strip() else None
