"""Which functions a deployment publishes anew, by SAM's own transformation of template.yaml.

Routes invoke the alias `live`, which moves only to a published version. What publishes none is never served.
"""

import json
import subprocess
from typing import Any

import pytest

from tests.deploy.template import functions
from tests.support.project import PROJECT
from tests.support.soak import in_a_soak
from tests.support.template import own_template

pytestmark = in_a_soak

DEPLOY_PYTHON = PROJECT / ".venv-deploy" / "bin" / "python"
DECLARED = own_template()
FUNCTIONS = {function.name for function in (*DECLARED.functions, *DECLARED.scheduled, *DECLARED.invoked)}
MAILS = {name for name, one in functions().items() if {"Ref": "MailLibraries"} in one.get("Layers", [])}

CASES: dict[str, dict[str, Any]] = {
    "before": {},
    "same": {},
    "function": {"uploads": {"CreateBooking": "2"}},
    "Libraries": {"uploads": {"Libraries": "2"}},
    "SharedCode": {"uploads": {"SharedCode": "2"}},
    "MailLibraries": {"uploads": {"MailLibraries": "2"}},
    "parameter": {"parameters": {"MinNoticeMinutes": "30"}},
    "release": {"parameters": {"MinNoticeMinutes": "30"}, "release": "2"},
}


@pytest.fixture(scope="module")
def versions() -> dict[str, dict[str, str]]:
    """Return the logical id of each function's version, for each case."""
    given = [
        {
            "uploads": case.get("uploads", {}),
            "release": case.get("release", "1"),
            "parameters": {"AmpecoApiUrl": "https://tenant.example/public-api", **case.get("parameters", {})},
        }
        for case in CASES.values()
    ]
    command = [str(DEPLOY_PYTHON), "tests/deploy/transform.py", "template.yaml"]
    done = subprocess.run(command, cwd=PROJECT, input=json.dumps(given), check=True, capture_output=True, text=True)
    return dict(zip(CASES, json.loads(done.stdout), strict=True))


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("same", set()),
        ("function", {"CreateBooking"}),
        ("Libraries", FUNCTIONS),
        ("SharedCode", FUNCTIONS),
        ("MailLibraries", MAILS),
        # SAM does not see a changed parameter: this is why `make deploy` changes RELEASE.
        ("parameter", set()),
        ("release", FUNCTIONS),
    ],
)
def test_what_changed_is_published(versions: dict[str, dict[str, str]], case: str, expected: set[str]) -> None:
    before, after = versions["before"], versions[case]

    assert before.keys() == after.keys() == FUNCTIONS
    assert {name for name in after if after[name] != before[name]} == expected
