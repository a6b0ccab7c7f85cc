"""Fault injection."""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable, Iterable
from fnmatch import fnmatchcase
from random import Random
from typing import Literal

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

__all__ = ["FaultRule", "Faults"]

_FOREVER = 3600.0
_DELAYS = frozenset({"latency", "hold"})
_REPLY_FAULTS = frozenset({"truncate", "malformed"})
_HTML = "<!doctype html><html><head><title>Bad gateway</title></head><body><h1>Bad gateway</h1></body></html>"
_MESSAGES = {401: "Unauthenticated.", 403: "This action is unauthorized.", 429: "Too Many Attempts."}
Handler = Callable[[], Awaitable[web.StreamResponse]]


class FaultRule(BaseModel):
    """One fault. `operation` is a pattern over the document's operation ids, such as `bookings*` or `*`.

    It lets `skip` matching calls pass, then applies with `probability`, at most `count` times. `when` says whether the
    operation is executed first: a `reset` after it is a lost response, a `latency` before it executes it even if the
    client has disconnected. `truncate` and `malformed` modify a real response, so they always come after. `seconds` is
    the duration of a `latency` or a `hang`; a `hold` lasts until it is released, or the rules change.
    """

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")

    kind: Literal["latency", "hold", "status", "reset", "hang", "truncate", "malformed", "html"]
    operation: str = "*"
    when: Literal["before", "after"] = "before"
    probability: float = Field(default=1, ge=0, le=1)
    count: int | None = Field(default=None, ge=0)
    skip: int = Field(default=0, ge=0)
    seconds: float | None = Field(default=None, ge=0)
    status: int = Field(default=503, ge=400, le=599)
    retry_after: int | None = Field(default=None, ge=0)

    def applies(self, operation: str, rng: Random) -> bool:
        """Return whether it applies to this call, counting it."""
        if not fnmatchcase(operation, self.operation) or self.count == 0:
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        if rng.random() >= self.probability:
            return False
        if self.count is not None:
            self.count -= 1
        return True


class Faults:
    """The active rules. All latencies that apply add up; of the others, the first one applies."""

    def __init__(self, rng: Random) -> None:
        self.rules: tuple[FaultRule, ...] = ()
        self._random = rng
        self._released = asyncio.Event()

    def replace(self, rules: tuple[FaultRule, ...]) -> None:
        """Replace the rules; calls held by the old ones continue."""
        self.release()
        self._released = asyncio.Event()
        self.rules = rules

    def release(self) -> None:
        """Release held calls, and hold no more under these rules."""
        self._released.set()

    async def around(self, request: web.Request, operation: str, handler: Handler) -> web.StreamResponse:
        """Answer the call, or apply a fault."""
        applicable = [rule for rule in self.rules if rule.applies(operation, self._random)]
        fault = next((rule for rule in applicable if rule.kind not in _DELAYS), None)
        if applicable:
            request["fault"] = (fault or applicable[0]).kind
        await self._delay(applicable, "before")
        replaces_reply = fault is not None and fault.when == "before" and fault.kind not in _REPLY_FAULTS
        reply = web.Response() if replaces_reply else await handler()
        await self._delay(applicable, "after")
        return reply if fault is None else await _apply_fault(request, fault, reply)

    async def _delay(self, applicable: Iterable[FaultRule], when: str) -> None:
        delays = [rule for rule in applicable if rule.kind in _DELAYS and rule.when == when]
        await asyncio.sleep(sum(rule.seconds or 0.0 for rule in delays if rule.kind == "latency"))
        if any(rule.kind == "hold" for rule in delays):
            await self._released.wait()


async def _apply_fault(request: web.Request, fault: FaultRule, reply: web.StreamResponse) -> web.StreamResponse:
    match fault.kind:
        case "status":
            headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
            message = _MESSAGES.get(fault.status, "Server Error")
            return web.json_response({"message": message}, status=fault.status, headers=headers)
        case "html":
            return web.Response(text=_HTML, status=fault.status, content_type="text/html")
        case "malformed":
            return web.Response(body=_body(reply)[:-1] + b",]", status=reply.status, content_type="application/json")
        case "truncate":
            return await _truncate(request, reply)
        case "hang":
            await asyncio.sleep(_FOREVER if fault.seconds is None else fault.seconds)
    _reset(request)
    return reply


def _body(reply: web.StreamResponse) -> bytes:
    if not isinstance(reply, web.Response) or not isinstance(reply.body, bytes):
        raise TypeError("only a whole reply can be spoilt")
    return reply.body


async def _truncate(request: web.Request, reply: web.StreamResponse) -> web.StreamResponse:
    """Announce the whole body, send half of it, and close the connection."""
    body = _body(reply)
    half = web.StreamResponse(status=reply.status, headers={"Content-Type": "application/json"})
    half.content_length = len(body)
    await half.prepare(request)
    await half.write(body[: len(body) // 2])
    if request.transport is not None:
        request.transport.close()
    return half


def _reset(request: web.Request) -> None:
    """Close the connection with a TCP reset; the returned response is not sent."""
    if request.transport is None:
        return
    connection = request.transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    request.transport.abort()
