"""The Lambda runtime of a function: handler, services, settings and secrets."""
