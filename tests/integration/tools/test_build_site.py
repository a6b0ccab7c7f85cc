"""The build: reproducible, small, with CDN rules, and safe for existing folders."""

import gzip
import re
import subprocess
import sys
from pathlib import Path

import pytest

from shared.domain.policy import BookingPolicy
from tests.integration.tools.pages import scripts_of
from tests.support.project import PROJECT
from tools.build_site import minify
from tools.build_site.assets import Assets, read_assets
from tools.build_site.durations import durations_within
from tools.build_site.settings import SiteSettings
from tools.build_site.site import SCRIPTS, build, render

PAGES = ["404.html", "admin.html", "booking.html", "find.html", "index.html", "move.html", "signs.html", "site.html"]
FOR_DRIVERS = [page for page in PAGES if page != "admin.html"]
KB = 1000


def test_the_same_source_and_settings_give_the_same_bytes(site: dict[str, bytes]) -> None:
    """A deployment without changes changes no URL."""
    assert render(SiteSettings.from_environment({})) == site


def test_every_page_is_built(site: dict[str, bytes]) -> None:
    """The public pages, the admin pages and the 404 page, in each language."""
    assert [name for name in site if name.endswith(".html")] == sorted([*PAGES, *(f"es/{page}" for page in PAGES)])


def test_the_folder_of_the_assets_is_named_by_all_their_content() -> None:
    """A changed, moved or renamed file gives every asset a new URL."""
    assets = Assets({"a.js": b"1", "b.js": b"2"})

    others = [{"a.js": b"1", "b.js": b"3"}, {"a.js": b"12", "b.js": b""}, {"a.js": b"1", "c.js": b"2"}]

    assert assets.base == Assets({"b.js": b"2", "a.js": b"1"}).base
    assert assets.base not in {Assets(other).base for other in others}


def test_a_driver_loads_at_most_60_kb_a_page_of_which_20_are_scripts(site: dict[str, bytes]) -> None:
    """Compressed: page, style sheet, scripts and icons. Every icon counts for every page; admin pages may have more."""
    sizes = {name: len(gzip.compress(content, mtime=0)) for name, content in site.items()}
    folder = "/".join(next(name for name in site if name.startswith("assets/")).split("/")[:2])
    images = sum(size for name, size in sizes.items() if name.startswith(f"{folder}/img/"))

    for page in FOR_DRIVERS:
        html = site[page].decode()
        scripts = sum(size for name, size in sizes.items() if f"/{name}" in html and name.endswith(".js"))
        styles = sum(size for name, size in sizes.items() if f"/{name}" in html and name.endswith(".css"))

        assert scripts <= 20 * KB
        assert sizes[page] + scripts + styles + images <= 60 * KB


def test_a_page_loads_one_script(site: dict[str, bytes]) -> None:
    """One request instead of a chain of imports, and before the script that delays the page."""
    assets = read_assets(PROJECT / "public")

    for page in ("index", "site", "booking", "move"):
        script = SCRIPTS.get(page, page)
        entry = f"js/pages/{script}.js"

        assert [f"{assets.base}/js/pages/{name}.js" for name in ("support", script, "head")] == re.findall(
            r'(?:src|href)="([^"]+\.js)"', site[f"{page}.html"].decode()
        )
        assert [entry] == assets.modules_of(entry)


def test_the_admin_page_loads_its_calendar_and_report_when_they_are_opened(site: dict[str, bytes]) -> None:
    """All that it loads at once is named in the page, so that nothing waits for another script."""
    assets = read_assets(PROJECT / "public")
    at_once = assets.modules_of("js/pages/admin.js")
    late = {name for name in assets.files if re.search("chunks/(calendar|report)-", name)}

    assert len(late) == 2
    assert late.isdisjoint(at_once)
    assert [f"{assets.base}/{name}" for name in ("js/pages/support.js", *at_once, "js/pages/head.js")] == re.findall(
        r'(?:src|href)="([^"]+\.js)"', site["admin.html"].decode()
    )


def test_chunks_shared_with_a_lazy_part_are_preloaded() -> None:
    """Chunks that are loaded at once, and none that is loaded lazily."""
    files = {
        "js/pages/a.js": b'import{b}from"../chunks/b.js";import"../chunks/c.js";import("../chunks/late.js");',
        "js/chunks/b.js": b'import{c}from"./c.js";export{c as b};',
        "js/chunks/c.js": b"export{c};",
    }

    assert Assets(files).modules_of("js/pages/a.js") == ["js/pages/a.js", "js/chunks/b.js", "js/chunks/c.js"]


