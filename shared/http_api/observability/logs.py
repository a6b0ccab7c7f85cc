"""Logging as JSON lines with request id and function name, without personal data."""

import logging
import traceback
from typing import Any

from aws_lambda_powertools import Logger

logger = Logger()
_ADMIN = "admin"

# Domain and client log the same way, with the same keys.
_shared = logging.getLogger("shared")
_shared.addHandler(logger.registered_handler)
_shared.setLevel(logging.INFO)
_shared.propagate = False

# Mangum logs the path, which may contain a reference.
logging.getLogger("mangum").setLevel(logging.WARNING)


def log_as(context: Any) -> None:  # noqa: ANN401 — Lambda's context has no type
    """Add the invocation's keys to every following log line, and remove the admin of the invocation before."""
    logger.remove_keys([_ADMIN])
    logger.append_keys(request_id=context.aws_request_id, function_name=context.function_name)


def log_admin(name: str) -> None:
    """Add the name of an admin token to every following log line of the invocation."""
    logger.append_keys(**{_ADMIN: name})


def log_unhandled(error: Exception, **keys: str) -> None:
    """Log an unexpected exception: its type and its frames.

    Without message and source lines: they may contain personal data.
    """
    frames = [f"{one.filename}:{one.lineno} {one.name}" for one in traceback.extract_tb(error.__traceback__)]
    logger.error("unhandled_exception", extra={"error": type(error).__name__, "frames": frames, **keys})
