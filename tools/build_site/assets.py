"""Styles, scripts, icons and places: read from `public/`, bundled, and addressed by their content.

All assets of a build are in one folder, `/assets/<hash>/`, whose hash covers all of them. So relative imports between
chunks work, and every file can be cached indefinitely: new content has a new address.
"""

import hashlib
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tools.build_site.minify import minified_scripts, minified_styles
from tools.build_site.places import places

_JS_IMPORT = re.compile(r'\b(?:import|from) ?"(?P<path>\.[^"]+)"')


@dataclass(frozen=True)
class Assets:
    """Every asset by its path inside the assets folder, such as `js/pages/booking-form.js`."""

    files: Mapping[str, bytes]

    @cached_property
    def base(self) -> str:
        """The folder's address, `/assets/<hash>`."""
        digest = hashlib.sha256()
        for name, content in sorted(self.files.items()):
            digest.update(f"{name}\0{len(content)}\0".encode() + content)
        return f"/assets/{digest.hexdigest()[:12]}"

    def modules_of(self, entry: str) -> list[str]:
        """Return every file that `entry` loads initially, itself first; dynamic imports are not included."""
        found = [entry]
        for name in found:
            source = self.files[name].decode()
            imported = (posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) for path in _imports(source))
            found.extend(module for module in imported if module not in found)
        return found


def read_assets(public: Path) -> Assets:
    """Return the assets: icons and licenses of `public` unchanged, one script and one style sheet per page, and places.

    Raises MinifyError, PlacesError.
    """
    copied = [*(public / "img").iterdir(), *(public / "js" / "vendor").glob("*.txt")]
    files = {path.relative_to(public).as_posix(): path.read_bytes() for path in copied}
    files.update({f"places/{name}": content for name, content in places().items()})
    return Assets(dict(sorted((files | minified_scripts(public) | minified_styles(public)).items())))


def _imports(source: str) -> list[str]:
    return [match["path"] for match in _JS_IMPORT.finditer(source)]
