"""Rate limit with headers, enforced if configured."""

import math
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from .error_responses import too_many

__all__ = ["RateLimit", "RateLimitSettings"]


class RateLimitSettings(BaseModel):
    """At most `limit` calls in each window. The default is never reached."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")

    limit: int = Field(default=100_000, ge=1)
    window_seconds: float = Field(default=60, gt=0)


class RateLimit:
    """Counts calls in fixed windows."""

    def __init__(self, settings: RateLimitSettings) -> None:
        self.settings = settings
        self._used = 0
        self._window_ends: datetime | None = None

    def headers(self) -> dict[str, str]:
        """Return the headers of every response."""
        remaining = max(0, self.settings.limit - self._used)
        return {"X-RateLimit-Limit": str(self.settings.limit), "X-RateLimit-Remaining": str(remaining)}

    def count(self, now: datetime) -> None:
        """Count a call. Refusal 429 with Retry-After if the window's calls are used up."""
        if self._window_ends is None or now >= self._window_ends:
            self._used = 0
            self._window_ends = now + timedelta(seconds=self.settings.window_seconds)
        self._used += 1
        if self._used > self.settings.limit:
            raise too_many(math.ceil((self._window_ends - now).total_seconds()))
