"""What the services of the domain have in common."""

import asyncio
import time
from collections.abc import Callable
from typing import NamedTuple

from shared.ampeco_client import AmpecoClient
from shared.domain.catalog.catalog import Catalog
from shared.domain.policy import Policy
from shared.domain.timeutil.site_time import Clock, Sleep, utc_now


class Dependencies(NamedTuple):
    """Ampeco, the catalog and the policy that applies to the caller.

    `now` returns the time, `sleep` waits between retries, and `clock` counts the seconds that values are cached; tests
    pass their own.
    """

    ampeco: AmpecoClient
    catalog: Catalog
    policy: Policy
    now: Clock = utc_now
    sleep: Sleep = asyncio.sleep
    clock: Callable[[], float] = time.monotonic
