"""Command line: `python -m tools.build_site [--out dist]`."""

import argparse
import sys
from pathlib import Path

from shared.http_api.runtime.settings import ConfigurationError
from tools.build_site.minify import MinifyError
from tools.build_site.places import PlacesError
from tools.build_site.settings import SiteSettings
from tools.build_site.site import build


def main() -> int:
    """Build the pages from the settings in the environment; print errors in them and return 1."""
    parser = argparse.ArgumentParser(prog="python -m tools.build_site", description="Build the pages.")
    parser.add_argument("--out", type=Path, default=Path("dist"), help="folder to write (default: dist)")
    out = parser.parse_args().out
    try:
        written = build(out, SiteSettings.from_environment())
    except (ConfigurationError, MinifyError, PlacesError) as error:
        print(f"build_site: {error}", file=sys.stderr)
        return 1
    print(f"{out}: {len(written)} files")
    return 0


if __name__ == "__main__":
    sys.exit(main())
