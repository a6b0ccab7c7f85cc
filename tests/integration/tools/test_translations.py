"""Languages: every text of the pages is marked, each catalog translates all of them, and the build uses them."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tests.integration.tools.pages import Page
from tests.integration.tools.pseudo_translation import BRACKETED, RIGHT_TO_LEFT, Outside
from tools.build_site.languages import LOCALES, Language, languages, read_language
from tools.build_site.settings import SiteSettings
from tools.build_site.site import render
from tools.translations import extracted, forms, untranslated, update

CATALOGS = sorted(LOCALES.glob("*/LC_MESSAGES/messages.po"))
SLOTS = re.compile(r"\{\w+\}|%\(\w+\)s|</?[a-z][^>]*>")
OPERATOR = {
    "BRAND_NAME": "1",
    "SUPPORT_PHONE": "2",
    "DRIVER_APP_LINKS": "3=https://apps.example",
    "NO_SHOW_TEXT": "4",
    "PRICE_TEXT": "6",
    "MAX_BOOKINGS_PER_DRIVER": "5",
}
"""Every setting that the pages show, without a letter."""


def read(path: Path) -> Catalog:
    """Return a parsed catalog."""
    with path.open("rb") as file:
        return read_po(file)


def keys(messages: Iterable[Message]) -> set[tuple[str | None, tuple[str, ...]]]:
    """Return what identifies each message: context and text."""
    return {(message.context, forms(message.id)) for message in messages if message.id}


@pytest.mark.parametrize("settings", [{}, OPERATOR], ids=["no settings", "all settings"])
def test_every_text_of_a_page_is_marked_for_translation(settings: dict[str, str]) -> None:
    """In a language that puts each message in brackets, no visible or spoken text is outside."""
    site = render(SiteSettings.from_environment({"BRAND_NAME": "1"} | settings), spoken=[BRACKETED])

    outside = {name: Outside(content.decode()).words for name, content in site.items() if name.endswith(".html")}

    assert {name: words for name, words in outside.items() if words} == {}


def test_an_unmarked_text_is_found() -> None:
    """In text, between marked texts, and in attributes for screen readers."""
    page = Outside(
        '<p lang="">⟦Free <b>until</b>⟧ {when}, then taken</p><input aria-label="Day" placeholder="⟦Day⟧">'
        '<p>{kw} · 5</p><kbd>Enter</kbd><a lang="es" title="Español">Español</a><p>Late</p>'
    )

    assert page.words == ["⟧ {when}, then taken", "Day", "Late"]


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.parts[-3])
def test_a_catalog_has_exactly_the_texts_of_the_pages(path: Path) -> None:
    """`make translations` adds new ones and removes unused ones."""
    catalog = read(path)

    assert keys(catalog) == keys(extracted())
    assert list(catalog.obsolete) == []


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.parts[-3])
def test_every_text_is_translated_and_reviewed(path: Path) -> None:
    """None is empty or fuzzy."""
    assert untranslated(read(path)) == []


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.parts[-3])
def test_a_translation_has_the_placeholders_and_markup_of_the_original(path: Path) -> None:
    """Otherwise a number or a link would be missing, or the build would fail."""
    differing = [
        message.id
        for message in read(path)
        if message.id
        for form in forms(message.string)
        if form and sorted(SLOTS.findall(form)) != sorted(SLOTS.findall(forms(message.id)[-1]))
    ]

    assert differing == []


def test_an_update_adds_and_removes_texts_and_keeps_translations(tmp_path: Path) -> None:
    """A changed text is a new one, without a fuzzy match."""
    path = tmp_path / "messages.po"
    path.write_text(
        'msgid ""\nmsgstr "Language: es\\nContent-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "Free"\nmsgstr "Libre"\n\nmsgid "Taken"\nmsgstr "Ocupado"\n'
    )
    words = Catalog()
    for word in ("Free", "Taken now"):
        words.add(word)

    update(path, words)

    assert {str(message.id): message.string for message in read(path) if message.id} == {
        "Free": "Libre",
        "Taken now": "",
    }
    assert untranslated(read(path)) == ["Taken now"]


def test_a_language_without_a_catalog_fails_the_build() -> None:
    """Otherwise a page would be half in English."""
    with pytest.raises(FileNotFoundError):
        read_language("tlh")


def test_each_language_has_all_pages_below_its_root(site: dict[str, bytes]) -> None:
    """With its BCP 47 tag, its direction, and links to the same page in the others."""
    for language in languages():
        for page, address in (("index.html", ""), ("site.html", "site"), ("booking.html", "booking")):
            built = Page(site[f"{language.root}{page}".lstrip("/")].decode())
            [root] = [attributes for tag, attributes in built.elements if tag == "html"]
            links = {
                attributes["hreflang"]: attributes["href"]
                for tag, attributes in built.elements
                if "hreflang" in attributes
            }

            assert root == {"lang": language.tag, "dir": "ltr", "data-root": language.root}
            assert links == {"en": f"/{address}", "es": f"/es/{address}", "x-default": f"/{address}"}


def test_links_of_a_translated_page_stay_in_its_language(site: dict[str, bytes]) -> None:
    """Except those of the language switch."""
    for name in (name for name in site if name.startswith("es/")):
        links = [attributes for tag, attributes in Page(site[name].decode()).elements if tag == "a"]
        inside = [link["href"] for link in links if "hreflang" not in link and link["href"].startswith("/")]

        assert [href for href in inside if not href.startswith("/es/")] == []


def test_the_plural_many_of_spanish_falls_back_to_other() -> None:
    """The build uses the catalog's plural forms; the scripts fall back to `other` (see dom.js)."""
    days = [read_language("es-US").translations.ngettext("%(days)s day", "%(days)s days", n) for n in (1, 2, 1_000_000)]

    assert days == ["%(days)s día", "%(days)s días", "%(days)s días"]


def test_a_language_has_its_own_name_and_direction() -> None:
    """As its speakers write them."""
    assert [(each.name, each.direction) for each in languages()] == [("English", "ltr"), ("Español", "ltr")]
    assert (RIGHT_TO_LEFT.direction, RIGHT_TO_LEFT.root) == ("rtl", "/ar/")
    assert Language("es-MX").root == "/es/"
