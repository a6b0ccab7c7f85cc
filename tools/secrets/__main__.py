"""Command line: `python -m tools.secrets create`; `add`, `promote` or `drop` and the name of a key; `admins`."""

import argparse
import getpass
import sys

from shared.http_api.security.admin_tokens import ROLES
from tools.aws import AwsError
from tools.secrets.admins import add_admin, list_admins, remove_admin, rotate_admin
from tools.secrets.store import AMPECO, KEYS, SecretsError, add, create, drop, exists, promote

_CHANGES = {"add": add, "promote": promote, "drop": drop}


def main() -> int:
    """Run the command; print errors and return 1. Only a new token of a name is printed, for handing it over."""
    options = _options()
    try:
        if options.what == "create":
            for name in create(options.path, _read_token(options.path)):
                print(f"created {options.path}/{name}")
        elif options.what == "admins":
            _change_admins(options)
        else:
            _CHANGES[options.what](f"{options.path}/{options.name}")
    except (AwsError, SecretsError) as error:
        print(f"secrets: {error}", file=sys.stderr)
        return 1
    return 0


def _change_admins(options: argparse.Namespace) -> None:
    if options.act == "list":
        for admin in list_admins(options.path):
            print(f"{admin.name} {admin.role}")
    elif options.act == "remove":
        remove_admin(options.path, options.name)
    elif options.act == "rotate":
        print(rotate_admin(options.path, options.name))
    else:
        print(add_admin(options.path, options.name, options.role))


def _read_token(path: str) -> str | None:
    if exists(f"{path}/{AMPECO}"):
        return None
    if not sys.stdin.isatty():
        return sys.stdin.readline().strip() or None
    return getpass.getpass("Ampeco's API token (empty: later): ").strip() or None


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.secrets", description="Secrets in SSM Parameter Store.")
    parser.add_argument("--path", default="/ev-charging-bookings", help="their prefix (default: %(default)s)")
    acts = parser.add_subparsers(dest="what", required=True)
    acts.add_parser("create", help="create the missing secrets")
    for act, change in _CHANGES.items():
        words = (change.__doc__ or "").partition(".")[0]
        acts.add_parser(act, help=words).add_argument("name", choices=KEYS)
    staff = acts.add_parser("admins", help="Names, roles and tokens of staff")
    admins = staff.add_subparsers(dest="act", required=True)
    add_one = admins.add_parser("add", help="Add a name; print its token")
    add_one.add_argument("name")
    add_one.add_argument("role", choices=ROLES)
    admins.add_parser("rotate", help="Replace the token of a name; print the new one").add_argument("name")
    admins.add_parser("remove", help="Remove a name").add_argument("name")
    admins.add_parser("list", help="Print names and roles")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
