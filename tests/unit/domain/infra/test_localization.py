"""Ampeco's translations in the requested language."""

import pytest

from shared.ampeco_client import Translation
from shared.infra.localization import find_translation, language_of, localized_text

TEXTS = [
    Translation(locale="de", translation="Parkhaus"),
    Translation(locale="es_MX", translation="Estacionamiento"),
    Translation(locale="en", translation="Garage"),
]


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        ("de", "Parkhaus"),
        ("de-AT", "Parkhaus"),
        ("es-MX", "Estacionamiento"),
        ("es", "Estacionamiento"),
        ("ES-es", "Estacionamiento"),
        ("fr", "Garage"),
        ("en-US", "Garage"),
    ],
)
def test_the_closest_language_is_chosen(locale: str, expected: str) -> None:
    """The exact locale, then its language, then English."""
    assert localized_text(TEXTS, locale) == expected


def test_without_english_the_first_text_is_used() -> None:
    assert localized_text([Translation(locale="de", translation="Parkhaus")], "fr") == "Parkhaus"


def test_empty_texts_are_none() -> None:
    assert localized_text([Translation(locale="en", translation="")], "en") is None
    assert localized_text([], "en") is None


def test_the_language_of_the_chosen_text_is_returned() -> None:
    """A page marks texts that are not in its own language."""
    found = find_translation(TEXTS, "fr")

    assert found
    assert (language_of(found.locale), found.translation) == ("en", "Garage")
    assert language_of("es_MX") == language_of("ES-us") == "es"


def test_the_exact_locale_comes_before_its_language() -> None:
    """In any case and with either separator."""
    texts = [Translation(locale="es-ES", translation="Aparcamiento"), *TEXTS]

    assert [localized_text(texts, locale) for locale in ("es-mx", "ES-MX", "es")] == [
        "Estacionamiento",
        "Estacionamiento",
        "Aparcamiento",
    ]
