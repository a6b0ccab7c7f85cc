"""The service worker of the status page (`public/worker/booking.js`), which caches what that page loads."""

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from tools.build_site.minify import minified_worker

ADDRESS = "/booking-worker.js"
"""Stable, because browsers look there for updates. It is above the status page of every language."""

_PAGE = "booking.html"
_LOADED = re.compile(r'"(/assets/[^"#]+)')


def booking_worker(public: Path, pages: Mapping[str, str]) -> bytes:
    """Return the worker's script for a site with these pages, HTML by path in the output.

    Its version changes with the status page and with any asset, whose addresses the page contains.
    Raises MinifyError.
    """
    status = {f"/{name.removesuffix('.html')}": html for name, html in pages.items() if _is_status_page(name)}
    version = hashlib.sha256("\0".join(status.values()).encode()).hexdigest()[:12]
    loaded = {address: sorted(set(_LOADED.findall(html))) for address, html in status.items()}
    return minified_worker(public / "worker" / "booking.js", json.dumps({"version": version, "pages": loaded}))


def _is_status_page(name: str) -> bool:
    return PurePosixPath(name).name == _PAGE
