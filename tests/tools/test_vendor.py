"""What others wrote, and what the pages allow it: bundled for the admin page alone, with its notices, and no more."""

import json
import re
import subprocess
from fnmatch import fnmatchcase
from pathlib import Path

from tests.tools.pages import PUBLIC, Page
from tools.build_site.minify import ESBUILD

LIBRARY = "js/vendor/event-calendar.js"
NOTICES = "js/vendor/event-calendar.licenses.txt"
PACKAGE = re.compile(r"node_modules/((?:@[^/]+/)?[^/]+)/")
NARROWED = "trusted-types 'none'"


def test_each_package_in_the_bundle_is_named_with_its_licence(site: dict[str, bytes], tmp_path: Path) -> None:
    """Each asks for no more than its copyright line and the MIT licence's text."""
    report = tmp_path / "report.json"
    command = [str(ESBUILD), str(PUBLIC / LIBRARY), "--bundle", "--conditions=production", f"--metafile={report}"]
    subprocess.run([*command, f"--outfile={tmp_path / 'bundle.js'}", "--log-level=error"], check=True)

    used = {package for name in json.loads(report.read_text())["inputs"] for package in PACKAGE.findall(name)}
    notices = _asset(site, NOTICES)

    assert {"@event-calendar/core", "svelte"} <= used
    assert {package for package in used if f"\n{package} (" not in notices} == set()
    assert notices.count("\n  Copyright ") == len(used)
    assert "The above copyright notice and this permission notice shall be included" in notices
    assert Path(NOTICES).name in _asset(site, LIBRARY)


def test_the_library_comes_when_the_calendar_is_opened_and_not_before(site: dict[str, bytes]) -> None:
    """No page announces it; the one module that asks for it does so when it draws."""
    pages = [content.decode() for name, content in site.items() if name.endswith(".html")]

    assert [page for page in pages if LIBRARY in page] == []
    assert 'import("../vendor/event-calendar.js")' in _asset(site, "js/components/calendar-grid.js")


def test_the_admin_page_alone_may_make_the_one_policy_that_the_library_needs(site: dict[str, bytes]) -> None:
    """The header names it for every path; each other page takes it back in its head, before any script."""
    narrowed = {name: _policies(content) for name, content in site.items() if name.endswith(".html")}
    header = next(line for line in site["_headers"].decode().splitlines() if "Content-Security-Policy" in line)

    assert header.endswith("require-trusted-types-for 'script'; trusted-types svelte-trusted-html")
    assert narrowed.pop("admin.html") == []
    assert set(map(tuple, narrowed.values())) == {(NARROWED,)}
    assert all(site[name].index(b"http-equiv") < site[name].index(b"<link") for name in narrowed)


def test_no_two_rules_set_the_same_header_for_one_path(site: dict[str, bytes]) -> None:
    """A CDN would send both, and a browser obey both or neither."""
    blocks = [block.splitlines() for block in site["_headers"].decode().split("\n\n")]
    rules = [(pattern, [line.split(":")[0].strip() for line in lines if line]) for pattern, *lines in blocks]

    for path in ["/", "/admin", "/booking.html", "/nowhere", *(f"/{name}" for name in site)]:
        sent = [name for pattern, names in rules if fnmatchcase(path, pattern) for name in names]

        assert len(sent) == len(set(sent)), path


def _asset(site: dict[str, bytes], name: str) -> str:
    return next(content for path, content in site.items() if path.endswith(f"/{name}")).decode()


def _policies(page: bytes) -> list[str]:
    elements = Page(page.decode()).elements
    return [each["content"] for _, each in elements if each.get("http-equiv") == "Content-Security-Policy"]
