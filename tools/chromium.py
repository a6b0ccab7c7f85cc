"""Find or install Chromium for the browser tests.

`python -m tools.chromium` prints its path. It tries, in this order: `CHROMIUM` in the environment, a browser on the
PATH, Debian's package if we are root on Debian, Playwright's own download. It prefers the headless shell,
which has no user interface and needs less CPU time.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def installed_chromium() -> str | None:
    """Return the path of an installed browser, None without one."""
    given = os.environ.get("CHROMIUM")
    if given:
        return given
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return path
    return _chromium_of_playwright()


def main() -> int:
    """Print the path of Chromium, installing it if necessary; print what is missing if that fails."""
    if installed_chromium() is None:
        _install()
    path = installed_chromium()
    if path is None:
        print(
            "The browser tests need Chromium and none could be installed. Put one on the PATH "
            "(Debian: apt-get install chromium), or name it: CHROMIUM=/path/to/chromium make test",
            file=sys.stderr,
        )
        return 1
    print(path)
    return 0


def _install() -> None:
    commands = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if Path("/etc/debian_version").exists() and os.geteuid() == 0:
        install = ["apt-get", "install", "-y", "-qq"]
        commands = [["apt-get", "update", "-qq"], [*install, "chromium-headless-shell"], [*install, "chromium"]]
    for command in commands:
        # Its output goes to stderr, so that stdout contains only the path; a failure is detected afterwards.
        subprocess.run(command, check=False, stdout=sys.stderr)  # noqa: S603 — the commands stand above
        if installed_chromium() is not None:
            return


def _chromium_of_playwright() -> str | None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 — heavy, and only needed as the last resort

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return str(path) if path.exists() else None


if __name__ == "__main__":
    sys.exit(main())
