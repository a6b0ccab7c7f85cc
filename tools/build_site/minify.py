"""Scripts and styles as a phone loads them: each module and each page's style sheet made small by esbuild.

Modules stay modules, one file each: the browser loads what it lacks and keeps the rest. Nothing is bundled but the
parts of a style sheet.
"""

import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

ESBUILD = Path(__file__).parents[2] / "node_modules" / ".bin" / "esbuild"
_ALWAYS = ("--minify", "--charset=utf8", "--legal-comments=none", "--log-level=warning", "--color=false")


class MinifyError(Exception):
    """esbuild is not there, or does not understand a file; the message says what to do."""


def minified_scripts(public: Path) -> dict[str, bytes]:
    """Return every script below `public/js`, by its path below `public`.

    Raises MinifyError.
    """
    return _run(sorted((public / "js").rglob("*.js")), public, "--format=esm")


def minified_styles(public: Path) -> dict[str, bytes]:
    """Return the style sheet of every page in `public/css/pages` with all that it imports, as `css/<page>.css`.

    Raises MinifyError.
    """
    return _run(sorted((public / "css" / "pages").glob("*.css")), public, "--bundle", "--entry-names=css/[name]")


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
