"""The languages that the pages speak: their catalogs in `locales/`, and where the pages of each stand.

English is what the templates say themselves; every other language is a catalog of gettext, read as it is written:
nothing compiled is kept.
"""

from dataclasses import dataclass, field
from functools import cached_property
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
        """Without its region: `es`."""
        return self.tag.partition("-")[0]

    @property
    def root(self) -> str:
        """The folder of its pages: `/` for the first language, `/es/` for another."""
        return "/" if self.code == FIRST else f"/{self.code}/"

    @cached_property
    def name(self) -> str:
        """As its own speakers write it alone: `Español`."""
        return str(self._locale.get_language_name(self.code)).capitalize()

    @property
    def territory(self) -> str:
        """As the Open Graph protocol names it: `es_US`."""
        return self.tag.replace("-", "_") if "-" in self.tag else f"{self.tag}_US"

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return self._locale.text_direction

    @property
    def offer(self) -> str:
        """What leads to the page in this language from one in another."""
        return self.translations.gettext("See this page in English")

    @property
    def refusal(self) -> str:
        """What sends that offer away."""
        return self.translations.gettext("No, thanks")

    @property
    def _locale(self) -> Locale:
        return Locale.parse(self.code)


def catalog(code: str) -> Path:
    """Return the file of a language's words."""
    return LOCALES / code / "LC_MESSAGES" / "messages.po"


def read_language(tag: str) -> Language:
    """Return the language with the words of its catalog; raises FileNotFoundError for one that has none."""
    compiled = BytesIO()
    with catalog(tag.partition("-")[0]).open("rb") as file:
        write_mo(compiled, read_po(file))
    compiled.seek(0)
    return Language(tag, Translations(compiled))


def languages() -> tuple[Language, ...]:
    """Return every language of the pages, English first."""
    return Language(FIRST), read_language("es-US")
