"""Command line: `python -m tools.secrets create`, and `add`, `promote` or `drop` with the name of a secret."""

import argparse
import getpass
import sys

from tools.aws import AwsError
from tools.secrets.store import AMPECO, OWN_SECRETS, SecretsError, add, create, drop, exists, promote

_CHANGES = {"add": add, "promote": promote, "drop": drop}


def main() -> int:
    """Run the command; print errors and return 1. No secret is ever printed."""
    options = _options()
    try:
        if options.what == "create":
            for name in create(options.path, _ask_for_token(options.path)):
                print(f"made {options.path}/{name}")
        else:
            _CHANGES[options.what](f"{options.path}/{options.name}")
    except (AwsError, SecretsError) as error:
        print(f"secrets: {error}", file=sys.stderr)
        return 1
    return 0


def _ask_for_token(path: str) -> str | None:
    if exists(f"{path}/{AMPECO}"):
        return None
    if not sys.stdin.isatty():
        return sys.stdin.readline().strip() or None
    return getpass.getpass("Ampeco's API token (empty: later): ").strip() or None


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.secrets", description="Secrets in SSM Parameter Store.")
    parser.add_argument("--path", default="/ev-charging-bookings", help="below which they stand (default: %(default)s)")
    acts = parser.add_subparsers(dest="what", required=True)
    acts.add_parser("create", help="make what is missing")
    for act, change in _CHANGES.items():
        words = (change.__doc__ or "").partition(".")[0]
        acts.add_parser(act, help=words).add_argument("name", choices=OWN_SECRETS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
