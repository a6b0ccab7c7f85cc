"""Services of all functions: built at the first request of a process, reused while the function is warm."""

import asyncio
import time
from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from shared.ampeco_client import AmpecoClient
from shared.domain.availability.availability import AvailabilityService
from shared.domain.catalog.catalog import Catalog
from shared.domain.catalog.snapshot_reader import SNAPSHOT_KEY, SnapshotReader
from shared.domain.dependencies import Dependencies
from shared.domain.identifiers import ReferenceSigner
from shared.domain.policy import BookingPolicy, Policy
from shared.domain.timeutil.site_time import Clock, Sleep, utc_now
from shared.http_api.observability.defects import record_defects, report_snapshot
from shared.http_api.observability.metrics import time_upstream
from shared.http_api.responses.response_cache import ResponseCache
from shared.http_api.runtime.link_requests import LinkRequests
from shared.http_api.runtime.secrets import Secrets
from shared.http_api.runtime.settings import Settings
from shared.http_api.security.enumeration_limiter import EnumerationLimiter, LinksLimiter
from shared.infra.s3 import S3Bucket

ServiceT = TypeVar("ServiceT")

_SNAPSHOT_SECONDS = 3.0
"""A larger part of a request's time is not worth waiting for: what is in memory is served, or Ampeco is read."""


class Services:
    """Services of the domain, configured by the settings. Unused services are not built."""

    def __init__(
        self,
        settings: Settings,
        *,
        now: Clock = utc_now,
        clock: Callable[[], float] = time.monotonic,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self.settings = settings
        self.now = now
        self.clock = clock
        self.sleep = sleep
        self._built: dict[object, Any] = {}

    @cached_property
    def secrets(self) -> Secrets:
        """The secrets, read on demand."""
        return Secrets(self.settings)

    @cached_property
    def policy(self) -> BookingPolicy:
        """The booking policy."""
        return self.settings.policy

    @cached_property
    def ampeco(self) -> AmpecoClient:
        """The client for Ampeco, with connections that stay open between invocations."""
        return AmpecoClient(
            base_url=str(self.settings.ampeco_api_url),
            token=self.secrets.ampeco_api_token,
            renew_token=self.secrets.renew_ampeco_api_token,
            on_call=time_upstream,
            on_defects=record_defects,
            sleep=self.sleep,
        )

    @cached_property
    def catalog(self) -> Catalog:
        """Sites and ports, from the snapshot where there is one."""
        zone = ZoneInfo(self.settings.default_timezone)
        return Catalog(self.ampeco, default_zone=zone, clock=self.clock, now=self.now, snapshots=self._snapshots)

    @cached_property
    def _snapshots(self) -> SnapshotReader | None:
        url = self.settings.catalog_url
        if url is None:
            return None
        bucket = S3Bucket(str(url), region=self.settings.aws_region, timeout_seconds=_SNAPSHOT_SECONDS)
        return SnapshotReader(
            lambda etag: bucket.get(SNAPSHOT_KEY, etag=etag), clock=self.clock, report=report_snapshot
        )

    @cached_property
    def site_list_cache(self) -> ResponseCache:
        """Rendered list of sites."""
        return ResponseCache()

    def get(self, service: Callable[[Dependencies], ServiceT], policy: Policy | None = None) -> ServiceT:
        """Return a service of the domain, by default with the policy for drivers; the same one at each call.

        It is not imported here, since each function needs only its own.
        """
        key = service, policy
        if key not in self._built:
            policy = policy or self.policy
            given = Dependencies(self.ampeco, self.catalog, policy, now=self.now, sleep=self.sleep, clock=self.clock)
            self._built[key] = service(given)
        built: ServiceT = self._built[key]
        return built

    @cached_property
    def availability(self) -> AvailabilityService:
        """Availability of ports."""
        return AvailabilityService(self.ampeco, self.catalog, self.policy, now=self.now)

    @cached_property
    def enumeration_limiter(self) -> EnumerationLimiter:
        """Limits failed lookups per visitor."""
        return EnumerationLimiter()

    @cached_property
    def link_requests(self) -> LinkRequests:
        """Hands over requests for links."""
        return LinkRequests(self.settings.links_function)

    @cached_property
    def links_limiter(self) -> LinksLimiter:
        """Limits requests for links per visitor."""
        return LinksLimiter()

    @property
    def references(self) -> ReferenceSigner:
        """Signs and verifies references with the current keys.

        Raises ConfigurationError without a key.
        """
        return ReferenceSigner(self.secrets.booking_link_keys())


class _Process:
    services: Services | None = None


def services() -> Services:
    """Return the services of this process, built from the environment at the first call.

    Raises ConfigurationError at each call until the settings are valid.
    """
    if _Process.services is None:
        _Process.services = Services(Settings.from_environment())
    return _Process.services


def replace_services(replacement: Services | None) -> Services | None:
    """Replace the services, or reset them with None; return the previous ones. For tests."""
    before, _Process.services = _Process.services, replacement
    return before
