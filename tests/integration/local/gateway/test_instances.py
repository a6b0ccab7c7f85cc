import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from local.gateway.api import Api, Limits
from local.gateway.messages import HttpResponse, Request
from tests.support.gateway import is_gone

DEFAULTS = Limits()


@asynccontextmanager
async def running(template: Path, limits: Limits = DEFAULTS) -> AsyncIterator[Api]:
    api = Api(template, os.environ, limits)
    try:
        yield api
    finally:
        await api.close()


async def get(api: Api, path: str, query: str = "") -> Any:
    answer = await api.answer(Request("GET", path, query))
    assert answer.status == 200
    return json.loads(answer.body)


async def pid(api: Api) -> int:
    """Return the process that answers now, from a function that answers at once."""
    return int((await get(api, "/api/crash"))["pid"])


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 - other processes set no event of ours
            await asyncio.sleep(0.005)


async def together(*calls: Awaitable[Any]) -> list[Any]:
    return list(await asyncio.gather(*calls))


async def test_warm_instance_is_used_again(template: Path) -> None:
    """Consecutive invocations run in the same process."""
    async with running(template) as api:
        pids = {await pid(api) for _ in range(3)}

    assert len(pids) == 1


async def test_overlapping_invocations_use_different_instances(template: Path, tmp_path: Path) -> None:
    """Each returns only once all have started, so one process alone would never answer."""
    query = f"folder={tmp_path}&expected=3"
    async with running(template) as api:
        answers = await together(*(get(api, "/api/meet", query) for _ in range(3)))

    assert len({answer["pid"] for answer in answers}) == 3


async def test_no_more_instances_than_allowed(template: Path) -> None:
    """Further invocations wait."""
    async with running(template, Limits(instances=2)) as api:
        pids = await together(*(pid(api) for _ in range(8)))

    assert len(pids) == 8
    assert len(set(pids)) <= 2


async def test_idle_instance_ends(template: Path) -> None:
    """After its idle time; the next invocation starts another."""
    async with running(template, Limits(idle_seconds=0.02)) as api:
        first = await pid(api)
        await until(lambda: is_gone(first))
        second = await pid(api)

    assert first != second


async def test_an_instance_that_ended_while_idle_is_replaced(template: Path) -> None:
    """Without a failed invocation."""
    async with running(template) as api:
        first = await pid(api)
        os.kill(first, signal.SIGKILL)
        await until(lambda: is_gone(first))
        await asyncio.sleep(0.01)  # the news is there, it only has to be read
        second = await pid(api)

    assert first != second


async def test_an_instance_continues_after_an_exception_of_its_handler(template: Path) -> None:
    """As on Lambda: the invocation fails, the process continues."""
    async with running(template) as api:
        before = (await get(api, "/api/fails"))["pid"]
        failed = await api.answer(Request("GET", "/api/fails", "raise"))
        after = (await get(api, "/api/fails"))["pid"]

    assert (failed.status, failed.body) == (500, b'{"message":"Internal Server Error"}')
    assert before == after


async def test_an_invocation_continues_after_the_integration_timeout(template: Path, tmp_path: Path) -> None:
    """The caller gets 503; the function finishes nevertheless."""
    query = f"folder={tmp_path}&expected=2"
    async with running(template, Limits(integration_seconds=0.01)) as api:
        given_up = await api.answer(Request("GET", "/api/meet", query))
        await until(lambda: len(list(tmp_path.iterdir())) == 1)
        (tmp_path / "second guest").touch()
        await until(lambda: len(list(tmp_path.glob("* left"))) == 1)

    assert (given_up.status, given_up.body) == (503, b'{"message":"Service Unavailable"}')


async def test_a_response_over_the_limit_of_lambda_is_refused(template: Path) -> None:
    """Lambda's limit is 6 MB."""

    async def say(size: int) -> HttpResponse:
        return await api.answer(Request("POST", "/api/say", body=json.dumps("x" * size).encode()))

    async with running(template) as api:
        allowed = await say(6 * 1024 * 1024 - 100)
        refused = await say(6 * 1024 * 1024)

    assert (allowed.status, refused.status) == (200, 500)


async def test_reload_ends_idle_instances_at_once_and_busy_ones_later(template: Path, tmp_path: Path) -> None:
    """The busy one answers first; requests after the reload get a new process."""
    async with running(template) as api:
        idle = await pid(api)
        busy = asyncio.create_task(get(api, "/api/meet", f"folder={tmp_path}&expected=2"))
        await until(lambda: len(list(tmp_path.iterdir())) == 1)
        api.reload()
        fresh = await pid(api)
        (tmp_path / "second guest").touch()
        last = (await busy)["pid"]
        await until(lambda: is_gone(idle) and is_gone(last))

    assert fresh != idle


async def test_close_ends_busy_instances(template: Path, tmp_path: Path) -> None:
    """Nothing continues, and nothing can be started."""
    file = tmp_path / "pid"
    async with running(template) as api:
        busy = asyncio.create_task(api.answer(Request("GET", "/api/endless", f"file={file}")))
        await until(file.exists)
        await api.close()
        answers = [await busy, await api.answer(Request("GET", "/api/crash"))]

    assert [answer.status for answer in answers] == [503, 503]
    assert is_gone(int(file.read_text()))


@pytest.mark.parametrize("path", ["/api/nothing", "/api", "/api/items"])
async def test_path_without_route_is_not_found(template: Path, path: str) -> None:
    """With API Gateway's body."""
    async with running(template) as api:
        answer = await api.answer(Request("GET", path))

    assert (answer.status, answer.body) == (404, b'{"message":"Not Found"}')
