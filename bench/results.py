"""What was measured last, kept in `bench/results.json`; a part that is measured alone replaces its own figures."""

import json
from typing import Any

from local.paths import PROJECT

RESULTS = PROJECT / "bench" / "results.json"

Rows = list[dict[str, Any]]


def read_results() -> dict[str, Any]:
    """Return machine and rows by part; nothing where nothing was measured yet."""
    from_cdn: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    return from_cdn


def save_results(machine: dict[str, Any], parts: dict[str, Rows]) -> dict[str, Any]:
    """Put the parts beside those that stay, write all of them, and return them."""
    from_cdn = read_results() | {"machine": machine} | parts
    RESULTS.write_text(json.dumps(from_cdn, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return from_cdn
