"""`make run`: the site, its functions and a simulator of Ampeco on http://127.0.0.1:8888, without any account.

Settings come from the environment, then from `.env`. `PORT` is the port; with `AMPECO_API_URL` and `AMPECO_API_TOKEN`
it uses the real platform.
"""

import asyncio
import os
import sys

from local.paths import PROJECT
from local.run.env_file import EnvFileError, read_env_file
from local.run.plan import PlanError, make_plan
from local.run.processes import ProcessError
from local.run.supervisor import PortTakenError, check_port, run_until_stopped


def main() -> int:
    """Run until Ctrl-C or SIGTERM and return 0; return 1 after printing a failure."""
    try:
        plan = make_plan(read_env_file(PROJECT / ".env") | os.environ)
        check_port(plan.port)
        asyncio.run(run_until_stopped(plan))
    except (EnvFileError, PlanError, PortTakenError, ProcessError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
