"""Ampeco's translated texts, in the reader's language as far as they go."""

from collections.abc import Iterable

from shared.ampeco_client import Translation

FALLBACK_LANGUAGE = "en"


def translated(texts: Iterable[Translation], locale: str) -> str | None:
    """Return the text for `locale` ("es-MX"), else its language, else English, else the first; None without any."""
    by_locale = {text.locale.replace("_", "-").lower(): text.translation for text in texts if text.translation}
    language = locale.lower().partition("-")[0]
    for wanted in (locale.lower(), language, FALLBACK_LANGUAGE):
        if wanted in by_locale:
            return by_locale[wanted]
        for known, text in by_locale.items():
            if known.partition("-")[0] == wanted:
                return text
    return next(iter(by_locale.values()), None)
