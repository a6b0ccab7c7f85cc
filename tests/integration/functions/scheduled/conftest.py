"""The function that sends messages."""

from tests.support.message_fixtures import moto_server, runs

__all__ = ["moto_server", "runs"]
