"""Styles, scripts and icons: read from `public/`, put together, and named by their content.

All assets of a build share one folder, `/assets/<hash>/`, whose hash covers them all. So relative imports between
modules keep working, and every file can be kept for good: new content is a new address.
"""

import hashlib
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

_CSS_IMPORT = re.compile(r'^@import "(?P<path>[^"]+)"(?: layer\((?P<layer>[\w-]+)\))?;\n', re.MULTILINE)
_JS_COMMENT = re.compile(r"^[ \t]*(?://.*|/\*\*(?:(?!\*/)[\s\S])*\*/)\n", re.MULTILINE)
_JS_INDENT = re.compile(r"^[ \t]+|^\n", re.MULTILINE)
_JS_IMPORT = re.compile(r'^(?:import|export) (?:[^";]*? from )?"(?P<path>\.[^"]+)";', re.MULTILINE)


@dataclass(frozen=True)
class Assets:
    """Every asset by its path inside the assets' folder, such as `js/pages/site.js`."""

    files: Mapping[str, bytes]

    @cached_property
    def base(self) -> str:
        """The folder's address, `/assets/<hash>`."""
        digest = hashlib.sha256()
        for name, content in sorted(self.files.items()):
            digest.update(f"{name}\0{len(content)}\0".encode() + content)
        return f"/assets/{digest.hexdigest()[:12]}"

    def modules_of(self, entry: str) -> list[str]:
        """Return every module that `entry` loads, itself first.

        Raises KeyError for an import that leads nowhere.
        """
        found = [entry]
        for name in found:
            source = self.files[name].decode()
            imported = (posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) for path in _imports(source))
            found.extend(module for module in imported if module not in found)
        return found


def read_assets(public: Path) -> Assets:
    """Read the assets below `public`: icons as they are, scripts without comments, one style sheet per page.

    Raises ValueError for a script that cannot be made lean.
    """
    plain = [path for folder in ("img", "js") for path in (public / folder).rglob("*") if path.is_file()]
    files = {path.relative_to(public).as_posix(): path.read_bytes() for path in plain}
    files.update({name: _lean(name, content) for name, content in files.items() if name.endswith(".js")})
    for path in (public / "css" / "pages").glob("*.css"):
        files[f"css/{path.name}"] = _with_imports(path).encode()
    return Assets(dict(sorted(files.items())))


def _lean(name: str, content: bytes) -> bytes:
    """Return a script without its comments and indents: a fifth of what a phone would load.

    Works line by line, so it refuses a template literal that spans lines.
    """
    source = content.decode()
    if any(line.count("`") % 2 for line in _JS_COMMENT.sub("", source).splitlines()):
        raise ValueError(f"{name} has a template literal of several lines")
    return _JS_INDENT.sub("", _JS_COMMENT.sub("", source)).encode()


def _imports(source: str) -> list[str]:
    return [match["path"] for match in _JS_IMPORT.finditer(source)]


def _with_imports(path: Path) -> str:
    def inlined(match: re.Match[str]) -> str:
        content = _with_imports(path.parent / match["path"])
        return f"@layer {match['layer']} {{\n{content}}}\n" if match["layer"] else content

    return _CSS_IMPORT.sub(inlined, path.read_text(encoding="utf-8"))
