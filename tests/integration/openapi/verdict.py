"""What schemathesis found wrong with the functions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.support.report import report  # noqa: F401 - a fixture, found here by its name


@dataclass(frozen=True)
class Verdict:
    """What schemathesis found. `told` is what it printed, with a curl command for each failure.

    `answers` are the statuses of each route, as the gateway saw them.
    """

    exit_code: int
    told: str
    document: dict[str, Any]
    answers: Mapping[str, set[int]]

    @property
    def cases(self) -> int:
        """How many requests were generated, sent and judged."""
        counts = self.document["test_cases"]
        return int(counts["generated"] - counts["without_checks"])

    @property
    def phases(self) -> dict[str, str]:
        """How each phase ended."""
        return {name: phase["status"] for name, phase in self.document["phases"].items()}

    @property
    def never_accepted(self) -> set[str]:
        """The routes that no request ever passed: of their good answers nothing was seen."""
        return {route for route, statuses in self.answers.items() if min(statuses) >= 400}


Judge = Callable[[str], Verdict]
"""Holds the routes whose paths match a pattern against the document."""
