"""Scripts and styles for browsers: one bundle each per page, built by esbuild.

Each bundle contains what its page needs and nothing that only other pages use; dynamic imports (`import("…")`) become
chunks that are loaded on demand. All are native modules.
"""

import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

ESBUILD = Path(__file__).parents[2] / "node_modules" / ".bin" / "esbuild"
_ALWAYS = ("--bundle", "--minify", "--charset=utf8", "--log-level=warning", "--color=false")
SUPPORTED = "--target=chrome111,edge111,firefox121,safari16"
"""The oldest supported browsers; README.md and the pages name them as well."""

_ANY_BROWSER = ("support", "--target=es5")  # the script that detects unsupported browsers
_MODULE = (
    "--format=esm",
    "--splitting",
    "--chunk-names=js/chunks/[name]-[hash]",
    "--conditions=production",
    "--legal-comments=eof",  # keep license notices
)


class MinifyError(Exception):
    """esbuild is missing, or cannot parse a file; the message says what to do."""


def minified_scripts(public: Path) -> dict[str, bytes]:
    """Return the script of every page in `public/js/pages` as `js/pages/<page>.js`, and the chunks as `js/chunks/…`.

    Raises MinifyError, also for an unresolved import.
    """
    # One run per page: in a common run esbuild would move shared code into chunks.
    pages = sorted((public / "js" / "pages").glob("*.js"))
    name, old = _ANY_BROWSER
    runs = (_run([page], public, *_MODULE, old if page.stem == name else SUPPORTED) for page in pages)
    return {name: content for run in runs for name, content in run.items()}


def minified_styles(public: Path) -> dict[str, bytes]:
    """Return the style sheet of every page in `public/css/pages` with its imports, as `css/<page>.css`.

    Raises MinifyError.
    """
    pages = sorted((public / "css" / "pages").glob("*.css"))
    return _run(pages, public, "--entry-names=css/[name]", "--legal-comments=none", SUPPORTED)


def minified_worker(source: Path, build: str) -> bytes:
    """Return a service worker's script in which the constant `BUILD` is `build`, in JSON.

    Raises MinifyError.
    """
    (script,) = _run([source], source.parent, "--format=iife", f"--define:BUILD={build}", SUPPORTED).values()
    return script


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
