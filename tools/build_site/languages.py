"""Languages of the pages: their catalogs in `locales/`, and the folders of their pages.

English texts are in the templates; every other language has a gettext catalog, read uncompiled.
"""

from dataclasses import dataclass, field
from functools import cache, cached_property
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

LOCALES = Path(__file__).parents[2] / "locales"
FIRST = "en"


@dataclass(frozen=True)
class Language:
    """A language by its tag (RFC 5646), such as `es-US`: Spanish, with the times and numbers of the United States."""

    tag: str
    translations: NullTranslations = field(default_factory=NullTranslations, repr=False)

    @property
    def code(self) -> str:
        """The language without region: `es`."""
        return self.tag.partition("-")[0]

    @property
    def root(self) -> str:
        """The folder of its pages: `/` for the first language, `/es/` for another."""
        return "/" if self.code == FIRST else f"/{self.code}/"

    @cached_property
    def name(self) -> str:
        """Its name in the language itself: `Español`."""
        return str(self._locale.get_language_name(self.code)).capitalize()

    @property
    def territory(self) -> str:
        """Its name in the Open Graph protocol: `es_US`."""
        return self.tag.replace("-", "_") if "-" in self.tag else f"{self.tag}_US"

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return self._locale.text_direction

    @property
    def offer(self) -> str:
        """Text of the link to this language on pages in another one."""
        return self.translations.gettext("See this page in English")

    @property
    def refusal(self) -> str:
        """Text of the button that dismisses that link."""
        return self.translations.gettext("No, thanks")

    @property
    def _locale(self) -> Locale:
        return Locale.parse(self.code)


def catalog(code: str) -> Path:
    """Return the catalog file of a language."""
    return LOCALES / code / "LC_MESSAGES" / "messages.po"


def read_language(tag: str) -> Language:
    """Return the language with its catalog; raises FileNotFoundError without one."""
    compiled = BytesIO()
    with catalog(tag.partition("-")[0]).open("rb") as file:
        write_mo(compiled, read_po(file))
    compiled.seek(0)
    return Language(tag, Translations(compiled))


@cache
def languages() -> tuple[Language, ...]:
    """Return every language of the pages, English first."""
    return Language(FIRST), read_language("es-US")
