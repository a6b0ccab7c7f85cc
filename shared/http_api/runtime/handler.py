"""Handler factory: turns an endpoint into a Lambda handler that always responds, with a problem on failure."""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from functools import cache
from typing import Any, TypeVar

from mangum import Mangum
from mangum.types import ASGI
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from shared.ampeco_client import deadline
from shared.domain.errors import DriverNotFound
from shared.http_api.errors import problems
from shared.http_api.errors.registry import internal_error, problem_for
from shared.http_api.observability.logs import log_as, log_unhandled, logger
from shared.http_api.observability.metrics import count, publish
from shared.http_api.requests.duplicate_fields import check_query
from shared.http_api.responses.headers import NO_STORE, SECURITY_HEADERS
from shared.http_api.runtime import garbage_collection
from shared.http_api.runtime.secrets import SecretUnavailable
from shared.http_api.runtime.services import Services, services
from shared.http_api.runtime.settings import ConfigurationError
from shared.http_api.runtime.snapstart import register_hooks
from shared.http_api.security.cdn_signature import check_cdn_signature

Endpoint = Callable[[Request, Services], Awaitable[Response]]
LambdaHandler = Callable[[dict[str, Any], Any], dict[str, Any]]
_T = TypeVar("_T")

_ROUTING = ("host", "x-forwarded-port")

_MIN_SIZE_TO_COMPRESS = 1000
"""Minimum size in bytes for compression: API Gateway's HTTP APIs do not compress."""

_READ_SECONDS = 7.5
"""Maximum time for calls to Ampeco in a public read, so that it responds within 8 s."""

_RESERVED_SECONDS = 1.5
"""Seconds of an invocation reserved for our own response, before Lambda's timeout."""


def lambda_handler(endpoint: Endpoint) -> LambdaHandler:
    """Return the Lambda handler that answers API Gateway events (HTTP API, payload 2.0) with `endpoint`.

    API Gateway has routed already; `request.path_params` holds the parameters. The handler adds a deadline for all
    calls to Ampeco, verification of the CDN's signature, a check of the query, problem responses for all failures,
    security headers, and one line each of log and metrics.
    """
    # Before Mangum looks for an event loop: it would create one that nobody closes.
    asyncio.set_event_loop(process_loop())
    register_hooks()
    # Compress without a thread: Lambda would freeze it with the process.
    app = GZipMiddleware(_asgi(endpoint), _MIN_SIZE_TO_COMPRESS, compresslevel=5, thread_minimum_size=sys.maxsize)
    adapter = Mangum(app, lifespan="off", text_mime_types=["application/", "text/"])
    garbage_collection.resume()

    def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 — Lambda's context has no type
        asyncio.set_event_loop(process_loop())
        log_as(context)
        try:
            return adapter(_without_routing_headers(event), context)
        finally:
            publish(context.function_name)

    return handler


def _without_routing_headers(event: dict[str, Any]) -> dict[str, Any]:
    """Return the event without routing headers: nothing uses them, and Mangum fails on malformed ones."""
    headers = event.get("headers") or {}
    return {**event, "headers": {name: value for name, value in headers.items() if name not in _ROUTING}}


@cache
def process_loop() -> asyncio.AbstractEventLoop:
    """Return the event loop of all invocations of this process; connections to Ampeco stay open in it."""
    return asyncio.new_event_loop()


def run_event(context: Any, reserved_seconds: float, act: Callable[[], Awaitable[_T]]) -> _T:  # noqa: ANN401 — Lambda's context has no type
    """Return the result of `act`, which handles an event that is not a request; then publish the metrics.

    Its calls to Ampeco end `reserved_seconds` before Lambda's timeout. Raises what `act` raises.
    """
    loop = process_loop()
    asyncio.set_event_loop(loop)
    log_as(context)

    async def handle() -> _T:
        with deadline(context.get_remaining_time_in_millis() / 1000 - reserved_seconds):
            return await act()

    try:
        return loop.run_until_complete(handle())
    finally:
        publish(context.function_name)


def _asgi(endpoint: Endpoint) -> ASGI:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        event, context = scope["aws.event"], scope["aws.context"]
        scope["path_params"] = event.get("pathParameters") or {}
        started = time.perf_counter()
        try:
            with deadline(_seconds_to_answer(event["routeKey"], context)):
                request, running = Request(scope, receive), services()
                check_cdn_signature(request, running.secrets.proxy_signing_keys(), running.settings)
                check_query(request)
                response = await endpoint(request, running)
        except Exception as error:  # noqa: BLE001 — the last place where a failure can still become an answer
            response = _problem_response(error, context)
        response.headers.update(SECURITY_HEADERS | {"X-Request-Id": context.aws_request_id})
        logger.info(
            "request_completed",
            route=event["routeKey"],
            status=response.status_code,
            milliseconds=round((time.perf_counter() - started) * 1000, 1),
        )
        await response(scope, receive, send)

    return app


def _seconds_to_answer(route: str, context: Any) -> float:  # noqa: ANN401 — Lambda's context has no type
    left: float = context.get_remaining_time_in_millis() / 1000 - _RESERVED_SECONDS
    is_public_read = route.startswith("GET /api/") and not route.startswith("GET /api/admin/")
    return min(left, _READ_SECONDS) if is_public_read else left


def _problem_response(error: Exception, context: Any) -> Response:  # noqa: ANN401 — Lambda's context has no type
    problem = problem_for(error, services().settings.driver_app_links if isinstance(error, DriverNotFound) else ())
    if problem is None:
        log_unhandled(error)
        problem = internal_error()
    else:
        logger.warning("request_rejected", problem=problem.kind, status=problem.status, why=_reason(error))
    count(problem.kind)
    return JSONResponse(
        problem.body(context.aws_request_id),
        problem.status,
        headers={**NO_STORE, **problem.headers},
        media_type=problems.MEDIA_TYPE,
    )


def _reason(error: Exception) -> str:
    """Return the reason of a refusal for the log, without any text from outside."""
    if isinstance(error, DriverNotFound):
        return error.why
    if isinstance(error, ConfigurationError | SecretUnavailable):
        return str(error)
    return type(error.__cause__ or error).__name__
