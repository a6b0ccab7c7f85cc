"""An HTTP server in place of SES that answers as it is told: moto's accepts every mail of a known sender."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Self


class SesStandIn:
    """Answers SendEmail of SES's API version 2; takes every mail unless told to refuse."""

    def __init__(self) -> None:
        self.requests = 0
        self.accept()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                outer.requests += 1
                status, code, content = outer._answer
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                if code:
                    self.send_header("x-amzn-ErrorType", code)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._serving = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def __enter__(self) -> Self:
        self._serving.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._serving.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        """The address."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def accept(self) -> None:
        """Take every mail from now on."""
        self._answer = (200, "", b'{"MessageId": "1"}')

    def refuse(self, status: int, code: str, text: str) -> None:
        """Answer every request with this error from now on."""
        self._answer = (status, code, json.dumps({"message": text}).encode())
