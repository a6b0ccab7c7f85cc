"""What was measured last, kept in `bench/results.json`; a part that is measured alone replaces its own figures."""

import json
from typing import Any

from local.here import PROJECT

RESULTS = PROJECT / "bench" / "results.json"

Rows = list[dict[str, Any]]


def read_results() -> dict[str, Any]:
    """Return machine and rows by part; nothing where nothing was measured yet."""
    kept: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    return kept


def keep_results(machine: dict[str, Any], parts: dict[str, Rows]) -> dict[str, Any]:
    """Put the parts beside those that stay, write all of them, and return them."""
    kept = read_results() | {"machine": machine} | parts
    RESULTS.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return kept
