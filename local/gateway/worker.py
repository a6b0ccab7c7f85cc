"""One instance of a function: a process that imports the handler, then handles invocations one after the other.

It ends when the gateway closes the channel. The handler has the main thread and its own event loop.
"""

import asyncio
import contextlib
import importlib
import io
import os
import select
import socket
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from typing import Any

from local.gateway import channel, clock
from local.gateway.context import LambdaContext

LAST_SECONDS = 2
Handler = Callable[[Any, LambdaContext], object]


def serve(line: socket.socket, handler_path: str, root: str, environment: Mapping[str, str]) -> None:
    """Serve until the channel closes; a failing import ends the process with its traceback."""
    _enter(root, environment)
    threading.Thread(target=_leave_with_gateway, args=[line], daemon=True).start()
    asyncio.set_event_loop(asyncio.new_event_loop())
    handler = _load(handler_path)
    services = _TestServices()
    services.renew()
    line.sendall(channel.pack({"ready": True}))
    while (invocation := channel.receive(line)) is not None:
        services.renew()
        line.sendall(_invoke(handler, invocation))


def _enter(root: str, environment: Mapping[str, str]) -> None:
    """Become a process in `root` with its own environment: this one is a fork that has the gateway's."""
    os.setsid()  # the gateway handles Ctrl-C
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    os.chdir(root)
    sys.path.insert(0, root)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(line_buffering=True)


def _leave_with_gateway(line: socket.socket) -> None:
    """Exit soon after the channel closes, even while a handler is busy: no orphans if the gateway is killed."""
    hang_up = select.poll()
    hang_up.register(line, 0)
    hang_up.poll()
    time.sleep(LAST_SECONDS)
    os._exit(1)


def _load(path: str) -> Handler:
    module, _, name = path.rpartition(".")
    handler: Handler = getattr(importlib.import_module(module.replace("/", ".")), name)
    return handler


class _TestServices:
    """The services of a handler with the clock of the tests, and without what was cached before a test cleared it."""

    def __init__(self) -> None:
        self._parts = sys.modules.get("shared.http_api.runtime.services") if clock.OFFSET_FILE in os.environ else None
        self._times_cleared: int | None = None

    def renew(self) -> None:
        """Replace the services when a test cleared the caches; connections to Ampeco stay open."""
        times = clock.times_cleared()
        if self._parts is None or times == self._times_cleared:
            return
        settings = sys.modules["shared.http_api.runtime.settings"]
        with contextlib.suppress(settings.ConfigurationError):  # raised again at each call
            fresh = self._parts.Services(settings.Settings.from_environment(), now=clock.now)
            before = self._parts.replace_services(fresh)
            if before is not None and "ampeco" in vars(before):
                fresh.ampeco = before.ampeco
        self._times_cleared = times


def _invoke(handler: Handler, invocation: Any) -> bytes:  # noqa: ANN401 - JSON from the gateway
    context = LambdaContext(invocation["requestId"], invocation["functionArn"], invocation["deadlineMs"])
    try:
        return channel.pack({"answer": handler(invocation["event"], context)})
    except Exception as error:  # noqa: BLE001 - an instance survives all exceptions of its handler
        traceback.print_exc()
        return channel.pack({"error": type(error).__name__})
