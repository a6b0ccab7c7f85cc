"""Command line: `python -m tools.translations` updates every catalog in `locales/` from the page texts.

New texts are added without a translation, which tests report; removed texts are deleted. Nothing is translated.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from tools.build_site.languages import LOCALES

_PROJECT = Path(__file__).parents[1]
_TEMPLATES = _PROJECT / "public" / "templates"
_LANGUAGES_MODULE = _PROJECT / "tools" / "build_site" / "languages.py"
_JINJA_OPTIONS = {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}


def main() -> int:
    """Update each catalog and print how many of its texts are translated."""
    words = extracted()
    for path in sorted(LOCALES.glob("*/LC_MESSAGES/messages.po")):
        found = update(path, words)
        print(f"{path.relative_to(_PROJECT)}: {len(found) - len(untranslated(found))} of {len(found)} translated")
    return 0


def extracted() -> Catalog:
    """Return every message of the pages, with the files that contain it."""
    words = Catalog()
    methods = dict.fromkeys(sorted(_TEMPLATES.rglob("*.html")), "jinja2") | {_LANGUAGES_MODULE: "python"}
    for path, method in methods.items():
        options = _JINJA_OPTIONS if method == "jinja2" else {}
        for line, message, comments, context in extract_from_file(method, path, options=options):
            place = (path.relative_to(_PROJECT).as_posix(), line)
            words.add(message, None, [place], auto_comments=comments, context=context)
    return words


def untranslated(catalog: Catalog) -> list[str]:
    """Return the texts without a translation, or with one that is outdated (fuzzy)."""
    return [str(message.id) for message in catalog if message.id and (message.fuzzy or not all(forms(message.string)))]


def forms(words: str | Sequence[str] | None) -> tuple[str, ...]:
    """Return all plural forms of a message, one if it has none; missing ones are empty."""
    return (words or "",) if isinstance(words, str | None) else tuple(words)


def update(path: Path, words: Catalog) -> Catalog:
    """Give the catalog at `path` exactly these messages, keeping translations; write and return it."""
    with path.open("rb") as file:
        found = read_po(file)
    found.update(words, no_fuzzy_matching=True, update_creation_date=False)
    with path.open("wb") as file:
        write_po(file, found, width=120, ignore_obsolete=True, include_lineno=False)
    return found


if __name__ == "__main__":
    sys.exit(main())
