"""The web application: Public API, photos, and control endpoint."""

import asyncio
from secrets import compare_digest

from aiohttp import web
from aiohttp.typedefs import Handler

from .api import SIMULATOR, api_routes
from .call_log import Call
from .control import control_routes
from .error_responses import ErrorResponse, unauthenticated
from .photos import PHOTOS, photo_routes
from .simulator import Simulator

__all__ = ["build_app"]

_MAX_BODY = 1024 * 1024


def build_app(simulator: Simulator) -> web.Application:
    """Return the application that serves the simulator.

    A call passes, outermost first: call log, faults, error responses, rate limit and token.
    """
    app = web.Application(middlewares=[_log_call, _inject_faults, _render_errors, _guard], client_max_size=_MAX_BODY)
    app[SIMULATOR] = simulator
    app.add_routes([*api_routes(), *photo_routes(), *control_routes()])
    return app


def _is_outside_the_api(request: web.Request) -> bool:
    """Return whether the request is for something other than the API."""
    return request.path.startswith(("/control/", PHOTOS))


@web.middleware
async def _log_call(request: web.Request, handler: Handler) -> web.StreamResponse:
    if _is_outside_the_api(request):
        return await handler(request)
    simulator = request.app[SIMULATOR]
    call = Call(
        at=simulator.clock.now(),
        method=request.method,
        path=request.raw_path,
        operation=request.match_info.route.name,
        headers=sorted({name.lower() for name in request.headers}),
        body=(await request.read()).decode(errors="replace"),
    )
    simulator.call_log.add(call)
    try:
        reply = await handler(request)
    finally:
        call.fault = request.get("fault")
    if request.transport is not None and not request.transport.is_closing():
        call.status = reply.status
    return reply


@web.middleware
async def _inject_faults(request: web.Request, handler: Handler) -> web.StreamResponse:
    if _is_outside_the_api(request):
        return await handler(request)
    simulator = request.app[SIMULATOR]
    if simulator.options.latency_seconds:
        await asyncio.sleep(simulator.options.latency_seconds)
    operation = request.match_info.route.name or "unknown"
    reply = await simulator.faults.around(request, operation, lambda: handler(request))
    if not reply.prepared:
        reply.headers.update(simulator.rate_limit.headers())
    return reply


@web.middleware
async def _render_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except ErrorResponse as refusal:
        return web.json_response(refusal.body, status=refusal.status, headers=refusal.headers)
    except web.HTTPException as problem:
        return web.json_response({"message": problem.reason}, status=problem.status)


@web.middleware
async def _guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    if not _is_outside_the_api(request):
        simulator = request.app[SIMULATOR]
        simulator.rate_limit.count(simulator.clock.now())
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        expected = simulator.options.token.get_secret_value()
        if scheme.lower() != "bearer" or not compare_digest(token.encode(), expected.encode()):
            raise unauthenticated()
    return await handler(request)
