"""Routes requests to functions and returns their responses; runs functions on a schedule or for other functions."""

import asyncio
import json
import logging
import re
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from local.gateway.environment import lambda_environment
from local.gateway.events import InvalidResponseError, build_event, build_schedule_event, parse_response
from local.gateway.instances import FunctionError, Instances
from local.gateway.messages import HttpResponse, Request, message
from local.gateway.routing import Router
from local.gateway.template import read_template

log = logging.getLogger(__name__)

INVOKE_PREFIX = "/2015-03-31/functions/"
_INVOKE_PATH = re.compile(rf"{INVOKE_PREFIX}([\w-]+)/invocations")


@dataclass(frozen=True, slots=True)
class Limits:
    """Instances per function, seconds until an idle one ends, and response timeout in seconds."""

    instances: int = 10
    idle_seconds: float = 300
    integration_seconds: float = 30


class Api:
    """The routes and schedules of one template and the instances of their functions.

    `environment` overrides the template's variables. Raises TemplateError.
    """

    def __init__(self, template: Path, environment: Mapping[str, str], limits: Limits) -> None:
        self._path = template
        self._environment = environment
        self._limits = limits
        self._invocations: set[asyncio.Task[object]] = set()
        self._retired: list[Instances] = []
        self._schedule_locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._is_closed = False
        self._load()

    async def answer(self, request: Request) -> HttpResponse:
        """Invoke the function for `request`; errors are answered as by API Gateway."""
        if self._is_closed:
            return message(503, "Service Unavailable")
        match = self._router.match(request.method, request.path)
        if match is None:
            return message(404, "Not Found")
        started = time.perf_counter()
        event = build_event(request, match, self._stage_variables)
        answer = await self._invoke(match.function.name, event)
        # The route, not the path: a path can contain a booking's reference, which must not be logged.
        log.info("%s %d %.0f ms", match.route.key, answer.status, (time.perf_counter() - started) * 1000)
        request_id = event["requestContext"]["requestId"]
        return replace(answer, headers=(*answer.headers, ("apigw-requestid", request_id)))

    async def take_event(self, request: Request) -> HttpResponse:
        """Take an event for a function without events of its own, as Lambda's Invoke does, and answer before it runs.

        A failed invocation is logged, not repeated. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
        """
        if self._is_closed:
            return message(503, "Service Unavailable")
        is_signed = (request.header("authorization") or "").startswith("AWS4-HMAC-SHA256 ")
        if not is_signed or request.header("x-amz-invocation-type") != "Event":
            return message(403, "Only signed requests with the invocation type Event")  # no page's form can send these
        called = _INVOKE_PATH.fullmatch(request.path)
        if request.method != "POST" or called is None or called[1] not in self._invoked:
            return message(404, "Not Found")
        try:
            event = json.loads(request.body)
        except ValueError:
            return message(400, "The payload is not JSON")
        invocation = asyncio.create_task(self._run(called[1], event))
        self._invocations.add(invocation)
        invocation.add_done_callback(self._invocations.discard)
        return HttpResponse(202)

    async def run_scheduled(self) -> HttpResponse:
        """Invoke each scheduled function once, now; 204 if all succeeded, 500 if not."""
        succeeded = [await self._run_once(function.name) for function in self._scheduled]
        return HttpResponse(204) if all(succeeded) else message(500, "Internal Server Error")

    async def run_schedules(self, every: float | None = None) -> None:
        """Invoke each scheduled function until cancelled, at its own interval or `every` so many seconds.

        A run starts after the one before has ended, and a failed one is logged, not repeated: as on AWS with one
        reserved instance and no retries.
        """
        async with asyncio.TaskGroup() as tasks:
            for function in self._scheduled:
                assert function.every is not None  # noqa: S101 - what makes it a scheduled one
                tasks.create_task(self._run_schedule(function.name, every or function.every))

    def reload(self) -> None:
        """Read the template again and end every instance, after its current invocation."""
        retired = self._instances.values()
        self._load()
        for instances in retired:
            instances.retire()
        self._retired += retired

    async def close(self) -> None:
        """End every instance, including busy ones."""
        self._is_closed = True
        for invocation in self._invocations:
            invocation.cancel()
        await asyncio.gather(*self._invocations, return_exceptions=True)
        await asyncio.gather(*(instances.close() for instances in (*self._instances.values(), *self._retired)))

    def _load(self) -> None:
        template = read_template(self._path)
        root = self._path.parent.resolve()
        self._stage_variables = template.stage_variables
        self._router = Router(template.functions)
        self._scheduled = template.scheduled
        self._invoked = {function.name for function in template.invoked}
        self._instances = {
            function.name: Instances(
                function,
                root,
                lambda_environment(function, root, self._environment),
                max_instances=self._limits.instances,
                idle_seconds=self._limits.idle_seconds,
            )
            for function in (*template.functions, *template.scheduled, *template.invoked)
        }

    async def _run_schedule(self, name: str, seconds: float) -> None:
        while name in self._instances:
            await asyncio.sleep(seconds)
            await self._run_once(name)

    async def _run_once(self, name: str) -> bool:
        """Invoke a scheduled function after its current run; return whether it succeeded."""
        async with self._schedule_locks[name]:
            return await self._run(name, build_schedule_event())

    async def _run(self, name: str, event: dict[str, Any]) -> bool:
        try:
            await self._instances[name].invoke(event)
        except FunctionError as error:
            log.error("%s: %s", name, error)  # noqa: TRY400 - the worker has printed the traceback that matters
            return False
        return True

    async def _invoke(self, name: str, event: dict[str, Any]) -> HttpResponse:
        invocation = asyncio.create_task(self._instances[name].invoke(event))
        self._invocations.add(invocation)
        invocation.add_done_callback(self._invocations.discard)
        # Not cancelled: the function continues after its caller disconnected, as on AWS.
        await asyncio.wait({invocation}, timeout=self._limits.integration_seconds)
        if not invocation.done() or invocation.cancelled():
            log.error("%s: no answer within %g s", name, self._limits.integration_seconds)
            return message(503, "Service Unavailable")
        try:
            return parse_response(invocation.result())
        except (FunctionError, InvalidResponseError) as error:
            log.error("%s: %s", name, error)  # noqa: TRY400 - the worker has printed the traceback that matters
            return message(500, "Internal Server Error")
