"""Logging: JSON lines, the request's id and the function's name in each, and nothing about a person."""

import logging
from typing import Any

from aws_lambda_powertools import Logger

logger = Logger()

# What the domain and the client have to say goes the same way, with the same keys.
_shared = logging.getLogger("shared")
_shared.addHandler(logger.registered_handler)
_shared.setLevel(logging.INFO)
_shared.propagate = False

# Mangum's own line holds the path, and the path may hold a reference.
logging.getLogger("mangum").setLevel(logging.WARNING)


def log_as(context: Any) -> None:  # noqa: ANN401 — Lambda's context has no type
    """Put the invocation's keys into every line from here on."""
    logger.append_keys(request_id=context.aws_request_id, function_name=context.function_name)
