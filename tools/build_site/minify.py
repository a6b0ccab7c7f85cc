"""Scripts and styles as a phone loads them: each module and each page's style sheet made small by esbuild.

Modules stay modules, one file each: the browser loads what it lacks and keeps the rest. Bundled are the parts of a
style sheet, and what others wrote: each module of `js/vendor` holds all that it needs of the packages it names.
"""

import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

ESBUILD = Path(__file__).parents[2] / "node_modules" / ".bin" / "esbuild"
_ALWAYS = ("--minify", "--charset=utf8", "--log-level=warning", "--color=false")
_OURS = ("--legal-comments=none",)
_OTHERS = ("--bundle", "--legal-comments=eof", "--conditions=production")


class MinifyError(Exception):
    """esbuild is not there, or does not understand a file; the message says what to do."""


def minified_scripts(public: Path) -> dict[str, bytes]:
    """Return every script below `public/js`, by its path below `public`; those of others with their notices.

    Raises MinifyError.
    """
    scripts = sorted((public / "js").rglob("*.js"))
    vendor = [path for path in scripts if path.parent == public / "js" / "vendor"]
    ours = [path for path in scripts if path not in vendor]
    bundled = _run(vendor, public, "--format=esm", *_OTHERS) if vendor else {}
    return _run(ours, public, "--format=esm", *_OURS) | bundled


def minified_styles(public: Path) -> dict[str, bytes]:
    """Return the style sheet of every page in `public/css/pages` with all that it imports, as `css/<page>.css`.

    Raises MinifyError.
    """
    return _run(
        sorted((public / "css" / "pages").glob("*.css")), public, "--bundle", "--entry-names=css/[name]", *_OURS
    )


def _run(sources: Iterable[Path], public: Path, *options: str) -> dict[str, bytes]:
    if not ESBUILD.exists():
        raise MinifyError("esbuild is missing. Install what builds the pages: npm ci")
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        command = [str(ESBUILD), *map(str, sources), *_ALWAYS, *options, f"--outbase={public}", f"--outdir={out}"]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 — nothing from outside
        if ended.returncode != 0:
            raise MinifyError(f"esbuild: {ended.stderr.strip()}")
        return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}
