"""The state of a tenant, to be copied at every reset."""

import pickle
from dataclasses import fields, replace
from operator import attrgetter

from .bookings import Booking
from .tenant import BookingRequest, TenantState

__all__ = ["InitialTenant"]

_booking_values = attrgetter(*(field.name for field in fields(Booking)))
_request_values = attrgetter(*(field.name for field in fields(BookingRequest)))


class InitialTenant:
    """Copies bookings and requests, of which there are thousands, field by field: several times faster than pickle.

    The values of their fields are never changed in place, so the copies share them.
    """

    def __init__(self, tenant: TenantState) -> None:
        self._bookings = tenant.bookings
        self._requests = tenant.requests
        self._rest = pickle.dumps(replace(tenant, bookings={}, requests={}))

    def copy(self) -> TenantState:
        """Return an independent copy."""
        tenant: TenantState = pickle.loads(self._rest)  # noqa: S301 - written above
        tenant.bookings = {key: Booking(*_booking_values(one)) for key, one in self._bookings.items()}
        tenant.requests = {key: BookingRequest(*_request_values(one)) for key, one in self._requests.items()}
        return tenant
