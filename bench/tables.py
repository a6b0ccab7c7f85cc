"""Render budgets and results as Markdown tables in docs/performance.md."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from bench.results import Row
from local.paths import PROJECT

PAGE = PROJECT / "docs" / "performance.md"
_BEGIN, _END = "<!-- the tables: python -m bench --tables -->\n", "<!-- the end of the tables -->\n"

_BUDGET_SITES = 200
_ROUNDS = {
    ("GET /api/sites/{siteId}", "cold"): 2,
    ("GET /api/sites/{siteId}/availability", "warm"): 1,
    ("GET /api/sites/{siteId}/availability", "cold"): 2,
    ("POST /api/bookings", "warm"): 3,
    ("GET /api/bookings/{id}", "warm"): 2,
}
_STATES = ("cold", "warm", "old")
_SCORES = ("performance", "accessibility", "best-practices", "seo")
_KINDS = ("html", "css", "js", "images", "all")


class Table(NamedTuple):
    """The table of one part of the results: title, column heads, and the cells of a row."""

    title: str
    heads: str
    cells: Callable[[Row], Iterable[object]]


TABLES = {
    "calls": Table(
        "Calls to Ampeco / sequential rounds",
        "sites | route | cold | warm | after a minute",
        lambda row: [row["sites"], _code(row), *(f"{row[s]['calls']} / {row[s]['rounds']}" for s in _STATES)],
    ),
    "worst": Table(
        "Maximum calls to Ampeco per request",
        "anonymous request | calls, first (limit) | calls, later (limit) | concurrent",
        lambda row: [row["what"], *(f"{one['calls']} ({one['most']})" for one in _both(row)), _at_once(row)],
    ),
    "overhead": Table(
        "Warm responses, 50 ms per call to Ampeco, 200 sites",
        "route | rounds | function, ms | same calls with httpx only, ms | overhead, ms",
        lambda row: [_code(row), row["rounds"], row["function"], row["bare"], row["ours"]],
    ),
    "instances": Table(
        "Cold starts with awslambdaric and compiled packages; memory after 20 responses",
        "function | cold start, ms | libraries only, ms | empty handler, ms | ratio | first response, ms | MB",
        lambda row: [
            *(row[key] for key in ("function", "cold", "libraries", "bare", "ratio", "first_answer")),
            f"{row['mb']:.0f}",
        ],
    ),
    "packages": Table(
        "Lambda packages",
        "function | files | MB | zipped, MB",
        lambda row: [row["function"], row["files"], f"{row['mb']:.2f}", f"{row['zipped_mb']:.2f}"],
    ),
    "pages": Table(
        "Page weight in bytes, gzip / brotli",
        "page | files | html | css | js | images | total",
        lambda row: [row["page"], row["gzip"]["files"], *(f"{row['gzip'][k]} / {row['brotli'][k]}" for k in _KINDS)],
    ),
    "lighthouse": Table(
        "Lighthouse, mobile, worst of three runs",
        "page | performance | accessibility | best-practices | seo | layout shift",
        lambda row: [row[key] for key in ("page", *_SCORES, "shift")],
    ),
    "slow": Table(
        "Time from navigation to the first selectable start time",
        "network | ms",
        lambda row: [row["network"], row["milliseconds"]],
    ),
    "crowd": Table(
        "Twenty concurrent clients, one instance each, on the processors above",
        "operation | one client, ms | twenty clients, ms | slowest, ms | refused | calls per request",
        lambda row: [row[key] for key in ("route", "alone", "twenty", "slowest", "refused", "calls_each")],
    ),
    "references": Table(
        "Time to the 404 for an invalid reference",
        "reference | ms",
        lambda row: [row["reference"], row["milliseconds"]],
    ),
    "again": Table(
        "Second run: `make bench ARGS=--again`",
        "ratio | first run | second run | difference",
        lambda row: [row["what"], f"{row['first']:g}", f"{row['second']:g}", f"{row['apart']:g} %"],
    ),
}


def tables(results: dict[str, Any]) -> str:
    """Return the tables of all available results, budgets first."""
    here = results["machine"]
    described = (
        f"Measured on {here['date']}: {here['cpus']} processors ({here['cpu']}), {here['memory_gb']} GB, "
        f"{here['system']}, Python {here['python']}, functions on {here['functions_python']}; "
        f"load at the start {here['load']}. Times are medians, with the interquartile range in brackets.\n"
    )
    parts = [described, _section("Budgets", "budget | limit | measured | met", budgets(results))]
    for name, (title, heads, cells) in TABLES.items():
        if results.get(name):
            parts.append(_section(title, heads, map(cells, results[name])))
    return "\n".join(parts)


def write(results: dict[str, Any]) -> None:
    """Write the tables between their markers in docs/performance.md. Raises ValueError without markers."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(_BEGIN)
    _, mark, after = rest.partition(_END)
    if not mark:
        raise ValueError(f"{PAGE.name} has no markers for the tables")
    PAGE.write_text(f"{before}{_BEGIN}\n{tables(results)}\n{_END}{after}", encoding="utf-8")


