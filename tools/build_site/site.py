"""Put the site together: every page of `public/templates` rendered, with its assets, into a folder."""

import shutil
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from shared.http_api.settings import SiteSettings
from tools.build_site.assets import Assets, read_assets
from tools.build_site.durations import durations_within
from tools.build_site.hosting import headers_file, redirects_file

PUBLIC = Path(__file__).parents[2] / "public"
API = Path(__file__).parents[2] / "openapi.yaml"
LANGUAGE = "en"
UNLISTED = ("/admin", "/admin.html", "/booking", "/booking.html", "/move", "/move.html")


def build(out: Path, settings: SiteSettings, public: Path = PUBLIC) -> list[Path]:
    """Write the site into `out`, replacing what was there; return the files, in order of their names.

    Raises jinja2.TemplateError for a template that does not render, KeyError for a script that imports what is not
    there, MinifyError for a script or style that cannot be made small, and FileExistsError for a folder that holds
    something else than a site.
    """
    files = render(settings, public)
    if out.exists():
        if any(out.iterdir()) and not (out / "_headers").is_file():
            raise FileExistsError(f"{out} holds something else than a built site")
        shutil.rmtree(out)
    for name, content in files.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return [out / name for name in files]


def render(settings: SiteSettings, public: Path = PUBLIC) -> dict[str, bytes]:
    """Return the whole site, every file by its path in the output."""
    assets = read_assets(public)
    pages = _render_pages(settings, assets, public / "templates")
    addresses = [address for name in pages for address in _addresses(name)]
    hosting = {
        "_headers": headers_file(addresses, [address for address in addresses if address in UNLISTED]),
        "_redirects": redirects_file(settings.api_origin),
    }
    texts = {**pages, **{name: content for name, content in hosting.items() if content is not None}}
    files = {name: text.encode() for name, text in texts.items()}
    files.update({f"{assets.base.lstrip('/')}/{name}": content for name, content in assets.files.items()})
    files["openapi.yaml"] = API.read_bytes()
    return dict(sorted(files.items()))


def _render_pages(settings: SiteSettings, assets: Assets, templates: Path) -> dict[str, str]:
    environment = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    pages = {}
    for name in sorted(environment.list_templates(filter_func=_is_page)):
        page = name.removesuffix(".html")
        script = f"js/pages/{page}.js"
        pages[name] = environment.get_template(name).render(
            assets=assets.base,
            durations=durations_within(settings),
            language=LANGUAGE,
            modules=assets.modules_of(script) if script in assets.files else [],
            settings=settings,
            style=f"css/{page}.css",
        )
    return pages


def _is_page(name: str) -> bool:
    return name.endswith(".html") and not name.startswith("_")


def _addresses(page: str) -> list[str]:
    """Return where a page is served: `/site.html` and, as CDNs do, `/site`."""
    path = f"/{page}"
    return [path, "/" if page == "index.html" else path.removesuffix(".html")]
