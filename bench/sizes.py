"""Sizes: the package of each function, and each page as a phone loads it."""

import base64
import gzip
import json
import re
import subprocess
import tempfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from local.gateway.template import read_template
from local.paths import PROJECT
from shared.http_api.runtime.settings import SiteSettings
from tools.build_site.site import render
from tools.package.package import package
from tools.package.platforms import TARGET

_ASSET = re.compile(r'"/(assets/[^"#]+)')
_KINDS = {".html": "html", ".css": "css", ".js": "js", ".svg": "images"}
_BROTLI = """
const { brotliCompressSync } = require("node:zlib");
const bodies = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(bodies.map((body) => brotliCompressSync(Buffer.from(body, "base64")).length)));
"""


def packages() -> list[dict[str, Any]]:
    """Return the megabytes of each function's package for Lambda, as files and zipped."""
    deflated: dict[tuple[int, int], int] = {}
    with tempfile.TemporaryDirectory() as folder:
        functions = read_template(PROJECT / "template.yaml").functions
        return [_package(each.name, Path(folder), deflated) for each in functions]


def pages() -> list[dict[str, Any]]:
    """Return the bytes of each page by kind, gzipped and with brotli: all that it loads at once."""
    site = render(SiteSettings.from_environment({}))
    rows = []
    for name in (name for name in site if name.endswith(".html")):
        loaded = [name, *dict.fromkeys(found for found in _ASSET.findall(site[name].decode()) if found in site)]
        rows.append({"page": name, "gzip": _by_kind(_gzipped(site, loaded)), "brotli": _by_kind(_brotli(site, loaded))})
    return rows


def _package(name: str, folder: Path, deflated: dict[tuple[int, int], int]) -> dict[str, Any]:
    """`deflated` holds the sizes by file on disk: all packages link to the same libraries."""
    package(name, folder / name, TARGET)
    files = {path: path.stat() for path in (folder / name).rglob("*") if path.is_file()}
    zipped = 0
    for path, found in files.items():
        place = (found.st_dev, found.st_ino)
        if place not in deflated:
            deflated[place] = len(zlib.compress(path.read_bytes()))
        zipped += deflated[place]
    return {
        "function": name,
        "files": len(files),
        "mb": round(sum(found.st_size for found in files.values()) / 1e6, 2),
        "zipped_mb": round(zipped / 1e6, 2),
    }


def _gzipped(site: Mapping[str, bytes], names: list[str]) -> dict[str, int]:
    return {name: len(gzip.compress(site[name], mtime=0)) for name in names}


def _brotli(site: Mapping[str, bytes], names: list[str]) -> dict[str, int]:
    bodies = json.dumps([_base64(site[name]) for name in names])
    done = subprocess.run(["node", "-e", _BROTLI], input=bodies, check=True, capture_output=True, text=True)  # noqa: S603, S607 - a script of ours; on the PATH
    return dict(zip(names, json.loads(done.stdout), strict=True))


def _base64(body: bytes) -> str:
    return base64.b64encode(body).decode()


def _by_kind(sizes: Mapping[str, int]) -> dict[str, int]:
    kinds = dict.fromkeys(_KINDS.values(), 0)
    for name, size in sizes.items():
        kinds[_KINDS[Path(name).suffix]] += size
    return kinds | {"all": sum(sizes.values()), "files": len(sizes)}
