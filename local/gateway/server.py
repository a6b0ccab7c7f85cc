"""The HTTP server: `/api/` goes to the functions, the outbox to its process, everything else to the pages.

It also is the Lambda API to which functions hand over events for other functions. With schedules on, `POST /schedules`
runs the scheduled functions at once and answers when they are done.
"""

import asyncio
import contextlib
import logging
import signal
import socket
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web
from watchfiles import awatch

from local.gateway.api import INVOKE_PREFIX, Api
from local.gateway.compression import compressed
from local.gateway.messages import Request, message
from local.gateway.outbox import PATHS as OUTBOX_PATHS
from local.gateway.outbox import Outbox
from local.gateway.pages import Pages
from local.gateway.template import TemplateError
from local.paths import HOST

log = logging.getLogger(__name__)

API_PREFIX = "/api/"
SCHEDULES_PATH = "/schedules"
MAX_BODY_BYTES = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Schedules:
    """Whether scheduled functions run, and their interval in seconds if it is not the template's."""

    are_on: bool = False
    every: float | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """What is served: functions, pages, and the outbox if there is one."""

    api: Api
    pages: Pages
    outbox: Outbox | None = None
    has_schedules: bool = False


async def serve(
    site: Site, listening: socket.socket, watched: list[Path], schedules: Schedules, *, exit_with_parent: bool
) -> None:
    """Serve until SIGINT, SIGTERM or, if `exit_with_parent`, the end of stdin.

    Changes in `watched` restart instances.
    """
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    if exit_with_parent:
        loop.add_reader(sys.stdin, stopped.set)

    async def handle(request: web.BaseRequest) -> web.Response:
        return await _handle(request, site)

    # Bodies are not decompressed, and paths, which can contain references, are in no access log.
    server = web.Server(handle, auto_decompress=False, access_log=None)
    runner = web.ServerRunner(server, shutdown_timeout=1)
    await runner.setup()
    watching = asyncio.create_task(_restart_on_change(site.api, watched, stopped))
    try:
        server_site = web.SockSite(runner, listening)
        await server_site.start()
        print(f"listening on {address(listening)}", flush=True)
        async with _running_schedules(site.api, schedules, stopped):
            await stopped.wait()
        await server_site.stop()
    finally:
        stopped.set()
        await site.api.close()
        await runner.cleanup()
        await watching


def address(listening: socket.socket) -> str:
    """Return the origin of a listening socket."""
    return f"http://{HOST}:{listening.getsockname()[1]}"


@contextlib.asynccontextmanager
async def _running_schedules(api: Api, schedules: Schedules, stopped: asyncio.Event) -> AsyncIterator[None]:
    """Run the schedules meanwhile; if they fail, the server stops with their error."""
    if not schedules.are_on:
        yield
        return
    running = asyncio.create_task(api.run_schedules(schedules.every))
    running.add_done_callback(lambda _: stopped.set())
    try:
        yield
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


async def _handle(incoming: web.BaseRequest, site: Site) -> web.Response:
    try:
        body = await _read_body(incoming)
    except ConnectionError as error:
        raise web.HTTPBadRequest from error  # the client disconnected: nobody reads this
    request = Request(
        method=incoming.method,
        raw_path=incoming.rel_url.raw_path,
        raw_query=incoming.rel_url.raw_query_string,
        headers=tuple((name.lower(), value) for name, value in incoming.headers.items()),
        body=body or b"",
        protocol=f"HTTP/{incoming.version.major}.{incoming.version.minor}",
        source_ip=incoming.remote or HOST,
    )
    if body is None:
        answer = message(413, "Request Entity Too Large")
    elif request.path.startswith(API_PREFIX):
        answer = await site.api.answer(request)
    elif request.path.startswith(INVOKE_PREFIX):
        answer = await site.api.take_event(request)
    elif site.has_schedules and (request.method, request.path) == ("POST", SCHEDULES_PATH):
        answer = await site.api.run_scheduled()
    elif site.outbox and request.path in OUTBOX_PATHS:
        answer = await site.outbox.answer(request)
    else:
        answer = site.pages.answer(request)
    answer = compressed(answer, request.header("accept-encoding"))
    return web.Response(status=answer.status, headers=answer.headers, body=answer.body)


async def _read_body(request: web.BaseRequest) -> bytes | None:
    """Return the body, None if it exceeds API Gateway's limit."""
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            return None
    return bytes(body)


async def _restart_on_change(api: Api, watched: list[Path], stopped: asyncio.Event) -> None:
    if not watched:
        return
    async for _ in awatch(*watched, stop_event=stopped):
        try:
            api.reload()
        except TemplateError as error:
            log.error("the routes stay as they were: %s", error)  # noqa: TRY400 - the message says it all
        else:
            log.info("code changed: new instances from here on")
