"""The same measured again: how far the comparisons of two runs lie apart."""

from typing import Any

from bench.results import Rows

PARTS = ("overhead", "instances", "crowd", "references")
"""What is measured again: the parts that compare times. Counts and sizes are the same each time."""


def compare_runs(first: dict[str, Any], second: dict[str, Any]) -> Rows:
    """Return each ratio of two runs' results, and how far the second is from the first, in percent of it."""
    before, after = ratios(first), ratios(second)
    return [
        {
            "what": what,
            "first": round(ratio, 3),
            "second": round(after[what], 3),
            "apart": round(abs(after[what] / ratio - 1) * 100, 1),
        }
        for what, ratio in before.items()
        if what in after
    ]


def ratios(results: dict[str, Any]) -> dict[str, float]:
    """Return what the tables compare, by its name: a time divided by the time that stands beside it."""
    asked = [row for row in results.get("overhead", ()) if row["rounds"]]
    bad = {row["reference"]: row["milliseconds"]["median"] for row in results.get("references", ())}
    return {
        **{f"`{row['route']}`: function / httpx alone": _ratio(row, "function", "bare") for row in asked},
        **{
            f"{row['function']}: cold start / its libraries": row["ratio"]["median"]
            for row in results.get("instances", ())
        },
        **{
            f"{row['route']}: twenty at once / one client": _ratio(row, "twenty", "alone")
            for row in results.get("crowd", ())
        },
        **{f"reference {kind} / guessed": took / bad["guessed"] for kind, took in bad.items() if kind != "guessed"},
    }


def _ratio(row: dict[str, Any], over: str, under: str) -> float:
    ratio: float = row[over]["median"] / row[under]["median"]
    return ratio
