"""Guard on all logs of the functions in this process, and the text that must not appear in them."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

from shared.http_api.observability.logs import logger

_PERSONAL = {
    "email": re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "reference": re.compile(r"[a-z]+-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}[^\s\"]*\.[\w-]{20,}"),
    "bearer": re.compile(r"[Bb]earer [\w.~+/-]+"),
}


def personal(text: str, secrets: tuple[str, ...] = ()) -> list[str]:
    """Return every email, reference and bearer token in `text`, and each of `secrets` that is in it."""
    found = [f"{kind}: {match[0]}" for kind, pattern in _PERSONAL.items() for match in pattern.finditer(text)]
    return sorted({*found, *(f"secret: {secret}" for secret in secrets if secret in text)})


@contextmanager
def caught_log() -> Iterator[StringIO]:
    """Catch what the functions log as it would be written, beside where it goes anyway."""
    lines = StringIO()
    catching = logging.StreamHandler(lines)
    catching.setFormatter(logger.registered_handler.formatter)
    loggers = [logging.getLogger(name) for name in (logger.name, "shared", "httpx", "mangum")]
    for each in loggers:
        each.addHandler(catching)
    try:
        yield lines
    finally:
        for each in loggers:
            each.removeHandler(catching)
