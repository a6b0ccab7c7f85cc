"""One instance of a function: `python -m local.gateway.worker <fd of the channel> <handler path>`.

Imports the handler, then handles invocations one after the other until the gateway closes the channel. The handler has
the main thread and its own event loop.
"""

import asyncio
import contextlib
import importlib
import os
import select
import socket
import sys
import threading
import time
import traceback
from collections.abc import Callable
from typing import Any

from local.gateway import channel, clock
from local.gateway.context import LambdaContext

LAST_SECONDS = 2
Handler = Callable[[Any, LambdaContext], object]


def main() -> None:
    """Serve until the channel closes; a failing import ends the process with its traceback."""
    line = socket.socket(fileno=int(sys.argv[1]))
    os.set_inheritable(line.fileno(), False)  # processes started by a handler must not keep the channel open
    threading.Thread(target=_leave_with_gateway, args=[line], daemon=True).start()
    asyncio.set_event_loop(asyncio.new_event_loop())
    handler = _load(sys.argv[2])
    _set_clock()
    line.sendall(channel.pack({"ready": True}))
    while (invocation := channel.receive(line)) is not None:
        line.sendall(_invoke(handler, invocation))


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


def _set_clock() -> None:
    """Set the clock of the tests, if there is one and the handler has services that use it."""
    parts = sys.modules.get("shared.http_api.runtime.services")
    if parts is not None and clock.OFFSET_FILE in os.environ:
        settings = sys.modules["shared.http_api.runtime.settings"]
        with contextlib.suppress(settings.ConfigurationError):  # raised again at each call
            parts.replace_services(parts.Services(settings.Settings.from_environment(), now=clock.now))


def _invoke(handler: Handler, invocation: Any) -> bytes:  # noqa: ANN401 - JSON from the gateway
    context = LambdaContext(invocation["requestId"], invocation["functionArn"], invocation["deadlineMs"])
    try:
        return channel.pack({"answer": handler(invocation["event"], context)})
    except Exception as error:  # noqa: BLE001 - an instance survives all exceptions of its handler
        traceback.print_exc()
        return channel.pack({"error": type(error).__name__})


if __name__ == "__main__":
    main()
