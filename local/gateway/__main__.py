"""Start only the gateway: `python -m local.gateway --port N --template FILE --dist FOLDER`.

Its first line on stdout is `listening on http://127.0.0.1:PORT`; everything else goes to stderr. The functions get its
environment and the gateway's own address as that of Lambda's API; with `--schedules` they also get `SITE_URL`, for
links in mails, unless it is set.
"""

import argparse
import asyncio
import errno
import logging
import os
import socket
import sys
from pathlib import Path

from local.gateway.api import Api, Limits
from local.gateway.outbox import Outbox
from local.gateway.pages import Pages
from local.gateway.server import Schedules, Site, address, serve
from local.gateway.template import TemplateError
from local.paths import HOST, PROJECT

DEFAULTS = Limits()


def main() -> int:
    """Serve until Ctrl-C or SIGTERM, then return 0; return 1 with one line on stderr if it cannot start."""
    options = _options()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    template = options.template.resolve()
    root = template.parent
    try:
        asyncio.run(_run(options, template, options.dist or root / "dist"))
    except TemplateError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        print(f"port {options.port} of {HOST} is in use: choose another one", file=sys.stderr)
        return 1
    return 0


async def _run(options: argparse.Namespace, template: Path, dist: Path) -> None:
    limits = Limits(options.max_instances, options.idle_seconds)
    code = (template, template.parent / "functions", template.parent / "shared")
    watched = [path for path in code if path.exists()] if options.reload else []
    with socket.create_server((HOST, options.port)) as listening:
        environment = {"AWS_ENDPOINT_URL_LAMBDA": address(listening), **os.environ}
        if options.schedules and not environment.get("SITE_URL"):
            environment["SITE_URL"] = address(listening)
        await serve(
            Site(
                Api(template, environment, limits),
                Pages(dist),
                Outbox(options.outbox) if options.outbox else None,
                has_schedules=options.schedules,
            ),
            listening,
            watched,
            Schedules(options.schedules, options.schedule_seconds),
            exit_with_parent=options.exit_with_parent,
        )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m local.gateway", description=__doc__)
    parser.add_argument("--port", type=int, default=8888, help="0: a free port (default: %(default)s)")
    parser.add_argument("--template", type=Path, default=PROJECT / "template.yaml", help="the SAM template")
    parser.add_argument("--dist", type=Path, help="the built site (default: dist beside the template)")
    parser.add_argument("--reload", action="store_true", help="new instances when functions or shared change")
    parser.add_argument("--exit-with-parent", action="store_true", help="stop when the standard input closes")
    parser.add_argument("--schedules", action="store_true", help="run the scheduled functions")
    parser.add_argument("--schedule-seconds", type=float, help="their interval (default: that of the template)")
    parser.add_argument("--outbox", help="address of the process that serves /outbox (default: none)")
    parser.add_argument(
        "--max-instances", type=int, default=DEFAULTS.instances, help="per function (default: %(default)s)"
    )
    parser.add_argument(
        "--idle-seconds",
        type=float,
        default=DEFAULTS.idle_seconds,
        help="after which an unused instance ends (default: %(default)s)",
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
