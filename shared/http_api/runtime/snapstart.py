"""Hooks for Lambda SnapStart: load lazy modules before the snapshot, reseed random after restore.

https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-python.html
"""

import importlib
import random

_LAZY_MODULES = ("aws_lambda_powertools.utilities.parameters", "jwt")
"""What is otherwise loaded when it is first needed. No secret is read before a snapshot: it would be kept in there."""


def register_hooks() -> None:
    """Register the hooks with Lambda's runtime; elsewhere there is none to register with."""
    try:
        hooks = importlib.import_module("snapshot_restore_py")  # a part of Lambda's runtime, and nowhere else
    except ImportError:
        return
    hooks.register_before_snapshot(_load_lazy_modules)
    hooks.register_after_restore(_reseed_random)


def _load_lazy_modules() -> None:
    for name in _LAZY_MODULES:
        importlib.import_module(name)


def _reseed_random() -> None:
    # The waits between retries are drawn at random so that instances do not all come back at once.
    random.seed()
