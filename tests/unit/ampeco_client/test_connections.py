"""Connections that are lost, shared, or fail to open."""

import asyncio
import gzip
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import httpx
import pytest
import respx

from shared.ampeco_client import (
    AmpecoClient,
    CancelBooking,
    CreateBooking,
    TransportError,
    UnexpectedResponse,
)
from tests.support.http import NO_TLS

Connect = Callable[..., AmpecoClient]
Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
BOOKING = CreateBooking(user_id=41, location_id=101, start_at=NOON, end_at=NOON)
USER = b'{"data": {"id": "41", "email": "driver@example.com", "status": "enabled"}}'
ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%s" % (len(USER), USER)


@asynccontextmanager
async def serving(handler: Handler) -> AsyncIterator[str]:
    """Serve connections by the handler on a free port of the loopback address, and yield the base URL."""
    server = await asyncio.start_server(handler, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/public-api"


class TestConnections:
    @staticmethod
    def forgetful(connections: list[int]) -> Handler:
        """Return a server that answers the first request of its first connection, then resets that connection."""

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            connections.append(0)
            first = len(connections) == 1
            while await reader.readline():
                await reader.readuntil(b"\r\n\r\n")
                connections[-1] += 1
                if first and connections[0] == 2:
                    writer.transport.abort()
                    return
                writer.write(ANSWER)
            writer.close()

        return serve

    async def test_a_read_on_a_dead_idle_connection_is_retried_immediately(
        self, connect: Connect, sleeps: list[float]
    ) -> None:
        """The connection is replaced without a pause, and the caller gets no error."""
        connections: list[int] = []
        async with serving(self.forgetful(connections)) as url, connect(url, http=None) as client:
            await client.read_user(41)
            user = await client.read_user(41)

        assert user.id == 41
        assert (connections, sleeps) == ([2, 1], [0.0])

    async def test_when_all_idle_connections_died_a_read_succeeds_at_once(
        self, connect: Connect, sleeps: list[float]
    ) -> None:
        """The retry opens a new connection instead of taking the next dead one."""
        connections: list[int] = []
        died = asyncio.Event()
        all_five = asyncio.Barrier(5)

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            connections.append(0)
            is_old = len(connections) <= 5
            while await reader.readline():
                await reader.readuntil(b"\r\n\r\n")
                if is_old and died.is_set():
                    writer.transport.abort()
                    return
                if is_old:
                    await all_five.wait()
                writer.write(ANSWER)
            writer.close()

        async with serving(serve) as url, connect(url, http=None) as client:
            await asyncio.gather(*(client.read_user(user_id) for user_id in range(41, 46)))
            died.set()
            user = await client.read_user(41)

        assert user.id == 41
        assert (len(connections), sleeps) == (6, [0.0])

    @pytest.mark.parametrize("lost", [httpx.ReadError, httpx.RemoteProtocolError, httpx.WriteError, httpx.CloseError])
    async def test_every_error_of_a_dead_connection_is_retried_immediately(
        self, lost: type[Exception], client: AmpecoClient, ampeco: respx.MockRouter, sleeps: list[float]
    ) -> None:
        """Which error httpx raises depends on timing."""
        ampeco.get("/resources/users/v1.0/41").side_effect = [lost("gone"), httpx.Response(200, content=USER)]

        await client.read_user(41)

        assert sleeps == [0.0]

    async def test_a_write_on_a_dead_idle_connection_has_an_unknown_outcome(self, connect: Connect) -> None:
        """The request may have arrived: it is not sent again, and the error says so."""
        connections: list[int] = []
        async with serving(self.forgetful(connections)) as url, connect(url, http=None) as client:
            await client.read_user(41)
            with pytest.raises(TransportError) as caught:
                await client.submit_booking_request(CancelBooking(booking_id=77))

        assert caught.value.outcome_unknown
        assert connections == [2]

    async def test_a_refused_connection_is_retried_even_for_a_write(
        self, connect: Connect, calls: list[tuple[str, int | None]]
    ) -> None:
        """What never reached Ampeco can be sent again; the final error says that it was not carried out."""
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            async with connect(f"http://127.0.0.1:{taken.getsockname()[1]}") as client:
                with pytest.raises(TransportError) as caught:
                    await client.submit_booking_request(BOOKING)

        assert (caught.value.sent, caught.value.outcome_unknown, len(calls)) == (False, False, 6)

    async def test_later_calls_reuse_the_connections_of_concurrent_calls(self, connect: Connect) -> None:
        """Five concurrent calls open five connections, and five more open none."""
        connections: list[int] = []
        all_five = asyncio.Barrier(5)

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            connections.append(0)
            while await reader.readline():
                await reader.readuntil(b"\r\n\r\n")
                await all_five.wait()  # so that they are really under way at once
                writer.write(ANSWER)
            writer.close()

        async with serving(serve) as url, connect(url, http=None) as client:
            for _ in range(2):
                await asyncio.gather(*(client.read_user(user_id) for user_id in range(41, 46)))

        assert len(connections) == 5

    async def test_a_compressed_response_is_decoded(self, client: AmpecoClient, ampeco: respx.MockRouter) -> None:
        """Large lists arrive compressed."""
        ampeco.get("/resources/users/v1.0/41").respond(
            content=gzip.compress(USER), headers={"content-encoding": "gzip"}
        )

        assert (await client.read_user(41)).id == 41

    async def test_an_invalid_compressed_body_is_an_unexpected_response(
        self, client: AmpecoClient, ampeco: respx.MockRouter
    ) -> None:
        """The response arrived but cannot be read: a write may have been carried out."""
        ampeco.post("/resources/booking-requests/v1.0").respond(
            201, stream=httpx.ByteStream(b"not gzip"), headers={"content-encoding": "gzip"}
        )

        with pytest.raises(UnexpectedResponse) as caught:
            await client.submit_booking_request(BOOKING)

        assert caught.value.outcome_unknown

    async def test_an_own_http_client_is_closed_and_a_given_one_is_not(self, connect: Connect) -> None:
        """The creator of an HTTP client closes it."""
        async with httpx.AsyncClient(verify=NO_TLS) as given:
            async with connect(http=given):
                pass
            own = connect(http=None)
            await own.aclose()

            assert not given.is_closed
        with pytest.raises(RuntimeError, match="closed"):
            await own.read_user(41)

    async def test_a_redirect_is_never_followed(self, connect: Connect, ampeco: respx.MockRouter) -> None:
        """Even if the given HTTP client would follow it: the token is sent to no other address."""
        ampeco.get("/resources/users/v1.0/41").respond(302, headers={"location": "https://other.test/"})
        elsewhere = ampeco.get("https://other.test/")

        async with httpx.AsyncClient(follow_redirects=True, verify=NO_TLS) as given, connect(http=given) as client:
            with pytest.raises(UnexpectedResponse):
                await client.read_user(41)

        assert not elsewhere.called
