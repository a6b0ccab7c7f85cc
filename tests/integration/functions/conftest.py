"""The functions against the simulator over real HTTP, on a fixed day."""

from tests.support.function_fixtures import (
    _close_the_loop,
    _nothing_of_a_person_is_logged,
    functions,
    key,
    log,
    order,
    simulator,
)

__all__ = [
    "_close_the_loop",
    "_nothing_of_a_person_is_logged",
    "functions",
    "key",
    "log",
    "order",
    "simulator",
]
