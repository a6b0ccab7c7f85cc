"""A switch of port is the same with a catalog snapshot: these tests are those of `test_switch_port`, run with one."""

from typing import Any

import pytest

from tests.integration.functions import test_switch_port
from tests.integration.functions.test_switch_port import old, order, ports
from tests.support.functions import Functions
from tests.support.moto_server import moto_server
from tests.support.snapshot_fixtures import s3_endpoint, snapshot_functions
from tests.support.soak import in_a_soak

__all__ = ["moto_server", "old", "order", "ports", "s3_endpoint", "snapshot_functions"]


@pytest.fixture
def functions(order: dict[str, Any], snapshot_functions: Functions) -> Functions:  # noqa: ARG001 — its site comes first
    """Take the place of the functions without a snapshot. The site of `order` is in it."""
    return snapshot_functions


globals().update({name: in_a_soak(test) for name, test in vars(test_switch_port).items() if name.startswith("test_")})