def test_a_missing_import_fails_the_build(tmp_path: Path) -> None:
    """With its file and line, as esbuild prints it."""
    (tmp_path / "js" / "pages").mkdir(parents=True)
    (tmp_path / "js" / "pages" / "a.js").write_text('import { b } from "./b.js";\nb();\n')

    with pytest.raises(minify.MinifyError, match=r"(?s)Could not resolve.*a\.js:1:18"):
        minify.minified_scripts(tmp_path)


def test_a_built_script_has_no_comments_and_short_names(site: dict[str, bytes]) -> None:
    """Under 60 % of its source."""
    script = next(content for name, content in site.items() if name.endswith("/js/pages/reschedule.js")).decode()
    written = sum(len(source) for source in scripts_of(site, "move.html").values())

    assert "//" not in script
    assert "/*" not in script
    assert len(script) < 0.6 * written


def test_the_notice_for_old_browsers_is_in_old_javascript(site: dict[str, bytes]) -> None:
    """The JavaScript of 2009, checked after the build, and before it by eslint."""
    script = next(content for name, content in site.items() if name.endswith("/js/pages/support.js"))
    read = "require('acorn').parse(require('fs').readFileSync(0, 'utf8'), { ecmaVersion: 5 })"

    subprocess.run(["node", "--eval", read], cwd=PROJECT, input=script, check=True)


def test_the_oldest_supported_browser_is_the_same_everywhere(site: dict[str, bytes]) -> None:
    """In the pages, the README and the build."""
    readme = (PROJECT / "README.md").read_text()
    oldest = dict(re.findall(r"(chrome|edge|firefox|safari)(\d+)", minify.SUPPORTED))

    for words in (site["index.html"].decode(), readme):
        assert f"Chrome or Edge {oldest['chrome']}, Safari {oldest['safari']} or Firefox {oldest['firefox']}" in words
    assert oldest["edge"] == oldest["chrome"]


def test_a_page_has_one_style_sheet_and_it_imports_nothing(site: dict[str, bytes]) -> None:
    """The order of the layers comes first."""
    sheet = next(content for name, content in site.items() if name.endswith("/css/site.css")).decode()

    assert "@import" not in sheet
    assert sheet.startswith("@layer tokens,base,layout,components,utilities;")


