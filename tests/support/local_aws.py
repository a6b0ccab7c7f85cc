"""SES, DynamoDB and the outbox of `make run`, as a process."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from local.gateway.clock import OFFSET_FILE
from tests.support.clock import CLOCK
from tests.support.project import PROJECT

SENDER = "bookings@example.com"


@contextmanager
def running_local_aws() -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start the process, and yield it with its address."""
    command = [sys.executable, "-m", "local.aws", "--port", "0", "--mail-from", f"Future Energy <{SENDER}>"]
    process = subprocess.Popen(
        [*command, "--region", "us-east-1", "--exit-with-parent"],
        cwd=PROJECT,
        env={OFFSET_FILE: str(CLOCK.offset_file)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline().removeprefix("listening on ").strip()
        finally:
            process.terminate()
