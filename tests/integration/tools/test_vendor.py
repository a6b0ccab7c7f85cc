"""Third-party code of the pages: bundled for the admin pages only, with its notices."""

import json
import re
import subprocess
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from tests.integration.tools.pages import PUBLIC, Page
from tools.build_site.minify import ESBUILD

LIBRARIES = {"event-calendar": {"@event-calendar/core", "svelte"}, "qr": {"qr"}}
"""Each module of `js/vendor`, and packages that it brings at least."""
PACKAGE = re.compile(r"node_modules/((?:@[^/]+/)?[^/]+)/")
NOTHING = "'none'"
NEEDED = {"admin.html": "svelte-trusted-html", "booking.html": "booking-worker"}


@pytest.mark.parametrize("library", LIBRARIES)
def test_each_bundled_package_has_its_license_notice(site: dict[str, bytes], tmp_path: Path, library: str) -> None:
    """The copyright line and the text of the MIT license; the bundle names the file."""
    report, notices_name = tmp_path / "report.json", f"js/vendor/{library}.licenses.txt"
    module = PUBLIC / "js" / "vendor" / f"{library}.js"
    command = [str(ESBUILD), str(module), "--bundle", "--conditions=production", f"--metafile={report}"]
    subprocess.run([*command, f"--outfile={tmp_path / 'bundle.js'}", "--log-level=error"], check=True)

    used = {package for name in json.loads(report.read_text())["inputs"] for package in PACKAGE.findall(name)}
    notices = _asset(site, notices_name)
    naming = [name for name, content in site.items() if name.endswith(".js") and notices_name.encode() in content]

    assert LIBRARIES[library] <= used
    assert {package for package in used if f"\n{package} (" not in notices} == set()
    assert notices.count("\n  Copyright ") == len(used)
    assert "The above copyright notice and this permission notice shall be included" in notices
    assert len(naming) == (2 if library == "qr" else 1)  # signs at once, a booking on paper late


def test_the_library_is_loaded_when_the_calendar_is_opened(site: dict[str, bytes]) -> None:
    """No page preloads it; only the script of the calendar imports it, when it renders the grid."""
    name, _ = _chunk(site)
    naming = [path for path, content in site.items() if name.encode() in content and path != "_headers"]

    assert [re.sub("-.*", "", path.rpartition("/")[2]) for path in naming] == ["calendar"]
    assert f'import("./{name}")' in site[naming[0]].decode()


def test_each_page_may_create_only_its_trusted_types_policy(site: dict[str, bytes]) -> None:
    """The admin page for the library, the status page for its worker; the others none."""
    narrowed = {name: _policies(content) for name, content in site.items() if name.endswith(".html")}
    header = next(line for line in site["_headers"].decode().splitlines() if "Content-Security-Policy" in line)

    assert header.endswith("require-trusted-types-for 'script'; trusted-types svelte-trusted-html booking-worker")
    assert narrowed == {name: [f"trusted-types {NEEDED.get(Path(name).name, NOTHING)}"] for name in narrowed}
    assert all(site[name].index(b"http-equiv") < site[name].index(b"<link") for name in narrowed)


def test_no_two_rules_set_the_same_header_for_one_path(site: dict[str, bytes]) -> None:
    """CDNs would send both, and browsers combine or ignore them."""
    blocks = [block.splitlines() for block in site["_headers"].decode().split("\n\n")]
    rules = [(pattern, [line.split(":")[0].strip() for line in lines if line]) for pattern, *lines in blocks]

    for path in ["/", "/admin", "/booking.html", "/nowhere", *(f"/{name}" for name in site)]:
        sent = [name for pattern, names in rules if fnmatchcase(path, pattern) for name in names]

        assert len(sent) == len(set(sent)), path


def _asset(site: dict[str, bytes], name: str) -> str:
    return next(content for path, content in site.items() if path.endswith(f"/{name}")).decode()


def _chunk(site: dict[str, bytes]) -> tuple[str, str]:
    """Return name and content of the chunk that contains the library."""
    ((path, content),) = [(path, content) for path, content in site.items() if "/js/chunks/event-calendar-" in path]
    return path.rpartition("/")[2], content.decode()


def _policies(page: bytes) -> list[str]:
    elements = Page(page.decode()).elements
    return [each["content"] for _, each in elements if each.get("http-equiv") == "Content-Security-Policy"]
