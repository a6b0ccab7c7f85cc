"""Logging: one JSON line per request, the request's id in every line, and nothing about a person."""

import logging

from aws_lambda_powertools import Logger

logger = Logger(service="ev-charging-bookings")

# What the domain and the client have to say goes the same way, with the same keys.
_shared = logging.getLogger("shared")
_shared.addHandler(logger.registered_handler)
_shared.setLevel(logging.INFO)
_shared.propagate = False

# Mangum's own line holds the path, and the path may hold a reference.
logging.getLogger("mangum").setLevel(logging.WARNING)
