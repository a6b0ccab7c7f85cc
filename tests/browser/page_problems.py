"""Findings of axe on a page, and elements that do not fit a narrow screen."""

from functools import cache

from playwright.sync_api import Page

from tests.support.project import PROJECT
from tests.support.soak import SOAK

_AXE = PROJECT / "node_modules/axe-core/axe.min.js"
_RUN = """async ([within, options]) => {
    const { violations } = await axe.run(document.querySelector(within), options);
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => [id, html, failureSummary]));
}"""
_ALL_RULES = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}
_COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"], "resultTypes": ["violations"]}
_TOO_WIDE = """() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const wide = [...document.body.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > width);
    return wide.map(({ outerHTML }) => ["too wide", outerHTML.slice(0, 120)]);
}"""


def page_problems(page: Page, within: str = "html") -> list[list[str]]:
    """Return the problems of the page, or of a part of it, in its present state, without changing it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    size = page.viewport_size
    faults: list[list[str]] = page.evaluate(_RUN, [within, _ALL_RULES])
    page.emulate_media(color_scheme="dark")
    faults += page.evaluate(_RUN, [within, _COLOURS])
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 320, "height": 640})
    faults += page.evaluate(_TOO_WIDE)
    if size:
        page.set_viewport_size(size)
    return faults


def problems_in_a_soak(page: Page) -> list[list[str]]:
    """Return the problems of the page in a soak, otherwise none: every run checks each page in its usual state."""
    return page_problems(page) if SOAK else []


@cache
def _axe() -> str:
    return _AXE.read_text(encoding="utf-8")
