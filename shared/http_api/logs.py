"""Logging: one JSON line per request, the request's id in every line, and nothing about a person."""

import logging

from aws_lambda_powertools import Logger

logger = Logger(service="ev-charging-bookings")

# Mangum's own line holds the path, and the path may hold a reference.
logging.getLogger("mangum").setLevel(logging.WARNING)
