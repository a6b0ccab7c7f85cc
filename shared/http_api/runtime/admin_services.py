"""Services of the admin functions, on top of those of all functions. Drivers' functions do not import this module."""

from collections.abc import Awaitable, Callable
from functools import cached_property, lru_cache
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import Response

from shared.domain.admin.booking_reader import BookingReader
from shared.domain.admin.users import UserDirectory
from shared.domain.bookings.port_resolver import BookedPortResolver
from shared.domain.bookings.switch_completion import SwitchCompleter
from shared.domain.dependencies import Dependencies
from shared.domain.policy import AdminPolicy
from shared.http_api.runtime.services import Services, ServiceT

ReaderT = TypeVar("ReaderT", bound=BookingReader)


class AdminServices:
    """Services that only admin functions use. `common` has the others."""

    def __init__(self, common: Services) -> None:
        self.common = common
        self._ampeco = common.ampeco
        self._catalog = common.catalog
        self._now = common.now
        self._policy = AdminPolicy(allow_overlapping_bookings=common.policy.allow_overlapping_bookings)

    @cached_property
    def users(self) -> UserDirectory:
        """Users (drivers), cached."""
        return UserDirectory(self._ampeco)

    @cached_property
    def port_resolver(self) -> BookedPortResolver:
        """The ports of bookings."""
        return BookedPortResolver(self._ampeco)

    @cached_property
    def switch_completer(self) -> SwitchCompleter:
        """Completes switches of port that nobody completed."""
        return SwitchCompleter(self._ampeco)

    def get(self, service: Callable[[Dependencies], ServiceT]) -> ServiceT:
        """Return a service of the domain with the policy for admins; see `Services.get`."""
        return self.common.get(service, self._policy)

    def reader(self, service: type[ReaderT]) -> ReaderT:
        """Return a service that reads bookings. It is not imported here, since each function needs only its own."""
        return service(
            self._ampeco, self._catalog, self.users, self.port_resolver, self.switch_completer, now=self._now
        )


AdminEndpoint = Callable[[Request, AdminServices], Awaitable[Response]]


@lru_cache(maxsize=1)
def admin_services(common: Services) -> AdminServices:
    """Return the services of admins on top of `common`, the same ones as long as `common` is the same."""
    return AdminServices(common)
