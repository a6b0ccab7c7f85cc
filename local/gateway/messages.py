"""HTTP requests and responses, independent of a web framework."""

import json
from dataclasses import dataclass, field
from urllib.parse import unquote

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request; header names are lower case, in original order, duplicates included."""

    method: str
    raw_path: str
    raw_query: str = ""
    headers: Headers = ()
    body: bytes = b""
    protocol: str = "HTTP/1.1"
    source_ip: str = "127.0.0.1"

    @property
    def path(self) -> str:
        """The percent-decoded path."""
        return unquote(self.raw_path, errors="replace")

    def header(self, name: str) -> str | None:
        """Return the values of the lower-case `name` joined by commas, None without one."""
        values = [value for known, value in self.headers if known == name]
        return ",".join(values) if values else None


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """One HTTP response; header names are lower case, duplicates are sent separately."""

    status: int
    headers: Headers = field(default=())
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """Return the first value of the lower-case `name`, None without one."""
        return next((value for known, value in self.headers if known == name), None)


def message(status: int, text: str) -> HttpResponse:
    """Return a response in the format of API Gateway's own: `{"message": text}`."""
    return HttpResponse(
        status, (("content-type", "application/json"),), json.dumps({"message": text}, separators=(",", ":")).encode()
    )
