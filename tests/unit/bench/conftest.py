"""An ordinary week for every count: a week with a clock change has 169 hours, one more than Ampeco answers at once."""

from collections.abc import Iterator

import pytest

from tests.support.clock import CLOCK, FIXED_NOW, SUITE_NOW


@pytest.fixture(scope="module", autouse=True)
def _ordinary_week() -> Iterator[None]:
    CLOCK.set(FIXED_NOW)
    yield
    CLOCK.set(SUITE_NOW)
