"""Sizes: the package of each function, and each page as a phone loads it."""

import gzip
import re
import tempfile
import zlib
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
_BUILT = ("AWS::Serverless::LayerVersion", "AWS::Serverless::Function")


def packages() -> list[Row]:
    """Return the kilobytes of each layer and of each function's own package, as files and zipped."""
    resources = read_document(PROJECT / "template.yaml")["Resources"]
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for name in (name for kind in _BUILT for name, one in resources.items() if one["Type"] == kind):
            target = Path(folder) / name
            package(name, target, TARGET)
            files = [path.read_bytes() for path in target.rglob("*") if path.is_file()]
            sizes = {"kb": sum(map(len, files)), "zipped_kb": sum(len(zlib.compress(one)) for one in files)}
            kilobytes = {size: round(total / 1000, 1) for size, total in sizes.items()}
            rows.append({"package": name, "files": len(files), **kilobytes})
    return rows


def pages() -> list[Row]:
    """Return the bytes of each page by kind, gzipped: all that it loads initially."""
    site = render(SiteSettings.from_environment({}))
    rows = []
    for page in (name for name in site if name.endswith(".html")):
        loaded = {page, *(name for name in _ASSET.findall(site[page].decode()) if name in site)}
        sizes = dict.fromkeys(_KINDS.values(), 0)
        for name in loaded:
            sizes[_KINDS[Path(name).suffix]] += len(gzip.compress(site[name], mtime=0))
        rows.append({"page": page, "gzip": sizes | {"all": sum(sizes.values()), "files": len(loaded)}})
    return rows
