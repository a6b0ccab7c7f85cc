"""What Ampeco tells of a site in words: each text in the reader's language, or said to be in another."""

from shared.ampeco_client import Location, Translation
from shared.domain.texts import language_of, written

_SOURCES = {
    "name": ("name",),
    "address": ("street_address", "address"),
    "description": ("description", "short_description"),
    "directions": ("additional_description",),
}
"""Our texts, and Ampeco's that hold them, the better one first."""


def texts_of(location: Location, locale: str, *names: str) -> dict[str, object]:
    """Return these texts of `location`, and as `languages` the language of each that is in another than `locale`.

    Every site has a name: its number stands in where there is none.
    """
    found = {name: _text(location, locale, name) for name in names}
    foreign = {
        name: text.locale.replace("_", "-")
        for name, text in found.items()
        if text and text.locale and language_of(text.locale) != language_of(locale)
    }
    words = {name: text.translation if text else None for name, text in found.items()}
    return {**words, "name": words["name"] or f"Site {location.id}", "languages": foreign or None}


def _text(location: Location, locale: str, name: str) -> Translation | None:
    return next(filter(None, (written(getattr(location, source), locale) for source in _SOURCES[name])), None)
