"""Build the site: render every page of `public/templates`, with its assets, into a folder."""

from collections.abc import Sequence
from pathlib import Path

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket

from tools.build_site.assets import Assets, read_assets
from tools.build_site.durations import durations_within
from tools.build_site.hosting import headers_file, redirects_file
from tools.build_site.languages import Language, languages
from tools.build_site.settings import SiteSettings
from tools.build_site.worker import ADDRESS as WORKER
from tools.build_site.worker import booking_worker

PUBLIC = Path(__file__).parents[2] / "public"
API = Path(__file__).parents[2] / "openapi.yaml"
UNLISTED = ("admin", "booking", "move", "signs")
SCRIPTS = {"index": "sites", "site": "booking-form", "booking": "booking-status", "move": "reschedule"}
"""Scripts named after the function of their page, if its name is different."""
NOT_FOUND = "404"
STYLES = {"move": "site", NOT_FOUND: "find"}
"""Style sheets of pages that look like another page."""
PREVIEW = "preview.png"
"""Preview image of links. Its address is stable, because chat programs request it long after the page."""


class _Compiled(BytecodeCache):
    """The compiled templates, which every language and every build of this process uses."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template its code, unless it changed since."""
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template."""
        self._code[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


def build(out: Path, settings: SiteSettings, public: Path = PUBLIC, spoken: Sequence[Language] = ()) -> list[Path]:
    """Write the site into `out`, replacing its contents; return the files, sorted by name.

    No page is missing meanwhile: what the new site does not have is deleted last.

    Raises jinja2.TemplateError for a template that fails to render, FileNotFoundError for a language without a catalog,
    MinifyError for a script or style that cannot be bundled, PlacesError without the positions of ZIP codes, and
    FileExistsError for a folder that contains something other than a site.
    """
    files = render(settings, public, spoken)
    if out.exists() and any(out.iterdir()) and not (out / "_headers").is_file():
        raise FileExistsError(f"{out} holds something else than a built site")
    written = {out / name: content for name, content in files.items()}
    for path, content in written.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    for path in sorted(out.rglob("*"), reverse=True):  # what is in a folder, before the folder
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
        elif path.is_file() and path not in written:
            path.unlink()
    return list(written)


def render(settings: SiteSettings, public: Path = PUBLIC, spoken: Sequence[Language] = ()) -> dict[str, bytes]:
    """Return the whole site, every file by its path in the output; in the languages `spoken`, by default all."""
    spoken = spoken or languages()
    assets = read_assets(public)
    pages = {
        f"{language.root}{name}".lstrip("/"): text
        for language in spoken
        for name, text in _render_pages(settings, assets, public / "templates", language, spoken).items()
    }
    hosting = {
        "_headers": headers_file(
            {address: _is_unlisted(name) for name in pages for address in _addresses(name)} | {WORKER: False},
            [f"{assets.base}/{name}" for name in assets.files],
            [address for name in pages if _is_not_found(name) for address in _addresses(name)],
            settings.image_origin,
        ),
        "_redirects": redirects_file(settings.api_origin, [language.root for language in spoken]),
    }
    files = {name: text.encode() for name, text in (pages | hosting).items()}
    files.update({f"{assets.base.lstrip('/')}/{name}": content for name, content in assets.files.items()})
    files[WORKER.lstrip("/")] = booking_worker(public, pages)
    files["openapi.yaml"] = API.read_bytes()
    files[PREVIEW] = (public / PREVIEW).read_bytes()
    return dict(sorted(files.items()))


def _render_pages(
    settings: SiteSettings, assets: Assets, templates: Path, language: Language, spoken: Sequence[Language]
) -> dict[str, str]:
    environment = Environment(
        loader=FileSystemLoader(templates),
        bytecode_cache=_COMPILED,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_translations(  # type: ignore[attr-defined]  # the extension adds it
        language.translations, newstyle=True
    )
    pages = {}
    for name in sorted(environment.list_templates(filter_func=_is_page)):
        page = name.removesuffix(".html")
        script = f"js/pages/{SCRIPTS.get(page, page)}.js"
        pages[name] = environment.get_template(name).render(
            address="" if page in ("index", NOT_FOUND) else page,
            assets=assets.base,
            durations=durations_within(settings),
            language=language,
            languages=spoken,
            origin=str(settings.site_url or "").rstrip("/"),
            modules=assets.modules_of(script) if script in assets.files else [],
            root=language.root,
            settings=settings,
            style=f"css/{STYLES.get(page, page)}.css",
        )
    return pages


def _is_page(name: str) -> bool:
    return name.endswith(".html") and not name.startswith("_")


def _is_unlisted(page: str) -> bool:
    return Path(page).stem in UNLISTED


def _is_not_found(page: str) -> bool:
    return Path(page).stem == NOT_FOUND


def _addresses(page: str) -> list[str]:
    """Return the addresses of a page: `/site.html` and, as CDNs do, `/site`; for `es/index.html` also `/es/`."""
    path = f"/{page}"
    clean = path.removesuffix("index.html") if page.endswith("index.html") else path.removesuffix(".html")
    return [path, clean]
