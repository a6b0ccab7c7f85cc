"""The functions that send messages on request."""

from tests.support.message_fixtures import runs
from tests.support.moto_server import moto_server

__all__ = ["moto_server", "runs"]
