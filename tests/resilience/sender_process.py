"""One run of the function that sends messages, in a process that may be killed. Argument: the time, in ISO 8601."""

import sys
from datetime import datetime
from unittest.mock import patch

from functions.scheduled import send_messages
from shared.http_api.runtime import messages
from shared.http_api.runtime.services import Services, replace_services
from shared.http_api.runtime.settings import Settings
from shared.mail.render import render
from tests.support.lambda_calls import LambdaContext
from tests.support.message_runs import tagged


def main() -> None:
    """Run once at that time, with the settings of the environment."""
    now = datetime.fromisoformat(sys.argv[1])
    replace_services(Services(Settings.from_environment(), now=lambda: now))
    with patch.object(messages, "render", tagged(render, killable=True)):
        send_messages.handler({}, LambdaContext(remaining_seconds=60.0))


if __name__ == "__main__":
    main()
