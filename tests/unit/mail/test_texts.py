"""Texts of the mails: complete, with the same placeholders in each language, and with the terms of the pages."""

import re
from collections import defaultdict
from dataclasses import asdict, fields

import pytest
from babel.messages.pofile import read_po

from shared.mail.texts import TEXTS, Texts, texts_for
from tests.support.project import PROJECT
from tools.build_site.languages import languages

_SAME_IN_BOTH = {"subject"}
_PLACEHOLDER = re.compile(r"\{\w+\}")
_CATALOG = PROJECT / "locales/es/LC_MESSAGES/messages.po"


def test_every_text_is_translated() -> None:
    """With the same placeholders; none is empty or left in English."""
    english, spanish = (asdict(TEXTS[language]) for language in ("en", "es"))

    for field in fields(Texts):
        ours, theirs = english[field.name], spanish[field.name]
        assert ours, field.name
        assert theirs, field.name
        assert len(ours) == len(theirs) if isinstance(ours, tuple) else True
        assert sorted(_PLACEHOLDER.findall(str(ours))) == sorted(_PLACEHOLDER.findall(str(theirs))), field.name
    assert {name for name, text in english.items() if text == spanish[name]} == _SAME_IN_BOTH


def test_mails_use_the_texts_of_the_pages() -> None:
    """A text that a page has as well has the same Spanish translation."""
    catalog: defaultdict[str, set[str]] = defaultdict(set)
    with _CATALOG.open("rb") as file:
        for entry in read_po(file):
            catalog[str(entry.id)].add(str(entry.string))
    english, spanish = (asdict(TEXTS[language]) for language in ("en", "es"))

    on_pages = {name: catalog[text] for name, text in english.items() if isinstance(text, str) and text in catalog}

    assert len(on_pages) > 15
    assert {name: spanish[name] for name, texts in on_pages.items() if spanish[name] not in texts} == {}


@pytest.mark.parametrize(
    ("locale", "language"), [("es-MX", "es"), ("es_US", "es"), ("ES", "es"), ("en-US", "en"), ("fr", "en"), ("", "en")]
)
def test_a_locale_selects_its_language_else_english(locale: str, language: str) -> None:
    """In each notation that Ampeco stores."""
    assert texts_for(locale).language == language


def test_links_lead_to_the_pages_of_the_language() -> None:
    """In the folders of the built site."""
    assert {language.code: language.root for language in languages()} == {
        texts.language: texts.root for texts in TEXTS.values()
    }
