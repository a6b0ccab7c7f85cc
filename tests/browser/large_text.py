"""Elements that overflow a page on a phone with enlarged text."""

from playwright.sync_api import Page

from tests.browser.context import PHONE_SIZE

PERCENT = (150, 200)

_ENLARGE = """(percent) => {
    window.enlarged ??= new CSSStyleSheet();
    window.enlarged.replaceSync(percent === 100 ? "" : `html { font-size: ${percent}% !important }`);
    if (!document.adoptedStyleSheets.includes(window.enlarged)) document.adoptedStyleSheets.push(window.enlarged);
}"""
_TOO_WIDE = """() => {
    const { clientWidth: width, scrollWidth } = document.documentElement;
    if (scrollWidth <= width) return [];
    const sticksOut = (element) => element.getBoundingClientRect().right > width + 1;
    const wide = [...document.body.querySelectorAll("*")].filter(sticksOut);
    return [`${scrollWidth}`, ...wide.slice(0, 8).map(({ outerHTML }) => outerHTML.slice(0, 90))];
}"""


def too_wide(page: Page) -> dict[int, list[str]]:
    """Return what overflows a phone's screen at each enlarged text size, and restore the page."""
    wide, size = {}, page.viewport_size
    page.set_viewport_size(PHONE_SIZE)
    for percent in PERCENT:
        page.evaluate(_ENLARGE, percent)
        wide[percent] = page.evaluate(_TOO_WIDE)
    page.evaluate(_ENLARGE, 100)
    if size:
        page.set_viewport_size(size)
    return {percent: found for percent, found in wide.items() if found}
