"""Start only SES, DynamoDB and the outbox: `python -m local.aws --port N --mail-from ADDRESS`.

Its first line on stdout is `listening on http://127.0.0.1:PORT`, printed when table and sender's identity exist.
"""

import argparse
import logging
import os
import signal
import sys
import threading

from local.aws.endpoint import create_resources, running_endpoint
from local.aws.outbox import Outbox
from local.gateway.environment import DEFAULT_REGION


def main() -> None:
    """Serve until Ctrl-C, SIGTERM or, with --exit-with-parent, the end of stdin."""
    options = _options()
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    if options.exit_with_parent:
        threading.Thread(target=_wait_for_parent, args=[stopped], daemon=True).start()
    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # a line for each request otherwise
    with running_endpoint(options.port, Outbox()) as url:
        create_resources(url, options.region, options.table, options.mail_from)
        print(f"listening on {url}", flush=True)
        stopped.wait()


def _wait_for_parent(stopped: threading.Event) -> None:
    sys.stdin.read()
    stopped.set()


def _options() -> argparse.Namespace:
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or DEFAULT_REGION
    parser = argparse.ArgumentParser(prog="python -m local.aws", description=__doc__)
    parser.add_argument("--port", type=int, default=8891, help="0: a free port (default: %(default)s)")
    parser.add_argument("--region", default=region, help="of the table and the identity (default: %(default)s)")
    parser.add_argument("--table", default="messages", help="the table to create (default: %(default)s)")
    parser.add_argument("--mail-from", required=True, help="the address that may send")
    parser.add_argument("--exit-with-parent", action="store_true", help="stop when the standard input closes")
    return parser.parse_args()


if __name__ == "__main__":
    main()
