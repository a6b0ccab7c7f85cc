"""The handler factory: one route becomes one Lambda function that always answers, with a problem when it fails."""

import asyncio
import sys
import time
import traceback
from collections.abc import Awaitable, Callable
from functools import cache
from typing import Any

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
from shared.http_api.observability.logs import log_as, logger
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

_ROUTING = ("host", "x-forwarded-port")

_MIN_SIZE_TO_COMPRESS = 1000
"""Bytes from which on an answer is compressed for who takes that: an HTTP API's gateway does not do it."""

_READ_SECONDS = 7.5
"""The longest that a driver's read may take with Ampeco, so that it is answered within 8 s."""

_RESERVED_SECONDS = 1.5
"""Seconds of an invocation kept back from Ampeco, so that the answer is ours and not the platform's timeout."""


def lambda_handler(endpoint: Endpoint) -> LambdaHandler:
    """Return the Lambda handler that answers API Gateway events (HTTP API, payload 2.0) with `endpoint`.

    API Gateway has routed already: `request.path_params` holds what it found. Around the endpoint stand one deadline
    for all calls to Ampeco, the CDN's signature, a query that can be read in one way only, a problem for every failure,
    the security headers, one line of log and one of metrics.
    """
    # Before Mangum looks for one: it would make a loop of its own that nobody closes.
    asyncio.set_event_loop(process_loop())
    register_hooks()
    # In no thread: it would be frozen with the process.
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
    """Return the event without its headers of routing: nobody here reads them, and Mangum fails on a malformed one."""
    headers = event.get("headers") or {}
    return {**event, "headers": {name: value for name, value in headers.items() if name not in _ROUTING}}


@cache
def process_loop() -> asyncio.AbstractEventLoop:
    """Return the loop that all invocations of this process run in: Ampeco's connections live on in it."""
    return asyncio.new_event_loop()


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
        # Without its message and without source lines: they may quote what a person sent.
        frames = [f"{one.filename}:{one.lineno} {one.name}" for one in traceback.extract_tb(error.__traceback__)]
        logger.error("unhandled_exception", error=type(error).__name__, frames=frames)
        problem = internal_error()
    else:
        logger.warning("request_rejected", problem=problem.kind, status=problem.status, why=_why(error))
    count(problem.kind)
    return JSONResponse(
        problem.body(context.aws_request_id),
        problem.status,
        headers={**NO_STORE, **problem.headers},
        media_type=problems.MEDIA_TYPE,
    )


def _why(error: Exception) -> str:
    """Return what an operator may know of a refusal: never a word that came from outside."""
    if isinstance(error, DriverNotFound):
        return error.why
    if isinstance(error, ConfigurationError | SecretUnavailable):
        return str(error)
    return type(error.__cause__ or error).__name__
