"""A Python as Lambda has it."""

from pathlib import Path
from typing import NamedTuple


class Runtime(NamedTuple):
    """A Python as Lambda has it: the interpreter, its version, and the folder of what comes with Lambda's runtime."""

    python: str
    version: str
    libraries: Path
