"""The running functions against openapi.yaml: every check of schemathesis, links followed, invalid data sent."""

import re

import pytest

from local.gateway.template import read_template
from tests.integration.openapi.verdict import Judge
from tests.support.project import PROJECT
from tests.support.report import Report
from tests.support.soak import in_a_soak


@in_a_soak
@pytest.mark.timeout(1500)
@pytest.mark.parametrize(
    ("paths", "cases"),
    [(r"^/api/(?!admin/)", 600), (r"^/api/admin/", 1400)],  # 2000 in all
    ids=["public", "admin"],
)
def test_the_routes_conform_to_the_document(judge: Judge, report: Report, paths: str, cases: int) -> None:
    """No 5xx, no undocumented response, nothing accepted that the document forbids."""
    functions = read_template(PROJECT / "template.yaml").functions
    routes = [route for function in functions for route in function.routes if re.match(paths, route.path)]

    verdict = judge(paths)

    report(cases=verdict.cases)
    assert verdict.exit_code == 0, verdict.told
    assert set(verdict.phases.values()) == {"success"}
    assert len(verdict.answers) == len(routes)
    assert verdict.never_accepted == set()
    assert max(status for statuses in verdict.answers.values() for status in statuses) < 500
    assert verdict.cases >= cases
