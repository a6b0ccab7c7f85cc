"""The public routes against openapi.yaml: every check of schemathesis, links followed, wrong data sent."""

import pytest

from tests.openapi.conftest import Judge
from tests.support.report import Report
from tests.support.soak import SOAK, in_a_soak

_ROUTES = r"^/api/(?!admin/)"


@in_a_soak
@pytest.mark.timeout(300)
def test_the_public_routes_keep_the_word_of_the_document(judge: Judge, report: Report) -> None:
    """No 5xx, no answer that is not described, nothing accepted that the document forbids."""
    verdict = judge(_ROUTES)

    report(cases=verdict.cases)
    assert verdict.exit_code == 0, verdict.told
    assert set(verdict.phases.values()) == {"success"}
    assert len(verdict.answers) == 8
    assert verdict.never_accepted == set()
    assert max(status for statuses in verdict.answers.values() for status in statuses) < 500
    # In a soak, with 1400 among the admin routes: 2000 in all.
    assert verdict.cases >= (600 if SOAK else 420)
