"""A typed, asynchronous client for Ampeco's Public API: locations, EVSEs, bookings and users.

    async with AmpecoClient(base_url="https://tenant/public-api", token=lambda: SecretStr("...")) as ampeco:
        with deadline(seconds=18):
            async for location in ampeco.list_locations():
                ...

`errors.py` documents the exceptions. `deadline` and `reserve` limit the calls inside a block.
"""

from . import models
from ._circuit_breaker import bypass_circuit_breaker
from ._client import AmpecoClient
from ._deadline import deadline, time_left
from ._pagination import Page, Paged
from ._rate_limit import RateLimit
from ._reserve import reserve
from ._rows import Defect
from ._transport import tls_settings
from .errors import (
    AmpecoError,
    ApiError,
    CircuitOpen,
    NotFound,
    RateLimited,
    Rejected,
    ServerError,
    Timeout,
    TransportError,
    Unauthorized,
    UnexpectedResponse,
    UnreadableRecord,
)
from .models import *  # noqa: F403 - by `models.__all__`

__all__ = [
    "AmpecoClient",
    "AmpecoError",
    "ApiError",
    "CircuitOpen",
    "Defect",
    "NotFound",
    "Page",
    "Paged",
    "RateLimit",
    "RateLimited",
    "Rejected",
    "ServerError",
    "Timeout",
    "TransportError",
    "Unauthorized",
    "UnexpectedResponse",
    "UnreadableRecord",
    "bypass_circuit_breaker",
    "deadline",
    "reserve",
    "time_left",
    "tls_settings",
]
__all__ += models.__all__
