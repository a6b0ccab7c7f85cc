"""The only module that uses httpx: sends calls, and converts its exceptions into ours."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Callable
from functools import cache
from time import perf_counter
from typing import TypeVar

import httpx
from pydantic import SecretStr

from ._circuit_breaker import CircuitBreaker, Permit, is_breaker_bypassed
from ._deadline import deadline_end, time_left
from ._protocol import Call, Response, headers
from ._reserve import Allowance, reserved_share
from ._retry import RetryBudget, Sleep, call_with_retries
from ._single_flight import SingleFlight
from ._url import BaseUrl
from .errors import AmpecoError, RateLimited, Timeout, TransportError, UnexpectedResponse

T = TypeVar("T")

CallObserver = Callable[[str, int | None, float], None]
"""Called after each attempt with the operation, the HTTP status (None without a response) and the seconds."""

TokenRenewal = Callable[[SecretStr], bool]
"""Called with a token that got a 401; returns whether another one is available now."""

_CONNECT_SECONDS = 3.0
_UNAUTHENTICATED = 401

# Enough connections for the concurrent calls of one caller; idle ones only as many as a warm function uses at once,
# because each call checks all of them. They expire before the 60 s after which common load balancers drop idle
# connections, so that a write rarely uses a dead one.
_LIMITS = httpx.Limits(max_connections=20, max_keepalive_connections=5, keepalive_expiry=50.0)

# For the attempt after a lost connection: the other idle connections are probably dead as well.
_NEW_CONNECTIONS_ONLY = httpx.Limits(max_connections=20, max_keepalive_connections=0)

FAILURES = (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, httpx.CookieConflict, OSError)
_TIMEOUTS = (httpx.TimeoutException, TimeoutError)
_ANSWERED = (httpx.DecodingError, httpx.TooManyRedirects, httpx.HTTPStatusError)
_NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)
_CONNECTION_LOST = (httpx.ReadError, httpx.WriteError, httpx.CloseError, httpx.RemoteProtocolError)


class Transport:
    """Sends calls below one base URL, each with a timeout, retrying if that is safe."""

    def __init__(  # noqa: PLR0913 - what the client was given, handed on
        self,
        *,
        base: BaseUrl,
        token: Callable[[], SecretStr],
        renew_token: TokenRenewal | None,
        http: httpx.AsyncClient | None,
        timeout_seconds: float,
        sleep: Sleep,
        on_call: CallObserver | None,
    ) -> None:
        # httpx logs every URL at INFO, and a filter may contain an email.
        for library in ("httpx", "httpcore"):
            logging.getLogger(library).setLevel(logging.WARNING)
        self._base = base
        self._token = token
        self._renew_token = renew_token
        self._own: list[httpx.AsyncClient] = []
        if http is None:
            self._own = [
                httpx.AsyncClient(limits=limits, verify=tls_settings()) for limits in (_LIMITS, _NEW_CONNECTIONS_ONLY)
            ]
            self._http, self._http_new_connection = self._own
        else:
            self._http = self._http_new_connection = http
        self._timeout_seconds = timeout_seconds
        self._sleep = sleep
        self._on_call = on_call
        self._breaker = CircuitBreaker()
        self._retry_budget = RetryBudget()
        self._allowance = Allowance()
        self._single_flight = SingleFlight()

    async def aclose(self) -> None:
        """End what continues in the background; close the connections, unless the HTTP client was passed in."""
        await self._breaker.aclose()
        for http in self._own:
            await http.aclose()

    async def send(self, call: Call, read: Callable[[Response], T]) -> T:
        """Return the result of `read` for the response; raises what `read` raises, or the transport error.

        Calls that `may_be_shared` are sent once for all who wait for the same one under the same limits.

        Raises CircuitOpen, with nothing sent, while the circuit breaker is open; RateLimited if only a `reserve` is
        left.
        """
        if not call.may_be_shared:
            return await self._send(call, read)
        limits = (deadline_end(), reserved_share(), is_breaker_bypassed())
        return await self._single_flight.run((call, limits), lambda: self._send(call, read))

    async def _send(self, call: Call, read: Callable[[Response], T]) -> T:
        self._allowance.check(call.operation)
        try:
            async with self._breaker.call(call.operation, safe=call.safe) as permit:
                failure: AmpecoError | None = None

                async def attempt() -> T:
                    nonlocal failure
                    is_lost = isinstance(failure, TransportError) and failure.connection_lost
                    try:
                        return await permit.run(self._attempt(call, read, permit, on_new_connection=is_lost))
                    except AmpecoError as error:
                        failure = error
                        raise

                return await call_with_retries(
                    attempt,
                    safe=call.safe,
                    sleep=self._sleep,
                    budget=self._retry_budget,
                    is_permitted=permit.may_retry,
                )
        except RateLimited as error:
            self._breaker.record_rate_limit(error)
            raise

    async def _attempt(
        self, call: Call, read: Callable[[Response], T], permit: Permit, *, on_new_connection: bool
    ) -> T:
        seconds = min(self._timeout_seconds, time_left())
        http = self._http_new_connection if on_new_connection else self._http
        try:
            token = self._token()
            response = await self._exchange(http, call, token, seconds)
            # Safe for writes as well: a call with a 401 was not executed.
            if response.status == _UNAUTHENTICATED and self._renew_token and self._renew_token(token):
                response = await self._exchange(http, call, self._token(), min(seconds, time_left()))
            value = read(response)
        except AmpecoError as error:
            permit.record_failure(error, seconds)
            raise
        permit.record_success()
        self._retry_budget.refund()
        return value

    async def _exchange(self, http: httpx.AsyncClient, call: Call, token: SecretStr, budget: float) -> Response:
        if budget <= 0:
            raise Timeout(f"{call.operation}: the deadline has passed, nothing was sent", sent=False)
        head = headers(token.get_secret_value(), with_body=call.body is not None)
        to_connect = min(_CONNECT_SECONDS, budget)
        began, status = perf_counter(), None
        try:
            # httpx limits each read, not their sum: a server that sends single bytes would never time out.
            async with asyncio.timeout(budget):
                response = await http.request(
                    call.method,
                    self._base.text + call.target,
                    content=call.body,
                    headers=head,
                    timeout=httpx.Timeout(budget, connect=to_connect, pool=to_connect),
                    follow_redirects=False,
                )
            status = response.status_code
            self._allowance.record(response.headers)
            return Response(status, dict(response.headers), response.content)
        except FAILURES as failure:
            raise translate_failure(failure, call) from failure
        finally:
            if self._on_call:
                self._on_call(call.operation, status, perf_counter() - began)


@cache
def tls_settings() -> ssl.SSLContext:
    """Return the TLS settings of all clients of the process: reading the CA certificates takes 30 ms."""
    return httpx.create_ssl_context()


def translate_failure(failure: Exception, call: Call) -> AmpecoError:
    """Return our error for an httpx exception. Its text is omitted: it may contain the request."""
    text = f"{call.operation}: {type(failure).__name__}"
    if isinstance(failure, _ANSWERED):
        return UnexpectedResponse(text, outcome_unknown=not call.safe)
    sent = not isinstance(failure, _NEVER_SENT)
    kind = Timeout if isinstance(failure, _TIMEOUTS) else TransportError
    return kind(
        text,
        sent=sent,
        connection_lost=isinstance(failure, _CONNECTION_LOST),
        outcome_unknown=sent and not call.safe,
    )
