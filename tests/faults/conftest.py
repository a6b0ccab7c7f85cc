"""What the fault suite shares. The functions in this process, on a fixed day, are those of `tests/functions`."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cached_property

import pytest

from shared.ampeco_client import AmpecoClient
from shared.domain.changes import ChangeDesk
from shared.domain.placing import BookingDesk
from shared.http_api.services import Services, replace_services, services
from tests.faults.acts import ACTS, Act
from tests.functions.conftest import (  # noqa: F401 - fixtures, found here by their names
    NOW,
    Functions,
    _close_the_loop,
    _nothing_of_a_person_is_logged,
    functions,
    key,
    simulator,
    simulator_process,
)
from tests.support.report import report  # noqa: F401 - a fixture, found here by its name
from tests.support.simulator import SimulatorHandle


class Sleepless(Services):
    """Services that never sleep between two tries: what is asked, and how often, stays the same."""

    @cached_property
    def ampeco(self) -> AmpecoClient:
        """The connection to Ampeco."""
        return AmpecoClient(
            base_url=str(self.settings.ampeco_api_url), token=self.secrets.ampeco_api_token, sleep=_at_once
        )

    @cached_property
    def desk(self) -> BookingDesk:
        """Where bookings are placed."""
        return BookingDesk(self.ampeco, self.catalogue, self.rules, now=self.now, sleep=_at_once)

    @cached_property
    def changes(self) -> ChangeDesk:
        """Where bookings are changed."""
        return ChangeDesk(self.ampeco, self.catalogue, self.rules, now=self.now, sleep=_at_once)


class Hasty(Functions):
    """The functions, without a sleep anywhere."""

    def configure(self, *, now: Callable[[], datetime] = lambda: NOW, **settings: str) -> None:
        """Start them anew, cold, with these settings over the usual ones."""
        super().configure(now=now, **settings)
        replace_services(Sleepless(services().settings, now=now))


async def _at_once(_seconds: float) -> None:
    """Do not sleep."""


@pytest.fixture
def hasty(simulator: SimulatorHandle) -> Iterator[Hasty]:  # noqa: F811 - the fixture of that name
    running = Hasty(simulator)
    yield running
    running.stop()


@pytest.fixture(params=list(ACTS.values()), ids=list(ACTS))
def act(request: pytest.FixtureRequest) -> Act:
    """Book, cancel and move, one after the other."""
    given: Act = request.param
    return given
