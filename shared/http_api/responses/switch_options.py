"""The ports that a booking can be switched to."""

from datetime import datetime
from typing import Self

from shared.domain.bookings.switch_port import SwitchOptions
from shared.http_api.responses.base import ResponseModel
from shared.http_api.responses.port import LivePortResponse


class SwitchOptionsResponse(ResponseModel):
    """Ports that are free from `start_at` to `end_at`, in the site's local time; the best fitting come first."""

    start_at: datetime
    end_at: datetime
    timezone: str
    ports: tuple[LivePortResponse, ...]

    @classmethod
    def from_options(cls, options: SwitchOptions) -> Self:
        """Return the response for `options`."""
        return cls(
            start_at=options.window.start.astimezone(options.zone),
            end_at=options.window.end.astimezone(options.zone),
            timezone=options.zone.key,
            ports=tuple(LivePortResponse.from_port(port) for port in options.ports),
        )
