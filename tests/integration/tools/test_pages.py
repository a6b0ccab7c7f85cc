"""The built pages: complete, without inline code, and with every text that their scripts use."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.integration.tools.pages import Page, scripts_of
from tests.support.project import PROJECT
from tools.build_site.settings import SiteSettings
from tools.build_site.site import build

PAGES = ["404.html", "admin.html", "booking.html", "find.html", "index.html", "move.html", "signs.html", "site.html"]
WITH_SCRIPTS = PAGES[1:]
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls")
USED_TEXTS = re.compile(r'\b(text|plural)\("([\w-]+)"')
USED_TEMPLATES = re.compile(r'\b(?:clone|linkItem)\("([\w-]+)"|, "([\w-]+-option)"')
COMPOSED = (
    "access-|again-|alternative-port|requested-|facility-|live-|meaning-|outcome-|"
    "mistake-|parking-|plug-|refusal-|refused-|summary-port|error-|unknown-|unusable-|word-"
)
COMPOSED_FOR_STAFF = (
    "access-|calendar-|caption-status-|figure-|fit-|sign-in-|mark-|mistake-|plug-|"
    "port-(moving|done|declined|none|changed|pending|unknown|failed)|refusal-|request-|source-|status-|"
    "error-|type-|view-|who-|task-"
)


@pytest.fixture(scope="session", params=PAGES)
def page(request: pytest.FixtureRequest, operators_site: dict[str, bytes]) -> Page:
    """Return each page in turn."""
    return Page(operators_site[request.param].decode())


def test_every_reference_has_its_element_and_ids_are_unique(page: Page) -> None:
    """Labels, descriptions, and links within the page."""
    named = {name for attribute in REFERENCES for value in page.values(attribute) for name in value.split()}
    linked = {href.removeprefix("#") for href in page.values("href") if href.startswith("#")}

    assert len(page.ids) == len(set(page.ids))
    assert named | linked <= set(page.ids)


def test_nothing_is_inline(page: Page) -> None:
    """No script, style or event handler: the policy would block them."""
    names = {name for _, attributes in page.elements for name in attributes}

    assert page.inline == []
    assert "style" not in names
    assert not [name for name in names if name.startswith("on")]


def test_nothing_is_loaded_from_other_origins(page: Page) -> None:
    """Other origins are in links only."""
    loading = [
        attributes.get("src", attributes.get("href", ""))
        for tag, attributes in page.elements
        if tag in {"script", "link", "img", "use", "iframe", "source"} and "hreflang" not in attributes
    ]

    assert loading
    assert [address for address in loading if not address.startswith("/assets/")] == []


@pytest.mark.parametrize("name", WITH_SCRIPTS)
def test_every_text_and_template_of_a_script_is_in_its_page(site: dict[str, bytes], name: str) -> None:
    """A script throws on a missing text. Plurals need at least the form `other`."""
    ids = set(Page(site[name].decode()).ids)

    for module, source in scripts_of(site, name).items():
        if module.startswith(("js/lib/format", "js/lib/dom", "js/lib/i18n")):
            continue  # shared by all pages; each function there is called only where its words are
        for kind, key in USED_TEXTS.findall(source):
            assert f"text-{key}" + ("-other" if kind == "plural" else "") in ids, f"{module} asks for {key}"
        for template in {one or other for one, other in USED_TEMPLATES.findall(source)}:
            assert template in ids, f"{module} asks for {template}"


@pytest.mark.parametrize("name", WITH_SCRIPTS)
def test_no_text_of_a_page_is_unused(site: dict[str, bytes], name: str) -> None:
    """Each is read by a script, by its name or by the first part of a composed one."""
    source = "\n".join(scripts_of(site, name).values())
    composed = COMPOSED_FOR_STAFF if name == "admin.html" else COMPOSED
    words = [one.removeprefix("text-") for one in Page(site[name].decode()).ids if one.startswith("text-")]

    unused = [
        word
        for word in words
        if f'"{re.sub("-(one|other)$", "", word)}"' not in source and not re.match(composed, word)
    ]

    assert unused == []


def test_the_pages_are_valid(tmp_path: Path) -> None:
    """By html-validate, with its recommended rules."""
    settings = SiteSettings.from_environment({"SUPPORT_PHONE": "+1 616 555 0134"})
    pages = [path for path in build(tmp_path / "dist", settings) if path.suffix == ".html"]
    validator = PROJECT / "node_modules" / ".bin" / "html-validate"

    ended = subprocess.run(
        [validator, "--config", PROJECT / ".htmlvalidate.json", *pages], capture_output=True, text=True, check=False
    )

    assert (ended.returncode, ended.stdout) == (0, "")
