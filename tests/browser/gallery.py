"""Screenshots of states, in each width and theme, and a page that shows all of them."""

import re
from dataclasses import dataclass
from html import escape
from typing import Final, Literal

from playwright.sync_api import Page, ViewportSize

from tests.support.project import PROJECT

FOLDER = PROJECT / "test-results/gallery"
SIZES: tuple[ViewportSize, ...] = ({"width": 390, "height": 844}, {"width": 1280, "height": 800})
THEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")
_SLIPS = re.compile(r".{0,40}(?:\.\.|[{}]|\bundefined\b|\bnull\b|\bNaN\b|\[object)")
_TOO_WIDE = "matchMedia('screen').matches && document.documentElement.scrollWidth > innerWidth"
_DRAW_ALL = """
    const everything = new CSSStyleSheet();
    everything.replaceSync("* { content-visibility: visible !important }");
    document.adoptedStyleSheets = [everything];
"""  # a browser draws late what is out of its window
_STYLE = """
    body { margin: 16px; font: 16px/1.4 system-ui, sans-serif; color-scheme: light dark }
    td { vertical-align: top; padding: 0 16px 16px 0 }
    img { max-width: 100%; border: 1px solid gray }
"""


@dataclass(frozen=True)
class Album:
    """The screenshots of one walk in one language: `<language>/<theme>-<width>/<walk>-<number>-<state>.png`."""

    language: str
    walk: str

    def add(self, page: Page, number: int, state: str) -> list[str]:
        """Take full-page screenshots of a state in every size and theme, and restore the page's size and theme.

        Returns the problems found: texts that look like a programming error, and content that overflows sideways; a
        paper may be as wide as it is.
        """
        page.mouse.move(0, 0)
        page.evaluate(_DRAW_ALL)
        size, name = page.viewport_size, f"{self.walk}-{number:02}-{_slug(state)}.png"
        wide = [wide for at in SIZES for theme in THEMES for wide in self._take(page, theme, at, name)]
        page.emulate_media(color_scheme="light")
        if size:
            page.set_viewport_size(size)
        return wide + [f"{state}: {slip}" for slip in _SLIPS.findall(page.locator("body").inner_text())]

    def _take(self, page: Page, theme: Literal["light", "dark"], size: ViewportSize, name: str) -> list[str]:
        if page.viewport_size != size:
            page.set_viewport_size(size)
            page.screenshot(full_page=True)  # the first one of a new size may lack what is scrolled by itself
        page.emulate_media(color_scheme=theme)
        path = FOLDER / self.language / f"{theme}-{size['width']}" / name
        page.screenshot(path=path, full_page=True, animations="disabled")
        return [str(path)] if page.evaluate(_TOO_WIDE) else []


def write_index() -> None:
    """Write `index.html`: a row for each state and language, a column for each size and theme."""
    looks = [f"{theme}-{size['width']}" for size in SIZES for theme in THEMES]
    taken = sorted({(path.name, path.parts[-3]) for path in FOLDER.glob("*/*/*.png")})
    rows = "".join(
        f"<tr><th colspan={len(looks)} align=left>{escape(name.removesuffix('.png'))}, {language}</th></tr><tr>"
        + "".join(f'<td><img loading=lazy src="{language}/{look}/{name}" alt="{look}"></td>' for look in looks)
        + "</tr>"
        for name, language in taken
    )
    page = f"<!doctype html><meta charset=utf-8><title>Gallery</title><style>{_STYLE}</style><table>{rows}</table>"
    (FOLDER / "index.html").write_text(page, encoding="utf-8")


def _slug(words: str) -> str:
    return re.sub(r"\W+", "-", words.lower()).strip("-")[:48].strip("-")
