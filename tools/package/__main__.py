"""Command line: `python -m tools.package CreateBooking FOLDER`, called by the Makefile for `sam build`."""

import argparse
import subprocess
import sys
from pathlib import Path

from tools.package.package import UnknownResourceError, package
from tools.package.platforms import TARGET, Platform


def main() -> int:
    """Fill the folder; print errors and return 1."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.package", description="Make the package of one function or layer."
    )
    parser.add_argument("function", help="its logical name in template.yaml")
    parser.add_argument("out", type=Path, help="folder to fill")
    parser.add_argument("--platform", default=TARGET.name, help="as uv names it (default: %(default)s)")
    parser.add_argument("--python", default=TARGET.python, help="its version (default: %(default)s)")
    options = parser.parse_args()
    try:
        package(options.function, options.out, Platform(options.platform, options.python))
    except UnknownResourceError as error:
        print(f"package: {error}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(f"package: {Path(error.cmd[0]).name} failed: {error.stderr or error.stdout}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
