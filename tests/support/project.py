"""The project's location on this machine."""

from pathlib import Path

PROJECT = Path(__file__).parents[2]
