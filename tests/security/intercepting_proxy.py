"""Two test servers: a proxy that rewrites Ampeco's responses, and one that records requests."""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Self

import httpx

from tests.support.http import NO_TLS


@dataclass(frozen=True)
class Reply:
    """A response on its way to the functions."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def with_json(self, body: object) -> "Reply":
        """Return the same response with another body."""
        return replace(self, body=json.dumps(body).encode())


Rewrite = Callable[[str, Reply], Reply]
"""Given the requested path and the true response, returns the response for the functions."""


def unchanged(_: str, reply: Reply) -> Reply:
    return reply


class _Server:
    """A server on a free port of this machine, running inside a `with` block."""

    def __init__(self, handler: type[BaseHTTPRequestHandler]) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.origin = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class InterceptingProxy(_Server):
    """Forwards every call to the Ampeco at `upstream`, and returns its responses as modified by `rewrite`."""

    def __init__(self, upstream: str) -> None:
        self.rewrite: Rewrite = unchanged
        with_path, outer = httpx.URL(upstream), self
        self._client = client = httpx.Client(trust_env=False, verify=NO_TLS)

        class Handler(_Handler):
            def answer(self) -> Reply:
                sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                # The Host stays, so that links to further pages lead here again.
                headers = {name: value for name, value in self.headers.items() if name.lower() != "accept-encoding"}
                target = with_path.copy_with(raw_path=self.path.encode())
                got = client.request(self.command, target, content=sent, headers=headers)
                kept = {name: value for name, value in got.headers.items() if name.startswith("x-ratelimit")}
                return outer.rewrite(self.path, Reply(got.status_code, got.content, kept))

        super().__init__(Handler)
        self.url = f"{self.origin}{with_path.path}"

    def __exit__(self, *failure: object) -> None:
        super().__exit__(*failure)
        self._client.close()

    @contextmanager
    def rewriting(self, rewrite: Rewrite) -> Iterator[None]:
        """Modify every response inside the block."""
        self.rewrite = rewrite
        try:
            yield
        finally:
            self.rewrite = unchanged


class RecordingServer(_Server):
    """Responds to every call with an empty list, and stores the head of each in `received`."""

    def __init__(self) -> None:
        self.received: list[str] = []
        outer = self

        class Handler(_Handler):
            def answer(self) -> Reply:
                outer.received.append(f"{self.requestline}\n{self.headers}")
                return Reply(200, b'{"data": []}')

        super().__init__(Handler)


class _Handler(BaseHTTPRequestHandler, ABC):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # headers and body are two writes: the second would wait 40 ms for an ACK

    @abstractmethod
    def answer(self) -> Reply:
        """Return the response to this request."""

    def do_GET(self) -> None:
        reply = self.answer()
        self.send_response(reply.status)
        headers = {"Content-Type": "application/json", **reply.headers, "Content-Length": str(len(reply.body))}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(ConnectionError):  # the client disconnected: another call in parallel failed
            self.wfile.write(reply.body)

    do_POST = do_GET  # noqa: N815 — the library's own spelling

    def log_message(self, *_: object) -> None:
        """Print nothing."""
