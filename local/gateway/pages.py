"""The static site in `dist/`, as the CDN serves it: clean URLs, `_headers`, ETags, its own 404 page."""

import hashlib
import logging
import mimetypes
import os
from pathlib import Path

from local.gateway.header_rules import headers_for, read_header_rules
from local.gateway.messages import HttpResponse, Request

log = logging.getLogger(__name__)

REVALIDATE = "public,max-age=0,must-revalidate"  # Netlify's default
NOT_STORED = {"cache-control": "no-store"}  # for errors, whatever the rules say: the file may come back
CONFIGURATION = {"_headers", "_redirects"}
TYPES = {
    ".ics": "text/calendar",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
    ".yaml": "application/yaml",
}
TEXT = ("text/", "application/json", "application/manifest+json", "application/yaml", "image/svg+xml")
_known_types = mimetypes.MimeTypes()  # Python's own table: the system's differs between machines


class Pages:
    """Serves the files under `dist`, which may be rebuilt at any time."""

    def __init__(self, dist: Path) -> None:
        self._dist = dist.resolve()

    def answer(self, request: Request) -> HttpResponse:
        """Return the file for `request`, else the 404 page; 405 unless it is a GET or HEAD."""
        headers = headers_for(request.path, read_header_rules(self._dist / "_headers"))
        headers.setdefault("cache-control", REVALIDATE)
        if request.method not in ("GET", "HEAD"):
            return HttpResponse(405, (*(headers | NOT_STORED).items(), ("allow", "GET, HEAD")))
        found = self._read(request.path)
        name, body = found or self._not_found(request.path)
        headers = {"content-type": content_type(name)} | headers
        if found is None:
            return HttpResponse(404, tuple((headers | NOT_STORED).items()), body)
        headers["etag"] = _etag(body)
        if _is_known(headers["etag"], request.header("if-none-match")):
            return HttpResponse(304, tuple(headers.items()))
        return HttpResponse(200, tuple(headers.items()), body)

    def _not_found(self, path: str) -> tuple[str, bytes]:
        """Return the 404 page of the language's folder, such as `/es/`, else the site's own."""
        folder = path.strip("/").partition("/")[0]
        return self._read(f"/{folder}/404.html") or self._read("/404.html") or ("not-found.txt", b"Not Found")

    def _read(self, path: str) -> tuple[str, bytes] | None:
        """Return name and content of a clean URL's file: `/site` is site, site.html or site/index.html.

        The name is looked up in a list of the files in `dist`, never joined to a path, so nothing outside can be read.
        """
        wanted = path.strip("/")
        top = f"{self._dist}/"
        files = {f"{folder}/{name}".removeprefix(top) for folder, _, names in os.walk(self._dist) for name in names}
        for name in (wanted, f"{wanted}.html", f"{wanted}/index.html".lstrip("/")):
            if name in files - CONFIGURATION:
                try:
                    return name, (self._dist / name).read_bytes()
                except FileNotFoundError:
                    log.info("%s is gone: the site is being built anew", name)
        return None


def content_type(name: str) -> str:
    """Return the media type of a file name, with charset for text."""
    kind = TYPES.get(Path(name).suffix) or _known_types.guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith(TEXT) else kind


def _etag(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def _is_known(etag: str, if_none_match: str | None) -> bool:
    """Compare weakly, RFC 9110 section 13.1.2."""
    known = [tag.strip().removeprefix("W/") for tag in (if_none_match or "").split(",")]
    return etag in known or "*" in known
