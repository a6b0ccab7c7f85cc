"""The tests that SECURITY.md names exist."""

import re
from pathlib import Path

from tests.support.project import PROJECT

PAGE = (PROJECT / "SECURITY.md").read_text()


def test_every_test_that_the_page_names_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    modules = [path.read_text() for path in Path(PROJECT / "tests").rglob("test_*.py")]

    defined = {name for text in modules for name in re.findall(r"^(?:async )?def (test_\w+)", text, re.MULTILINE)}

    assert named - defined == set()
    assert len(named) > 30


def test_every_row_of_the_threat_model_names_a_test() -> None:
    table = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith("| who | wants")]

    assert len(table) > 12
    assert [line for line in table if line.count(" | ") != 3 or not re.search(r"`test_\w+` ?\w*.*\|$", line)] == []


def test_every_test_of_this_folder_is_on_the_page() -> None:
    """Except tests of tests, and details of the supply chain."""
    told = set(re.findall(r"`(test_\w+)`", PAGE))
    own = {
        name
        for path in (PROJECT / "tests/security").glob("test_*.py")
        if path.name not in {"test_security_page.py", "test_supply_chain.py"}
        for name in re.findall(r"^def (test_\w+)", path.read_text(), re.MULTILINE)
    }

    assert own - told == {
        "test_another_user_in_the_result_is_ignored",
        "test_a_valid_admin_token_gives_access",
        "test_the_recording_server_records_a_request",
        "test_there_are_reads_and_writes",
        "test_without_the_cdns_signature_nobody_is_locked_out",
    }
