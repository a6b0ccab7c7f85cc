"""No test depends on the time at which it runs: ruff forbids reading the system clock; the rest is tested here."""

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest

from local.gateway import clock
from tests.support.clock import CLOCK, SUITE_NOW
from tests.support.project import PROJECT

TESTS = PROJECT / "tests"
THE_MACHINES_TIME = {
    "deploy/conftest.py": "the simulator for packages in the real runtime",
    "deploy/test_real_runtime.py": "a packaged function knows the machine's clock only",
    "unit/http_api/security/test_cdn_signature.py": "PyJWT compares `exp` with the machine's clock",
    "security/test_enumeration.py": "the same",
    "support/lambda_runtime.py": "AWS's runtime client compares the deadline with the machine's clock",
}
OWN = {"support/clock.py", "unit/test_clock.py"}


def naming(pattern: str) -> set[str]:
    """Return the test modules that contain the name, without this one and the clock itself."""
    modules = {path.relative_to(TESTS).as_posix(): path.read_text("utf-8") for path in TESTS.rglob("*.py")}
    return {name for name, text in modules.items() if re.search(pattern, text)} - OWN


def test_machine_now_is_used_only_in_the_listed_modules() -> None:
    """Each with its reason."""
    assert naming(r"\bmachine_now\b") == set(THE_MACHINES_TIME)


def test_every_page_uses_the_clock_of_the_test() -> None:
    """Playwright's clock is installed in one place."""
    assert naming(r"clock\.install\((?!\)`)|\.new_context\(") == {"browser/context.py"}


def test_the_clock_can_be_set_and_runs_on() -> None:
    """Never backwards, and by the same amount for the gateway and its functions."""
    moment, zone = datetime(2028, 2, 29, 23, 50, tzinfo=UTC), timezone(timedelta(hours=14))

    CLOCK.set(moment)
    first, second = CLOCK.now(zone), CLOCK.now()

    assert moment <= first <= second < moment + timedelta(hours=1)
    assert (first.tzinfo, f"{first:%m-%d}") == (zone, "03-01")


def test_the_gateway_uses_the_clock_file_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also after it is set; without one it uses the machine's clock."""
    monkeypatch.setenv(clock.OFFSET_FILE, str(CLOCK.offset_file))
    for moment in (SUITE_NOW, SUITE_NOW + timedelta(days=366)):
        CLOCK.set(moment)
        assert moment <= clock.now() < moment + timedelta(hours=1)

    CLOCK.offset_file.write_text("0 0")
    shifted = clock.now()
    monkeypatch.delenv(clock.OFFSET_FILE)
    assert shifted <= clock.now() < shifted + timedelta(hours=1)


def test_the_functions_are_told_to_forget_what_they_cached(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each time, whatever the clock is set to; never without the clock file of tests."""
    monkeypatch.setenv(clock.OFFSET_FILE, str(CLOCK.offset_file))
    CLOCK.set(SUITE_NOW)
    before = clock.times_cleared()
    CLOCK.clear_caches()
    CLOCK.set(SUITE_NOW)
    assert clock.times_cleared() == before + 1

    monkeypatch.delenv(clock.OFFSET_FILE)
    assert clock.times_cleared() == 0
