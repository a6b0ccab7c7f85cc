"""Render the results as Markdown tables in docs/performance.md."""

from collections.abc import Iterable
from typing import Any

from bench.budgets import budgets
from local.paths import PROJECT

PAGE = PROJECT / "docs" / "performance.md"
_BEGIN, _END = "<!-- the tables: python -m bench --tables -->\n", "<!-- the end of the tables -->\n"


def tables(results: dict[str, Any]) -> str:
    """Return the tables of all available results, budgets first."""
    parts = {
        "calls": _calls,
        "worst": _worst,
        "overhead": _overhead,
        "instances": _instances,
        "packages": _packages,
        "pages": _pages,
        "lighthouse": _lighthouse,
        "slow": _slow,
        "crowd": _crowd,
        "references": _references,
        "again": _again,
    }
    written = [_machine(results["machine"]), _budgets(results)]
    written += [draw(results[name]) for name, draw in parts.items() if results.get(name)]
    return "\n".join(written)


def write_tables(results: dict[str, Any]) -> None:
    """Write the tables between their markers in docs/performance.md. Raises ValueError without markers."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(_BEGIN)
    _, mark, after = rest.partition(_END)
    if not mark:
        raise ValueError(f"{PAGE.name} has no markers for the tables")
    PAGE.write_text(f"{before}{_BEGIN}\n{tables(results)}\n{_END}{after}", encoding="utf-8")


def _machine(machine: dict[str, Any]) -> str:
    return (
        f"Measured on {machine['date']}: {machine['cpus']} processors ({machine['cpu']}), {machine['memory_gb']} GB, "
        f"{machine['system']}, Python {machine['python']}, functions on {machine['functions_python']}; "
        f"load at the start {machine['load']}. Times are medians, with the interquartile range in brackets.\n"
    )


def _budgets(results: dict[str, Any]) -> str:
    rows = [[each.what, each.must, each.found, "yes" if each.met else "**no**"] for each in budgets(results)]
    return _table("Budgets", ["budget", "limit", "measured", "met"], rows)


def _calls(rows: list[dict[str, Any]]) -> str:
    states = ("cold", "warm", "old")
    cells = [
        [str(row["sites"]), f"`{row['route']}`", *(f"{row[each]['calls']} / {row[each]['rounds']}" for each in states)]
        for row in rows
    ]
    heads = ["sites", "route", "cold", "warm", "after a minute"]
    return _table("Calls to Ampeco / sequential rounds", heads, cells)


def _worst(rows: list[dict[str, Any]]) -> str:
    cells = [
        [
            row["what"],
            *(f"{row[which]['calls']} ({row[which]['most']})" for which in ("first", "later")),
            str(max(row[which]["at_once"] for which in ("first", "later"))),
        ]
        for row in rows
    ]
    heads = ["anonymous request", "calls, first (limit)", "calls, later (limit)", "concurrent"]
    return _table("Maximum calls to Ampeco per request", heads, cells)


def _overhead(rows: list[dict[str, Any]]) -> str:
    kinds = ("function", "bare", "ours")
    cells = [[f"`{row['route']}`", str(row["rounds"]), *(_spread(row[kind]) for kind in kinds)] for row in rows]
    heads = ["route", "rounds", "function, ms", "same calls with httpx only, ms", "overhead, ms"]
    return _table("Warm responses, 50 ms per call to Ampeco, 200 sites", heads, cells)


def _instances(rows: list[dict[str, Any]]) -> str:
    kinds = ("cold", "libraries", "bare", "ratio", "first_answer")
    cells = [
        [row["function"], *(_spread(row[kind]) if row[kind] else "" for kind in kinds), f"{row['mb']:.0f}"]
        for row in rows
    ]
    heads = ["function", "cold start, ms", "libraries only, ms", "empty handler, ms"]
    heads += ["ratio", "first response, ms", "MB"]
    return _table("Cold starts with awslambdaric and compiled packages; memory after 20 responses", heads, cells)


def _packages(rows: list[dict[str, Any]]) -> str:
    cells = [[row["function"], str(row["files"]), f"{row['mb']:.2f}", f"{row['zipped_mb']:.2f}"] for row in rows]
    return _table("Lambda packages", ["function", "files", "MB", "zipped, MB"], cells)


def _pages(rows: list[dict[str, Any]]) -> str:
    kinds = ("html", "css", "js", "images", "all")
    cells = [
        [row["page"], str(row["gzip"]["files"]), *(f"{row['gzip'][kind]} / {row['brotli'][kind]}" for kind in kinds)]
        for row in rows
    ]
    return _table("Page weight in bytes, gzip / brotli", ["page", "files", *kinds[:-1], "total"], cells)


def _lighthouse(rows: list[dict[str, Any]]) -> str:
    names = ("performance", "accessibility", "best-practices", "seo", "shift")
    cells = [[row["page"], *(str(row[name]) for name in names)] for row in rows]
    return _table("Lighthouse, mobile, worst of three runs", ["page", *names[:-1], "layout shift"], cells)


def _slow(rows: list[dict[str, Any]]) -> str:
    cells = [[row["network"], _spread(row["milliseconds"])] for row in rows]
    return _table("Time from navigation to the first selectable start time", ["network", "ms"], cells)


def _crowd(rows: list[dict[str, Any]]) -> str:
    kinds = ("alone", "twenty")
    cells = [
        [
            row["route"],
            *(_spread(row[kind]) for kind in kinds),
            str(row["slowest"]),
            str(row["refused"]),
            str(row["calls_each"]),
        ]
        for row in rows
    ]
    heads = ["operation", "one client, ms", "twenty clients, ms", "slowest, ms", "refused", "calls per request"]
    return _table("Twenty concurrent clients, one instance each, on the processors above", heads, cells)


def _references(rows: list[dict[str, Any]]) -> str:
    cells = [[row["reference"], _spread(row["milliseconds"])] for row in rows]
    return _table("Time to the 404 for an invalid reference", ["reference", "ms"], cells)


def _again(rows: list[dict[str, Any]]) -> str:
    cells = [[row["what"], f"{row['first']:g}", f"{row['second']:g}", f"{row['apart']:g} %"] for row in rows]
    return _table("Second run: `make bench ARGS=--again`", ["ratio", "first run", "second run", "difference"], cells)


def _spread(values: dict[str, Any]) -> str:
    return f"{values['median']:g} ({values['low']:g} to {values['high']:g})"


def _table(title: str, heads: Iterable[str], rows: Iterable[list[str]]) -> str:
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join([f"### {title}", "", *(f"| {' | '.join(line)} |" for line in lines), ""])
