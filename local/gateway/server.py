"""The HTTP server: `/api/` goes to the functions, everything else to the pages."""

import asyncio
import logging
import signal
import sys
from pathlib import Path

from aiohttp import web
from watchfiles import awatch

from local.gateway.api import Api
from local.gateway.compression import compressed
from local.gateway.messages import Request, message
from local.gateway.pages import Pages
from local.gateway.template import TemplateError
from local.paths import HOST

log = logging.getLogger(__name__)

API_PREFIX = "/api/"
MAX_BODY_BYTES = 10 * 1024 * 1024


async def serve(api: Api, pages: Pages, port: int, watched: list[Path], *, exit_with_parent: bool) -> None:
    """Serve until SIGINT, SIGTERM or, if `exit_with_parent`, the end of stdin; changes in `watched` restart instances.

    Raises OSError if the port is unavailable.
    """
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    if exit_with_parent:
        loop.add_reader(sys.stdin, stopped.set)

    async def handle(request: web.BaseRequest) -> web.Response:
        return await _handle(request, api, pages)

    # Bodies are not decompressed, and paths, which can contain references, are in no access log.
    server = web.Server(handle, auto_decompress=False, access_log=None)
    runner = web.ServerRunner(server, shutdown_timeout=1)
    await runner.setup()
    watching = asyncio.create_task(_restart_on_change(api, watched, stopped))
    try:
        site = web.TCPSite(runner, HOST, port)
        await site.start()
        print(f"listening on http://{HOST}:{runner.addresses[0][1]}", flush=True)
        await stopped.wait()
        await site.stop()
    finally:
        stopped.set()
        await api.close()
        await runner.cleanup()
        await watching


async def _handle(incoming: web.BaseRequest, api: Api, pages: Pages) -> web.Response:
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
        answer = await api.answer(request)
    else:
        answer = pages.answer(request)
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
            log.error("kept the routes as they were: %s", error)  # noqa: TRY400 - the message says it all
        else:
            log.info("code changed: new instances from here on")
