"""URL checks: calls go only to the base URL and below it."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, unquote, urlsplit

from .errors import UnexpectedResponse

_HOST = re.compile(r"[a-z0-9_.-]+|[0-9a-f:.]+")
_DEFAULT_PORTS = {"http": 80, "https": 443}


class BaseUrl:
    """The only destination of the token: every requested URL is this text plus a target.

    Raises ValueError for an unusable URL. Trailing slashes are removed.
    """

    def __init__(self, text: str) -> None:
        parts = urlsplit(text)
        wrong = (
            not text.isascii()
            or not text.isprintable()
            or " " in text
            or parts.scheme not in _DEFAULT_PORTS
            or not _HOST.fullmatch(parts.hostname or "")
            or parts.port == 0  # reading the port also raises for an invalid one
            or "@" in parts.netloc
            or "?" in text
            or "#" in text
            or _has_dot_segments(parts.path)
        )
        if wrong:
            raise ValueError("base_url must be an http(s) URL of a host and a path, and nothing else")
        self.text = text.rstrip("/")

    def target_of(self, link: str) -> str:
        """Return the part of `link` after the base URL: path and query, unmodified.

        Raises `UnexpectedResponse` if the link has another scheme, host or port, or leaves the base path. Only the
        target is returned, so no interpretation of an unusual link can send the token elsewhere. A link with `http`
        under an `https` base is caused by a proxy: it is followed as `https`, like every call.
        """
        base = urlsplit(self.text)
        # The link is not quoted: its query may contain an email.
        refusal = UnexpectedResponse(f"a link leads outside {self.text}: not followed")
        try:
            parts = urlsplit(link)
            is_same = _is_same_origin(parts, base)
        except ValueError as error:
            raise refusal from error
        if (
            not is_same
            or "@" in parts.netloc
            or not parts.path.startswith(f"{base.path}/")
            or _has_dot_segments(parts.path)
            or not link.isprintable()  # urlsplit quietly drops line breaks and tabs
        ):
            raise refusal
        target = parts.path.removeprefix(base.path)
        return f"{target}?{parts.query}" if parts.query else target

    def page_target(self, path: str, link: str) -> str:
        """Return the part after the base URL of a link from one page of the list at `path` to another.

        A link may be only a query, which then belongs to this list. Raises `UnexpectedResponse` if it leaves the list.
        """
        target = self.target_of(f"{self.text}{path}{link}" if link.startswith("?") else link)
        if target.partition("?")[0] != path:
            raise UnexpectedResponse(f"a link leads out of {path}: not followed")
        return target


def _is_same_origin(link: SplitResult, base: SplitResult) -> bool:
    port = base.port or _DEFAULT_PORTS[base.scheme]
    if (link.scheme, base.scheme) == ("http", "https"):
        return link.hostname == base.hostname and link.port in (None, port)
    return (link.scheme, link.hostname, link.port or _DEFAULT_PORTS.get(link.scheme)) == (
        base.scheme,
        base.hostname,
        port,
    )


def _has_dot_segments(path: str) -> bool:
    """Return whether a server could interpret the path as leaving its directory."""
    return not {".", ".."}.isdisjoint(unquote(path).replace("\\", "/").split("/"))