def test_a_missing_bundler_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the first install there is no node_modules."""
    monkeypatch.setattr(minify, "ESBUILD", tmp_path / "esbuild")

    with pytest.raises(minify.MinifyError, match="npm ci"):
        minify.minified_scripts(PROJECT / "public")


def test_a_syntax_error_fails_the_build_and_is_named(tmp_path: Path) -> None:
    """With its line, as esbuild prints it."""
    (tmp_path / "js" / "pages").mkdir(parents=True)
    (tmp_path / "js" / "pages" / "broken.js").write_text("const one = ;\n")

    with pytest.raises(minify.MinifyError, match=r"broken\.js:1:12"):
        minify.minified_scripts(tmp_path)


def test_the_cdn_caches_assets_indefinitely_and_pages_never(site: dict[str, bytes]) -> None:
    """The URL of an asset changes with its content; that of a page does not."""
    rules = site["_headers"].decode()

    for path in ("/", "/index.html", "/site", "/booking.html", "/es/", "/es/index.html", "/es/site"):
        assert f"\n{path}\n  Cache-Control: public, max-age=0, must-revalidate\n" in rules
    for path in ("/404", "/404.html", "/es/404", "/es/404.html"):
        assert f"\n{path}\n  Cache-Control: no-store\n" in rules


def test_only_existing_files_are_cached_indefinitely(site: dict[str, bytes]) -> None:
    """Netlify applies rules to 404s as well, so each rule names a file, not a folder."""
    rules = [block.splitlines() for block in site["_headers"].decode().split("\n\n")]

    kept = [path for path, *headers in rules if any("immutable" in header for header in headers)]

    assert sorted(kept) == [f"/{name}" for name in site if name.startswith("assets/")]


def test_the_policy_allows_nothing_inline_and_no_other_origin(site: dict[str, bytes]) -> None:
    """For scripts, styles, images and calls."""
    rules = site["_headers"].decode()
    policy = next(line for line in rules.splitlines() if "Content-Security-Policy" in line)

    assert "unsafe" not in policy
    assert "http" not in policy
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "  Referrer-Policy: no-referrer\n" in rules
    assert "geolocation=(self)" in rules


def test_no_public_page_links_to_the_admin_page(site: dict[str, bytes]) -> None:
    """Nor loads a script of it."""
    for page in FOR_DRIVERS:
        assert "/admin" not in site[page].decode()


def test_a_shared_link_has_a_preview(site: dict[str, bytes]) -> None:
    """Title, text and a picture with an absolute URL, as chats need it; that of a booking is the same for all."""
    settings = SiteSettings.from_environment({"SITE_URL": "https://charge.example", "BRAND_NAME": "Volt & Sons"})
    built = render(settings)
    image = '<meta property="og:image" content="https://charge.example/preview.png">'

    titles = {"index.html": "Charging sites", "es/site.html": "Reservar un puerto", "booking.html": "Your booking"}
    for page, title in titles.items():
        assert f'<meta property="og:title" content="{title} · Volt &amp; Sons">' in built[page].decode()
        assert '<meta property="og:description" content="' in built[page].decode()
        assert image in built[page].decode()
    assert built["preview.png"].startswith(b"\x89PNG")
    assert all(b"og:" not in built[f"{page}.html"] for page in ("404", "admin", "move", "signs"))
    assert b"og:image" not in site["index.html"]


@pytest.mark.parametrize("page", ["admin", "booking", "move", "signs"])
def test_search_engines_skip_private_pages(site: dict[str, bytes], page: str) -> None:
    """By header and in the page."""
    for path in (page, f"es/{page}"):
        assert f"/{path}\n  Cache-Control: public, max-age=0, must-revalidate\n  X-Robots-Tag: noindex\n" in (
            site["_headers"].decode()
        )
        assert '<meta name="robots" content="noindex">' in site[f"{path}.html"].decode()


def test_the_api_is_proxied_if_it_has_its_own_origin(site: dict[str, bytes], operators_site: dict[str, bytes]) -> None:
    """Otherwise there is no redirect; 404s are in the language of their folder."""
    proxied = b"/api/*  https://api.example/api/:splat  200  signed=PROXY_SIGNING_KEY\n"

    assert site["_redirects"] == b"/es/*  /es/404.html  404\n"
    assert operators_site["_redirects"] == proxied + site["_redirects"]


def test_operator_settings_are_shown_and_escaped(operators_site: dict[str, bytes]) -> None:
    """A brand is text, the phone number a link; the links of the app are in the page."""
    status, booking = operators_site["booking.html"].decode(), operators_site["site.html"].decode()

    assert "Volt &amp; Sons &#34;&lt;West&gt;&#34;" in booking
    assert "<West>" not in booking
    assert 'href="tel:+16165550134"' in status
    assert 'href="https://apps.example/ios" rel="noreferrer">App Store</a>' in booking


@pytest.mark.parametrize(
    ("shortest", "longest", "chips", "more", "first"),
    [
        (15, 720, (30, 60, 90, 120), (15, 45, 150, 180, 240, 300, 360, 480, 600, 720), 60),
        (60, 100, (60, 90), (100,), 60),
        (90, 90, (90,), (), 90),
        (5, 20, (20,), (15,), 20),
        (240, 300, (300,), (240,), 300),
    ],
)
def test_the_durations_offered_follow_the_booking_policy(
    shortest: int, longest: int, chips: tuple[int, ...], more: tuple[int, ...], first: int
) -> None:
    """The longest one is always offered."""
    rules = BookingPolicy(min_duration_minutes=shortest, max_duration_minutes=longest)

    offered = durations_within(rules)

    assert (offered.chips, offered.more, offered.default) == (chips, more, first)


def test_a_new_build_leaves_nothing_of_the_old_one(tmp_path: Path) -> None:
    """Otherwise old assets would accumulate."""
    build(tmp_path / "dist", SiteSettings.from_environment({}))
    (tmp_path / "dist" / "old").mkdir()
    (tmp_path / "dist" / "old" / "page.html").write_text("old")

    written = build(tmp_path / "dist", SiteSettings.from_environment({}))

    assert sorted(path for path in (tmp_path / "dist").rglob("*") if path.is_file()) == sorted(written)
    assert not (tmp_path / "dist" / "old").exists()


def test_no_page_is_missing_while_a_new_build_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who reloads a page while they edit it still sees one."""
    pages = [path for path in build(tmp_path / "dist", SiteSettings.from_environment({})) if path.suffix == ".html"]
    write, found = Path.write_bytes, []

    def write_and_look(path: Path, content: bytes) -> int:
        found.append(all(page.is_file() for page in pages))
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", write_and_look)
    build(tmp_path / "dist", SiteSettings.from_environment({}))

    assert set(found) == {True}


def test_a_folder_with_something_else_is_never_emptied(tmp_path: Path) -> None:
    """`--out .` must not delete anything."""
    (tmp_path / "thesis.txt").write_text("years of work")

    with pytest.raises(FileExistsError):
        build(tmp_path, SiteSettings.from_environment({}))

    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_a_wrong_setting_is_named_on_the_command_line(tmp_path: Path) -> None:
    """Nothing is written."""
    command = [sys.executable, "-m", "tools.build_site", "--out", str(tmp_path / "dist")]
    environment = {"DRIVER_APP_LINKS": "App Store=ftp://apps.example"}

    ended = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)

    assert ended.returncode == 1
    assert "DRIVER_APP_LINKS" in ended.stderr
    assert not (tmp_path / "dist").exists()
