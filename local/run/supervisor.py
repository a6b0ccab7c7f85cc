"""Start everything in the plan, supervise it, and print where to go."""

import asyncio
import contextlib
import errno
import signal
import socket
from collections.abc import Mapping

from watchfiles import awatch

from local.paths import HOST, PROJECT
from local.run.plan import LINKS_FUNCTION, MESSAGES_TABLE, Plan
from local.run.processes import ProcessError, Server, run, serving

PAGES = PROJECT / "public"
SHUTDOWN_GRACE_SECONDS = 0.2
LOCAL_SCHEDULE_SECONDS = "10"  # a minute is long for somebody who waits for a mail


class PortTakenError(Exception):
    """The port is in use; the message says what to do."""


def check_port(port: int) -> None:
    """Raise PortTakenError if `port` is in use, before anything is started."""
    try:
        socket.create_server((HOST, port)).close()
    except OSError as error:
        reason = "is in use" if error.errno == errno.EADDRINUSE else f"cannot be had ({error.strerror})"
        raise PortTakenError(f"Port {port} {reason}. Choose another one: PORT={port + 1} make run") from error


async def run_until_stopped(plan: Plan) -> None:
    """Run everything until SIGINT or SIGTERM; raises ProcessError if a part fails or exits."""
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    running = asyncio.create_task(_run(plan))
    stopping = asyncio.create_task(stopped.wait())
    await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
    if running.done():
        # Ctrl-C in a terminal also reaches our children: one may exit before we handle it.
        await asyncio.wait({stopping}, timeout=SHUTDOWN_GRACE_SECONDS)
    running.cancel()
    stopping.cancel()
    (outcome,) = await asyncio.gather(running, return_exceptions=True)
    if isinstance(outcome, Exception) and not stopped.is_set():
        raise outcome


async def _run(plan: Plan) -> None:
    environment = dict(plan.environment)
    try:
        async with contextlib.AsyncExitStack() as servers, asyncio.TaskGroup() as tasks:
            # The slowest to start, so it starts first and beside the others.
            starting_aws = tasks.create_task(_start_aws(plan, servers)) if plan.mail_from else None
            if plan.is_simulated:
                arguments = ["local.ampeco_simulator", "--port", "0"]
                simulator = serving("simulator", *arguments, environment=environment)
                started = await servers.enter_async_context(simulator)
                tasks.create_task(started.ended())
                environment["AMPECO_API_URL"] = started.url
                environment.setdefault("IMAGE_ORIGIN", started.url.removesuffix("/public-api"))
            building = tasks.create_task(_build_site(environment))
            arguments = ["local.gateway", "--port", str(plan.port), "--reload"]
            if starting_aws:
                aws = await starting_aws
                tasks.create_task(aws.ended())
                environment |= _aws_environment(aws.url, environment)
                arguments += ["--schedules", "--outbox", aws.url]
                arguments += ["--schedule-seconds", LOCAL_SCHEDULE_SECONDS] if plan.is_local else []
            await building  # before somebody can open a page
            gateway = await servers.enter_async_context(serving("gateway", *arguments, environment=environment))
            tasks.create_task(gateway.ended())
            tasks.create_task(_rebuild_on_change(environment))
            print(welcome(plan, gateway.url), flush=True)
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None


async def _start_aws(plan: Plan, servers: contextlib.AsyncExitStack) -> Server:
    assert plan.mail_from is not None  # noqa: S101 - checked by the caller
    arguments = ["local.aws", "--port", "0", "--table", MESSAGES_TABLE, "--mail-from", plan.mail_from]
    return await servers.enter_async_context(serving("local AWS", *arguments, environment=plan.environment))


def _aws_environment(url: str, environment: Mapping[str, str]) -> dict[str, str]:
    """Return what leads the functions to the local SES and DynamoDB, whatever else of AWS is configured."""
    keys = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
    names = {"MESSAGES_TABLE": MESSAGES_TABLE, "LINKS_FUNCTION": LINKS_FUNCTION}
    endpoints = {"AWS_ENDPOINT_URL_DYNAMODB": url, "AWS_ENDPOINT_URL_SESV2": url, **names}
    return endpoints | {name: environment.get(name, "local") for name in keys}


async def _build_site(environment: Mapping[str, str]) -> None:
    await run("build of the site", "tools.build_site", environment=environment)


async def _rebuild_on_change(environment: Mapping[str, str]) -> None:
    async for _ in awatch(PAGES):
        try:
            await _build_site(environment)
        except ProcessError as error:
            print(f"{error} The pages stay as they were.", flush=True)


def welcome(plan: Plan, url: str) -> str:
    """Return the message that is printed at the start."""
    platform = "the simulator of Ampeco" if plan.is_simulated else plan.environment["AMPECO_API_URL"]
    lines = ["", f"  Site     {url}/", f"  Admin    {url}/admin", f"           token {plan.admin_token}"]
    if plan.is_simulated:
        lines += [
            "  Drivers  driver@example.com",
            "           disabled@example.com (disabled)",
            "           duplicate@example.com (exists twice)",
            "           all other emails are unknown",
        ]
    if plan.mail_from:
        lines.append(f"  Outbox   {url}/outbox")
    return "\n".join([*lines, "", f"  Connected to {platform}. Press Ctrl-C to stop.", ""])
