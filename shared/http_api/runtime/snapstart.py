"""Hooks for Lambda SnapStart: load lazy modules before the snapshot, reseed random after restore.

https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-python.html
"""

import importlib
import random

_LAZY_MODULES = ("aws_lambda_powertools.utilities.parameters",)
"""Modules that are otherwise loaded on demand. Secrets are not read before a snapshot, which would contain them."""


def register_hooks() -> None:
    """Register the hooks with Lambda's runtime; does nothing elsewhere."""
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
    # Random retry delays keep instances from retrying at the same time.
    random.seed()
