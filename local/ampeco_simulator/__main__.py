"""Run the simulator: `python -m local.ampeco_simulator --port N`."""

import argparse
import asyncio
import contextlib
import gc
import os
import signal
import sys
from datetime import datetime
from typing import get_args

from aiohttp import web
from pydantic import SecretStr

from .app import build_app
from .request_bodies import parse_moment
from .simulator import Options, Profile, Simulator

_HOST = "127.0.0.1"
_LOCAL_TOKEN = "local-ampeco-token"  # noqa: S105 -- opens nothing but this simulator
_SHUTDOWN_SECONDS = 0.5


def main() -> None:
    """Serve until Ctrl-C or SIGTERM."""
    arguments = _read_arguments()
    token = os.environ.get("AMPECO_API_TOKEN")
    options = Options(
        token=SecretStr(token or _LOCAL_TOKEN),
        profile=arguments.profile,
        seed=arguments.seed,
        latency_seconds=arguments.latency_ms / 1000,
        approval_seconds=arguments.approval_seconds,
        now=arguments.now,
    )
    simulator = Simulator(options)
    gc.freeze()  # A reset creates thousands of records: the garbage collection then skips all that stays.
    asyncio.run(
        _serve(simulator, arguments.port, announce_token=token is None, exit_with_parent=arguments.exit_with_parent)
    )


def _read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m local.ampeco_simulator", description=__doc__)
    parser.add_argument("--port", type=int, default=8890, help="0: a free port, printed in the first line")
    parser.add_argument("--profile", choices=get_args(Profile), default="small")
    parser.add_argument("--seed", type=int, default=1, help="seed of the random numbers")
    parser.add_argument("--latency-ms", type=float, default=0, help="delay of each response")
    parser.add_argument("--approval-seconds", type=float, default=0.8, help="about how long a request is pending")
    parser.add_argument("--now", type=_moment, help="start of the clock (RFC 3339; default: now)")
    parser.add_argument("--exit-with-parent", action="store_true", help="stop when the standard input closes")
    return parser.parse_args()


def _moment(text: str) -> datetime:
    return parse_moment(text)


async def _serve(simulator: Simulator, port: int, *, announce_token: bool, exit_with_parent: bool) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    if exit_with_parent:
        asyncio.get_running_loop().add_reader(sys.stdin, stop.set)
    # A handler is not cancelled when its client disconnects: the request is executed, late and unseen.
    runner = web.AppRunner(build_app(simulator), access_log=None, shutdown_timeout=_SHUTDOWN_SECONDS)
    await runner.setup()
    try:
        site = web.TCPSite(runner, _HOST, port)
        await site.start()
        print(f"listening on {_address(runner)}/public-api", flush=True)
        if announce_token:
            print(f"bearer token: {_LOCAL_TOKEN}", flush=True)
        await stop.wait()
    finally:
        await runner.cleanup()


def _address(runner: web.AppRunner) -> str:
    host, port = runner.addresses[0][:2]
    return f"http://{host}:{port}"


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main()
