"""Scripts and styles as a phone loads them: one small file each per page, put together by esbuild.

A page is asked for by someone who has nothing yet, so each bundle holds all that its page needs and nothing that only
another one does; what is imported late (`import("…")`) becomes a chunk that is loaded late. All stay native modules.
"""

import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

ESBUILD = Path(__file__).parents[2] / "node_modules" / ".bin" / "esbuild"
_ALWAYS = ("--bundle", "--minify", "--charset=utf8", "--log-level=warning", "--color=false")
SUPPORTED = "--target=chrome111,edge111,firefox121,safari16"
"""The oldest browsers that the pages are made for; README.md and the pages themselves tell them too."""

_ANY_BROWSER = ("support", "--target=es5")  # a script that says whether a browser is one of them
_MODULE = (
    "--format=esm",
    "--splitting",
    "--chunk-names=js/chunks/[name]-[hash]",
    "--conditions=production",
    "--legal-comments=eof",  # what others wrote keeps its notices
)


class MinifyError(Exception):
    """esbuild is not there, or does not understand a file; the message says what to do."""


def minified_scripts(public: Path) -> dict[str, bytes]:
    """Return the script of every page in `public/js/pages` as `js/pages/<page>.js`, and the chunks as `js/chunks/…`.

    Raises MinifyError, also for an import that leads nowhere.
    """
    # One run for each page: in a common one esbuild would cut out what several pages share, with all that any needs.
    pages = sorted((public / "js" / "pages").glob("*.js"))
    name, old = _ANY_BROWSER
    runs = (_run([page], public, *_MODULE, old if page.stem == name else SUPPORTED) for page in pages)
    return {name: content for run in runs for name, content in run.items()}


def minified_styles(public: Path) -> dict[str, bytes]:
    """Return the style sheet of every page in `public/css/pages` with all that it imports, as `css/<page>.css`.

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
