"""Instances of one function: processes that handle one invocation at a time, as on Lambda.

They are forked from a process that has imported the libraries of the functions, but no code of ours: an instance
starts in a quarter of the time, and still with the code as it is then.
"""

import asyncio
import json
import logging
import multiprocessing
import socket
import time
import uuid
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from local.gateway import channel, worker
from local.gateway.environment import function_arn
from local.gateway.template import Function

START_SECONDS = 30  # Lambda gives an import 10 s; a busy laptop starting several at once needs longer.
END_SECONDS = 1
MAX_RESPONSE_BYTES = 6 * 1024 * 1024


log = logging.getLogger(__name__)

_LIBRARIES = ("aws_lambda_powertools.metrics", "cachetools", "httpx", "mangum", "pydantic", "starlette.middleware.gzip")
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload([worker.__name__, *_LIBRARIES])


class FunctionError(Exception):
    """The function failed: it raised, exited, timed out or sent too much; the message says which."""


@dataclass(eq=False, slots=True)
class Instance:
    """One worker process and the channel to it."""

    process: multiprocessing.process.BaseProcess
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @classmethod
    async def start(cls, function: Function, root: Path, environment: Mapping[str, str]) -> Self:
        """Start a process in `root` and wait until it imported the handler; raises FunctionError."""
        own_end, worker_end = socket.socketpair()
        with worker_end:
            process = _FORKS.Process(
                target=worker.serve, args=(worker_end, function.handler, str(root), dict(environment)), daemon=True
            )
            process.start()
        log.info("%s: process %d starts", function.name, process.pid)
        instance = cls(process, *await asyncio.open_connection(sock=own_end))
        try:
            async with asyncio.timeout(START_SECONDS):
                await instance.receive()
        except TimeoutError:
            await instance.kill()
            raise FunctionError(f"no handler after {START_SECONDS} s") from None
        except BaseException:
            await instance.kill()
            raise
        return instance

    @property
    def is_alive(self) -> bool:
        """Whether the process is running, as far as known."""
        return self.process.exitcode is None and not self.reader.at_eof()

    async def exchange(self, invocation: dict[str, Any]) -> dict[str, Any]:
        """Send one invocation and return the worker's response; raises FunctionError."""
        self.writer.write(channel.pack(invocation))
        return await self.receive()

    async def receive(self) -> dict[str, Any]:
        """Return the next message of the worker; raises FunctionError if it exited or sent too much."""
        try:
            (size,) = channel.LENGTH.unpack(await self.reader.readexactly(channel.LENGTH.size))
            content = await self.reader.readexactly(size)
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise FunctionError(f"the process ended with exit code {await self._exit_code()}") from error
        if size > MAX_RESPONSE_BYTES:
            raise FunctionError(f"an answer of {size} bytes is more than Lambda's {MAX_RESPONSE_BYTES}")
        message: dict[str, Any] = json.loads(content)
        return message

    async def end(self) -> None:
        """Close the channel, so that the process exits; kill it if it does not."""
        self.writer.close()
        try:
            async with asyncio.timeout(END_SECONDS):
                await self._exit_code()
        except TimeoutError:
            await self.kill()

    async def kill(self) -> None:
        """Kill the process."""
        self.writer.close()
        self.process.kill()
        await self._exit_code()

    async def _exit_code(self) -> int | None:
        """Wait until the process exited; return its exit code."""
        loop, exited = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(self.process.sentinel, exited.set)
        try:
            await exited.wait()
        finally:
            loop.remove_reader(self.process.sentinel)
        return self.process.exitcode


class Instances:
    """All instances of one function: the most recently used warm one is reused, a new one starts if all are busy.

    At most `max_instances` run at once, further invocations wait. One unused for `idle_seconds` is ended.
    """

    def __init__(
        self,
        function: Function,
        root: Path,
        environment: Mapping[str, str],
        *,
        max_instances: int,
        idle_seconds: float,
    ) -> None:
        self.function = function
        self._root = root
        self._environment = environment
        self._idle_seconds = idle_seconds
        self._places = asyncio.Semaphore(max_instances)
        self._warm: dict[Instance, asyncio.TimerHandle] = {}
        self._ending: set[asyncio.Task[None]] = set()
        self._is_retired = False

    async def invoke(self, event: dict[str, Any]) -> object:
        """Return what the handler returns for `event`; raises FunctionError."""
        async with self._places:
            instance = self._take() or await Instance.start(self.function, self._root, self._environment)
            try:
                async with asyncio.timeout(self.function.timeout):
                    reply = await instance.exchange(self._invocation(event))
            except TimeoutError:
                await instance.kill()
                raise FunctionError(f"Task timed out after {self.function.timeout:.2f} seconds") from None
            except BaseException:
                await instance.kill()
                raise
            self._keep(instance)
        if "error" in reply:
            raise FunctionError(f"the handler raised {reply['error']}")
        return reply["answer"]

    def retire(self) -> None:
        """End warm instances now and busy ones after their invocation."""
        self._is_retired = True
        while self._warm:
            instance, timer = self._warm.popitem()
            timer.cancel()
            self._end_later(instance.end())

    async def close(self) -> None:
        """End the instances, and wait until all warm ones exited."""
        self.retire()
        await asyncio.gather(*self._ending)

    def _invocation(self, event: dict[str, Any]) -> dict[str, Any]:
        return {
            "event": event,
            "requestId": str(uuid.uuid4()),
            "functionArn": function_arn(self.function, self._environment),
            "deadlineMs": int((time.time() + self.function.timeout) * 1000),
        }

    def _take(self) -> Instance | None:
        while self._warm:
            instance, timer = self._warm.popitem()
            timer.cancel()
            if instance.is_alive:
                return instance
            self._end_later(instance.end())
        return None

    def _keep(self, instance: Instance) -> None:
        if self._is_retired:
            self._end_later(instance.end())
        else:
            loop = asyncio.get_running_loop()
            self._warm[instance] = loop.call_later(self._idle_seconds, self._end_idle, instance)

    def _end_idle(self, instance: Instance) -> None:
        del self._warm[instance]
        self._end_later(instance.end())

    def _end_later(self, ending: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(ending)
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)
