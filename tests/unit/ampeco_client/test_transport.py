"""Timeouts, and HTTP clients passed in."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import httpx
import pytest
import respx
from pydantic import SecretStr

from shared.ampeco_client import (
    AmpecoClient,
    CreateBooking,
    ServerError,
    Timeout,
    _transport,
    deadline,
)

Connect = Callable[..., AmpecoClient]
Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
BOOKING = CreateBooking(user_id=41, location_id=101, start_at=NOON, end_at=NOON)
USER = b'{"data": {"id": "41", "email": "driver@example.com", "status": "enabled"}}'


@asynccontextmanager
async def serving(handler: Handler) -> AsyncIterator[str]:
    """Serve connections by the handler on a free port of the loopback address, and yield the base URL."""
    server = await asyncio.start_server(handler, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/public-api"


class TestTime:
    async def test_an_attempt_ends_even_if_bytes_keep_arriving_slowly(self, connect: Connect) -> None:
        """The limit is on the whole attempt, not only on the time between two bytes."""

        async def trickle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
            try:
                while True:
                    writer.write(b" ")
                    await writer.drain()
                    await asyncio.sleep(0.005)
            except ConnectionError:
                writer.close()

        async with serving(trickle) as url, connect(url, http=None, timeout_seconds=0.1) as client:
            with pytest.raises(Timeout) as caught:
                await client.submit_booking_request(BOOKING)

        assert caught.value.outcome_unknown
        assert isinstance(caught.value.__cause__, TimeoutError)  # the limit on the whole, not that on one read

    async def test_a_read_without_a_response_is_tried_six_times(
        self, connect: Connect, calls: list[tuple[str, int | None]]
    ) -> None:
        async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read()
            writer.close()

        async with serving(silent) as url, connect(url, http=None, timeout_seconds=0.03) as client:
            with pytest.raises(Timeout):
                await client.read_user(41)

        assert calls == [("read_user", None)] * 6

    async def test_the_deadline_shortens_an_attempt(self, connect: Connect) -> None:
        """The attempt's timeout is the time left, and no other attempt follows."""

        async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read()
            writer.close()

        async with serving(silent) as url, connect(url, http=None) as client:
            async with asyncio.timeout(5):
                with deadline(seconds=0.05), pytest.raises(Timeout):
                    await client.read_user(41)

    async def test_nothing_is_sent_once_the_deadline_has_passed(
        self, client: AmpecoClient, ampeco: respx.MockRouter, calls: list[tuple[str, int | None]]
    ) -> None:
        """A write for which there is no time was certainly not carried out."""
        with deadline(seconds=0), pytest.raises(Timeout) as caught:
            await client.submit_booking_request(BOOKING)

        assert not caught.value.outcome_unknown
        assert (ampeco.calls.call_count, calls) == (0, [])

    async def test_one_deadline_covers_all_calls_made_inside(
        self, client: AmpecoClient, ampeco: respx.MockRouter
    ) -> None:
        """No call starts a wait that would exceed it."""
        ampeco.get("/resources/users/v1.0/41").respond(content=USER)
        ampeco.get("/resources/users/v1.0/42").respond(503, headers={"retry-after": "6"})

        with deadline(seconds=5):
            await client.read_user(41)
            with pytest.raises(ServerError):
                await client.read_user(42)

        assert ampeco.calls.call_count == 2

    async def test_the_timeouts_of_an_attempt_come_from_the_settings(
        self, connect: Connect, ampeco: respx.MockRouter
    ) -> None:
        """Connecting takes at most 3 s and never more than the whole attempt, which takes 8 s by default."""
        route = ampeco.get("/resources/users/v1.0/41").respond(content=USER)

        async with connect() as patient, connect(timeout_seconds=2) as hasty:
            await patient.read_user(41)
            await hasty.read_user(41)

        seen = [call.request.extensions["timeout"] for call in route.calls]
        assert seen == [
            {"connect": 3.0, "pool": 3.0, "read": 8, "write": 8},
            {"connect": 2, "pool": 2, "read": 2, "write": 2},
        ]


class TestCollaborators:
    async def test_the_token_is_read_before_each_attempt(self, connect: Connect, ampeco: respx.MockRouter) -> None:
        """A rotated token is picked up between two attempts."""
        tokens: Iterator[str] = iter(["old", "new"])
        route = ampeco.get("/resources/users/v1.0/41")
        route.side_effect = [httpx.Response(503), httpx.Response(200, content=USER)]

        async with connect(token=lambda: SecretStr(next(tokens))) as client:
            await client.read_user(41)

        assert [call.request.headers["authorization"] for call in route.calls] == ["Bearer old", "Bearer new"]

    async def test_a_failure_to_read_the_token_is_no_network_error(self, connect: Connect) -> None:
        """It is raised unchanged."""

        def locked() -> SecretStr:
            raise PermissionError("the vault is locked")

        async with connect(token=locked) as client:
            with pytest.raises(PermissionError, match="vault"):
                await client.read_user(41)

    async def test_every_attempt_is_reported(
        self, connect: Connect, ampeco: respx.MockRouter, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Operation, status and seconds, for metrics; failed attempts included."""
        seen: list[tuple[str, int | None, float]] = []
        ticks = itertools.accumulate(itertools.count(1.0))
        monkeypatch.setattr(_transport, "perf_counter", lambda: next(ticks))
        ampeco.get("/resources/users/v1.0/41").side_effect = [
            httpx.ReadError("gone"),
            httpx.Response(503),
            httpx.Response(200, content=USER),
        ]

        async with connect(on_call=lambda *report: seen.append(report)) as client:
            await client.read_user(41)

        assert seen == [("read_user", None, 2.0), ("read_user", 503, 4.0), ("read_user", 200, 6.0)]

    async def test_reporting_attempts_is_optional(self, connect: Connect, ampeco: respx.MockRouter) -> None:
        ampeco.get("/resources/users/v1.0/41").respond(content=USER)

        async with connect(on_call=None) as client:
            assert (await client.read_user(41)).id == 41

    def test_an_invalid_base_url_is_rejected_at_construction(self, connect: Connect) -> None:
        """A mistake in the settings is found when the function starts."""
        with pytest.raises(ValueError, match="base_url"):
            connect("ampeco.test/public-api")

    @pytest.mark.parametrize(("head", "waits"), [({"retry-after": "2"}, [2.0]), ({"x-ratelimit-reset": "4"}, [4.0])])
    async def test_a_429_is_retried_after_its_wait_even_for_a_write(
        self,
        head: dict[str, str],
        waits: list[float],
        client: AmpecoClient,
        ampeco: respx.MockRouter,
        sleeps: list[float],
        sample: Callable[[str], object],
    ) -> None:
        """Ampeco did not carry out the request."""
        ampeco.post("/resources/booking-requests/v1.0").side_effect = [
            httpx.Response(429, headers=head),
            httpx.Response(201, json=sample("create_request")),
        ]

        request = await client.submit_booking_request(BOOKING)

        assert (request.id, waits) == (9001, sleeps)
