"""The running functions against openapi.yaml: every check of schemathesis, links followed, invalid data sent."""

import re

import pytest

from tests.integration.openapi.findings import RunSchemathesis
from tests.support.report import Report
from tests.support.soak import in_a_soak
from tests.support.template import own_template


@in_a_soak
@pytest.mark.timeout(1500)
@pytest.mark.parametrize(
    ("paths", "cases"),
    [(r"^/api/(?!admin/)", 600), (r"^/api/admin/", 1400)],  # 2000 in all
    ids=["public", "admin"],
)
def test_the_routes_conform_to_the_document(
    run_schemathesis: RunSchemathesis, report: Report, paths: str, cases: int
) -> None:
    """No 5xx, no undocumented response, nothing accepted that the document forbids."""
    functions = own_template().functions
    routes = [route for function in functions for route in function.routes if re.match(paths, route.path)]

    findings = run_schemathesis(paths)

    report(cases=findings.cases)
    assert findings.exit_code == 0, findings.output
    assert set(findings.phases.values()) == {"success"}
    assert len(findings.answers) == len(routes)
    assert findings.never_accepted == set()
    assert max(status for statuses in findings.answers.values() for status in statuses) < 500
    assert findings.cases >= cases