def markdown_table(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a Markdown table."""
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *([_cell(value) for value in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def budgets(results: dict[str, Any]) -> Iterator[list[str]]:
    """Yield each budget that there are results for: its name, the limit, the measured value, and whether it is met."""
    for name, check in _BUDGETS.items():
        if results.get(name):
            for budget, limit, measured, met in check(results[name]):
                yield [budget, limit, measured, "yes" if met else "**no**"]


Budget = tuple[str, str, str, bool]


def _check_calls(rows: list[Row]) -> Iterator[Budget]:
    counted = {row["route"]: row for row in rows if row["sites"] == _BUDGET_SITES}
    calls = counted["GET /api/sites"]["cold"]["calls"]
    yield f"calls for the list of {_BUDGET_SITES} sites", "one per 100 rows (at most 20)", str(calls), calls <= 20
    for (route, state), most in _ROUNDS.items():
        rounds = counted[route][state]["rounds"]
        yield f"rounds, {state}: `{route}`", f"{most}", str(rounds), rounds <= most


def _check_worst(rows: list[Row]) -> Iterator[Budget]:
    over = sum(one["calls"] > one["most"] for row in rows for one in _both(row))
    yield "anonymous requests above their call limit", "none", str(over), not over
    at_once = max(map(_at_once, rows))
    yield "concurrent calls for one anonymous request", "10", str(at_once), at_once <= 10


def _check_overhead(rows: list[Row]) -> Iterator[Budget]:
    for row in rows:
        ours = row["ours"]["median"]
        yield f"overhead, warm: {_code(row)}", "5 ms", f"{ours:.1f} ms", ours <= 5


def _check_instances(rows: list[Row]) -> Iterator[Budget]:
    ratio, function = max((row["ratio"]["median"], row["function"]) for row in rows)
    yield "cold start relative to its libraries", "1.25", f"{ratio:.2f} ({function})", ratio <= 1.25
    largest = max(row["mb"] for row in rows)
    yield "memory of a warm function", "120 MB", f"{largest:.0f} MB", largest <= 120


def _check_pages(rows: list[Row]) -> Iterator[Budget]:
    for kind, most in (("all", 60_000), ("js", 20_000)):
        public = (row for row in rows if not row["page"].endswith(("admin.html", "signs.html")))
        size, page = max((row["gzip"][kind], row["page"]) for row in public)
        yield f"public page, gzip: {kind}", f"{most // 1000} kB", f"{size / 1000:.1f} kB ({page})", size <= most


def _check_slow(rows: list[Row]) -> Iterator[Budget]:
    seconds = rows[0]["milliseconds"]["median"] / 1000
    yield f"first selectable start time, {rows[0]['network']}", "5 s", f"{seconds:.1f} s", seconds < 5


def _check_lighthouse(rows: list[Row]) -> Iterator[Budget]:
    for row in rows:
        scores = [row[name] for name in _SCORES]
        yield (
            f"Lighthouse mobile: {row['page']}",
            "100 / 100 / 100 / 100",
            " / ".join(map(str, scores)),
            min(scores) == 100,
        )


def _check_again(rows: list[Row]) -> Iterator[Budget]:
    apart, what = max((row["apart"], row["what"]) for row in rows)
    yield "difference of ratios between two runs", "15 %", f"{apart:g} % ({what})", apart <= 15


_BUDGETS: dict[str, Callable[[list[Row]], Iterator[Budget]]] = {
    "calls": _check_calls,
    "worst": _check_worst,
    "overhead": _check_overhead,
    "instances": _check_instances,
    "pages": _check_pages,
    "slow": _check_slow,
    "lighthouse": _check_lighthouse,
    "again": _check_again,
}


def _section(title: str, heads: str, rows: Iterable[Iterable[object]]) -> str:
    return f"### {title}\n\n{markdown_table(heads.split(' | '), rows)}\n"


def _cell(value: object) -> str:
    if isinstance(value, dict):
        return f"{value['median']:g} ({value['low']:g} to {value['high']:g})"
    return "" if value is None else str(value)


def _code(row: Row) -> str:
    return f"`{row['route']}`"


def _both(row: Row) -> list[Row]:
    return [row["first"], row["later"]]


def _at_once(row: Row) -> int:
    return max(int(one["at_once"]) for one in _both(row))
