"""One simulated tenant: its data, its clock, and its settings."""

from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Literal

from pydantic import SecretStr

from .approval import Approval
from .call_log import CallLog
from .catalog import Catalog
from .clock import Clock
from .data.bookings import add_bookings
from .data.generated_sites import generated_sites, thousands_of_sites
from .data.sites import load_sites
from .data.tokens import token_records
from .data.users import user_records
from .decisions import decide_due
from .faults import Faults
from .initial_tenant import InitialTenant
from .overrides import Overrides
from .rate_limit import RateLimit, RateLimitSettings
from .tenant import TenantState, View

__all__ = ["Options", "Profile", "Simulator"]

Profile = Literal["small", "large", "huge"]
_USERS_WITHOUT_BOOKINGS: dict[Profile, int] = {"small": 20, "large": 250, "huge": 250}


@dataclass(frozen=True)
class Options:
    """Settings of the start, restored by every reset."""

    token: SecretStr
    profile: Profile = "small"
    seed: int = 1
    latency_seconds: float = 0.0
    approval_seconds: float = 0.8
    now: datetime | None = None


@dataclass
class Simulator:
    """The tenant, as built by `reset`."""

    options: Options
    clock: Clock = field(init=False)
    tenant: TenantState = field(init=False)
    faults: Faults = field(init=False)
    rate_limit: RateLimit = field(init=False)
    call_log: CallLog = field(init=False)
    overrides: Overrides = field(init=False)
    _initial: InitialTenant | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Restore the initial state, relative to the current time: time, records, settings, call log."""
        self.clock = Clock()
        if self.options.now is not None:
            self.clock.set(self.options.now)
        self.tenant = self._initial_tenant(self.clock.now())
        self.faults = Faults(Random(self.options.seed))
        self.rate_limit = RateLimit(RateLimitSettings())
        self.call_log = CallLog()
        self.overrides = Overrides()

    def view(self, origin: str = "") -> View:
        """Return the state as of now, with all due requests decided, for requests to `origin`."""
        now = self.clock.now()
        decide_due(self.tenant, now)
        return View(self.tenant, now, origin)

    def _initial_tenant(self, now: datetime) -> TenantState:
        """Return the initial state. For a fixed day it is always the same, so a copy is used, which is faster."""
        if self.options.now is None:
            return self._build_tenant(now)
        if self._initial is None:
            self._initial = InitialTenant(self._build_tenant(now))
        return self._initial.copy()

    def _build_tenant(self, now: datetime) -> TenantState:
        seed, profile = self.options.seed, self.options.profile
        generated = {"large": generated_sites, "huge": thousands_of_sites}
        sites = load_sites() + (generated[profile](seed) if profile in generated else ())
        tenant = TenantState(
            catalog=Catalog.of(sites, now),
            users=user_records(now, users_without_bookings=_USERS_WITHOUT_BOOKINGS[profile]),
            tokens=token_records(),
            approval=Approval(seconds=self.options.approval_seconds),
            rng=Random(seed),
        )
        add_bookings(tenant, sites, now)
        return tenant
