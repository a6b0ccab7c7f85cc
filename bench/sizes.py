"""Sizes: the package of each function, and each page as a phone loads it."""

import gzip
import re
import tempfile
import zlib
from collections.abc import Iterable
from pathlib import Path

from bench.results import Row
from local.paths import PROJECT
from shared.http_api.runtime.settings import SiteSettings
from tools.build_site.site import render
from tools.cloudformation import read_document
from tools.package.package import package
from tools.package.platforms import TARGET

_ASSET = re.compile(r'"/(assets/[^"#]+)')
_KINDS = {".html": "html", ".css": "css", ".js": "js", ".svg": "images"}


def packages() -> list[Row]:
    """Return the kilobytes of each layer and of each function's own package, as files and zipped."""
    resources = read_document(PROJECT / "template.yaml")["Resources"]
    built = ("AWS::Serverless::LayerVersion", "AWS::Serverless::Function")
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for name in (name for kind in built for name, one in resources.items() if one["Type"] == kind):
            target = Path(folder) / name
            package(name, target, TARGET)
            files = [path for path in target.rglob("*") if path.is_file()]
            sizes = [path.stat().st_size for path in files]
            zipped = [len(zlib.compress(path.read_bytes())) for path in files]
            rows.append({"package": name, "files": len(files), "kb": _kb(sizes), "zipped_kb": _kb(zipped)})
    return rows


def _kb(sizes: list[int]) -> float:
    return round(sum(sizes) / 1000, 1)


def pages() -> list[Row]:
    """Return the bytes of each page by kind, gzipped: all that it loads initially."""
    site = render(SiteSettings.from_environment({}))
    rows = []
    for page in (name for name in site if name.endswith(".html")):
        assets = dict.fromkeys(name for name in _ASSET.findall(site[page].decode()) if name in site)
        loaded = {name: site[name] for name in (page, *assets)}
        compressed = [len(gzip.compress(body, mtime=0)) for body in loaded.values()]
        rows.append({"page": page, "gzip": _by_kind(loaded, compressed)})
    return rows


def _by_kind(names: Iterable[str], sizes: list[int]) -> dict[str, int]:
    kinds = dict.fromkeys(_KINDS.values(), 0)
    for name, size in zip(names, sizes, strict=True):
        kinds[_KINDS[Path(name).suffix]] += size
    return kinds | {"all": sum(sizes), "files": len(sizes)}
