"""Localization of Ampeco's texts: select the best translation for a locale."""

from collections.abc import Iterable

from shared.ampeco_client import Translation

FALLBACK_LANGUAGE = "en"


def find_translation(texts: Iterable[Translation], locale: str) -> Translation | None:
    """Return the text for `locale` ("es-MX"), else for its language, else English, else the first; None without any."""
    by_locale = {text.locale.replace("_", "-").lower(): text for text in texts if text.translation}
    for wanted in (locale.lower(), language_of(locale), FALLBACK_LANGUAGE):
        if wanted in by_locale:
            return by_locale[wanted]
        for known, text in by_locale.items():
            if language_of(known) == wanted:
                return text
    return next(iter(by_locale.values()), None)


def localized_text(texts: Iterable[Translation], locale: str) -> str | None:
    """Return the content of that text, None without any."""
    text = find_translation(texts, locale)
    return text.translation if text else None


def language_of(locale: str) -> str:
    """Return `es` for `es-MX` and `es_MX`; empty for an empty locale."""
    return locale.replace("_", "-").partition("-")[0].lower()
