"""Parsing of the built pages: elements, text templates, and scripts."""

import re
from html.parser import HTMLParser

from tests.support.project import PROJECT

PUBLIC = PROJECT / "public"
VOID = {"meta", "link", "input", "img", "br", "hr"}
SCRIPT = re.compile(r"/assets/\w+/(js/[\w/-]+\.js)")
IMPORT = re.compile(r'(?:from|import\() ?"(\.[^"]+)"')


class Page(HTMLParser):
    """Every start tag of a page with its attributes, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.inline: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Record the element."""
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Leave the element."""
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Skip the content of scripts and styles."""
        if self._open and self._open[-1] in {"script", "style"} and data.strip():
            self.inline.append(data)

    def values(self, attribute: str) -> list[str]:
        """Return every value of an attribute."""
        return [attributes[attribute] for _, attributes in self.elements if attribute in attributes]

    @property
    def ids(self) -> list[str]:
        """Every id of the page."""
        return self.values("id")


def scripts_of(site: dict[str, bytes], page: str) -> dict[str, str]:
    """Return the source of every script that is bundled for a page, by its path below `public`."""
    names = sorted(set(SCRIPT.findall(site[page].decode())))
    found = [PUBLIC / name for name in names if not name.startswith("js/chunks/")]  # chunks have no source of their own
    for module in found:
        imported = ((module.parent / path).resolve() for path in IMPORT.findall(module.read_text(encoding="utf-8")))
        found.extend(each for each in dict.fromkeys(imported) if each not in found)
    return {module.relative_to(PUBLIC).as_posix(): module.read_text(encoding="utf-8") for module in found}
