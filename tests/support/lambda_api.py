"""Lambda's Invoke API as far as asynchronous invocations need it: an HTTP server that keeps each event."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import unquote

import pytest

LINKS_FUNCTION = "SendLinks"


@dataclass
class LambdaApi:
    """What arrived, as (function, event); answers 202, or `status` instead."""

    events: list[tuple[str, Any]] = field(default_factory=list)
    status: int = 202


@contextmanager
def running_lambda_api() -> Iterator[LambdaApi]:
    """Serve on a free port, to which boto3 is led."""
    api = LambdaApi()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.headers["X-Amz-Invocation-Type"] == "Event"
            body = self.rfile.read(int(self.headers["Content-Length"]))
            api.events.append((unquote(self.path.split("/")[3]), json.loads(body)))
            self.send_response(api.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server, pytest.MonkeyPatch.context() as environment:
        serving = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        serving.start()
        account = {"AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none", "AWS_DEFAULT_REGION": "us-east-1"}
        address = {"AWS_ENDPOINT_URL_LAMBDA": f"http://127.0.0.1:{server.server_port}"}
        for name, value in (account | address).items():
            environment.setenv(name, value)
        yield api
        server.shutdown()
        serving.join()
