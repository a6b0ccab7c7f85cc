"""The function that sends messages."""

from tests.support.message_fixtures import runs
from tests.support.moto_server import moto_server

__all__ = ["moto_server", "runs"]
