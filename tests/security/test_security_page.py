"""The tests that SECURITY.md names exist."""

import re
from pathlib import Path

from tests.support.project import PROJECT

PAGE = (PROJECT / "SECURITY.md").read_text()


def test_every_test_that_the_page_names_exists() -> None:
    """A promise without a test would be a wish."""
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    modules = [path.read_text() for path in Path(PROJECT / "tests").rglob("test_*.py")]

    defined = {name for text in modules for name in re.findall(r"^(?:async )?def (test_\w+)", text, re.MULTILINE)}

    assert named - defined == set()
    assert len(named) > 30


def test_every_line_of_the_threat_model_names_one() -> None:
    """Who, what, how stopped, which test."""
    table = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith("| who | wants")]

    assert len(table) > 12
    assert [line for line in table if line.count(" | ") != 3 or not re.search(r"`test_\w+` ?\w*.*\|$", line)] == []


def test_the_tests_of_this_folder_are_all_named() -> None:
    """What is worth a test here is worth a word there, but for tests of tests and the supply chain's details."""
    told = set(re.findall(r"`(test_\w+)`", PAGE))
    own = {
        name
        for path in (PROJECT / "tests/security").glob("test_*.py")
        if path.name not in {"test_security_page.py", "test_supply_chain.py"}
        for name in re.findall(r"^def (test_\w+)", path.read_text(), re.MULTILINE)
    }

    assert own - told == {
        "test_a_stranger_beside_the_driver_is_passed_over",
        "test_the_admin_token_is_not_needed_twice",
        "test_the_eavesdropper_would_hear",
        "test_without_the_cdns_signature_nobody_is_locked_out",
    }
