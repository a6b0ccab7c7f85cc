"""Common parts of all packages, built once and cached: the libraries, and our shared code."""

import hashlib
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from tools.package.platforms import Platform, compile_all, run

ROOT = Path(__file__).parents[2]
SOURCES = shutil.ignore_patterns("__pycache__", "*.pyc")

_CACHE = ROOT / ".make" / "packages"

_EXCLUDED = ("bin", "icalendar/tests", "icalendar/fuzzing")
"""Files that no function imports: commands, and tests that a library ships."""


def libraries(lock: str, platform: Platform) -> Path:
    """Return the folder with the libraries of `locks/<lock>.txt` for `platform`, compiled.

    Only from wheels, each verified by its hash, so a package for arm64 can be built on any machine.
    """
    requirements = ROOT / "locks" / f"{lock}.txt"

    def make(folder: Path) -> None:
        wheels = ("--target", str(folder), "--require-hashes", "--only-binary", ":all:")
        target = ("--python-platform", platform.name, "--python-version", platform.python)
        run(_uv(), "pip", "install", "--quiet", *wheels, *target, "-r", str(requirements))
        for name in _EXCLUDED:
            shutil.rmtree(folder / name, ignore_errors=True)

    return _cached(f"{lock}-libraries", platform, [requirements, Path(__file__)], make)


def shared_code(platform: Platform) -> Path:
    """Return the folder with `shared`, compiled."""
    files = (path for path in (ROOT / "shared").rglob("*") if path.is_file())
    sources = sorted(path for path in files if path.suffix != ".pyc")

    def make(folder: Path) -> None:
        shutil.copytree(ROOT / "shared", folder / "shared", ignore=SOURCES)

    return _cached("shared", platform, sources, make)


def _cached(name: str, platform: Platform, sources: Iterable[Path], make: Callable[[Path], None]) -> Path:
    digest = hashlib.sha256()
    for source in sources:
        digest.update(f"{source.relative_to(ROOT)}\0".encode() + hashlib.sha256(source.read_bytes()).digest())
    cached = _CACHE / f"{name}-{platform.name}-{platform.python}-{digest.hexdigest()[:12]}"
    if not cached.is_dir():
        for older in _CACHE.glob(f"{name}-{platform.name}-{platform.python}-*"):
            shutil.rmtree(older)
        _CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=_CACHE) as folder:
            made = Path(folder) / name
            make(made)
            compile_all(made, platform.python)
            try:
                made.rename(cached)
            except OSError:
                if not cached.is_dir():  # otherwise another process created the same
                    raise
    return cached


def _uv() -> str:
    beside = Path(sys.executable).with_name("uv")
    return str(beside) if beside.exists() else "uv"
