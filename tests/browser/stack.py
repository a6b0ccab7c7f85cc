"""The whole product under a browser: the simulator, the built site, and the gateway with the real functions.

How a test takes its time: simulator, functions, browser and test share one clock, `CLOCK` of `tests/support/clock.py`.
Each test begins at `SUITE_NOW`, and time goes on from there. `CLOCK.now(zone)` is the present, and `tomorrow_at` and
its neighbors of `wall_time.py` start from it. A test that needs another day calls `stack.set_clock(moment)` before
`open_page`: a page gets the clock as it stands then. The `page` fixture opens its page before the test begins; such a
test sets the time in a fixture of its own that comes first.

Every page has Playwright's clock installed: `page.clock.fast_forward` and `page.clock.pause_at` work at once, and
`page.clock.install()` would bring back the machine's own time. What a page is fast-forwarded, only that page lives
through; `stack.simulator.advance` moves the platform.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any
from uuid import uuid4

import httpx

from tests.browser.wall_time import DETROIT
from tests.support.clock import CLOCK, SUITE_NOW
from tests.support.gateway import running_gateway
from tests.support.http import NO_TLS
from tests.support.local_aws import SENDER, running_local_aws
from tests.support.project import PROJECT
from tests.support.simulator import SimulatorHandle, running_simulator

APP_LINKS = {"App Store": "https://apps.example.com/ios", "Google Play": "https://apps.example.com/android"}
ADMIN_TOKEN = "the-admin-token-of-the-tests-with-32-characters"
VIEWER_TOKEN = "the-viewer-token-of-the-tests-with-32-characters"
DRIVER = "driver@example.com"
SUPPORT_PHONE = "(616) 555-0134"
NO_SHOW_TEXT = "The port is held for 15 minutes."
IMAGE_ORIGIN = "https://photos.example.com"

_RULES = {"MIN_NOTICE_MINUTES": "15", "MIN_DURATION_MINUTES": "15", "MAX_DURATION_MINUTES": "720"}
_OPERATOR = {
    "BRAND_NAME": "Future Energy",
    "SUPPORT_PHONE": SUPPORT_PHONE,
    "NO_SHOW_TEXT": NO_SHOW_TEXT,
    "NO_SHOW_TEXT_ES": "El puerto se guarda 15 minutos.",
    "DRIVER_APP_LINKS": ",".join(f"{label}={url}" for label, url in APP_LINKS.items()),
    "API_ORIGIN": "",
}


@dataclass(frozen=True)
class Stack:
    """A running product; `url` is its origin, without a slash at the end."""

    url: str
    simulator: SimulatorHandle

    def send_messages(self) -> list[dict[str, Any]]:
        """Run the schedule once; return all mails, newest first. Only for a stack with mails."""
        with httpx.Client(base_url=self.url, verify=NO_TLS, trust_env=False, timeout=60) as client:
            client.post("/schedules").raise_for_status()
            mails: list[dict[str, Any]] = client.get("/outbox.json").raise_for_status().json()
        return mails

    def reset(self) -> None:
        """Reset the simulator to its initial state, and the clock to the suite's time."""
        self.simulator.reset()
        self.set_clock(SUITE_NOW)

    def set_clock(self, now: datetime) -> None:
        """Set the present of the test, the simulator and the functions, and of pages that are opened later."""
        CLOCK.set(now)
        self.simulator.set_clock(now)

    def set_clock_to_morning(self) -> None:
        """Set the present to ten in the morning in Detroit, for tests that need the hours that follow."""
        self.set_clock(CLOCK.now(DETROIT).replace(hour=10, minute=0, second=0, microsecond=0))

    def port(self, site_id: int, label: str) -> int:
        """Return the EVSE id of a site's port."""
        ports = self._json("GET", f"/api/sites/{site_id}")["ports"]
        ids: dict[str, int] = {port["label"]: port["evseId"] for port in ports}
        return ids[label]

    def book(self, site_id: int, start: datetime, *, minutes: int = 60, label: str | None = None) -> str:
        """Book for the usual driver without a browser; return the reference. Without a label, any port."""
        order: dict[str, Any] = {
            "locationId": site_id,
            "startAt": start.isoformat(),
            "endAt": (start + timedelta(minutes=minutes)).isoformat(),
            "email": DRIVER,
        }
        if label is not None:
            order["evseId"] = self.port(site_id, label)
        reference: str = self._json("POST", "/api/bookings", order)["id"]
        return reference

    def cancel(self, reference: str) -> None:
        """Cancel a booking without a browser."""
        self._json("POST", f"/api/bookings/{reference}/cancel", {})

    def bookings_of_drivers(self) -> list[dict[str, Any]]:
        """Return the active bookings that were made through this product."""
        return [booking for booking in self.simulator.live_bookings() if booking.get("externalId")]

    def _json(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        headers = {"Idempotency-Key": str(uuid4())} if method == "POST" else {}
        with httpx.Client(base_url=self.url, trust_env=False, timeout=30, verify=NO_TLS) as client:
            reply = client.request(method, path, json=body, headers=headers)
        reply.raise_for_status()
        value: dict[str, Any] = reply.json()
        return value


def built_site(folder: Path, *, days_ahead: int = 30, image_origin: str = "") -> Path:
    """Build the pages into a folder and return it. Photos have no allowed origin unless one is given."""
    subprocess.run(
        [sys.executable, "-m", "tools.build_site", "--out", str(folder)],
        cwd=PROJECT,
        env={**os.environ, **_OPERATOR, **_RULES, "MAX_DAYS_AHEAD": str(days_ahead), "IMAGE_ORIGIN": image_origin},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return folder


@contextmanager
def running_stack_with_mails(dist: Path) -> Iterator[Stack]:
    """Start the product with SES, DynamoDB and the outbox of `make run`; mails are sent only on request."""
    with running_local_aws() as (_, aws):
        endpoints = {"AWS_ENDPOINT_URL_DYNAMODB": aws, "AWS_ENDPOINT_URL_SESV2": aws}
        mails = {"MAIL_FROM": SENDER, "MESSAGES_TABLE": "messages"}
        options = ("--outbox", aws, "--schedules", "--schedule-seconds", "3600")
        with running_stack(dist, settings=endpoints | mails, options=options) as stack:
            yield stack


@contextmanager
def running_stack(
    dist: Path,
    *,
    days_ahead: int = 30,
    days_behind: int = 60,
    settings: Mapping[str, str] = MappingProxyType({}),
    options: tuple[str, ...] = (),
) -> Iterator[Stack]:
    """Start the product on free ports, and stop all its processes at the end of the block.

    `settings` are additional ones for the functions, `options` those of the gateway.

    The simulator starts two months earlier and is then set to the present: the bookings that it generates for other
    drivers are over, so all active bookings are those of the tests.
    """
    with running_simulator(now=SUITE_NOW - timedelta(days=days_behind)) as simulator:
        usual = {
            "ADMIN_TOKENS": f"{ADMIN_TOKEN},ben:viewer:{VIEWER_TOKEN}",
            "AMPECO_API_URL": simulator.url,
            "AMPECO_API_TOKEN": simulator.token,
            "BOOKING_LINK_KEYS": "the-link-key-of-the-tests-with-32-characters",
            "DEFAULT_TIMEZONE": "America/Detroit",
            "ALLOW_OVERLAPPING_BOOKINGS": "false",
            "MAX_DAYS_AHEAD": str(days_ahead),
            "LINKS_FUNCTION": "SendLinks",
            "AWS_ACCESS_KEY_ID": "none",
            "AWS_SECRET_ACCESS_KEY": "none",
        }
        with running_gateway({**_OPERATOR, **_RULES, **usual, **settings}, dist=dist, options=options) as gateway:
            stack = Stack(gateway.url, simulator)
            stack.reset()
            yield stack
