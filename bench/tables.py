"""Render budgets and results as Markdown tables in docs/performance.md."""

from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bench.results import Row
from local.paths import PROJECT

PAGE = PROJECT / "docs" / "performance.md"
_BEGIN, _END = "<!-- the tables: python -m bench --tables -->\n", "<!-- the end of the tables -->\n"
_ROUNDS = {
    ("GET /api/sites/{siteId}", "cold"): 2,
    ("GET /api/sites/{siteId}/availability", "warm"): 1,
    ("GET /api/sites/{siteId}/availability", "cold"): 2,
    ("POST /api/bookings", "warm"): 3,
    ("GET /api/bookings/{id}", "warm"): 2,
}


class Budget(NamedTuple):
    """A limit, what was measured, and whether it is met."""

    name: str
    limit: str
    measured: str
    met: bool


def render(template: str, results: dict[str, Any], **values: Any) -> str:  # noqa: ANN401 - of the template
    """Return a page, or a part of one, from its template in this directory: of the results and other values."""
    environment = Environment(
        loader=FileSystemLoader(PROJECT / "bench"),
        autoescape=False,  # noqa: S701 - it is Markdown
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["number"] = format
    environment.filters["spread"] = lambda row: f"{row['median']:g} ({row['low']:g} to {row['high']:g})"
    return environment.get_template(template).render(results | values)


def tables(results: dict[str, Any]) -> str:
    """Return the tables of all results, budgets first."""
    return render("performance.template.md", results, budgets=budgets(results))


def write(results: dict[str, Any]) -> None:
    """Write the tables between their markers in docs/performance.md. Raises ValueError without markers."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(_BEGIN)
    _, mark, after = rest.partition(_END)
    if not mark:
        raise ValueError(f"{PAGE.name} has no markers for the tables")
    PAGE.write_text(f"{before}{_BEGIN}\n{tables(results)}\n{_END}{after}", encoding="utf-8")


def budgets(results: dict[str, list[Row]]) -> list[Budget]:
    """Return every budget."""
    counted = {row["route"]: row for row in results["calls"] if row["sites"] == 200}
    calls = counted["GET /api/sites"]["cold"]["calls"]
    found = [Budget("calls for the list of 200 sites", "one per 100 rows (at most 20)", f"{calls}", calls <= 20)]

    def add(name: str, most: float, value: float, unit: str = "", digits: int = 0) -> None:
        found.append(Budget(name, f"{most}{unit}" if most else "none", f"{value:.{digits}f}{unit}", value <= most))

    for (route, state), most in _ROUNDS.items():
        add(f"rounds, {state}: `{route}`", most, counted[route][state]["rounds"])

    anonymous = [row[which] for row in results["worst"] for which in ("first", "later")]
    over = sum(request["calls"] > request["most"] for request in anonymous)
    add("anonymous requests above their call limit", 0, over)
    add("concurrent calls for one anonymous request", 10, max(request["at_once"] for request in anonymous))

    for state, name in (("cold", "new instances"), ("warm", "warm"), ("snapshot", "with a catalog snapshot")):
        calls, most = (sum(row[state][figure] for row in results["visits"]) for figure in ("calls", "most"))
        add(f"calls of a visit, {name}", most, calls)

    for row in results["overhead"]:
        add(f"overhead, warm: `{row['route']}`", 5, row["ours"]["median"], " ms", 1)

    ratio, slowest = max((row["ratio"]["median"], row["function"]) for row in results["instances"])
    found.append(Budget("cold start relative to its libraries", "1.25", f"{ratio:.2f} ({slowest})", ratio <= 1.25))
    add("memory of a warm function", 120, max(row["mb"] for row in results["instances"]), " MB")
    add(
        "upload of one deployment, all packages",
        20,
        sum(row["zipped_kb"] for row in results["packages"]) / 1000,
        " MB",
        1,
    )

    public = [row for row in results["pages"] if not row["page"].endswith(("admin.html", "signs.html"))]
    for kind, most in (("all", 60), ("js", 20)):
        size, page = max((row["gzip"][kind] / 1000, row["page"]) for row in public)
        found.append(Budget(f"public page, gzip: {kind}", f"{most} kB", f"{size:.1f} kB ({page})", size <= most))

    slow = results["slow"][0]
    add(f"first selectable start time, {slow['network']}", 5, slow["milliseconds"]["median"] / 1000, " s", 1)
    for row in results["lighthouse"]:
        scores = [row[name] for name in ("performance", "accessibility", "best-practices", "seo")]
        measured = " / ".join(map(str, scores))
        found.append(Budget(f"Lighthouse mobile: {row['page']}", "100 / 100 / 100 / 100", measured, min(scores) == 100))
    return found
