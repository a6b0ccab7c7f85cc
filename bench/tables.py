"""The saved results, and what is written from them: the tables of docs/performance.md, and docs/scaling.md."""

import json
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bench import scale
from local.paths import PROJECT

RESULTS = PROJECT / "bench" / "results.json"
PERFORMANCE, SCALING = PROJECT / "docs" / "performance.md", PROJECT / "docs" / "scaling.md"
_BEGIN, _END = "<!-- the tables: python -m bench --tables -->\n", "<!-- the end of the tables -->\n"


def read_results() -> dict[str, Any]:
    """Return machine and rows by part."""
    saved: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8"))
    return saved


def save_results(parts: dict[str, Any]) -> None:
    """Replace these parts of the saved results."""
    RESULTS.write_text(json.dumps(read_results() | parts, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def write(results: dict[str, Any]) -> None:
    """Write both documents."""
    page = PERFORMANCE.read_text(encoding="utf-8")
    before, after = page.partition(_BEGIN)[0], page.partition(_END)[2]
    PERFORMANCE.write_text(f"{before}{_BEGIN}\n{performance(results)}\n{_END}{after}", encoding="utf-8")
    SCALING.write_text(scaling(results), encoding="utf-8")


def performance(results: dict[str, Any]) -> str:
    """Return the tables of docs/performance.md, budgets first."""
    return _render("performance.template.md", results)


def scaling(results: dict[str, Any]) -> str:
    """Return docs/scaling.md."""
    return _render("scaling.template.md", results | scale.figures(results))


def _render(template: str, values: dict[str, Any]) -> str:
    environment = Environment(
        loader=FileSystemLoader(PROJECT / "bench"),
        autoescape=False,  # noqa: S701 - it is Markdown
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["number"] = format
    environment.filters["spread"] = lambda row: f"{row['median']:g} ({row['low']:g} to {row['high']:g})"
    return environment.get_template(template).render(values)
