"""Results of a schemathesis run."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.support.report import report  # noqa: F401 - a fixture, found here by its name


@dataclass(frozen=True)
class Findings:
    """The findings of schemathesis. `output` is its output, with a curl command for each failure.

    `answers` are the statuses of each route, as the gateway saw them.
    """

    exit_code: int
    output: str
    document: dict[str, Any]
    answers: Mapping[str, set[int]]

    @property
    def cases(self) -> int:
        """The number of requests that were generated, sent and checked."""
        counts = self.document["test_cases"]
        return int(counts["generated"] - counts["without_checks"])

    @property
    def phases(self) -> dict[str, str]:
        """The result of each phase."""
        return {name: phase["status"] for name, phase in self.document["phases"].items()}

    @property
    def never_accepted(self) -> set[str]:
        """The routes without a successful response, whose schemas were not checked."""
        return {route for route, statuses in self.answers.items() if min(statuses) >= 400}


RunSchemathesis = Callable[[str], Findings]
"""Tests the routes whose paths match a pattern against the document."""
