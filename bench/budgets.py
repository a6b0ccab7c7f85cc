"""Performance budgets, and whether the results meet them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bench.worst_case import MOST_AT_ONCE

SITES = 200
PUBLIC = ("GET /api/sites", "GET /api/sites/{siteId}", "GET /api/sites/{siteId}/availability", "POST /api/bookings")
_ROUNDS = {
    ("GET /api/sites/{siteId}", "cold"): 2,
    ("GET /api/sites/{siteId}/availability", "warm"): 1,
    ("GET /api/sites/{siteId}/availability", "cold"): 2,
    ("POST /api/bookings", "warm"): 3,
    ("GET /api/bookings/{id}", "warm"): 2,
}


@dataclass(frozen=True)
class Budget:
    """A limit, the measured value, and whether it is met."""

    what: str
    must: str
    found: str
    met: bool


def budgets(results: dict[str, Any]) -> list[Budget]:
    """Return the budgets of all available results."""
    parts = {
        "calls": _calls,
        "worst": _worst,
        "overhead": _overhead,
        "instances": _instances,
        "pages": _pages,
        "slow": _slow,
        "lighthouse": _lighthouse,
        "again": _again,
    }
    return [budget for name, judge in parts.items() if results.get(name) for budget in judge(results[name])]


def _calls(rows: list[dict[str, Any]]) -> Iterable[Budget]:
    counted = {row["route"]: row for row in rows if row["sites"] == SITES}
    calls = counted["GET /api/sites"]["cold"]["calls"]
    yield Budget(f"calls for the list of {SITES} sites", "one per 100 rows (at most 20)", str(calls), calls <= 20)  # noqa: PLR2004 - the budget
    for (route, state), most in _ROUNDS.items():
        rounds = counted[route][state]["rounds"]
        yield Budget(f"rounds, {state}: `{route}`", f"{most}", str(rounds), rounds <= most)


def _worst(rows: list[dict[str, Any]]) -> Iterable[Budget]:
    over = [row["what"] for row in rows for which in ("first", "later") if row[which]["calls"] > row[which]["most"]]
    yield Budget("anonymous requests above their call limit", "none", str(len(over)), not over)
    at_once = max(row[which]["at_once"] for row in rows for which in ("first", "later"))
    yield Budget("concurrent calls for one anonymous request", "10", str(at_once), at_once <= MOST_AT_ONCE)


def _again(rows: list[dict[str, Any]]) -> Iterable[Budget]:
    furthest = max(rows, key=lambda row: float(row["apart"]))
    found = f"{furthest['apart']:g} % ({furthest['what']})"
    yield Budget("difference of ratios between two runs", "15 %", found, furthest["apart"] <= 15)  # noqa: PLR2004 - the budget


def _overhead(rows: list[dict[str, Any]]) -> Iterable[Budget]:
    for row in rows:
        ours = row["ours"]["median"]
        yield Budget(f"overhead, warm: `{row['route']}`", "5 ms", f"{ours:.1f} ms", ours <= 5)  # noqa: PLR2004 - the budget


def _instances(rows: list[dict[str, Any]]) -> Iterable[Budget]:
    slowest = max(rows, key=lambda row: float(row["ratio"]["median"]))
    ratio = slowest["ratio"]["median"]
    found = f"{ratio:.2f} ({slowest['function']})"
    yield Budget("cold start relative to its libraries", "1.15", found, ratio <= 1.15)  # noqa: PLR2004 - the budget
    largest = max(row["mb"] for row in rows)
    yield Budget("memory of a warm function", "120 MB", f"{largest:.0f} MB", largest <= 120)  # noqa: PLR2004 - the budget


def _pages(rows: list[dict[str, Any]]) -> Iterable[Budget]:
    public = [row for row in rows if not row["page"].endswith(("admin.html", "signs.html"))]
    for kind, most in (("all", 60_000), ("js", 20_000)):
        heaviest = max(public, key=lambda row: int(row["gzip"][kind]))
        size = heaviest["gzip"][kind]
        found = f"{size / 1000:.1f} kB ({heaviest['page']})"
        yield Budget(f"public page, gzip: {kind}", f"{most // 1000} kB", found, size <= most)


def _slow(rows: list[dict[str, Any]]) -> Iterable[Budget]:
    waited = rows[0]["milliseconds"]["median"]
    yield Budget(f"first selectable start time, {rows[0]['network']}", "5 s", f"{waited / 1000:.1f} s", waited < 5000)  # noqa: PLR2004 - the budget


def _lighthouse(rows: list[dict[str, Any]]) -> Iterable[Budget]:
    for row in rows:
        marks = [row[name] for name in ("performance", "accessibility", "best-practices", "seo")]
        found = " / ".join(map(str, marks))
        yield Budget(f"Lighthouse mobile: {row['page']}", "100 / 100 / 100 / 100", found, min(marks) == 100)  # noqa: PLR2004 - the budget
