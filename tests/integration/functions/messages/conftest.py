"""The functions that send messages on request."""

from tests.support.message_fixtures import moto_server, runs

__all__ = ["moto_server", "runs"]
